"""Which steps of the chart's orders are taken on the day asked about: surely, perhaps, or not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ibis

if TYPE_CHECKING:
    import ibis.expr.types as ir


def with_state(steps: ir.Table) -> ir.Table:
    """Rows of `dose_step` with `certain` (counts in both bounds), `counts` (in the high), and `replaced`.

    Certain is a step of an active or proposed order on that day. Only in the high stand: an active order
    whose supply ran out, or whose first step is still to come; one that a proposed order of the same
    product may replace; and what is said to be completed, or of unknown status, in its period. A stopped or
    paused order is not taken.
    """
    order = ibis.window(group_by=["of_row", "ingredient"])
    proposed, active = steps.status == "proposed", steps.status == "active"
    began = steps.from_day.isnull() | (steps.from_day <= 0)
    runs = began & (steps.to_day.isnull() | (steps.to_day >= 0))
    steps = steps.mutate(runs=runs, proposed=proposed)
    first = steps.from_day.isnull() | (steps.from_day == steps.from_day.min().over(order))
    last = steps.from_day.isnull() | (steps.from_day == steps.from_day.max().over(order))
    idle = ~steps.runs.any().over(order)
    spent = idle & last & began & steps.by_supply
    to_come = idle & first & ~began
    replaced = active & steps.proposed.any().over(ibis.window(group_by=["patient_id", "product"]))
    lasting = (steps.status == "completed") & steps.to_day.notnull()
    maybe = steps.runs & (lasting | (steps.status == "unknown"))
    return steps.mutate(
        replaced=replaced,
        certain=(proposed & first) | (active & runs & ~replaced),
        counts=(proposed & first) | (active & (runs | spent | to_come)) | maybe,
    )
