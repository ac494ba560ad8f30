"""The record's tables, declared once: column, type, unit, meaning, and whether it may be empty.

The Arrow schemas, the DuckDB tables, the Django store and `docs/record.md` are all made from here.

Time. A chart writes times as an instant, a date, or a part of a date. Two composite kinds keep what it wrote:

- `day` gives `<name>_low` and `<name>_high`, the first and last date that the written text allows
  ("2021-03" is 2021-03-01 to 2021-03-31). The date is the one written at the source: no time zone moves it.
- `moment` gives the same two dates, and `<name>_time`, the instant in UTC where one was written.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

Kind = Literal["text", "integer", "number", "boolean", "date", "instant"]
Composite = Literal["day", "moment"]

RECORD_VERSION = 1


@dataclass(frozen=True)
class Column:
    """One physical column of a record table."""

    name: str
    kind: Kind
    meaning: str
    unit: str = ""
    nullable: bool = True


@dataclass(frozen=True)
class Table:
    """One record table; its first two columns are always `patient_id` and `row_id`."""

    name: str
    row: str
    columns: tuple[Column, ...]

    @cached_property
    def column_names(self) -> tuple[str, ...]:
        """The names of the columns, in order."""
        return tuple(column.name for column in self.columns)


def _one(name: str, kind: Kind, meaning: str, unit: str = "", *, nullable: bool = True) -> list[Column]:
    return [Column(name, kind, meaning, unit, nullable)]


def _day(name: str, meaning: str) -> list[Column]:
    return [
        Column(f"{name}_low", "date", f"{meaning}: first date that the written text allows"),
        Column(f"{name}_high", "date", f"{meaning}: last date that the written text allows"),
    ]


def _moment(name: str, meaning: str) -> list[Column]:
    return [
        *_day(name, meaning),
        Column(f"{name}_time", "instant", f"{meaning}: the instant, where one was written", "UTC"),
    ]


def _text(name: str, meaning: str, *, nullable: bool = True) -> list[Column]:
    return _one(name, "text", meaning, nullable=nullable)


def _number(name: str, meaning: str, unit: str = "") -> list[Column]:
    return _one(name, "number", meaning, unit)


def _table(name: str, row: str, *groups: list[Column], person: bool = True) -> Table:
    first = [
        Column("patient_id", "text", "the person; `Patient.id` of the chart", nullable=not person),
        Column(
            "row_id",
            "text",
            "unique within its table; `Type/id#n` for a row that came from FHIR, n from 1",
            nullable=False,
        ),
    ]
    return Table(name, row, (*first, *(column for group in groups for column in group)))


TABLES: tuple[Table, ...] = (
    _table(
        "resource",
        "one raw FHIR resource, kept whole",
        _text("type", "FHIR resource type", nullable=False),
        _text("id", "FHIR id", nullable=False),
        _text("version", "meta.versionId"),
        _text("json", "the resource as it was given", nullable=False),
        _text("source", "file it came from, with the line or entry", nullable=False),
        _one("loaded_at", "instant", "when it was read", "UTC"),
        person=False,
    ),
    _table(
        "patient",
        "a person",
        _text("name", "as people say it: given names, then family name"),
        _text("identifier", "record number at the clinic"),
        _day("birth_date", "date of birth"),
        _text("sex", "male, female; empty when not known (administrative sex as the chart gives it)"),
        _text("language", "preferred language, BCP 47"),
        _one("dead", "boolean", "true when the chart says so; empty when it says nothing"),
        _day("death", "date of death"),
        _text("organisation", "managing organisation"),
    ),
    _table(
        "coding",
        "one code of a row (a problem may carry SNOMED and ICD)",
        _text("of_table", "record table of the coded row", nullable=False),
        _text("of_row", "row_id of the coded row", nullable=False),
        _text(
            "field",
            "which of its fields: code, body_site, reason, category, value, substance, discharge, specialty",
            nullable=False,
        ),
        _text("system", "code system URI as written"),
        _text("code", "the code"),
        _text("display", "the words beside it"),
    ),
    _table(
        "condition",
        "a problem",
        _text("text", "the words of the chart"),
        _text("category", "problem_list, encounter_diagnosis, health_concern; empty when not said"),
        _text(
            "verification", "FHIR verification status: confirmed, provisional, refuted, entered-in-error, ..."
        ),
        _text(
            "status",
            "FHIR clinical status: active, recurrence, relapse, inactive, remission, resolved; else empty",
        ),
        _day("onset", "onset"),
        _day("abatement", "end"),
        _day("recorded", "date recorded"),
        _text("body_site", "the words for where"),
        _text("encounter", "row_id of the visit it was recorded at"),
    ),
    _table(
        "medication",
        "one order or statement of a medicine",
        _text("kind", "order (MedicationRequest) or statement (MedicationStatement)", nullable=False),
        _text("text", "name as the chart gives it"),
        _text("status", "active, proposed, stopped, completed, on_hold, unknown", nullable=False),
        _text("intent", "FHIR intent of an order: order, plan, proposal, ..."),
        _text("category", "inpatient, outpatient, community, discharge, or as written; empty when not said"),
        _text("route", "route code or words of the order"),
        _text("form", "dose form words"),
        _text("requester", "reference of who ordered"),
        _number("quantity", "amount a supply holds", "quantity_unit"),
        _text("quantity_unit", "unit of quantity"),
        _number("supply_days", "expected days of one supply", "days"),
        _number("refills", "repeats allowed"),
        _number("validity_days", "length of the dispense validity period", "days"),
        _moment("start", "authored, or start of the effective period"),
        _day("end", "written end of the order or statement, where one is written"),
        _text("reason", "the words for why"),
        _text("stopped_because", "the words for why it was stopped"),
    ),
    _table(
        "dosage",
        "one instruction of an order (several make a range, a split or a taper)",
        _text("medication_row", "row_id of the medication", nullable=False),
        _one("sequence", "integer", "order of the instructions, from 1", nullable=False),
        _number("dose_low", "least dose at one time", "dose_unit"),
        _number("dose_high", "greatest dose at one time", "dose_unit"),
        _text(
            "dose_unit",
            "unit of the dose as written, lower case (mg, tablet, mL, patch, ug, ...); empty when not said",
        ),
        _number("times_low", "fewest times in each period"),
        _number("times_high", "most times in each period"),
        _number("per_days", "length of the period", "days"),
        _one("as_needed", "boolean", "true when taken only if needed"),
        _number("max_per_day", "written maximum amount in a day", "dose_unit"),
        _text("route", "route of this instruction"),
        _day("start", "first day of this instruction, where written"),
        _day("end", "last day of this instruction, where written"),
        _text(
            "basis",
            "structured, text (read from free text), or supply (quantity over days of supply)",
            nullable=False,
        ),
        _text("text", "the words of the instruction"),
    ),
    _table(
        "supply",
        "one dispense",
        _text("medication_row", "row_id of the order it fills, where said"),
        _text("text", "name as the chart gives it"),
        _text("status", "completed, in_progress, cancelled, unknown", nullable=False),
        _number("quantity", "amount handed over", "quantity_unit"),
        _text("quantity_unit", "unit of quantity"),
        _number("days", "days it should last", "days"),
        _moment("at", "handed over, else prepared"),
    ),
    _table(
        "allergy",
        "an allergy or intolerance",
        _text("text", "the words of the chart"),
        _text("status", "active, inactive, resolved; empty when not said"),
        _text("verification", "confirmed, unconfirmed, refuted, entered-in-error"),
        _text("category", "food, medication, environment, biologic"),
        _text("criticality", "low, high, unable-to-assess"),
        _day("recorded", "date recorded"),
    ),
    _table(
        "observation",
        "one value; each component of an observation is a row of its own",
        _text("text", "the words of the chart"),
        _text("status", "FHIR status: final, amended, preliminary, ..."),
        _text("category", "laboratory, vital-signs, survey, social-history, exam, ..."),
        _number("value_number", "numeric value", "unit"),
        _text("value_text", "text value, or the words of a coded one"),
        _text("value_code", "first code of a coded value; all of them are in `coding` (field value)"),
        _one("value_boolean", "boolean", "boolean value"),
        _text("comparator", "<, <=, >=, > where the laboratory wrote one"),
        _text("unit", "UCUM code, else the words"),
        _text("interpretation", "H, L, POS, NEG, ... as coded"),
        _text("method", "the words for how"),
        _text("body_site", "the words for where"),
        _text("panel_row", "row_id of the observation that this is a component of"),
        _moment("at", "when it was true of the person; else when issued"),
    ),
    _table(
        "procedure",
        "a procedure",
        _text("text", "the words of the chart"),
        _text("status", "completed, in_progress, not_done, unknown, ...", nullable=False),
        _text("category", "the words for the category"),
        _text("body_site", "the words for where"),
        _moment("at", "performed, its start"),
        _day("end", "performed, its end"),
        _text("outcome", "the words for what came of it"),
        _text("reason", "the words for why"),
        _text("performer", "reference of who did it"),
    ),
    _table(
        "imaging",
        "an imaging report",
        _text("text", "the words of the chart"),
        _text("status", "FHIR status"),
        _text("conclusion", "the words of the conclusion"),
        _moment("at", "when it was made"),
    ),
    _table(
        "document",
        "a document or a report that is not imaging",
        _text("kind", "report or document", nullable=False),
        _text("text", "title or type, in words"),
        _text("status", "FHIR status"),
        _text("conclusion", "the words of the conclusion, where there is one"),
        _moment("at", "when it was made"),
    ),
    _table(
        "device",
        "a device",
        _text("text", "the words of the chart"),
        _text("status", "active, inactive, ..."),
        _day("at", "made or put in"),
    ),
    _table(
        "encounter",
        "a visit or stay",
        _text("kind", "the words for the type of visit"),
        _text("setting", "ambulatory, inpatient, emergency, virtual, home, other; empty when not said"),
        _text("status", "planned, in_progress, finished, cancelled, unknown", nullable=False),
        _moment("start", "start"),
        _moment("end", "end"),
        _text("specialty", "service type or specialty, in words"),
        _text("reason", "the words for why"),
    ),
    _table(
        "service",
        "an order or a referral",
        _text("text", "the words of the chart"),
        _text("status", "FHIR status: draft, active, completed, revoked, ..."),
        _text("intent", "FHIR intent"),
        _text("category", "the words for the category"),
        _text("body_site", "the words for where"),
        _moment("at", "authored"),
    ),
    _table(
        "event",
        "what is about to happen: a draft order, a proposed procedure",
        _text(
            "kind",
            "opioid_order, medication_order, opioid_dose_change, opioid_stop, procedure_proposed",
            nullable=False,
        ),
        _text("of_row", "row_id of the order or service"),
        _day("at", "when; empty means none is written"),
    ),
    _table(
        "response",
        "one filled form",
        _text("instrument", "instrument id; empty when the form is none of ours"),
        _text("questionnaire", "canonical URL of the form as written"),
        _text(
            "wording", "official (a site's loaded wording), label (our short labels), unknown", nullable=False
        ),
        _text("language", "BCP 47"),
        _text("answered_by", "patient, staff, proxy, unknown", nullable=False),
        _text("status", "completed, in-progress, amended, ..."),
        _moment("at", "authored"),
    ),
    _table(
        "answer",
        "one answered item",
        _text("response_row", "row_id of the response", nullable=False),
        _text("instrument", "instrument id; empty when the form is none of ours"),
        _text(
            "item", "item key of the instrument; the linkId where the form is none of ours", nullable=False
        ),
        _number("value_number", "numeric answer, points"),
        _text("value_text", "text, date or code of the answer"),
        _one("value_boolean", "boolean", "yes or no"),
        _moment("at", "when answered"),
    ),
    _table(
        "score",
        "one scale score",
        _text("instrument", "instrument id", nullable=False),
        _text("scale", "scale id of the instrument", nullable=False),
        _number(
            "value_number",
            "the score; empty when the rule of the instrument withholds it",
            "points of the scale",
        ),
        _text("value_text", "a score that is text (a profile)"),
        _number("se", "standard error", "points of the scale"),
        _text("band", "severity band"),
        _text("flags", "safety flags raised by the response, separated by spaces"),
        _text("reason", "why the value was withheld"),
        _text(
            "origin",
            "computed (by us from answers), observation (arrived in the chart), staff (a total entered)",
            nullable=False,
        ),
        _text("of_row", "row_id of the response or observation it came from"),
        _moment("at", "when answered"),
    ),
    _table(
        "treatment",
        "one trial of a treatment",
        _text("treatment", "treatment id", nullable=False),
        _day("start", "start"),
        _day("end", "end"),
        _text("amount", "dose reached, sessions, ..."),
        _one("adequate", "boolean", "long and strong enough to judge; empty when not known"),
        _text("outcome", "no_benefit, partial, benefit, harm; empty when not known"),
        _text("stopped_because", "why it ended"),
        _text("said_by", "chart, patient, letter, staff"),
    ),
    _table(
        "region",
        "one painful body region",
        _text("region", "region id of the body map", nullable=False),
        _number("intensity", "pain there", "0 to 10"),
        _text("quality", "words for it, separated by spaces"),
        _moment("at", "when marked"),
    ),
    _table(
        "plan",
        "a care plan",
        _text("kind", "pain_plan, other", nullable=False),
        _text("text", "title or category, in words"),
        _text("status", "FHIR status"),
        _text("author", "reference of who wrote it"),
        _moment("at", "made, changed or reviewed"),
    ),
    _table(
        "goal",
        "a goal in the person's own words",
        _text("text", "the goal", nullable=False),
        _text("status", "proposed, active, completed, cancelled, ..."),
        _text("target", "what would count as reached"),
        _day("due", "by when"),
        _moment("at", "when it was set"),
    ),
    _table(
        "consent",
        "a consent",
        _text("kind", "what it is about, in words"),
        _text("status", "active, inactive, rejected, ..."),
        _text("decision", "permit, deny"),
        _moment("at", "when given"),
    ),
    _table(
        "coverage",
        "an insurance",
        _text("payer", "who pays"),
        _text("kind", "type of plan"),
        _text("status", "active, cancelled, ..."),
        _day("start", "start"),
        _day("end", "end"),
    ),
    _table(
        "review",
        "a person closed or answered a finding",
        _text("finding", "rule id", nullable=False),
        _text("reviewer", "who", nullable=False),
        _text("outcome", "cleared, or another word that leaves it open", nullable=False),
        _text("reason", "in words"),
        _moment("at", "when"),
    ),
    _table(
        "collected",
        "a list that is known to be held for this person",
        _text("domain", "medicines, problems, allergies, ...", nullable=False),
        _day("start", "held from"),
        _day("end", "held to"),
        _text("source", "row_id or words that say so", nullable=False),
    ),
    _table(
        "note",
        "a problem met while reading: what was wrong, where, and what was done",
        _text("what", "the problem with its value", nullable=False),
        _text("place", "file, line, resource, field"),
        _text("advice", "what to do"),
        _text("severity", "fatal, problem, info"),
        person=False,
    ),
)

BY_NAME: dict[str, Table] = {table.name: table for table in TABLES}

_DUCKDB: dict[Kind, str] = {
    "text": "VARCHAR",
    "integer": "BIGINT",
    "number": "DOUBLE",
    "boolean": "BOOLEAN",
    "date": "DATE",
    "instant": "TIMESTAMP",
}


def duckdb_type(column: Column) -> str:
    """The DuckDB type of a column; instants are TIMESTAMP without zone, always UTC."""
    return _DUCKDB[column.kind]


def create_statements(*, temporary: bool = False) -> Iterator[str]:
    """The CREATE TABLE statement of each record table for DuckDB.

    Nullability is held by the tests and the readers, not by the database: a constraint would refuse
    a whole file for one bad row.
    """
    what = "TEMP TABLE" if temporary else "TABLE"
    for table in TABLES:
        columns = ", ".join(f'"{column.name}" {duckdb_type(column)}' for column in table.columns)
        yield f'CREATE OR REPLACE {what} "{table.name}" ({columns})'
