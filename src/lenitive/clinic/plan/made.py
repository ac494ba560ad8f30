"""Make the plan of one person of the store, as of a day, and what a page asks beside it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from lenitive.plan.assess import Plan, plan
from lenitive.reason.judgement import judge_person
from lenitive.reason.story.query import query
from lenitive.reason.tables import unchanged_record

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from lenitive.reason.tables import Tables
    from lenitive.record.rows import Record


def made_plan(record: Record, patient_id: str, as_of: date) -> Plan:
    """The plan of the person whose rows the record holds; a note and no options for one who died."""
    with unchanged_record(record):
        judge_person(record, patient_id=patient_id, as_of=as_of)
        return plan(record, patient_id=patient_id, as_of=as_of)


def judged(record: Record, patient_id: str, as_of: date) -> None:
    """Make the derived tables of the person whose rows the record holds."""
    with unchanged_record(record):
        judge_person(record, patient_id=patient_id, as_of=as_of)


def measured(record: Record) -> frozenset[str]:
    """The instruments of which a score or a filled form is on record."""
    rows = (*_scored(record), *_filled(record))
    return frozenset(row["instrument"] for row in rows if row["instrument"])


@query
def _scored(t: Tables) -> ir.Table:
    score = t.record.score
    return score.filter(score.value_number.notnull()).select("instrument")


@query
def _filled(t: Tables) -> ir.Table:
    return t.record.response.select("instrument")
