"""What a chart says against itself, as notes: nothing here changes a finding, and nothing is hidden."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lenitive.reason.later import ibis
from lenitive.reason.story.query import query
from lenitive.reason.tables import Tables
from lenitive.reason.tables.common import with_day

if TYPE_CHECKING:
    import ibis.expr.types as ir

_ONE_OF_TWO = "Correct one of the two."


@query
def contradictions(t: Tables) -> ir.Table:
    """A row (what, place, advice) for each thing that cannot be so, in a record that holds one person."""
    found = (
        *(_died(t), _born_ahead(t), _died_before_birth(t)),
        *(_ordered_after_death(t), _onset_ahead(t), _ends_before_start(t), _dose_below_zero(t)),
        _dosage_ends_before_start(t),
    )
    return ibis.union(*found).order_by("place", "what")


def note(rows: ir.Table, what: ir.StringValue | str, place: ir.StringValue | str, advice: str) -> ir.Table:
    """One note a row: what is wrong, at which row of the record, and what to do."""
    said = {"what": what, "place": place, "advice": advice}
    return rows.select(
        **{name: ibis.literal(value) if isinstance(value, str) else value for name, value in said.items()}
    )


def _died(t: Tables) -> ir.Table:
    person = t.record.patient
    dead = person.filter(person.dead.fill_null(False) | person.death_low.notnull())
    advice = "Nothing here asks for action unless that is a mistake."
    return note(dead, "the chart says that this person has died", dead.row_id, advice)


def _born_ahead(t: Tables) -> ir.Table:
    person = with_day(t.record.patient, t)
    ahead = person.filter(person.birth_date_low > person.as_of)
    said = ibis.literal("the birth date lies ahead of the day asked about: ")
    return note(
        ahead,
        said + ahead.birth_date_low.cast("string"),
        ahead.row_id,
        "Correct the birth date; the age is not known.",
    )


def _died_before_birth(t: Tables) -> ir.Table:
    person = t.record.patient
    wrong = person.filter(person.death_high < person.birth_date_low)
    return note(wrong, "the death is dated before the birth", wrong.row_id, _ONE_OF_TWO)


def _ordered_after_death(t: Tables) -> ir.Table:
    person = t.record.patient.select("patient_id", "death_high")
    order = t.record.medication.inner_join(person, "patient_id")
    late = order.filter(order.start_low > order.death_high)
    return note(late, "ordered after the death of this person", late.row_id, _ONE_OF_TWO)


def _onset_ahead(t: Tables) -> ir.Table:
    problem = with_day(t.record.condition, t)
    ahead = problem.filter(problem.onset_low > problem.as_of)
    what = ibis.literal("the onset lies ahead of the day asked about: ") + ahead.onset_low.cast("string")
    return note(ahead, what, ahead.row_id, "Correct the onset.")


def _ends_before_start(t: Tables) -> ir.Table:
    order = t.record.medication
    wrong = order.filter(order.end_high < order.start_low)
    return note(wrong, "its end is dated before its start", wrong.row_id, _ONE_OF_TWO)


def _dosage_ends_before_start(t: Tables) -> ir.Table:
    dose = t.record.dosage
    wrong = dose.filter(dose.end_high < dose.start_low)
    return note(wrong, "its last day is dated before its first", wrong.row_id, _ONE_OF_TWO)


def _dose_below_zero(t: Tables) -> ir.Table:
    dose = t.record.dosage
    wrong = dose.filter((dose.dose_low < 0) | (dose.dose_high < 0))
    return note(wrong, "a dose below zero", wrong.row_id, "Correct the dose; it is not known.")
