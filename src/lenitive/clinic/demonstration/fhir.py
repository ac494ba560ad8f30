"""Small FHIR R4 resources, as a clinic's own system would write them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from lenitive.knowledge.instruments import LABEL_FORMS

# A FHIR resource or element: JSON.
Resource = dict[str, Any]

ICD10CM = "http://hl7.org/fhir/sid/icd-10-cm"
LOINC = "http://loinc.org"
RXNORM = "http://www.nlm.nih.gov/research/umls/rxnorm"
SNOMED = "http://snomed.info/sct"
UCUM = "http://unitsofmeasure.org"
_TERMS = "http://terminology.hl7.org/CodeSystem"
FORMS = LABEL_FORMS
# FHIR's own mark for data that is about nobody.
INVENTED = {"tag": [{"system": f"{_TERMS}/v3-ActReason", "code": "HTEST", "display": "test health data"}]}


def concept(system: str, code: str, words: str) -> Resource:
    """A CodeableConcept."""
    return {"coding": [{"system": system, "code": code, "display": words}], "text": words}


def ago(today: date, days: int) -> str:
    """The date that many days ago."""
    return (today - timedelta(days=days)).isoformat()


def at_nine(today: date, days: int, minute: int = 0) -> str:
    """That day at nine in the morning, UTC, and some minutes."""
    return f"{ago(today, days)}T09:{minute:02d}:00Z"


def patient(record: str, name: str, sex: str, birth_date: str | None, language: str) -> Resource:
    """A person; the family name is the last word of the name."""
    *given, family = name.split(" ")
    made: Resource = {
        "resourceType": "Patient",
        "meta": INVENTED,
        "identifier": [{"system": "https://lenitive.example/record", "value": record}],
        "name": [{"use": "official", "family": family, "given": given}],
        "communication": [{"language": {"coding": [{"system": "urn:ietf:bcp:47", "code": language}]}}],
    }
    made |= {"gender": sex} if sex else {}
    return made | ({"birthDate": birth_date} if birth_date else {})


def condition(code: str, words: str, *, onset: str | None, abatement: str | None, recorded: str) -> Resource:
    """A problem on the problem list."""
    made: Resource = {
        "resourceType": "Condition",
        "clinicalStatus": {
            "coding": [
                {"system": f"{_TERMS}/condition-clinical", "code": "resolved" if abatement else "active"}
            ]
        },
        "verificationStatus": {"coding": [{"system": f"{_TERMS}/condition-ver-status", "code": "confirmed"}]},
        "category": [{"coding": [{"system": f"{_TERMS}/condition-category", "code": "problem-list-item"}]}],
        "code": concept(ICD10CM, code, words),
        "recordedDate": recorded,
    }
    made |= {"onsetDateTime": onset} if onset else {}
    return made | ({"abatementDateTime": abatement} if abatement else {})


def observation(code: str, words: str, value: Resource, when: str, category: str) -> Resource:
    """One value."""
    return {
        "resourceType": "Observation",
        "status": "final",
        "category": [{"coding": [{"system": f"{_TERMS}/observation-category", "code": category}]}],
        "code": concept(LOINC, code, words),
        "effectiveDateTime": when,
        **value,
    }


def quantity(value: float, unit: str) -> Resource:
    """A Quantity in UCUM."""
    return {"value": value, "unit": unit, "system": UCUM, "code": unit}


def procedure(
    code: Resource, start: str, end: str | None, *, goes_on: bool, site: str, outcome: str
) -> Resource:
    """A therapy or a procedure."""
    when: Resource = {"performedDateTime": start}
    if end is not None or goes_on:
        when = {"performedPeriod": {"start": start} | ({"end": end} if end else {})}
    made: Resource = {
        "resourceType": "Procedure",
        "status": "in-progress" if goes_on else "completed",
        "code": code,
        **when,
    }
    made |= {"bodySite": [{"text": site}]} if site else {}
    return made | ({"outcome": {"text": outcome}} if outcome else {})


def report(title: str, conclusion: str, when: str) -> Resource:
    """An imaging report."""
    return {
        "resourceType": "DiagnosticReport",
        "status": "final",
        "category": [{"coding": [{"system": f"{_TERMS}/v2-0074", "code": "RAD", "display": "Radiology"}]}],
        "code": {"text": title},
        "effectiveDateTime": when,
        "conclusion": conclusion,
    }


def encounter(kind: str, when: str, *, planned: bool, until: str | None = None, why: str = "") -> Resource:
    """A visit in the clinic."""
    made: Resource = {
        "resourceType": "Encounter",
        "status": "planned" if planned else "finished",
        "class": {"system": f"{_TERMS}/v3-ActCode", "code": "AMB", "display": "ambulatory"},
        "type": [{"text": kind}],
        "period": {"start": when} | ({"end": until} if until else {}),
    }
    return made | ({"reasonCode": [{"text": why}]} if why else {})
