"""What the derived tables share: the day asked about, whole years, rows as evidence, limits."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ibis

from lenitive.knowledge.limits import limit

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
    later = lambda row: row.as_of + ibis.interval(days=int(limit("time_zone_days")))  # noqa: E731
    return with_day(table, t).filter(
        lambda row: row[f"{day}_low"].isnull() | (row[f"{day}_low"] <= later(row))
    )


def days_between(earlier: ir.DateValue, later: ir.DateValue) -> ir.IntegerValue:
    """Whole days from `earlier` to `later`; negative when they stand the other way round."""
    return later.delta(earlier, unit="day")


def whole_years(born: ir.DateValue, day: ir.DateValue) -> ir.IntegerValue:
    """Birthdays had by `day`; who was born on 29 February has it on 1 March in other years."""
    had = (day.month() * 100 + day.day()) >= (born.month() * 100 + born.day())
    return day.year() - born.year() - had.ifelse(0, 1)


def newest(table: ir.Table, key: str | list[str] = "patient_id", day: str = "at") -> ir.Table:
    """The newest dated row of each `key`; of several of one day the one with the greatest row id."""
    order = [ibis.desc(f"{day}_high"), ibis.desc(f"{day}_low"), ibis.desc("row_id")]
    ranked = table.filter(table[f"{day}_low"].notnull()).mutate(
        newness=ibis.row_number().over(group_by=key, order_by=order)
    )
    return ranked.filter(ranked.newness == 0).drop("newness")
