"""What drives the pain, as a card: each mechanism with its grade, for, against, and what would settle it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

# Any: the `classification` of assess, whose schema is docs/schemas/assess.schema.json.
Json = Mapping[str, Any]
GRADES = ("none", "unknown", "possible", "probable", "definite")
_NAMES = {
    "nociceptive": _("Nociceptive"),
    "neuropathic": _("Neuropathic"),
    "nociplastic": _("Nociplastic"),
}
_MEANS = {
    "nociceptive": _("from tissue that is injured, inflamed or loaded"),
    "neuropathic": _("from a lesion or disease of nerves"),
    "nociplastic": _("from altered processing of pain"),
}
_GRADE_WORDS = {
    "none": _("not found"),
    "unknown": _("not known"),
    "possible": _("possible"),
    "probable": _("probable"),
    "definite": _("definite"),
}
_TIME = {"acute": _("acute"), "subacute": _("subacute"), "chronic": _("chronic")}
_ALSO = {"cancer": _("cancer"), "post_surgical": _("after surgery"), "end_of_life": _("end of life")}
_SHOWN = 2


@dataclass(frozen=True)
class Criterion:
    """One thing that a grade asks, in words, with its rows; a question has none. id : `subject.name`."""

    text: str
    rows: tuple[str, ...] = ()
    id: str = ""


@dataclass(frozen=True)
class Mechanism:
    """One mechanism. `next` : the question or examination that would move its grade most."""

    id: str
    grade: str
    speaks_for: tuple[Criterion, ...]
    against: tuple[Criterion, ...]
    unknown: tuple[Criterion, ...]
    next: str
    caution: str
    source: str
    verified: bool

    @property
    def name(self) -> str:
        """Its name."""
        return str(_NAMES[self.id])

    @property
    def means(self) -> str:
        """What the name means, in plain words."""
        return str(_MEANS[self.id])

    @property
    def words(self) -> str:
        """Its grade in words."""
        return str(_GRADE_WORDS[self.grade])

    @property
    def asked(self) -> str:
        """The id of the grade that was given; of the first one to reach where none was."""
        return f"{self.id}.{self.grade if self.grade in GRADES[2:] else GRADES[2]}"

    @property
    def because(self) -> str:
        """What speaks for it, in one line."""
        return "; ".join(each.text for each in self.speaks_for[:_SHOWN])

    @property
    def criteria(self) -> tuple[Criterion, ...]:
        """All that was asked."""
        return (*self.speaks_for, *self.against, *self.unknown)

    @property
    def filled(self) -> int:
        """Steps of the meter, from 0 to 3."""
        return max(GRADES.index(self.grade) - 1, 0)


@dataclass(frozen=True)
class Mechanisms:
    """The card: mechanisms from the strongest, the time course, and what would settle most."""

    rows: tuple[Mechanism, ...]
    note: str
    mixed: str
    next: str
    codes: tuple[Criterion, ...]
    known: bool


def mechanisms(classification: Json) -> Mechanisms:
    """The card from the `classification` of assess."""
    details = {each["subject"]: each for each in classification.get("details", ())}
    made = [_mechanism(name, classification["mechanisms"][name], details.get(name, {})) for name in _NAMES]
    made.sort(key=lambda each: -GRADES.index(each.grade))
    also = [str(words) for name, words in _ALSO.items() if classification.get(name) is True]
    course = _TIME.get(classification["time_course"])
    return Mechanisms(
        rows=tuple(made),
        note=" · ".join([*([str(course)] if course else []), *also]),
        mixed=(classification.get("mixed") or {}).get("why", ""),
        next=next((each.next for each in made if each.next), ""),
        codes=tuple(
            Criterion(f"{each['code']} {each['title']}", tuple(each["rows"]))
            for each in classification.get("icd11") or ()
        ),
        known=any(each.grade != "unknown" or each.criteria for each in made),
    )


def _mechanism(name: str, grade: str, detail: Json) -> Mechanism:
    asked = detail.get("next")
    return Mechanism(
        id=name,
        grade=grade,
        speaks_for=tuple(_criteria(detail.get("for", ()))),
        against=tuple(_criteria(detail.get("against", ()))),
        unknown=tuple(_criteria(detail.get("unknown", ()))),
        next=asked["ask"] if asked else "",
        caution=detail.get("caution") or "",
        source=detail.get("source") or "",
        verified=bool(detail.get("verified")),
    )


def _criteria(given: Iterable[Json]) -> Iterable[Criterion]:
    for each in given:
        text = each.get("text") or each.get("ask") or ""
        yield Criterion(text, tuple(each.get("rows", ())), each.get("criterion", ""))
