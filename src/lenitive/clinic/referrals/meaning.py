"""What a confirmed fact of a letter is in the record: FHIR resources and rows, as anything entered here."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import datetime
from functools import cache
from typing import Any

from lenitive.clinic.decisions.resources import Resource, answered, concept, medication_statement
from lenitive.clinic.models import ReferralFact
from lenitive.knowledge.tables import knowledge_columns
from lenitive.knowledge.visits.letter_words import FORM, ICD, letter_words

CLINICAL = ("danger", "problem", "medicine", "treatment")
_TERMS = "http://terminology.hl7.org/CodeSystem"
LETTER = "letter"


def resources_of(fact: ReferralFact, *, at: datetime, who: str) -> Iterator[Resource]:
    """The resources of a clinical fact; none where the letter denies it, but for a danger: that was asked.

    who : whoever confirmed it.
    """
    if fact.kind == "danger":
        yield answered(FORM, fact.what, 0.0 if fact.denied else 1.0, at=at, who=who)
    elif fact.denied:
        return
    elif fact.kind == "problem":
        yield _problem(fact, at)
    elif fact.kind == "medicine":
        medicine = medication_statement(concept(fact.label), since="", at=at, who=who, dose=fact.dose)
        yield {**medicine, "status": "stopped"} if fact.past else medicine


def rows_of(fact: ReferralFact) -> Iterator[tuple[str, dict[str, Any]]]:
    """The rows that FHIR has no resource for: a trial of a treatment, as the letter says."""
    treatment = fact.what if fact.kind == "treatment" else ""
    if fact.kind == "medicine" and (fact.past or fact.outcome) and fact.what in _treatments():
        treatment = fact.what
    if treatment and not fact.denied:
        yield (
            "treatment",
            {
                "treatment": treatment,
                "amount": fact.dose or None,
                "outcome": fact.outcome or None,
                "said_by": LETTER,
            },
        )


def is_written(fact: ReferralFact) -> bool:
    """Whether confirming this fact writes anything into the record."""
    if fact.kind not in CLINICAL:
        return False
    return fact.kind == "danger" or (not fact.denied and bool(fact.what or fact.kind == "medicine"))


def _problem(fact: ReferralFact, at: datetime) -> Resource:
    known = next(each for each in letter_words().problems.values() if each.concept == fact.what)
    status = "inactive" if fact.past else "active"
    return {
        "resourceType": "Condition",
        "id": str(uuid.uuid4()),
        "code": concept(known.words, (ICD, known.code, known.words)),
        "clinicalStatus": {"coding": [{"system": f"{_TERMS}/condition-clinical", "code": status}]},
        "verificationStatus": {
            "coding": [{"system": f"{_TERMS}/condition-ver-status", "code": "provisional"}]
        },
        "recordedDate": at.date().isoformat(),
    }


@cache
def _treatments() -> frozenset[str]:
    return frozenset(treatment for (treatment,) in knowledge_columns("treatment", "treatment"))
