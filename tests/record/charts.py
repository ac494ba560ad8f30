"""Small charts for the tests of the record, and how they are read."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from duckdb import DuckDBPyConnection

from lenitive.errors import Note
from lenitive.record.read import borrowed_record, load_bundle
from lenitive.record.schema import TABLES

Resource = dict[str, Any]
NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
SUBJECT = {"reference": "Patient/ana"}
OXYCODONE = {
    "coding": [
        {
            "system": "http://www.nlm.nih.gov/research/umls/rxnorm",
            "code": "1049621",
            "display": "oxycodone hydrochloride 5 MG Oral Tablet",
        }
    ]
}


def person(patient_id: str = "ana", **more: Any) -> Resource:
    """A woman born in 1970."""
    return {
        "resourceType": "Patient",
        "id": patient_id,
        "gender": "female",
        "birthDate": "1970-02-03",
        **more,
    }


def order(order_id: str = "m1", **more: Any) -> Resource:
    """An active order of oxycodone 5 mg from 1 May 2026."""
    return {
        "resourceType": "MedicationRequest",
        "id": order_id,
        "status": "active",
        "intent": "order",
        "subject": SUBJECT,
        "authoredOn": "2026-05-01",
        "medicationCodeableConcept": OXYCODONE,
        **more,
    }


def observation(observation_id: str = "o1", **more: Any) -> Resource:
    """A pain score of 6 on 4 May 2026."""
    return {
        "resourceType": "Observation",
        "id": observation_id,
        "status": "final",
        "subject": SUBJECT,
        "code": {"coding": [{"system": "http://loinc.org", "code": "72514-3", "display": "Pain severity"}]},
        "effectiveDateTime": "2026-05-04T09:00:00+02:00",
        "valueQuantity": {"value": 6, "unit": "{score}"},
        **more,
    }


def condition(condition_id: str = "c1", **more: Any) -> Resource:
    """Chronic low back pain since March 2021."""
    return {
        "resourceType": "Condition",
        "id": condition_id,
        "subject": SUBJECT,
        "clinicalStatus": {"coding": [{"code": "active"}]},
        "code": {"coding": [{"system": "http://snomed.info/sct", "code": "278860009"}], "text": "Back pain"},
        "onsetDateTime": "2021-03",
        **more,
    }


def bundle(*resources: Resource) -> Resource:
    """A collection of resources."""
    return {
        "resourceType": "Bundle",
        "type": "collection",
        "entry": [{"resource": resource} for resource in resources],
    }


def written(folder: Path, *resources: Resource, name: str = "chart.json") -> Path:
    """A bundle of resources as a file."""
    path = folder / name
    path.write_text(json.dumps(bundle(*resources)), encoding="utf-8")
    return path


@contextmanager
def read(*resources: Resource) -> Iterator[tuple[DuckDBPyConnection, list[Note]]]:
    """A record with the resources in it, and what was noted."""
    with borrowed_record() as connection:
        notes = load_bundle(connection, json.dumps(bundle(*resources)).encode(), "chart.json", now=NOW)
        yield connection, notes


def everything(connection: DuckDBPyConnection, *without: str) -> dict[str, list[tuple[Any, ...]]]:
    """All rows of all tables, in an order of their own; `resource` without time and place of reading."""
    found = {}
    for table in TABLES:
        if table.name in without:
            continue
        left_out = "EXCLUDE (loaded_at, source)" if table.name == "resource" else ""
        rows = connection.execute(f'SELECT * {left_out} FROM "{table.name}"').fetchall()
        found[table.name] = sorted(rows, key=repr)
    return found
