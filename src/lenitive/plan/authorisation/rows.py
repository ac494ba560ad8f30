"""The rows of one person's record that authorisation reads, each question an Ibis expression."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lenitive.reason.engine.facts import open_stays
from lenitive.reason.later import _, ibis
from lenitive.reason.story.query import Row, query
from lenitive.reason.tables.common import known

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from lenitive.reason.tables import Tables

__all__ = ["Row"]

_NO_RESULT = ("cancelled", "registered", "entered-in-error")
_MAP = ("region", "intensity", "at_low", "at_high")


@query
def procedures(t: Tables) -> ir.Table:
    """Procedures that were done or are under way."""
    rows = t.record.procedure.filter(_.status.isin(["completed", "in_progress"]))
    return known(rows, t).order_by("at_low", "row_id")


@query
def services(t: Tables) -> ir.Table:
    """Orders, proposals and referrals that were not taken back."""
    rows = t.record.service
    stands = rows.status.isnull() | rows.status.notin(["revoked", "entered-in-error"])
    return known(rows.filter(stands), t).order_by("at_low", "row_id")


@query
def codes(t: Tables) -> ir.Table:
    """The codes of procedures, orders, observations and documents."""
    coding = t.record.coding
    of = ["procedure", "service", "observation", "document", "condition"]
    kept = coding.filter(coding.of_table.isin(of), coding.field == "code", coding.code.notnull())
    return kept.select("of_table", "of_row", "system", "code", "display").order_by(
        "of_table", "of_row", "code"
    )


@query
def observations(t: Tables) -> ir.Table:
    """Observations with a result."""
    rows = t.record.observation
    rows = rows.filter(rows.status.isnull() | rows.status.notin(_NO_RESULT))
    return known(rows, t).order_by("at_low", "row_id")


@query
def documents(t: Tables) -> ir.Table:
    """Documents and reports."""
    return known(t.record.document, t).order_by("at_low", "row_id")


@query
def imaging(t: Tables) -> ir.Table:
    """Imaging reports."""
    return known(t.record.imaging, t).order_by("at_low", "row_id")


@query
def encounters(t: Tables) -> ir.Table:
    """Visits that took place."""
    rows = t.record.encounter.filter(_.status.isin(["finished", "in_progress", "unknown"]))
    return known(rows, t, "start").order_by("start_low", "row_id")


@query
def told(t: Tables) -> ir.Table:
    """Trials of treatments as the person, a letter or staff told them."""
    return known(t.record.treatment, t, "start").order_by("start_low", "row_id")


@query
def medicines(t: Tables) -> ir.Table:
    """Medicines as treatments: of_row, treatment, ingredient, status, days from the day asked about."""
    trial = t.derived.trial.filter(_.modality == "pharmacological")
    tried = trial.select("treatment", of_row=_.row_ids.unnest()).distinct()
    words = t.record.medication.select("stopped_because", of_row=_.row_id)
    dose = t.derived.ingredient_dose.select(
        "ingredient", "mg_per_day_low", "mg_per_day_high", of_row=_.row_ids.unnest()
    ).distinct()
    medicine = t.derived.medicine.inner_join(tried, "of_row").left_join(words, "of_row")
    medicine = medicine.left_join(dose, ["of_row", "ingredient"])
    return medicine.select(
        *("of_row", "treatment", "ingredient", "status", "from_day", "end_day", "to_day"),
        *("stopped_because", "mg_per_day_low", "mg_per_day_high"),
    ).order_by("treatment", "ingredient", "from_day", "of_row")


@query
def reliefs(t: Tables) -> ir.Table:
    """Ratings of relief after a procedure: what scale, value, which response."""
    rows = known(t.record.score, t)
    rows = rows.filter(rows.instrument == "procedure_relief", rows.value_number.notnull())
    return rows.select("row_id", "scale", "value_number", "of_row", "at_low", "at_high").order_by(
        "at_low", "row_id"
    )


@query
def less_medicine(t: Tables) -> ir.Table:
    """Answers to whether less medicine was taken after a procedure, by response."""
    rows = t.record.answer.filter(_.instrument == "procedure_relief", _.item == "medicine_less")
    return rows.select("response_row", "value_number", "value_boolean").order_by("response_row")


@query
def areas(t: Tables) -> ir.Table:
    """Painful places of the newest body map; a place marked with 0 does not hurt."""
    rows = known(t.record.region, t)
    newest = rows.filter(rows.at_high == rows.at_high.max().over(ibis.window(group_by=rows.patient_id)))
    hurts = newest.filter((newest.intensity > 0) | newest.intensity.isnull())
    return hurts.select("row_id", *_MAP).order_by("region")


@query
def stays(t: Tables) -> ir.Table:
    """Inpatient stays that are open."""
    return open_stays(t).select("row_ids")


@query
def fusions(t: Tables) -> ir.Table:
    """Rows that mean a spinal fusion, with their day."""
    rows = t.derived.concept.filter(_.concept == "spinal_fusion")
    return rows.select("at_low", "at_high", row_id=_.row_ids.unnest()).distinct().order_by("row_id")


@query
def conditions(t: Tables) -> ir.Table:
    """The words and places of problems."""
    return t.record.condition.select("row_id", "text", "body_site").order_by("row_id")


@query
def places(t: Tables) -> ir.Table:
    """Where each resource was read from: file and entry."""
    return t.record.resource.select("type", "id", "source").order_by("type", "id")
