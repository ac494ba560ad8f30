"""When the person was last here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from lenitive.reason.later import _
from lenitive.reason.story.query import query
from lenitive.reason.story.words import Day, day_of, plain

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from lenitive.reason.tables import Tables
    from lenitive.record.rows import Record


@dataclass(frozen=True)
class Visit:
    """A visit that took place."""

    day: Day
    kind: str
    rows: tuple[str, ...]


@query
def _visits(t: Tables) -> ir.Table:
    """Visits that took place, the newest first."""
    there = t.record.encounter.filter(_.start_low.notnull() & _.status.isin(["finished", "in_progress"]))
    return there.order_by(_.start_low.desc(), _.start_time.desc(), "row_id")


def last_visit(connection: Record, as_of: date) -> Visit | None:
    """The newest visit up to the day asked about; nothing when the chart holds none."""
    for row in _visits(connection):
        day = day_of(row["start_low"], row["start_high"])
        if day is not None and day.low <= as_of:
            return Visit(day, plain(row["kind"] or ""), (row["row_id"],))
    return None
