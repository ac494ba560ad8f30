"""Opioid milligram morphine equivalents a day of one person, order by order, each with its arithmetic."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any

from lenitive.reason.later import ibis
from lenitive.reason.mme_orders import Order, judged, report_of
from lenitive.reason.story.query import Query, query
from lenitive.reason.tables import Tables, ask, evaluate
from lenitive.reason.tables.opioid_total import taken, totals

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from lenitive.record.rows import Record

Report = dict[str, Any]  # the JSON of `lenitive mme --json`; docs/schemas/mme.schema.json holds it
_NEEDS = ("held", "medicine", "dose_step")


def mme(
    connection: Record,
    *,
    patient_id: str,
    as_of: date,
    factors: str = "cdc2022",
    draft: Sequence[str] = (),
) -> Report:
    """The MME report of a person: the total, its bounds, and every order with why it counts or not.

    connection : a database with the record's tables (`lenitive.record.schema`). factors : cdc2022 or
    cdc2016. draft : row ids of draft orders that are about to be signed, counted too. Returns : the object
    that docs/schemas/mme.schema.json describes. `total_mme` is every counted order at its written maximum,
    None when an order is unknown; `mme_low` and `mme_high` are as in exposure_now.
    """
    ask(connection, as_of, draft)
    evaluate(connection, _NEEDS)
    orders = _orders(connection, patient_id, factors)
    low, high = _bounds(connection, patient_id, factors)
    known = all(order.status != "unknown" for order in orders)
    counted = sum(order.mme or 0.0 for order in orders if order.status == "counted")
    return {
        "as_of": as_of.isoformat(),
        "factors": factors,
        "total_mme": round(counted, 6) if known else None,
        "mme_low": low,
        "mme_high": high,
        "orders": [report_of(order) for order in orders],
    }


def _orders(connection: Record, patient_id: str, factors: str) -> list[Order]:
    instructions: dict[str, list[dict[str, Any]]] = {}
    for row in _instructions(connection):
        instructions.setdefault(row["medication_row"], []).append(row)
    rows = [row for row in _rows_query(factors)(connection) if row["patient_id"] == patient_id]
    return judged(rows, instructions, factors)


def _bounds(connection: Record, patient_id: str, factors: str) -> tuple[float, float | None]:
    """The low and the high; the high is unknown without a list of medicines or with an order that is."""
    held = any(row["patient_id"] == patient_id for row in _held(connection))
    found = [row for row in _totals_query(factors)(connection) if row["patient_id"] == patient_id]
    if not found:
        return 0.0, 0.0 if held else None
    known = held and not found[0]["unread"]
    return float(found[0]["total_low"]), float(found[0]["total_high"]) if known else None


@query
def _held(t: Tables) -> ir.Table:
    return t.derived.held.filter(t.derived.held.domain == "medicines").select("patient_id")


@query
def _instructions(t: Tables) -> ir.Table:
    dosage = t.record.dosage
    return dosage.select(
        *("medication_row", "sequence", "dose_high", "dose_unit", "times_high", "per_days", "max_per_day"),
        *("as_needed", "basis", "text"),
    ).order_by("medication_row", "sequence", "dose_high")


@lru_cache(maxsize=4)
def _rows_query(factors: str) -> Query:
    return Query(partial(_rows, factors=factors))


@lru_cache(maxsize=4)
def _totals_query(factors: str) -> Query:
    return Query(partial(_totals, factors=factors))


def _totals(t: Tables, factors: str) -> ir.Table:
    return totals(converted(t, factors))


def _rows(t: Tables, factors: str) -> ir.Table:
    """One row a step, with the words of its order, its product and its factor."""
    steps = converted(t, factors)
    texts = ibis.union(
        t.record.medication.select(text_row="row_id", words="text"),
        t.record.supply.select(text_row="row_id", words="text"),
    )
    rows = steps.left_join(texts, steps.of_row == texts.text_row).drop("text_row", "row_ids")
    return rows.order_by("order_day", "of_row", "ingredient", "from_day")


def converted(t: Tables, factors: str) -> ir.Table:
    """Steps with morphine equivalents by the factors of one table.

    Where a factor goes by the total of the day (methadone, CDC 2016), all orders of the day choose the band.
    """
    steps = taken(t).drop("mme_low", "mme_high")
    medicine = t.derived.medicine.select(
        *("of_row", "ingredient", "parts", "strength_mg", "per", "preparation", "wear_days", "supply_days"),
    )
    steps = steps.left_join(
        medicine, [steps.of_row == medicine.of_row, steps.ingredient == medicine.ingredient]
    ).drop("of_row_right", "ingredient_right")
    table = t.knowledge.opioid_factor
    table = table.select(
        factor_of="ingredient",
        factor_preparation="preparation",
        factor=table[factors],
        per_mg=table[f"{factors}_per_mg"],
        basis=table.basis,
        counted=table.counted,
        why=table.why,
    )
    same = [steps.ingredient == table.factor_of, steps.preparation == table.factor_preparation]
    steps = steps.left_join(table, same).drop("factor_of", "factor_preparation")
    return _with_mme(_with_band(_with_band(steps, t, factors, "low"), t, factors, "high"))


def _with_band(steps: ir.Table, t: Tables, factors: str, bound: str) -> ir.Table:
    """`band_<bound>`: the factor of the band that the day's total of the ingredient falls in."""
    day = ibis.window(group_by=["patient_id", "ingredient", "preparation"])
    counts = steps.certain if bound == "low" else steps.counts
    steps = steps.mutate(day_mg=counts.ifelse(steps[f"mg_{bound}"], 0.0))
    steps = steps.mutate(day_mg=steps.day_mg.sum().over(day))
    bands = t.knowledge.opioid_factor_band
    bands = bands.filter(bands.factors == factors).select(
        band_of="ingredient", above="above_mg", to="to_mg", band="factor", band_preparation="preparation"
    )
    falls_in = [
        steps.ingredient == bands.band_of,
        steps.preparation == bands.band_preparation,
        steps.day_mg > bands.above,
        bands.to.isnull() | (steps.day_mg <= bands.to),
    ]
    rows = steps.left_join(bands, falls_in)
    return rows.drop("band_of", "band_preparation", "above", "to").rename(
        {f"band_{bound}": "band", f"day_mg_{bound}": "day_mg"}
    )


def _with_mme(steps: ir.Table) -> ir.Table:
    out = (~steps.counted).fill_null(False)
    per_low = ibis.coalesce(steps.band_low, steps.per_mg)
    per_high = ibis.coalesce(steps.band_high, steps.per_mg)
    low = ibis.cases((out, 0.0), else_=(steps.mg_low * per_low).fill_null(0.0))
    high = ibis.cases((out, 0.0), else_=steps.mg_high * per_high)
    return steps.mutate(
        mme_low=steps.opioid.ifelse(low.round(6), None),
        mme_high=steps.opioid.ifelse(high.round(6), None),
        written_mme=(steps.written_mg * per_high).round(6),
        used_factor=ibis.coalesce(steps.band_high, steps.factor),
    )
