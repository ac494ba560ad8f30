"""Opioids on the day asked about, in morphine equivalents, with what makes the total unknown."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from lenitive.reason.tables import Tables

_PRODUCT = ["patient_id", "product", "as_needed"]


def totals(steps: ir.Table) -> ir.Table:
    """One row a person: total_low, total_high, chart_high (without the draft), unread orders, total_rows.

    steps : rows of `dose_step` with their state, dispenses of orders in the chart left out (`taken`).
    Orders of one product, as scheduled or as-needed as each other, that began on different days are one
    supply: the low is the least of them and the high the greatest. Those of one day are taken together.
    """
    product = _of_one_product(_of_one_day(steps.filter(steps.counts & steps.opioid.fill_null(True))))
    return product.group_by("patient_id").agg(
        total_low=product.low.sum(),
        total_high=product.high.sum() + product.draft_high.sum(),
        chart_high=product.high.sum(),
        unread=product.unread.sum(),
        total_rows=product.rows.collect().flatten(),
    )


def taken(t: Tables) -> ir.Table:
    """Rows of `dose_step` with their state; a dispense stands for itself only without its order."""
    steps = t.derived.dose_step
    return steps.filter((steps.kind != "fill") | (steps.order_row == steps.of_row))


def _of_one_day(steps: ir.Table) -> ir.Table:
    unread = steps.mme_high.isnull()
    certain = steps.certain
    return steps.group_by(*_PRODUCT, "kind", "proposed", "order_day").agg(
        sure=(certain & ~unread).any(),
        low=certain.ifelse(steps.mme_low, 0.0).sum(),
        high=steps.mme_high.sum(),
        unread=unread.sum(),
        rows=steps.of_row.collect(),
    )


def _of_one_product(day: ir.Table) -> ir.Table:
    return day.group_by(*_PRODUCT).agg(
        low=day.low.min(where=day.sure & ~day.proposed).fill_null(0.0)
        + day.low.sum(where=day.proposed).fill_null(0.0),
        high=day.high.max(where=~day.proposed).fill_null(0.0),
        draft_high=day.high.sum(where=day.proposed).fill_null(0.0),
        unread=day.unread.sum(),
        rows=day.rows.collect().flatten(),
    )
