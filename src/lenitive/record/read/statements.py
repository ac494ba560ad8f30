"""The steps from FHIR JSON to record rows: which view feeds which statement, in which order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from string import Template
from typing import Any

import orjson

from lenitive.knowledge.instruments import LABEL_FORMS


@dataclass(frozen=True)
class Step:
    """One INSERT (or UPDATE).

    resource : the FHIR type that makes it worth running. target : the table that it fills; empty for an
    UPDATE.
    sql : file of `sql/` that makes the rows. view : the ViewDefinition that it reads as `v`; empty where it
    reads staged rows. needs : texts one of which the JSON must hold for the step to have work; empty means
    always.
    fill : what is put into the statement's `$names`.
    """

    resource: str
    target: str
    sql: str
    view: str = ""
    needs: tuple[str, ...] = ()
    fill: Mapping[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """A name for it, unique among the steps."""
        return "_".join(part for part in (self.sql, self.target, self.view, self.resource) if part).lower()


def _coding(resource: str, table: str, view: str, needs: tuple[str, ...] = ()) -> Step:
    return Step(resource, "coding", "coding", view, needs, {"type": resource, "table": table})


def _staged(resource: str, target: str, view: str, needs: tuple[str, ...] = ()) -> Step:
    return Step(resource, target, "staged", view, needs)


def _dosage(resource: str, view: str, needs: str) -> Step:
    return Step(resource, "staged_dosage", "staged_dosage", view, (needs,), {"type": resource})


def _product(resource: str, table: str, staged: str) -> Step:
    fill = {"type": resource, "table": table, "staged": staged}
    return Step(resource, "coding", "product_coding", "", ('"medicationReference"',), fill)


def _none_known(resource: str, view: str, code: str) -> Step:
    return Step(resource, "collected", "collected_code", view, NONE_KNOWN, {"type": resource, "code": code})


NONE_KNOWN = ("none known",)  # stands for: one of the codes of knowledge/codes/none_known.csv
DOSAGE = ("dosage rows",)  # stands for: some order or statement is staged

# Staging comes first: an order needs its product and its instructions.
STAGING: tuple[Step, ...] = (
    Step("Medication", "staged_product", "product", "medication_product"),
    Step("Medication", "staged_product_code", "staged", "medication_product_coding"),
    _staged("MedicationRequest", "staged_request", "medication_request"),
    _dosage("MedicationRequest", "medication_request_dosage", '"dosageInstruction"'),
    _staged("MedicationStatement", "staged_statement", "medication_statement"),
    _dosage("MedicationStatement", "medication_statement_dosage", '"dosage"'),
    _staged("MedicationDispense", "staged_dispense", "medication_dispense"),
    _staged("QuestionnaireResponse", "staged_answer", "questionnaire_response_answer"),
)
FILLING: tuple[Step, ...] = (
    Step("Patient", "patient", "patient", "patient"),
    Step("Condition", "condition", "condition", "condition"),
    Step("Condition", "", "onset_age", "condition", ('"onsetAge"',)),
    _coding("Condition", "condition", "condition_coding"),
    _none_known("Condition", "condition", "code_code"),
    Step("MedicationRequest", "medication", "medication_request"),
    Step("MedicationRequest", "dosage", "dosage", "", DOSAGE, {"type": "MedicationRequest"}),
    Step("MedicationRequest", "dosage", "dosage_supply", "", ('"expectedSupplyDuration"',)),
    _coding("MedicationRequest", "medication", "medication_request_coding"),
    _product("MedicationRequest", "medication", "staged_request"),
    _none_known("MedicationRequest", "medication_request", "medication_code"),
    Step("MedicationStatement", "medication", "medication_statement"),
    Step("MedicationStatement", "dosage", "dosage", "", DOSAGE, {"type": "MedicationStatement"}),
    _coding("MedicationStatement", "medication", "medication_statement_coding"),
    _product("MedicationStatement", "medication", "staged_statement"),
    _none_known("MedicationStatement", "medication_statement", "medication_code"),
    Step("MedicationDispense", "supply", "supply"),
    _coding("MedicationDispense", "supply", "medication_dispense_coding"),
    _product("MedicationDispense", "supply", "staged_dispense"),
    Step("AllergyIntolerance", "allergy", "allergy", "allergy"),
    _coding("AllergyIntolerance", "allergy", "allergy_coding"),
    _none_known("AllergyIntolerance", "allergy", "code_code"),
    Step("Observation", "observation", "observation", "observation"),
    Step("Observation", "observation", "observation_component", "observation_component", ('"component"',)),
    _coding("Observation", "observation", "observation_coding"),
    Step("Observation", "coding", "component_coding", "observation_component_coding", ('"component"',)),
    Step("Observation", "score", "score"),
    Step("Procedure", "procedure", "procedure", "procedure"),
    _coding("Procedure", "procedure", "procedure_coding"),
    Step("DiagnosticReport", "imaging", "imaging", "diagnostic_report"),
    Step("DiagnosticReport", "document", "report", "diagnostic_report"),
    Step("DiagnosticReport", "coding", "report_coding", "diagnostic_report_coding"),
    Step("DocumentReference", "document", "document", "document_reference"),
    _coding("DocumentReference", "document", "document_reference_coding"),
    Step("Device", "device", "device", "device"),
    _coding("Device", "device", "device_coding"),
    Step("Encounter", "encounter", "encounter", "encounter"),
    _coding("Encounter", "encounter", "encounter_coding"),
    Step("ServiceRequest", "service", "service", "service_request"),
    _coding("ServiceRequest", "service", "service_request_coding"),
    Step("CarePlan", "plan", "plan", "care_plan"),
    _coding("CarePlan", "plan", "care_plan_coding"),
    Step("Goal", "goal", "goal", "goal"),
    _coding("Goal", "goal", "goal_coding"),
    Step("Consent", "consent", "consent", "consent"),
    _coding("Consent", "consent", "consent_coding"),
    Step("Coverage", "coverage", "coverage", "coverage"),
    _coding("Coverage", "coverage", "coverage_coding"),
    Step("List", "collected", "collected_list", "list", ('"emptyReason"',)),
    Step("QuestionnaireResponse", "response", "response", "questionnaire_response"),
    Step("QuestionnaireResponse", "answer", "answer"),
)
PRODUCTS = ("staged_product", "staged_product_code")
STAGED = tuple(dict.fromkeys(step.target for step in STAGING))


@cache
def sql(name: str) -> str:
    """The text of one file of `sql/`, without its comments."""
    text = resources.files(__package__).joinpath("sql", f"{name}.sql").read_text(encoding="utf-8")
    return "\n".join(line for line in text.splitlines() if not line.lstrip().startswith("--"))


@cache
def view(name: str) -> dict[str, Any]:
    """One ViewDefinition of `record/views`."""
    raw = resources.files("lenitive.record").joinpath("views", f"{name}.json").read_bytes()
    definition: dict[str, Any] = orjson.loads(raw)
    return definition


def statement(step: Step, view_sql: str) -> str:
    """The whole SQL of a step, its view compiled to `view_sql`."""
    fill = {
        "label_forms": LABEL_FORMS,
        "value": sql("value"),
        "imaging": "(SELECT list(code) FROM imaging_section)",
        **step.fill,
    }
    body = Template(sql(step.sql)).safe_substitute(fill)
    with_view = f"WITH v AS ({view_sql}) " if step.view else ""
    return f'INSERT INTO "{step.target}" BY NAME {with_view}{body}' if step.target else f"{with_view}{body}"
