"""The daily dose of each ingredient in each product of the chart, with its bounds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lenitive.reason.tables.common import evidence
from lenitive.reason.tables.opioid_total import taken

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from lenitive.reason.tables import Tables


def ingredient_dose(t: Tables) -> ir.Table:
    """One row an order, statement or dispense without an order, and ingredient: milligrams a day, bounds.

    Of what is taken now, the step of the day asked about; of the rest, all its steps. An active order of
    the same product as a proposed one may be replaced by it, so that its low is 0.
    """
    steps = taken(t)
    now = steps.status.isin(["active", "proposed"])
    steps = steps.filter(steps.counts | ~now)
    doses = steps.group_by("patient_id", "of_row", "ingredient", "status").agg(
        mg_per_day_low=(steps.certain | ~now).ifelse(steps.mg_low, 0.0).sum(),
        mg_per_day_high=steps.mg_high.isnull().any().ifelse(None, steps.mg_high.sum()),
    )
    systemic = _systemic(t)
    same = [doses.of_row == systemic.use_row, doses.ingredient == systemic.use_ingredient]
    return doses.left_join(systemic, same).mutate(row_ids=evidence(doses.of_row))


def _systemic(t: Tables) -> ir.Table:
    use = t.derived.use
    return use.group_by(use_row=use.row_ids[0], use_ingredient="ingredient").agg(systemic=use.systemic.max())
