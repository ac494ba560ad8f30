"""What a clinic decided about treatments, from the reviews of the record: the newest word on each holds.

A decision is a row of `review` whose finding is `option:` and the treatment, so that whoever reads the record
knows it: the pages, the papers, and `lenitive assess`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from lenitive.reason.story.query import Row, query

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from lenitive.reason.tables import Tables
    from lenitive.record.rows import Record

_ABOUT = "option:"
ACCEPTED, CHANGED, DECLINED = "accepted", "changed", "declined"
_OUTCOMES = (ACCEPTED, CHANGED, DECLINED)
_FIRST = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Decision:
    """One decision. answer : accepted, changed or declined. day : nothing where none is written."""

    answer: str
    day: date | None
    who: str
    why: str
    row: str

    def as_json(self) -> dict[str, Any]:  # Any: JSON; docs/schemas/assess.schema.json holds it
        """As `lenitive assess` says it."""
        day = self.day.isoformat() if self.day else None
        return {"answer": self.answer, "on": day, "by": self.who, "why": self.why or None, "row": self.row}


def about(treatment: str) -> str:
    """What a row of `review` names as its finding when it decides about a treatment."""
    return f"{_ABOUT}{treatment}"


def decided(record: Record, patient_id: str, as_of: date) -> Mapping[str, Decision]:
    """Treatment -> what holds of it on a day; of two words the later one, by its instant where it has one."""
    rows = [row for row in _reviews(record) if row["patient_id"] == patient_id and _counts(row, as_of)]
    made = sorted(rows, key=_when)
    return {
        row["finding"].removeprefix(_ABOUT): Decision(
            row["outcome"], row["at_high"], row["reviewer"], row["reason"] or "", row["row_id"]
        )
        for row in made
    }


def _counts(row: Row, as_of: date) -> bool:
    known = row["at_low"] is None or row["at_low"] <= as_of
    return bool(known and row["finding"].startswith(_ABOUT) and row["outcome"] in _OUTCOMES)


def _when(row: Row) -> tuple[date, datetime, str]:
    """A row without a day is the oldest: it must not undo a word that has one."""
    at = row["at_time"]
    zoned = at.replace(tzinfo=UTC) if at is not None and at.tzinfo is None else at
    return row["at_high"] or date.min, zoned or _FIRST, row["row_id"]


@query
def _reviews(t: Tables) -> ir.Table:
    """Reviews of whatever kind, in no order."""
    names = (
        "patient_id",
        "row_id",
        "finding",
        "reviewer",
        "outcome",
        "reason",
        "at_low",
        "at_high",
        "at_time",
    )
    return t.record.review.select(*names)
