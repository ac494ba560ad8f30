"""Small charts of our own for the tests of options, and the plan that comes of them."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

from lenitive.measure import score_record
from lenitive.plan.assess import assess
from lenitive.record import read

AS_OF = date(2026, 6, 1)
ICD = "http://hl7.org/fhir/sid/icd-10-cm"
RXNORM = "http://www.nlm.nih.gov/research/umls/rxnorm"
PATIENT = {"reference": "Patient/ana"}
Resource = dict[str, Any]


def ago(days: int) -> str:
    """The date so many days before the day asked about."""
    return (AS_OF - timedelta(days=days)).isoformat()


def person(**more: Any) -> Resource:
    """A man born in 1970."""
    return {"resourceType": "Patient", "id": "ana", "gender": "male", "birthDate": "1970-02-03", **more}


def problem(code: str, days: int = 700) -> Resource:
    """An active problem that began so many days ago."""
    return {
        "resourceType": "Condition",
        "id": f"problem-{code.replace('.', '')}",
        "subject": PATIENT,
        "clinicalStatus": {"coding": [{"code": "active"}]},
        "verificationStatus": {"coding": [{"code": "confirmed"}]},
        "category": [{"coding": [{"code": "problem-list-item"}]}],
        "code": {"coding": [{"system": ICD, "code": code}]},
        "onsetDateTime": ago(days),
    }


def medicine(
    name: str,
    rxcui: str,
    words: str,
    *,
    start: int,
    end: int | None = None,
    times: int = 1,
    take: int = 1,
    why: str = "",
) -> Resource:
    """An order from so many days ago, active unless it ended; why : why it was stopped."""
    period = {"start": ago(start)} | ({"end": ago(end)} if end is not None else {})
    made: Resource = {
        "resourceType": "MedicationRequest",
        "id": name,
        "status": "active" if end is None else "stopped" if why else "completed",
        "intent": "order",
        "subject": PATIENT,
        "authoredOn": ago(start),
        "medicationCodeableConcept": {
            "coding": [{"system": RXNORM, "code": rxcui, "display": words}],
            "text": words,
        },
        "dosageInstruction": [
            {
                "timing": {
                    "repeat": {"frequency": times, "period": 1, "periodUnit": "d", "boundsPeriod": period}
                },
                "doseAndRate": [{"doseQuantity": {"value": take, "unit": "TAB"}}],
            }
        ],
    }
    return made | ({"statusReason": {"text": why}} if why else {})


def gabapentin(times: int, **when: Any) -> Resource:
    """Gabapentin 600 mg tablets."""
    return medicine("gabapentin", "310433", "gabapentin 600 MG Oral Tablet", times=times, **when)


def lorazepam(**when: Any) -> Resource:
    """Lorazepam 1 mg tablets."""
    return medicine("lorazepam", "197901", "lorazepam 1 MG Oral Tablet", **when)


def oxycodone(times: int, **when: Any) -> Resource:
    """Oxycodone 10 mg tablets."""
    return medicine("oxycodone", "1049683", "oxycodone hydrochloride 10 MG Oral Tablet", times=times, **when)


def planned(*resources: Resource, **more: Any) -> dict[str, Any]:
    """The summary of a chart of these resources, with options and combination."""
    chart = {
        "resourceType": "Bundle",
        "type": "collection",
        "entry": [{"resource": each} for each in resources],
    }
    return planned_chart(chart, AS_OF, **more)


def planned_chart(chart: Resource, as_of: date, **more: Any) -> dict[str, Any]:
    """The same of a bundle."""
    with read.borrowed_record() as connection:
        read.load_bundle(connection, json.dumps(chart).encode(), "chart")
        score_record(connection)
        return assess(connection, as_of=as_of, **more)


def by_treatment(summary: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The options of a summary by treatment."""
    return {option["treatment"]: option for option in summary["options"]}
