"""How much opioid a person has on the day asked about, for how long, and how it changed: one row a person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lenitive.reason.later import ibis
from lenitive.reason.tables.opioid_history import history
from lenitive.reason.tables.opioid_total import taken, totals

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from lenitive.reason.tables import Tables

_REVIEW = "opioid_benefit_risk_review"


def exposure_now(t: Tables) -> ir.Table:
    """One row a person of the record; see language.yaml for each field.

    A low bound is what the record proves. A high bound is empty where the list of medicines is not held, or
    where an order that may be taken cannot be read.
    """
    held = t.derived.held.filter(t.derived.held.domain == "medicines").select(held_by="patient_id").distinct()
    people = t.record.patient.select("patient_id")
    people = people.left_join(held, people.patient_id == held.held_by)
    people = people.select("patient_id", listed=people.held_by.notnull())
    for part in (totals(taken(t)), history(t), _ordered(t), _reviewed(t)):
        people = people.left_join(part, "patient_id").drop("patient_id_right")
    return _fields(people)


def _ordered(t: Tables) -> ir.Table:
    """Orders, statements and dispenses of opioids by when they are dated; and what could not be read."""
    medicine = t.derived.medicine.filter(t.derived.medicine.status != "proposed")
    medicine = medicine.mutate(opioids=medicine.opioid.fill_null(False))
    recent = medicine.from_day.between(-90, -1).fill_null(False)
    ordered = medicine.opioids & medicine.from_day.between(-180, 0).fill_null(False)
    return medicine.group_by("patient_id").agg(
        ordered_90d=(medicine.opioids & recent).any(),
        unread_90d=(medicine.opioid.isnull() & recent).any(),
        prescribers=medicine.requester.nunique(where=ordered),
        undated=(medicine.opioids & medicine.from_day.isnull()).any(),
    )


def _reviewed(t: Tables) -> ir.Table:
    concept = t.derived.concept
    reviews = concept.filter((concept.concept == _REVIEW) & (concept.of == "procedure")).cross_join(t.asked)
    return reviews.group_by("patient_id").agg(
        review_day=reviews.at_low.delta(reviews.as_of, unit="day").max()
    )


def _fields(p: ir.Table) -> ir.Table:
    lasts = p.lasts.fill_null(False)
    start = lasts.ifelse(0 - p.run_start, None)
    increase = lasts.ifelse(0 - ibis.greatest(p.run_start, p.rise_day), None)
    days = p.days_of_use.fill_null(0.0)
    used = p.ordered_90d.fill_null(False) | p.covered_90d.fill_null(False)
    unclear = p.unread_90d.fill_null(False) | p.undated.fill_null(False)
    readable = p.listed & (p.unread.fill_null(0) == 0)
    nothing = ibis.literal([], "array<string>")
    p = _with_change(p.mutate(readable=readable))
    return p.mutate(
        row_ids=ibis.coalesce(p.total_rows, p.run_rows, nothing),
        mme_low=p.total_low.fill_null(0.0),
        mme_high=readable.ifelse(p.total_high.fill_null(0.0), None),
        days_of_use_low=days,
        days_of_use_high=(p.listed & ~p.undated.fill_null(False)).ifelse(days, None),
        days_since_last_use=0 - p.last_day,
        days_since_start=start,
        days_since_start_or_increase=increase,
        reviewed_since_change=increase.notnull().ifelse((p.review_day >= -increase).fill_null(False), None),
        days_covered_10d=p.covered_10d.fill_null(0.0),
        least_days_covered_in_3_months=p.least_covered.fill_null(0.0),
        naive_90d=ibis.cases((used, False), (unclear, None), else_=True),
        early_refills_90d=p.early_refills.fill_null(0).cast("float64"),
        prescribers_180d=p.prescribers.fill_null(0).cast("float64"),
    )


def _with_change(p: ir.Table) -> ir.Table:
    """Scheduled against scheduled and most against most, so that an as-needed order alone is no change.

    A rise from none has no percentage: its low is 0 and its high unknown.
    """
    scheduled = _percent(p.now_low, p.ago_low)
    most = _percent(p.chart_high, p.ago_high)
    known = p.readable & ~p.ago_unread.fill_null(False)
    lower = ibis.least(scheduled.fill_null(0.0), most.fill_null(0.0))
    higher = (scheduled.notnull() & most.notnull()).ifelse(ibis.greatest(scheduled, most), None)
    return p.mutate(
        mme_change_percent_30d_low=known.ifelse(lower, None),
        mme_change_percent_30d_high=known.ifelse(higher, None),
    )


def _percent(now: ir.NumericValue, ago: ir.NumericValue) -> ir.NumericValue:
    now, ago = now.fill_null(0.0), ago.fill_null(0.0)
    return ibis.cases((ago > 0, 100.0 * (now - ago) / ago), (now == 0, 0.0), else_=None)
