"""What a chart leaves out or says in a way that cannot be read, as notes: why something stays unknown.

What depends on it is `unknown` in the findings, with what would settle it; here stands what to mend in the
chart. See contradictions.py for what a chart says against itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lenitive.reason.contradictions import note
from lenitive.reason.later import ibis
from lenitive.reason.story.query import query
from lenitive.reason.tables import Tables

if TYPE_CHECKING:
    import ibis.expr.types as ir

_CURRENT = ("active", "proposed")
_KIDNEY = ("egfr", "creatinine")


@query
def gaps(t: Tables) -> ir.Table:
    """A row (what, place, advice) for each gap, in a record that holds one person."""
    found = (
        *(_no_sex(t), _no_birth_date(t), _no_kidney_function(t)),
        *(_problem_unread(t), _medicine_unread(t), _value_unread(t), _results_of_unknown_systems(t)),
    )
    return ibis.union(*found).order_by("place", "what")


def _no_sex(t: Tables) -> ir.Table:
    person = t.record.patient
    unsaid = person.filter(person.sex.isnull() | person.sex.notin(["female", "male"]))
    advice = "What depends on it stays unknown: pregnancy, and kidney function from creatinine."
    return note(unsaid, "the sex is not known", unsaid.row_id, advice)


def _no_birth_date(t: Tables) -> ir.Table:
    person = t.record.patient
    unsaid = person.filter(person.birth_date_low.isnull())
    advice = "What depends on age stays unknown; rules for adults run and say that age was not ruled out."
    return note(unsaid, "the birth date is not known", unsaid.row_id, advice)


def _no_kidney_function(t: Tables) -> ir.Table:
    values = t.derived.measurement
    person = t.record.patient.anti_join(values.filter(values.concept.isin(_KIDNEY)), "patient_id")
    person = person.anti_join(t.derived.crcl, "patient_id")
    advice = "What depends on it stays unknown; an eGFR or a creatinine with weight settles it."
    return note(person, "no kidney function is on record", person.row_id, advice)


def _problem_unread(t: Tables) -> ir.Table:
    problem = t.derived.concept
    unread = problem.filter(problem.concept.isnull(), (problem.status != "inactive").fill_null(True))
    what = "no code of this problem can be read, so it may be any that a rule asks about"
    return note(unread, what, unread.row_ids[0], "Code it in SNOMED CT or ICD-10.")


def _medicine_unread(t: Tables) -> ir.Table:
    medicine = t.derived.use
    unread = medicine.filter(
        medicine.drug_class.isnull(), medicine.ingredient.isnull(), medicine.status.isin(_CURRENT)
    )
    what = "this medicine cannot be read, so it may be any that a rule asks about"
    return note(unread, what, unread.row_ids[0], "Code it in RxNorm, or write its ingredient.")


def _value_unread(t: Tables) -> ir.Table:
    value = t.derived.measurement
    unread = value.filter(value.value_low.isnull(), value.value_high.isnull(), value.row_ids.length() > 0)
    what = ibis.literal("its value cannot be used: ") + unread.concept
    advice = "Write a number that can be, in a unit of the measurement."
    return note(unread, what, unread.row_ids[0], advice)


def _results_of_unknown_systems(t: Tables) -> ir.Table:
    """One note a system, however many results it codes, at the first of them."""
    coding = t.record.coding
    codes = coding.filter(coding.of_table == "observation", coding.field == "code")
    codes = codes.mutate(uri=codes.system.fill_null("").lower())
    read = codes.semi_join(t.knowledge.code_system, "uri")
    unread = codes.anti_join(read.select("of_row"), "of_row")
    systems = unread.group_by("uri").agg(row_id=unread.of_row.min(), results=unread.of_row.nunique())
    named = ibis.ifelse(systems.uri == "", "no system", systems.uri)
    what = ibis.literal("results coded in ") + named + " alone, which is not known here: "
    what = what + systems.results.cast("string")
    return note(systems, what, systems.row_id, "Add their LOINC codes; until then they count for nothing.")
