"""Opioid use over time, one row a person: runs of use, days covered, change."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lenitive.knowledge.limits import limit
from lenitive.reason.later import ibis

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from lenitive.reason.tables import Tables

_BLOCKS = ((-30, -1), (-60, -31), (-90, -61))
_AGO = -30


def history(t: Tables) -> ir.Table:
    """One row a person: the latest run, days covered in windows, and totals now and 30 days ago."""
    days = _runs(_apart(_until_today(t.derived.opioid_segment)))
    latest = days.run == days.run.max().over(ibis.window(group_by="patient_id"))
    days = days.mutate(latest=latest)
    blocks = [_covered(days, first, last) for first, last in _BLOCKS]
    now, ago = _on(days, 0), _on(days, _AGO)
    found = days.group_by("patient_id").agg(
        run_start=days.from_day.min(where=days.latest),
        days_of_use=days.own_days.sum(where=days.latest),
        last_day=days.to_day.max(),
        covered_10d=_covered(days, -10, -1),
        least_covered=ibis.least(*blocks),
        covered_90d=_covered(days, -90, -1) > 0,
        early_refills=days.early.sum(where=days.filled_day >= -90),
        now_low=days.mme_low.sum(where=now).fill_null(0.0),
        ago_low=days.mme_low.sum(where=ago).fill_null(0.0),
        ago_high=days.mme_high.sum(where=ago).fill_null(0.0),
        run_rows=days.row_ids.collect(where=days.latest).flatten(),
        ago_unread=(ago & days.mme_high.isnull()).any(),
    )
    found = found.mutate(lasts=found.last_day >= -limit("opioid_lasting_days"))
    rises = _rises(t.derived.opioid_segment)
    return found.left_join(rises, "patient_id").drop("patient_id_right")


def _until_today(segments: ir.Table) -> ir.Table:
    """Supply that is left over for later days covers none yet."""
    return segments.mutate(to_day=ibis.least(segments.to_day, 0.0))


def _apart(days: ir.Table) -> ir.Table:
    """`own_from`, `own_days`: the part that no earlier segment covers, so that no day counts twice."""
    order = [days.from_day, ibis.desc(days.to_day), days["product"]]
    before = ibis.window(group_by="patient_id", order_by=order, preceding=(None, 1))
    days = days.mutate(covered_to=days.to_day.max().over(before))
    own_from = ibis.greatest(days.from_day, days.covered_to + 1)
    return days.mutate(own_from=own_from, own_days=ibis.greatest(days.to_day - own_from + 1, 0.0))


def _runs(days: ir.Table) -> ir.Table:
    """`run`: its number; a new one begins after a longer gap than one run may hold."""
    gap = days.from_day - days.covered_to - 1
    new = (gap > limit("opioid_gap_days")).fill_null(True).cast("int64")
    order = [days.from_day, ibis.desc(days.to_day), days["product"]]
    upto = ibis.window(group_by="patient_id", order_by=order, preceding=None, following=0)
    days = days.mutate(new=new)
    return days.mutate(run=days.new.sum().over(upto))


def _covered(days: ir.Table, first: int, last: int) -> ir.NumericValue:
    part = ibis.least(days.to_day, float(last)) - ibis.greatest(days.own_from, float(first)) + 1
    return ibis.greatest(part, 0.0).sum()


def _on(days: ir.Table, day: int) -> ir.BooleanValue:
    return (days.from_day <= day) & (days.to_day >= day)


def _rises(segments: ir.Table) -> ir.Table:
    """`rise_day`: the last day on which the scheduled amount rose; a bridged gap is no rise."""
    begins = segments.select("patient_id", day=segments.from_day, by=segments.mme_low)
    ends = segments.select("patient_id", day=segments.bridged_to_day + 1, by=-segments.mme_low)
    changes = ibis.union(begins, ends)
    changes = changes.group_by("patient_id", "day").agg(by=changes.by.round(6).sum().round(3))
    rises = changes.filter((changes.by > 0) & (changes.day <= 0))
    return rises.group_by("patient_id").agg(rise_day=rises.day.max())
