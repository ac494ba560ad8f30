"""When a person was here, and whether they are to come again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from lenitive.reason.story.query import query

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from lenitive.reason.tables import Tables
    from lenitive.record.rows import Record

_TOOK_PLACE = ("finished", "in_progress")


@dataclass(frozen=True)
class Visits:
    """The newest visit that took place before the day asked about or on it, and the next one planned."""

    last: date | None
    next: date | None


@query
def _encounters(t: Tables) -> ir.Table:
    encounter = t.record.encounter
    return encounter.filter(encounter.start_low.notnull()).select("start_low", "status")


def visits(record: Record, as_of: date) -> Visits:
    """Both, as far as the record holds them."""
    rows = [(row["start_low"], row["status"]) for row in _encounters(record)]
    took_place = [day for day, status in rows if status in _TOOK_PLACE and day <= as_of]
    planned = [day for day, status in rows if status == "planned" and day >= as_of]
    return Visits(max(took_place, default=None), min(planned, default=None))
