"""What drives a pain: time course, mechanisms, conditions, categories; what speaks for and against each.

The criteria are data (knowledge/classification), written in the language of the rules and judged by their
engine: for one person here, for a population by the same program (`population.py`).
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from lenitive.errors import InputError
from lenitive.knowledge.classification import Subject, subject, subjects
from lenitive.reason.classify.classification import Classification, Code, Mixed
from lenitive.reason.classify.evidence import NONE, NOT_KNOWN, Detail, Question, Statement, detail
from lenitive.reason.classify.judged import MET, UNKNOWN, Truths, judge_person
from lenitive.reason.story.query import query
from lenitive.reason.tables import Tables

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from lenitive.record.rows import Record

__all__ = [
    "Classification",
    "Code",
    "Detail",
    "Mixed",
    "Question",
    "Statement",
    "classification_of",
    "classify",
]

_COURSES = ("acute", "subacute", "chronic")
_MECHANISMS = ("nociceptive", "neuropathic", "nociplastic")


def classify(connection: Record, as_of: date, patient_id: str | None = None) -> Classification:
    """The classification of one person; the connection has the derived tables made.

    patient_id : needed where the connection holds several people.
    """
    return classification_of(judge_person(connection, as_of, patient_id or _only_person(connection)))


def _only_person(connection: Record) -> str:
    found = _people(connection)
    if len(found) != 1:
        raise InputError("the person to classify is not clear", do="Give the patient's id")
    return str(found[0]["patient_id"])


@query
def _people(t: Tables) -> ir.Table:
    return t.derived.patient.select("patient_id").distinct()


def classification_of(truths: Truths) -> Classification:
    """The classification that the truth of all criteria and grades amounts to."""
    kinds = ("course", "mechanism", "condition")
    told = sorted(
        (each for each in subjects() if each.kind in kinds), key=lambda each: kinds.index(each.kind)
    )
    details = {each.id: detail(each, truths) for each in told}
    mechanisms = {name: details[name].grade for name in _MECHANISMS}
    return Classification(
        time_course=_course(subject("time_course"), truths),
        mechanisms=mechanisms,
        icd11=_codes(truths),
        cancer=_whether("cancer.related", truths),
        post_surgical=_whether("post_surgical.after_surgery", truths),
        end_of_life=_whether("end_of_life.end_of_life", truths),
        mixed=_mixed([details[name] for name in _MECHANISMS]),
        details=tuple(details.values()),
    )


def _course(course: Subject, truths: Truths) -> str:
    met = [name for name in _COURSES if truths.grade(f"{course.id}.{name}") == MET]
    return met[0] if met else NOT_KNOWN


def _codes(truths: Truths) -> tuple[Code, ...]:
    grades = [grade for each in subjects() if each.kind == "category" for grade in each.grades]
    return tuple(
        Code(grade.code, grade.title, truths.grade_rows(grade))
        for grade in grades
        if truths.grade(grade.id) == MET
    )


def _whether(grade: str, truths: Truths) -> bool | None:
    value = truths.grade(grade)
    return None if value == UNKNOWN else value == MET


def _mixed(mechanisms: list[Detail]) -> Mixed | None:
    """Several mechanisms that are at least possible; the strongest grade leads, then the weight."""
    present = [each for each in mechanisms if each.grade not in (NONE, NOT_KNOWN)]
    if len(present) < 2:
        return None
    ordered = sorted(present, key=_strength, reverse=True)
    first, second = ordered[:2]
    if _strength(first) == _strength(second):
        return Mixed(tuple(each.subject for each in ordered), "", "Their evidence weighs the same.")
    by = "grade" if _rank(first) != _rank(second) else "weight of evidence"
    return Mixed(
        tuple(each.subject for each in ordered),
        first.subject,
        f"{first.title} has the stronger {by}: treat it first, and the others beside it.",
    )


def _strength(one: Detail) -> tuple[int, int]:
    return _rank(one), one.weight["for"] - one.weight["against"]


def _rank(one: Detail) -> int:
    return ("possible", "probable", "definite").index(one.grade)
