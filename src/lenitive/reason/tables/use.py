"""Medicines of the chart by ingredient and drug class, with whether they act in the whole body."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lenitive.knowledge.limits import limit
from lenitive.reason.later import ibis

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from lenitive.reason.tables import Tables

OTHER = "other"
"""The class of a medicine that we can read and that is in none of our classes."""


def use(t: Tables) -> ir.Table:
    """One row a product, ingredient and class; a product that cannot be read has an empty class.

    A dispense stands for itself only where the order that it fills is not in the chart.
    """
    medicine = _with_naive(t.derived.medicine)
    medicine = medicine.filter((medicine.kind != "fill") | (medicine.order_row == medicine.of_row))
    return _timed(_classed(medicine, t), t)


def _with_naive(medicine: ir.Table) -> ir.Table:
    """`naive_at_start`: of an opioid, whether no other opioid reached into the days before it began.

    The window is over opioids alone: few rows of a chart are of one.
    """
    is_opioid = medicine.opioid.fill_null(False)
    opioid, other = medicine.filter(is_opioid), medicine.filter(~is_opioid)
    until = ibis.coalesce(opioid.to_day, (opioid.status == "active").ifelse(0, opioid.from_day))
    opioid = opioid.mutate(day=opioid.from_day.cast("int64"), opioid_until=until)
    earlier = ibis.range_window(group_by="patient_id", order_by="day", preceding=(None, 1))
    opioid = opioid.mutate(before=opioid.opioid_until.max().over(earlier))
    naive = (opioid.before < opioid.day - limit("opioid_naive_days")).fill_null(True)
    opioid = opioid.mutate(naive_at_start=opioid.day.notnull().ifelse(naive, None))
    return ibis.union(
        opioid.drop("day", "opioid_until", "before"), other.mutate(naive_at_start=ibis.null("boolean"))
    )


def _classed(medicine: ir.Table, t: Tables) -> ir.Table:
    """Every class of each ingredient; where products decide, only of those products."""
    classes = t.knowledge.drug_class.rename(class_ingredient="ingredient", drug_class="class")
    same = [
        medicine.ingredient == classes.class_ingredient,
        classes.product_code.isnull() | (classes.product_code == medicine["product"]),
    ]
    rows = medicine.left_join(classes, same)
    group = rows.route_group
    systemic = ibis.cases(
        (rows.systemic_groups.contains(group), True),
        (rows.local_groups.contains(group), False),
        (group.isnull() & ~rows.has_local_form, True),
        else_=None,
    )
    named = rows.ingredient.notnull()
    return rows.mutate(
        drug_class=ibis.coalesce(rows.drug_class, named.ifelse(OTHER, None)),
        systemic=systemic,
    )


def _timed(rows: ir.Table, t: Tables) -> ir.Table:
    """When it began, its course (to its written end, else to today while it goes on), and its end."""
    rows = rows.cross_join(t.asked)
    goes_on = rows.status.isin(["active", "on_hold"]) & rows.end_day.isnull()
    days = ibis.coalesce(rows.end_day, goes_on.ifelse(0.0, None)) - rows.from_day
    over = rows.status.isin(["stopped", "completed"])
    since_end = -ibis.coalesce(rows.end_day, rows.to_day)
    since_end = ibis.cases((since_end < 0, 0.0), else_=since_end)
    start = rows.as_of + rows.from_day.cast("int64").as_interval("D")
    return rows.mutate(
        course_days=ibis.greatest(days, rows.supply_days),
        days_since_end=over.ifelse(since_end, None),
        at_low=start,
        at_high=start,
    )
