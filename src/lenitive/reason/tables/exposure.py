"""Opioids by day, in morphine equivalents."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lenitive.knowledge.limits import limit
from lenitive.reason.later import ibis

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from lenitive.reason.tables import Tables

_DIGITS = 6


def exposure(t: Tables) -> ir.Table:
    """One row a person and day with supply, or with an order in its period, up to the day asked about.

    The high of a day is unknown where the dose of one of its opioids is, or has no factor.
    """
    segments = t.derived.opioid_segment
    first = ibis.greatest(segments.from_day, -limit("exposure_days")).cast("int64")
    last = ibis.least(segments.to_day, 0.0).cast("int64")
    segments = segments.mutate(first=first, last=last).filter(first <= last)
    days = segments.mutate(offset=ibis.range(segments.first, segments.last + 1).unnest())
    summed = days.group_by("patient_id", "offset").agg(
        # Rounded and sorted, so that the order in which an engine meets the rows does not show.
        mme_low=days.mme_low.sum().round(_DIGITS),
        mme_high=days.mme_high.isnull().any().ifelse(None, days.mme_high.sum().round(_DIGITS)),
        row_ids=days.row_ids.collect().flatten().sort(),
    )
    dated = summed.cross_join(t.asked)
    return dated.mutate(day=dated.as_of + dated.offset.as_interval("D"))
