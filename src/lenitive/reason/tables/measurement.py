"""Laboratory and clinical values in the unit of their concept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lenitive.knowledge.units import LEFT_OUT
from lenitive.reason.later import ibis
from lenitive.reason.tables.common import evidence
from lenitive.reason.tables.diaries import diary_days
from lenitive.reason.tables.results import observed

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from lenitive.reason.tables import Tables

_HAIR = 1e-9
"""How far `<` and `>` stand inside the number they name, as a share of it."""


def measurement(t: Tables) -> ir.Table:
    """One row a value: concept, value (bounds, in the unit of the concept), at.

    The value is empty in a unit that we cannot convert, without a unit, or where it is not possible at all.
    """
    return ibis.union(_observed(t), _headache_days(t))


def _observed(t: Tables) -> ir.Table:
    results = observed(t).filter(ibis._.concept != "pregnancy_status")
    written = results.select(
        *("patient_id", "row_id", "concept", "comparator", "at_low", "at_high", "value_number"),
        unit=_unit_key(results.unit),
    )
    joined = written.left_join(t.knowledge.unit, ["concept", "unit"])
    value = joined.value_number * joined.factor + joined.plus
    possible = joined.mutate(value=((value >= joined.low) & (value <= joined.high)).ifelse(value, None))
    return possible.select(
        *("patient_id", "concept", "at_low", "at_high"),
        row_ids=evidence(possible.row_id),
        value_low=possible.value.notnull().ifelse(_low(possible), None),
        value_high=possible.value.notnull().ifelse(_high(possible), None),
    )


def _low(row: ir.Table) -> ir.NumericValue:
    return ibis.cases(
        (row.comparator == ">", row.value * (1 + _HAIR)),
        (row.comparator.isin(["<", "<="]), row.low),
        else_=row.value,
    )


def _high(row: ir.Table) -> ir.NumericValue:
    return ibis.cases(
        (row.comparator == "<", row.value * (1 - _HAIR)),
        (row.comparator.isin([">", ">="]), row.high),
        else_=row.value,
    )


def _unit_key(unit: ir.StringValue) -> ir.StringValue:
    for sign in LEFT_OUT:
        unit = unit.replace(sign, "")
    return unit.lower()


def _headache_days(t: Tables) -> ir.Table:
    """Headache days of a diary of 28 days, scaled to 30; empty where too few of its days were filled."""
    days = diary_days(t, "days")
    return days.select(
        *("patient_id", "row_ids", "at_low", "at_high"),
        concept=ibis.literal("headache_days_per_month"),
        value_low=days.days,
        value_high=days.days,
    )
