"""What a body map says in words, and what became of it since the one before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from django.utils.functional import Promise
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from numpy.typing import NDArray

from lenitive.clinic.body_map.maps import Marked
from lenitive.clinic.body_map.picture import Picture, picture
from lenitive.measure.body_map import BodyMaps, Spread, regions, spread
from lenitive.reason.story.words import day_words


@dataclass(frozen=True)
class Told:
    """One map: its day, its picture, and what is counted on it as (name, words)."""

    day: str
    picture: Picture
    facts: tuple[tuple[str, str], ...]
    rows: tuple[str, ...]


@dataclass(frozen=True)
class Moved:
    """How the pain moved: a sentence, and the places by what became of them as (name, places)."""

    sentence: str
    places: tuple[tuple[str, tuple[str, ...]], ...]


def told(marked: Marked) -> Told:
    """A map with its picture and its counts."""
    return Told(day_words(marked.at.date()), picture(marked.marks), _facts(marked.maps), marked.rows)


def moved(before: Marked, after: Marked) -> Moved:
    """What is new, gone and the same between two maps of one person."""
    change = spread(before.maps, after.maps)
    named: Sequence[tuple[str, Any]] = (
        (_("New"), change.new),
        (_("Gone"), change.gone),
        (_("Same place, less pain"), change.easier),
        (_("Same place, more pain"), change.harder),
        (_("Same place, as before"), change.kept & ~change.easier & ~change.harder),
    )
    places = tuple((name, _labels(which[0])) for name, which in named)
    return Moved(_sentence(change), tuple(each for each in places if each[1]))


def _sentence(change: Spread) -> str:
    new, gone, kept = (int(which.sum()) for which in (change.new, change.gone, change.kept))
    said = [
        ngettext("%(n)d place is new", "%(n)d places are new", new) % {"n": new}
        if new
        else _("No place is new"),
        ngettext("%(n)d is gone", "%(n)d are gone", gone) % {"n": gone} if gone else _("none is gone"),
        ngettext("%(n)d is the same", "%(n)d are the same", kept) % {"n": kept}
        if kept
        else _("none is the same"),
    ]
    groups = int(change.new_groups[0])
    spreads = _(" The pain has reached a part of the body that did not hurt.") if groups else ""
    return f"{', '.join(said)}.{spreads}"


def _labels(which: NDArray[np.bool_]) -> tuple[str, ...]:
    labels = regions().labels_in(get_language() or "en")
    return tuple(labels[place] for place in np.flatnonzero(which))


def _facts(maps: BodyMaps) -> tuple[tuple[str, str], ...]:
    known = regions()
    marked, index = int(maps.marked[0].sum()), int(maps.widespread_pain_index()[0])
    groups = int(maps.groups[0])
    generalised = _("yes") if maps.generalised[0] else _("no")
    in_groups = _("%(n)d of %(all)d parts of the body") % {"n": groups, "all": len(known.groups)}
    return (
        (_("Places that hurt"), _("%(n)d of %(all)d") % {"n": marked, "all": len(known.ids)}),
        (_("Widespread pain index"), _("%(n)d of %(all)d areas") % {"n": index, "all": len(known.areas)}),
        (_("Generalised pain (2016 criteria)"), f"{generalised}: {in_groups}"),
        (_("Side"), str(side_words(maps))),
    )


def side_words(maps: BodyMaps) -> str | Promise:
    """On which of the person's own sides the first map hurts, by number of places."""
    left, right = (int(maps.marked[0, regions().side == side].sum()) for side in ("left", "right"))
    if not left and not right:
        return _("neither side; only the middle") if maps.marked[0].any() else _("nothing hurts")
    if left == right:
        return _("both sides alike (%(n)d each)") % {"n": left}
    if not left or not right:
        return _("only your right") if right else _("only your left")
    numbers = {"left": left, "right": right}
    more = _("more on your right") if right > left else _("more on your left")
    return f"{more} ({_('%(right)d right, %(left)d left') % numbers})"
