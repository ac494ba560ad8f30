"""The body map as a picture: shapes for a template to draw, and every mark in words beside it.

Colour never stands alone: each painful region carries its number, and a list says the same in words.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy as _body

from lenitive.clinic.body_map.figure import View, views
from lenitive.measure.body_map import Mark, regions, severity
from lenitive.reason.story.words import number_words

_VIEWS: dict[str, tuple[Promise, Promise, Promise]] = {
    "front": (_body("body", "Front"), _("your right"), _("your left")),
    "back": (_body("body", "Back"), _("your left"), _("your right")),
}
_LEVELS = {"none": 0, "": 1, "mild": 1, "moderate": 2, "severe": 3}
_SEVERITY: dict[str, Promise | str] = {
    "": _("hurts; how much was not said"),
    "none": _("no pain"),
    "mild": _("mild"),
    "moderate": _("moderate"),
    "severe": _("severe"),
}
QUALITIES: dict[str, Promise] = {
    "aching": _("aching"),
    "burning": _("burning"),
    "stabbing": _("stabbing"),
    "shooting": _("shooting"),
    "throbbing": _("throbbing"),
    "cramping": _("cramping"),
    "tingling": _("tingling"),
    "numb": _("numb"),
}
_UNSAID = "?"


@dataclass(frozen=True)
class Line:
    """One painful region in words; `level` 1 to 3 is its colour, `number` what stands on it."""

    region: str
    label: str
    number: str
    level: int
    words: str


@dataclass(frozen=True)
class Shape:
    """One region as it is drawn; `line` is None where it does not hurt."""

    region: str
    label: str
    data: str
    x: int
    y: int
    line: Line | None

    @property
    def level(self) -> int:
        """0 where it does not hurt, else 1 to 3."""
        return self.line.level if self.line else 0


@dataclass(frozen=True)
class Side:
    """The figure from one side; `left` and `right` are the words at the picture's edges."""

    view: View
    title: Promise
    left: Promise
    right: Promise
    shapes: tuple[Shape, ...]

    @property
    def told(self) -> str:
        """What hurts on this side, as one sentence for those who do not see it."""
        hurt = [f"{each.line.label}: {each.line.words}" for each in self.shapes if each.line]
        return "; ".join(hurt) or str(_("No painful place on this side."))

    @property
    def foot(self) -> tuple[float, float, float]:
        """Where the words beneath begin, have their middle, and end."""
        start, _top, wide, _high = (float(each) for each in self.view.box.split())
        return (start + 14, start + wide / 2, start + wide - 14)


@dataclass(frozen=True)
class Picture:
    """Front and back, and every painful region in words, worst first."""

    sides: tuple[Side, ...]
    lines: tuple[Line, ...]


def picture(marks: Sequence[Mark]) -> Picture:
    """The picture of one map. A region marked with 0 does not hurt.

    Raises : KeyError for a region that the map does not have.
    """
    hurts = [mark for mark in marks if mark.intensity != 0]
    lines = {mark.region: _line(mark) for mark in sorted(hurts, key=_worst_last)}
    ordered = sorted(lines.values(), key=lambda line: (-line.level, -_value(line.number), line.label))
    return Picture(tuple(_side(view, lines) for view in views()), tuple(ordered))


def _worst_last(mark: Mark) -> float:
    return -1.0 if mark.intensity is None else mark.intensity


def _value(number: str) -> float:
    return 0.0 if number == _UNSAID else float(number)


def _line(mark: Mark) -> Line:
    called = severity(mark.intensity)
    number = _UNSAID if mark.intensity is None else number_words(mark.intensity)
    said = [str(_SEVERITY[called]) if mark.intensity is None else f"{number}/10, {_SEVERITY[called]}"]
    said += [str(QUALITIES.get(word, word)) for word in mark.quality.split()]
    return Line(mark.region, label_of(mark.region), number, _LEVELS[called], ", ".join(said))


def _side(view: View, lines: dict[str, Line]) -> Side:
    shapes = tuple(
        Shape(path.region, label_of(path.region), path.data, path.x, path.y, lines.get(path.region))
        for path in view.paths
    )
    title, left, right = _VIEWS[view.name]
    return Side(view, title, left, right, shapes)


def label_of(region: str) -> str:
    """The name of a region, in the language that is spoken now."""
    known = regions()
    return known.labels_in(get_language() or "en")[known.place[region]]
