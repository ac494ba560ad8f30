"""How we will know that a treatment worked: which scale, by how much, from what, by when."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from lenitive.knowledge.instruments import instrument
from lenitive.knowledge.instruments.changes import threshold
from lenitive.knowledge.instruments.model import Scale
from lenitive.knowledge.planning import planning
from lenitive.plan.person import Person


@dataclass(frozen=True)
class JudgedBy:
    """The scale that judges a treatment.

    scale : instrument.scale. change : what counts as an important change, in words; empty when no source
    gives one. baseline, baseline_at, row : the newest score, or nothing where none is known.
    by_when : the length of the trial, in the words of knowledge.
    """

    scale: str
    title: str
    change: str
    source: str
    baseline: float | None
    baseline_at: str
    row: str
    by_when: str = ""

    def as_json(self) -> dict[str, Any]:
        """The form in `lenitive assess --json`."""
        return {
            "scale": self.scale,
            "title": self.title,
            "change": self.change or None,
            "source": self.source or None,
            "baseline": self.baseline,
            "baseline_at": self.baseline_at or None,
            "row": self.row or None,
            "by_when": self.by_when,
        }


def judged_by(person: Person, treatment: str = "") -> JudgedBy:
    """The scale that this person already answers, function before intensity; else the one to begin with.

    treatment : one that is meant for something else than the pain, such as sleep, is judged by that.
    """
    newest: dict[str, dict[str, Any]] = {}
    for row in person.scores:
        newest.setdefault(row["scale"], row)
    answered = next((name for name in planning().judged_by if name in newest), planning().judged_when_none)
    scale = planning().judged_instead.get(treatment, answered)
    title, change, source = _important(scale)
    row = newest.get(scale, {})
    at = row.get("at_low")
    return JudgedBy(
        scale, title, change, source, row.get("value"), at.isoformat() if at else "", row.get("row_id") or ""
    )


@lru_cache(maxsize=64)
def _important(name: str) -> tuple[str, str, str]:
    """Title, important change in words, and its source."""
    form, _, part = name.partition(".")
    scale = next(each for each in instrument(form).scales if each.id == part)
    return f"{instrument(form).name} ({part})", _change(scale), _source(scale)


def _change(scale: Scale) -> str:
    limit = threshold(scale)
    way = "lower" if scale.higher == "worse" else "higher"
    if limit.leads_by == "percent":
        return f"{limit.percent:g} percent {way}"
    if limit.points is None:
        return ""
    return f"{limit.points:g} point{'' if limit.points == 1 else 's'} {way}"


def _source(scale: Scale) -> str:
    return next((each.source for each in scale.changes), "")
