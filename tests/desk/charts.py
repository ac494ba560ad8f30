"""A small invented chart: one person with a problem, a medicine, a visit and one filled questionnaire."""

from __future__ import annotations

from typing import Any

NAMES = {"ana": ("Ana", "Silva"), "ben": ("Ben", "Öztürk"), "cleo": ("Cléo", "Marchand-Ruiz")}


def name_of(patient_id: str) -> tuple[str, str]:
    """Given and family name."""
    return NAMES.get(patient_id, (patient_id.title(), "Example"))


def chart(patient_id: str) -> dict[str, Any]:
    """A FHIR bundle of one person."""
    given, family = name_of(patient_id)
    subject = {"reference": f"Patient/{patient_id}"}
    resources: list[dict[str, Any]] = [
        {
            "resourceType": "Patient",
            "id": patient_id,
            "name": [{"given": [given], "family": family}],
            "identifier": [{"value": f"N-{patient_id}"}],
            "birthDate": "1972-04-03",
            "gender": "female",
        },
        {
            "resourceType": "Condition",
            "id": f"{patient_id}-back",
            "subject": subject,
            "code": {"text": "Low back pain"},
            "onsetDateTime": "2024-03",
        },
        {
            "resourceType": "MedicationRequest",
            "id": f"{patient_id}-order",
            "subject": subject,
            "status": "active",
            "intent": "order",
            "authoredOn": "2026-05-02T09:30:00+02:00",
            "medicationCodeableConcept": {"text": "Duloxetine 60 mg capsule"},
            "dosageInstruction": [{"text": "one capsule a day"}],
        },
        {
            "resourceType": "QuestionnaireResponse",
            "id": f"{patient_id}-peg",
            "status": "completed",
            "questionnaire": "http://example.org/Questionnaire/peg",
            "subject": subject,
            "authored": "2026-05-02T10:12:00Z",
            "item": [
                {"linkId": key, "answer": [{"valueInteger": value}]}
                for key, value in (("pain", 6), ("enjoyment", 7), ("activity", 8))
            ],
        },
    ]
    return {"resourceType": "Bundle", "type": "collection", "entry": [{"resource": r} for r in resources]}
