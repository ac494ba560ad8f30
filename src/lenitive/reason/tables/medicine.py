"""Orders, statements and dispenses by ingredient, with the days that they cover."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lenitive.knowledge.medicines import routes
from lenitive.reason.later import ibis
from lenitive.reason.tables.common import days_between, evidence, with_day
from lenitive.reason.tables.medicine_names import ingredients

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from lenitive.reason.tables import Tables

# What a route says of a preparation, where the product does not.
_PREPARATION = {
    **{group: group for group in ("oral", "injection", "rectal", "implant")},
    "transdermal": "patch",
    "nasal": "nasal_spray",
}


def medicine(t: Tables) -> ir.Table:
    """One row an order, statement or dispense and ingredient; see language.yaml.

    A draft of the chart that is not about to be signed is left out: it is not part of the chart. Days count
    from the day asked about, so that the tables above need no calendar. A dispense is read by the codes and
    the doses of the order that it fills, where that order is in the chart.
    """
    orders = _orders(t)
    fills = _fills(t, orders)
    rows = ibis.union(_with_fills(orders, fills), fills.select(*_ROW))
    read = _with_route(ingredients(rows, t))
    return read.mutate(of_row=read.row_id, row_ids=evidence(read.row_id))


def _orders(t: Tables) -> ir.Table:
    """Orders and statements: status as of the day asked about, and the days of their period."""
    signed = t.draft.select(draft_row="row_id").distinct()
    rows = t.record.medication.left_join(signed, t.record.medication.row_id == signed.draft_row)
    rows = rows.filter((rows.status != "proposed") | rows.draft_row.notnull())
    daily = _daily_units(t)
    rows = with_day(rows.left_join(daily, rows.row_id == daily.medication_row), t)
    same_unit = (rows.quantity_unit == rows.daily_unit).fill_null(True)
    by_quantity = (rows.steps == 1).ifelse(same_unit.ifelse(rows.quantity / rows.daily_units, None), None)
    end_day = days_between(rows.as_of, rows.end_high)
    return rows.mutate(
        order_row=rows.row_id,
        order_text=rows.text,
        status=_status(rows, end_day),
        end_day=end_day,
        from_day=days_between(rows.as_of, rows.start_low),
        supply_days=ibis.coalesce(rows.supply_days, by_quantity),
        handed=ibis.null("float64"),
        handed_unit=ibis.null("string"),
    )


def _daily_units(t: Tables) -> ir.Table:
    """The greatest number of units a day of each order whose quantity has to say how long it lasts."""
    orders = t.record.medication
    asked = orders.filter(orders.quantity.notnull() & orders.supply_days.isnull())
    dosage = t.record.dosage.semi_join(asked, t.record.dosage.medication_row == asked.row_id)
    most = ibis.least(dosage.dose_high * dosage.times_high / dosage.per_days.nullif(0), dosage.max_per_day)
    return dosage.group_by("medication_row").agg(
        daily_units=most.sum().nullif(0.0), daily_unit=dosage.dose_unit.max(), steps=dosage.count()
    )


def _status(rows: ir.Table, end_day: ir.IntegerValue) -> ir.StringValue:
    starts = rows.status.isin(["proposed", "active", "unknown"])
    return ibis.cases(
        (rows.draft_row.notnull() & starts, "proposed"),
        ((rows.status == "active") & (end_day < 0), "completed"),
        else_=rows.status,
    )


def _fills(t: Tables, orders: ir.Table) -> ir.Table:
    """Dispenses that were handed over, each beside the order it fills where that is in the chart."""
    supply = t.record.supply
    supply = supply.filter(supply.status.isin(["completed", "unknown"]) & supply.at_low.notnull())
    filled = orders.select(
        order_row="row_id",
        filled_text="text",
        order_days="supply_days",
        order_route="route",
        order_requester="requester",
    )
    rows = with_day(supply.left_join(filled, supply.medication_row == filled.order_row), t)
    from_day = days_between(rows.as_of, rows.at_low)
    days = ibis.coalesce(rows.days, rows.order_days)
    to_day = ibis.coalesce((from_day + days - 1).ceil().cast("int64"), from_day)
    lasts = ibis.cases((to_day >= 0, "active"), (days.isnull(), "unknown"), else_="completed")
    return rows.mutate(
        order_row=ibis.coalesce(rows.order_row, rows.row_id),
        order_text=rows.order_row.notnull().ifelse(rows.filled_text, rows.text),
        linked=rows.order_row.notnull(),
        kind=ibis.literal("fill"),
        status=lasts,
        route=rows.order_route,
        requester=rows.order_requester,
        filled=rows.order_row.notnull(),
        from_day=from_day,
        end_day=ibis.null("int64"),
        supply_days=days,
        to_day=to_day,
        handed=rows.quantity,
        handed_unit=rows.quantity_unit,
    )


def _with_fills(orders: ir.Table, fills: ir.Table) -> ir.Table:
    """Orders with their last day: as written, else as dispensed, else as the supply says."""
    last = fills.filter(fills.linked).group_by(filled_row="order_row").agg(filled_to=fills.to_day.max())
    rows = orders.left_join(last, orders.row_id == last.filled_row)
    supplied = (rows.from_day + rows.supply_days - 1).ceil().cast("int64")
    to_day = ibis.coalesce(rows.end_day, rows.filled_to, supplied)
    return rows.mutate(filled=rows.filled_row.notnull(), to_day=to_day).select(*_ROW)


def _with_route(rows: ir.Table) -> ir.Table:
    """The route group of the product, else of the order; the preparation where only the route says it."""
    written = rows.route.lower().strip()
    said = ibis.cases(*((written.isin(names), group) for group, names in routes().items()), else_=None)
    rows = rows.mutate(route_group=ibis.coalesce(rows.route_group, said))
    by_route = ibis.cases(
        *((rows.route_group == group, name) for group, name in _PREPARATION.items()), else_=None
    )
    return rows.mutate(preparation=ibis.coalesce(rows.preparation, by_route))


_ROW = (
    *(
        "patient_id",
        "row_id",
        "order_row",
        "kind",
        "text",
        "order_text",
        "route",
        "status",
        "filled",
        "requester",
    ),
    *("from_day", "end_day", "supply_days", "to_day", "handed", "handed_unit"),
)
