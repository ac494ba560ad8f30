"""Small charts of our own for the tests of the command line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

RXNORM = "http://www.nlm.nih.gov/research/umls/rxnorm"
AS_OF = "2026-06-01"


def person(patient_id: str = "ana", **more: Any) -> dict[str, Any]:
    """A woman born in 1970."""
    return {
        "resourceType": "Patient",
        "id": patient_id,
        "gender": "female",
        "birthDate": "1970-02-03",
        **more,
    }


def order(
    order_id: str, rxcui: str, words: str, *, times: int, amount: float = 1, patient_id: str = "ana"
) -> dict[str, Any]:
    """An active order from 1 May 2026: so many pieces, so many times a day."""
    return {
        "resourceType": "MedicationRequest",
        "id": order_id,
        "status": "active",
        "intent": "order",
        "subject": {"reference": f"Patient/{patient_id}"},
        "authoredOn": "2026-05-01",
        "medicationCodeableConcept": {"coding": [{"system": RXNORM, "code": rxcui, "display": words}]},
        "dosageInstruction": [
            {
                "timing": {"repeat": {"frequency": times, "period": 1, "periodUnit": "d"}},
                "doseAndRate": [{"doseQuantity": {"value": amount, "unit": "tablet"}}],
            }
        ],
        "dispenseRequest": {"expectedSupplyDuration": {"value": 60, "unit": "d", "code": "d"}},
    }


def oxycodone(times: int, order_id: str = "oxy", patient_id: str = "ana") -> dict[str, Any]:
    """Oxycodone 10 mg tablets."""
    words = "oxycodone hydrochloride 10 MG Oral Tablet"
    return order(order_id, "1049683", words, times=times, patient_id=patient_id)


def bundle(*resources: dict[str, Any]) -> dict[str, Any]:
    """A collection of these resources."""
    return {
        "resourceType": "Bundle",
        "type": "collection",
        "entry": [{"resource": each} for each in resources],
    }


def write(folder: Path, chart: dict[str, Any], name: str = "chart.json") -> Path:
    """Write a chart as a file."""
    path = folder / name
    path.write_text(json.dumps(chart), encoding="utf-8")
    return path
