"""Days a month with acute headache medicine."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lenitive.knowledge.limits import limit
from lenitive.reason.later import _, ibis
from lenitive.reason.tables.common import with_day
from lenitive.reason.tables.diaries import diary_days

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from lenitive.reason.tables import Tables

_BY_ITEM = {"triptan_days": "triptan_ergot_opioid_combination", "simple_days": "simple_analgesic"}
_STRONGER = ("triptan", "ergot", "opioid")
_SIMPLE = ("nsaid", "acetaminophen")


def acute_use_days(t: Tables) -> ir.Table:
    """One row a group and form, or order: group, days_per_month (scaled to 30), at (last day counted).

    A form with too few filled days gives empty days. Orders count where they are taken every day, not only if
    needed; how often a medicine is taken as needed an order does not say.
    """
    forms = diary_days(t, *_BY_ITEM)
    by_form = [
        forms.select(
            *("patient_id", "row_ids", "at_low", "at_high"),
            group=ibis.literal(group),
            days_per_month=forms[item],
        )
        for item, group in _BY_ITEM.items()
    ]
    return ibis.union(*by_form, _daily_orders(t))


def _daily_orders(t: Tables) -> ir.Table:
    """Ingredients of the two groups with an active scheduled dose: every day of the month, today the last."""
    classes = t.derived.use.filter(
        _.systemic, _.status == "active", _.drug_class.isin([*_STRONGER, *_SIMPLE])
    )
    doses = t.derived.ingredient_dose.filter(_.status == "active", _.mg_per_day_low > 0)
    named = classes.select("patient_id", "ingredient", "drug_class", row_id=_.row_ids[0])
    taken = named.inner_join(
        doses.select("patient_id", "ingredient").distinct(), ["patient_id", "ingredient"]
    )
    grouped = with_day(taken, t)
    stronger = grouped.drug_class.isin(_STRONGER)
    return grouped.select(
        "patient_id",
        row_ids=ibis.array([grouped.row_id]),
        at_low=grouped.as_of,
        at_high=grouped.as_of,
        group=stronger.ifelse(_BY_ITEM["triptan_days"], _BY_ITEM["simple_days"]),
        days_per_month=ibis.literal(limit("month_days")),
    )
