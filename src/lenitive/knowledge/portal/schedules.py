"""Which questionnaires are due when, from `schedules.yaml`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from lenitive.errors import KnowledgeError
from lenitive.knowledge import instruments
from lenitive.knowledge.portal.files import WHERE, Words, read, words

_FILE = "schedules.yaml"


@dataclass(frozen=True)
class Schedule:
    """One occasion. months, then opens, closes and remind (days) count from the anchor's day."""

    id: str
    anchor: str
    months: int
    opens: int
    closes: int
    remind: tuple[int, ...]
    forms: tuple[str, ...]
    because: Words
    source: str
    verified: bool


@dataclass(frozen=True)
class Schedules:
    """All occasions in the order in which they win, and how long an answer stays fresh, by form."""

    schedules: tuple[Schedule, ...]
    default_fresh_days: int
    fresh_days: Mapping[str, int]

    def fresh_for(self, form: str) -> int:
        """Days for which an answer of this form is not asked again."""
        return self.fresh_days.get(form, self.default_fresh_days)


@cache
def schedules() -> Schedules:
    """The schedules, read once a process. Raises KnowledgeError for a form that is none."""
    raw = read(_FILE)
    made = tuple(
        Schedule(
            id=name,
            anchor=each["anchor"],
            months=each.get("months", 0),
            opens=each["opens"],
            closes=each["closes"],
            remind=tuple(each["remind"]),
            forms=tuple(each["forms"]),
            because=words(each["because"], _FILE),
            source=each["source"],
            verified=each["verified"],
        )
        for name, each in raw["schedules"].items()
    )
    _refuse_unknown(form for each in made for form in each.forms)
    fresh = {name: int(entry["value"]) for name, entry in raw["fresh_days"].items()}
    return Schedules(made, fresh.pop("default"), fresh)


def _refuse_unknown(forms: object) -> None:
    known = instruments.ids()
    for form in forms:  # type: ignore[attr-defined]
        if form not in known:
            raise KnowledgeError(
                f"{form!r} is no questionnaire", where=f"{WHERE}/{_FILE}", do="Name one that is."
            )
