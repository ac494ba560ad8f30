"""Days covered by opioids, product by product: the assumptions about early refills and newer orders."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lenitive.knowledge.limits import limit
from lenitive.reason.later import ibis

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from lenitive.reason.tables import Tables

_PRODUCT = ["patient_id", "product", "as_needed", "kind"]


def opioid_segment(t: Tables) -> ir.Table:
    """One row a stretch of days, without the draft; see language.yaml.

    What is left when a product is supplied again is taken first (carry-over). An order without a supply
    ends where a newer one of the same product, as scheduled or as-needed as it, begins. Orders of one day
    are taken together.
    """
    days = _same_day(_covering(t))
    queue = ibis.window(group_by=_PRODUCT, order_by="from_day")
    until = ibis.window(group_by=_PRODUCT, order_by="from_day", preceding=None, following=0)
    length = days.by_supply.ifelse(days.to_day - days.from_day + 1, 0.0)
    days = days.mutate(length=length, next_day=days.from_day.lead().over(queue))
    days = days.mutate(before=days.length.sum().over(until) - days.length)
    days = days.mutate(base=(days.from_day - days.before).max().over(until))
    shifted = days.by_supply.ifelse(days.base + days.before, days.from_day)
    cut = ibis.least(days.to_day, days.next_day - 1)
    last = days.by_supply.ifelse(shifted + days.length - 1, cut)
    spare = days.to_day.lag().over(queue) - days.from_day + 1
    made = days.mutate(
        from_day=shifted,
        to_day=last,
        filled_day=days.from_day,
        early=(days.by_supply & (spare >= limit("early_refill_days"))).fill_null(False),
    )
    return _bridged(made)


def _covering(t: Tables) -> ir.Table:
    """The steps of opioids that cover days: of an order that was dispensed, its dispenses.

    Open steps go to the day asked about while the order is active. One that is over and says neither a
    supply nor an end covers the day it was written for, and one without a date that day.
    """
    steps = t.derived.dose_step
    steps = steps.filter(
        steps.opioid & (steps.status != "proposed") & ~(steps.filled & (steps.kind != "fill"))
    )
    from_day = ibis.coalesce(steps.from_day, (steps.status == "active").ifelse(0.0, None))
    open_to = (steps.status == "active").ifelse(ibis.greatest(from_day, 0.0), from_day)
    steps = steps.mutate(from_day=from_day, to_day=ibis.coalesce(steps.to_day, open_to))
    return steps.filter(steps.from_day.notnull() & (steps.from_day <= 0))


def _same_day(steps: ir.Table) -> ir.Table:
    return steps.group_by(*_PRODUCT, "from_day").agg(
        to_day=steps.to_day.max(),
        by_supply=steps.by_supply.any(),
        mme_low=steps.mme_low.sum(),
        mme_high=steps.mme_high.isnull().any().ifelse(None, steps.mme_high.sum()),
        row_ids=steps.of_row.collect(),
    )


def _bridged(segments: ir.Table) -> ir.Table:
    """`bridged_to_day`: a late refill does not count as stopping and starting again."""
    later = segments.from_day.lead().over(ibis.window(group_by=_PRODUCT, order_by="from_day"))
    gap = later - segments.to_day - 1
    bridged = (gap <= limit("opioid_gap_days")).fill_null(False)
    return segments.mutate(
        bridged_to_day=bridged.ifelse(ibis.greatest(later - 1, segments.to_day), segments.to_day)
    )
