"""Small charts of one person "p" for the tests of what is due."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from lenitive.measure import score_record
from lenitive.record.read import borrowed_record, load

TODAY = date(2026, 6, 1)


def ago(days: int) -> str:
    """The day so many days before TODAY."""
    return (TODAY - timedelta(days=days)).isoformat()


def oxycodone(
    started: int, days: int, *, text: str = "Oxycodone 5 mg tablet", code: str = "1049621"
) -> dict[str, Any]:
    """An order that is active, for a supply of so many days."""
    return {
        "resourceType": "MedicationRequest",
        "status": "active",
        "intent": "order",
        "authoredOn": ago(started),
        "medicationCodeableConcept": {
            "text": text,
            "coding": [
                {"system": "http://www.nlm.nih.gov/research/umls/rxnorm", "code": code, "display": text}
            ],
        },
        "dosageInstruction": [{"text": "one tablet twice a day"}],
        "dispenseRequest": {
            "expectedSupplyDuration": {
                "value": days,
                "unit": "days",
                "system": "http://unitsofmeasure.org",
                "code": "d",
            }
        },
    }


def encounter(days: int, status: str) -> dict[str, Any]:
    """A visit so many days ago, or ahead where negative."""
    return {
        "resourceType": "Encounter",
        "status": status,
        "class": {"code": "AMB"},
        "period": {"start": ago(days)},
    }


def chart(*resources: dict[str, Any], **person: Any) -> bytes:
    """A bundle of the person and what belongs to them."""
    patient = {"resourceType": "Patient", "id": "p", "birthDate": "1970-05-05", "gender": "female", **person}
    entries = [patient] + [
        {**each, "id": f"r{number}", "subject": {"reference": "Patient/p"}}
        for number, each in enumerate(resources)
    ]
    bundle = {
        "resourceType": "Bundle",
        "type": "collection",
        "entry": [{"resource": each} for each in entries],
    }
    return json.dumps(bundle).encode()


@contextmanager
def record_of(folder: Path, bundle: bytes) -> Iterator[Any]:
    """The record of a chart, scored."""
    path = folder / "chart.json"
    path.write_bytes(bundle)
    with borrowed_record() as record:
        load(record, [path], keep_going=True)
        score_record(record)
        yield record
