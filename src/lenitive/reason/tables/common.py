"""What the derived tables share: the day asked about, whole years, rows as evidence, limits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lenitive.knowledge.limits import limit
from lenitive.reason.later import ibis

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from lenitive.reason.tables import Tables


def evidence(*row_ids: ir.StringValue) -> ir.ArrayValue:
    """The rows a derived row was made from, as one list."""
    return ibis.array(list(row_ids))


def with_day(table: ir.Table, t: Tables) -> ir.Table:
    """`table` with the column `as_of`, the day asked about."""
    return table.cross_join(t.asked)


def known(table: ir.Table, t: Tables, day: str = "at") -> ir.Table:
    """`table` with `as_of`, without the rows that are certainly of a later day.

    A chart written east of here may already be at tomorrow's date, so one day is forgiven.
    """
    dated = with_day(table, t)
    tomorrow = dated.as_of + ibis.interval(days=int(limit("time_zone_days")))
    return dated.filter(dated[f"{day}_low"].isnull() | (dated[f"{day}_low"] <= tomorrow))


def days_between(earlier: ir.DateValue, later: ir.DateValue) -> ir.IntegerValue:
    """Whole days from `earlier` to `later`; negative when they stand the other way round."""
    return later.delta(earlier, unit="day")


def whole_years(born: ir.DateValue, day: ir.DateValue) -> ir.IntegerValue:
    """Birthdays had by `day`; who was born on 29 February has it on 1 March in other years."""
    return (_written(day) - _written(born)) // 10_000


def _written(day: ir.DateValue) -> ir.IntegerValue:
    """A date as the number yyyymmdd."""
    return day.year() * 10_000 + day.month() * 100 + day.day()
