"""Invented charts for authorisation: small FHIR bundles made of pieces, and how they are judged."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

from lenitive.measure import score_record
from lenitive.plan.authorisation import Authorisation, authorise
from lenitive.record.read import borrowed_record, load_bundle

Resource = dict[str, Any]
AS_OF = date(2026, 6, 1)
SUBJECT = {"reference": "Patient/ana"}
ICD, CPT = "http://hl7.org/fhir/sid/icd-10-cm", "http://www.ama-assn.org/go/cpt"
SNOMED, LOINC = "http://snomed.info/sct", "http://loinc.org"
RXNORM, OURS = "http://www.nlm.nih.gov/research/umls/rxnorm", "urn:lenitive:concept"


def ago(days: int) -> str:
    """The day so many days before the day asked about; negative is after it."""
    return (AS_OF - timedelta(days=days)).isoformat()


def person(**more: Any) -> Resource:
    """A woman born in 1970."""
    return {"resourceType": "Patient", "id": "ana", "gender": "female", "birthDate": "1970-02-03", **more}


def problem(row: str, code: str, words: str, onset: str | None = None, **more: Any) -> Resource:
    """An active problem by its ICD-10-CM code."""
    made = {
        "resourceType": "Condition",
        "id": row,
        "subject": SUBJECT,
        "clinicalStatus": {"coding": [{"code": "active"}]},
        "code": {"coding": [{"system": ICD, "code": code, "display": words}], "text": words},
        **more,
    }
    return made | ({"onsetDateTime": onset} if onset else {})


def procedure(row: str, words: str, on: str | None = None, **more: Any) -> Resource:
    """A procedure that was done; `codes` : (system, code) pairs, `site`, `outcome`, `until` in words."""
    codes, site = more.pop("codes", ()), more.pop("site", None)
    outcome, until = more.pop("outcome", None), more.pop("until", None)
    made: Resource = {
        "resourceType": "Procedure",
        "id": row,
        "status": "completed",
        "subject": SUBJECT,
        "code": {"text": words, "coding": [{"system": system, "code": code} for system, code in codes]},
        **more,
    }
    if on and until:
        made["performedPeriod"] = {"start": on, "end": until}
    elif on:
        made["performedDateTime"] = on
    if site:
        made["bodySite"] = [{"text": site}]
    if outcome:
        made["outcome"] = {"text": outcome}
    return made


def observed(row: str, code: str, value: Any = None, on: str | None = None, system: str = OURS) -> Resource:
    """An observation: a truth, a number or words; by default an entry of a clinician."""
    made: Resource = {
        "resourceType": "Observation",
        "id": row,
        "status": "final",
        "subject": SUBJECT,
        "code": {"coding": [{"system": system, "code": code}]},
        "effectiveDateTime": on or ago(10),
    }
    if isinstance(value, bool):
        made["valueBoolean"] = value
    elif isinstance(value, (int, float)):
        made["valueQuantity"] = {"value": value, "unit": "{score}", "code": "{score}"}
    elif value is not None:
        made["valueString"] = value
    return made


def pain(value: int = 7, on: str | None = None, row: str = "nrs") -> Resource:
    """A pain score of 0 to 10."""
    return observed(row, "72514-3", value, on or ago(10), LOINC)


def answers(row: str, instrument: str, given: dict[str, Any], on: str | None = None) -> Resource:
    """A filled form of one of our instruments."""
    items = [{"linkId": key, "answer": [_answer(value)]} for key, value in given.items()]
    return {
        "resourceType": "QuestionnaireResponse",
        "id": row,
        "status": "completed",
        "subject": SUBJECT,
        "questionnaire": f"https://lenitive.org/Questionnaire/{instrument}",
        "authored": on or ago(10),
        "item": items,
    }


def _answer(value: Any) -> Resource:
    if isinstance(value, bool):
        return {"valueBoolean": value}
    return {"valueInteger": value} if isinstance(value, int) else {"valueDecimal": value}


def peg(on: str | None = None) -> Resource:
    """A PEG: pain and function."""
    return answers("peg", "peg", {"pain": 7, "enjoyment": 6, "activity": 7}, on)


def order(row: str, words: str, code: str = "", site: str = "", **more: Any) -> Resource:
    """An order of a procedure that is planned."""
    made = {
        "resourceType": "ServiceRequest",
        "id": row,
        "status": "active",
        "intent": "order",
        "subject": SUBJECT,
        "authoredOn": ago(1),
        "code": {"text": words, "coding": [{"system": CPT, "code": code}] if code else []},
        **more,
    }
    return made | ({"bodySite": [{"text": site}]} if site else {})


def therapy(
    row: str, first: int, last: int, outcome: str | None = "no lasting benefit", visits: int = 4
) -> list[Resource]:
    """Physical therapy: visits from so many days ago to so many, the result at the last one."""
    days = [first - (first - last) * number // (visits - 1) for number in range(visits)]
    made = [procedure(f"{row}{number}", "Physical therapy", ago(day)) for number, day in enumerate(days)]
    if outcome:
        made[-1]["outcome"] = {"text": outcome}
    return made


def ibuprofen(
    row: str = "nsaid", first: int = 150, last: int = 100, why: str | None = "no relief"
) -> Resource:
    """Ibuprofen that was stopped, and why."""
    made: Resource = {
        "resourceType": "MedicationRequest",
        "id": row,
        "status": "stopped",
        "intent": "order",
        "subject": SUBJECT,
        "authoredOn": ago(first),
        "medicationCodeableConcept": {
            "coding": [{"system": RXNORM, "code": "197805", "display": "ibuprofen 400 MG Oral Tablet"}],
            "text": "ibuprofen 400 MG Oral Tablet",
        },
        "dosageInstruction": [
            {
                "timing": {
                    "repeat": {
                        "boundsPeriod": {"start": ago(first), "end": ago(last)},
                        "frequency": 3,
                        "period": 1,
                        "periodUnit": "d",
                    }
                },
                "doseAndRate": [{"doseQuantity": {"value": 1, "unit": "tablet"}}],
            }
        ],
    }
    return made | ({"statusReason": {"text": why}} if why else {})


def block(row: str, days: int, outcome: str | None = "85% relief for 5 hours", **more: Any) -> Resource:
    """A lumbar medial branch block."""
    return procedure(
        row, "Medial branch block L4-L5", ago(days), codes=[(CPT, "64493")], outcome=outcome, **more
    )


def bundle(*resources: Resource) -> Resource:
    """A collection of these resources."""
    entries = [{"resource": each} for each in resources]
    return {"resourceType": "Bundle", "type": "collection", "entry": entries}


def judged(*resources: Resource, procedure: str, policy: str | None = None, **more: Any) -> Authorisation:
    """The readiness of a person with this chart."""
    return judged_bundle(person(), *resources, procedure=procedure, policy=policy, **more)


def judged_bundle(
    *resources: Resource, procedure: str, policy: str | None = None, **more: Any
) -> Authorisation:
    """The readiness of the person in these resources."""
    chart = json.dumps(bundle(*resources)).encode()
    with borrowed_record() as connection:
        load_bundle(connection, chart, "chart.json")
        score_record(connection)
        return authorise(connection, procedure, policy, **{"as_of": AS_OF, **more})


def status(made: Authorisation, criterion: str) -> str:
    """The status of one criterion."""
    return next(each.status for each in made.items if each.id == criterion)
