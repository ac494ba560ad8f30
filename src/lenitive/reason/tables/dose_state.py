"""Which steps of the chart's orders are taken on the day asked about: surely, perhaps, or not."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from lenitive.reason.later import ibis

if TYPE_CHECKING:
    import ibis.expr.types as ir


def with_state(steps: ir.Table, among: Sequence[str] = ()) -> ir.Table:
    """Steps with `runs` (on the day asked about), `proposed`, `first`, and `spent` or `to_come`.

    among : the columns by which steps belong together; none where each is the only one of its order.
    """
    began = steps.from_day.isnull() | (steps.from_day <= 0)
    runs = began & (steps.to_day.isnull() | (steps.to_day >= 0))
    steps = steps.mutate(runs=runs, proposed=steps.status == "proposed")
    first, last, idle = (
        _among(steps, among) if among else (ibis.literal(True), ibis.literal(True), ~steps.runs)
    )
    return steps.mutate(
        first=first,
        spent=idle & last & began & steps.by_supply,
        to_come=idle & first & ~began,
    )


def _among(steps: ir.Table, columns: Sequence[str]) -> tuple[ir.BooleanValue, ...]:
    """Whether a step is the first of its order, the last, and whether none of them runs."""
    order = ibis.window(group_by=list(columns))
    first = steps.from_day.isnull() | (steps.from_day == steps.from_day.min().over(order))
    last = steps.from_day.isnull() | (steps.from_day == steps.from_day.max().over(order))
    return first, last, ~steps.runs.any().over(order)


def with_replaced(steps: ir.Table) -> ir.Table:
    """Rows of `dose_step` with `certain` (counts in both bounds), `counts` (in the high), and `replaced`.

    Certain is a step of an active or proposed order on that day. Only in the high stand: an active order
    whose supply ran out, or whose first step is still to come; one that a proposed order of the same
    product may replace; and what is said to be completed, or of unknown status, in its period. A stopped or
    paused order is not taken.
    """
    drafts = steps.filter(steps.proposed).select(
        draft_of="patient_id", draft_product=steps["product"].fill_null("")
    )
    same = [steps.patient_id == drafts.draft_of, steps["product"].fill_null("") == drafts.draft_product]
    steps = steps.left_join(drafts.distinct(), same)
    active = steps.status == "active"
    replaced = active & steps.draft_of.notnull()
    lasting = (steps.status == "completed") & steps.to_day.notnull()
    maybe = steps.runs & (lasting | (steps.status == "unknown"))
    sure = steps.proposed & steps.first
    return steps.mutate(
        replaced=replaced,
        certain=sure | (active & steps.runs & ~replaced),
        counts=sure | (active & (steps.runs | steps.spent | steps.to_come)) | maybe,
    )
