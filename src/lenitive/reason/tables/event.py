"""What is about to happen: draft orders, changes and stops of opioids, and proposed procedures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lenitive.reason.later import ibis
from lenitive.reason.tables.common import evidence

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from lenitive.reason.tables import Tables

_SETTINGS = {
    "inpatient": "inpatient",
    **dict.fromkeys(("outpatient", "community", "discharge"), "outpatient"),
}
_OVER = ("stopped", "completed", "on_hold")


def event(t: Tables) -> ir.Table:
    """One row a thing that is about to happen, ingredient and class; empty means none.

    A draft order is told as an order of a medicine, and of an opioid as that too. The chart's own drafts,
    which nobody is about to sign, are no events.
    """
    return ibis.union(_orders(t), _dose_changes(t), _stops(t), _procedures(t))


def _orders(t: Tables) -> ir.Table:
    """Draft orders; how long one is meant for is its supply, else quantity, else validity."""
    use, orders = t.derived.use, _about_orders(t)
    use = use.filter(use.status == "proposed").mutate(use_row=use.row_ids[0])
    rows = use.inner_join(orders, use.use_row == orders.of_row)
    opioid = (rows.drug_class == "opioid").fill_null(False)
    kinds = opioid.ifelse(ibis.array(["medication_order", "opioid_order"]), ibis.array(["medication_order"]))
    return _rows(rows.mutate(kind=kinds.unnest()))


def _about_orders(t: Tables) -> ir.Table:
    medicine, orders = t.derived.medicine, t.record.medication
    medicine = medicine.filter(medicine.status == "proposed")
    days = medicine.group_by("of_row").agg(given_days=medicine.supply_days.max())
    rows = days.inner_join(orders, days.of_row == orders.row_id)
    setting = ibis.cases(*((rows.category == name, kind) for name, kind in _SETTINGS.items()), else_=None)
    return rows.select(
        "of_row", supply_days=ibis.coalesce(rows.given_days, rows.validity_days), setting=setting
    )


def _dose_changes(t: Tables) -> ir.Table:
    """Opioids on the list that get another dose; a draft of another product is added."""
    steps = t.derived.dose_step
    steps = steps.filter(steps.opioid & (steps.kind != "fill"))
    draft, taken = steps.proposed & steps.certain, steps.counts & (steps.status == "active")
    doses = steps.group_by("patient_id", "ingredient").agg(
        order_row=steps.of_row.max(where=draft),
        before=steps.mg_high.sum(where=taken),
        kept=steps.mg_high.sum(where=taken & ~steps.replaced).fill_null(0.0),
        new=steps.mg_high.sum(where=draft),
    )
    changed = doses.filter((doses.kept + doses.new) != doses.before)
    return _of_opioids(changed, "opioid_dose_change")


def _stops(t: Tables) -> ir.Table:
    """Opioid orders that are about to be signed as stopped, paused or completed."""
    medicine = t.derived.medicine.filter(t.derived.medicine.opioid & t.derived.medicine.status.isin(_OVER))
    stops = medicine.semi_join(t.draft, medicine.of_row == t.draft.row_id)
    return _of_opioids(stops.mutate(order_row=stops.of_row), "opioid_stop")


def _of_opioids(rows: ir.Table, kind: str) -> ir.Table:
    rows = rows.select("patient_id", "ingredient", "order_row")
    return _rows(
        rows.mutate(
            row_ids=evidence(rows.order_row), kind=ibis.literal(kind), drug_class=ibis.literal("opioid")
        )
    )


def _procedures(t: Tables) -> ir.Table:
    """Procedures that are proposed or about to be ordered, by codes that mean one treatment."""
    service, coding, codes = t.record.service, t.record.coding, t.knowledge.treatment_code
    signed = t.draft.select(draft_row="row_id").distinct()
    rows = service.left_join(signed, service.row_id == signed.draft_row)
    rows = rows.filter(rows.draft_row.notnull() | ((rows.intent == "proposal") & (rows.status == "active")))
    coded = coding.filter((coding.of_table == "service") & (coding.field == "code"))
    coded = coded.select("of_row", "system", "code")
    meant = codes.filter(codes.fit == "exact").select("treatment", "system", "code").distinct()
    named = coded.inner_join(meant, ["system", "code"]).select("of_row", "treatment").distinct()
    rows = rows.left_join(named, rows.row_id == named.of_row).drop("of_row")
    known = t.knowledge.treatment.select(treatment_id="treatment", modality="modality")
    rows = rows.left_join(known, rows.treatment == known.treatment_id)
    rows = rows.select("patient_id", "treatment", "modality", order_row="row_id")
    return _rows(rows.mutate(row_ids=evidence(rows.order_row), kind=ibis.literal("procedure_proposed")))


def _rows(rows: ir.Table) -> ir.Table:
    """The columns of the table; what a kind of event does not have is empty."""
    texts = ("kind", "drug_class", "ingredient", "release", "setting", "treatment", "modality")
    columns: dict[str, ir.Value] = {name: ibis.null("string") for name in texts}
    columns |= {"supply_days": ibis.null("float64")}
    given = {name: rows[name].cast(value.type()) for name, value in columns.items() if name in rows.columns}
    return rows.select("patient_id", "row_ids", **(columns | given))
