"""A large invented population as record tables, made on arrays: for benchmarks and engines that must agree.

Nobody in it has a story (the demonstration clinic has those): each fact is drawn alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from pyarrow import parquet

from lenitive.record.schema import BY_NAME

AS_OF = date(2026, 6, 1)
ORDERS = 20
RXNORM = "http://www.nlm.nih.gov/research/umls/rxnorm"
ICD = "http://hl7.org/fhir/sid/icd-10-cm"
LOINC = "http://loinc.org"
# Product code, words, weight of being drawn.
PRODUCTS = (
    ("1049683", "oxycodone hydrochloride 10 MG Oral Tablet", 4),
    ("856999", "acetaminophen 325 MG / hydrocodone bitartrate 10 MG Oral Tablet", 3),
    ("891888", "morphine sulfate 30 MG Extended Release Oral Tablet", 2),
    ("245134", "72 HR fentanyl 0.025 MG/HR Transdermal System", 1),
    ("835603", "tramadol hydrochloride 50 MG Oral Tablet", 3),
    ("351267", "buprenorphine 8 MG / naloxone 2 MG Sublingual Tablet", 1),
    ("197901", "lorazepam 1 MG Oral Tablet", 3),
    ("854873", "zolpidem tartrate 10 MG Oral Tablet", 2),
    ("310431", "gabapentin 300 MG Oral Capsule", 5),
    ("197805", "ibuprofen 400 MG Oral Tablet", 6),
    ("198440", "acetaminophen 500 MG Oral Tablet", 6),
    ("596934", "duloxetine 60 MG Delayed Release Oral Capsule", 4),
    ("856834", "amitriptyline hydrochloride 25 MG Oral Tablet", 3),
    ("36437", "sertraline", 4),
    ("11289", "warfarin", 2),
    ("29046", "lisinopril", 8),
    ("0000000", "a medicine that no table knows", 1),
)
PROBLEMS = (
    "M54.50",
    "M79.7",
    "E11.42",
    "M17.11",
    "G43.709",
    "D57.1",
    "C79.51",
    "N18.4",
    "F11.20",
    "G47.33",
    "F32.1",
    "I10",
)
SCALES = (
    ("phq9", "total", 27),
    ("pcs", "total", 52),
    ("pseq", "total", 60),
    ("peg", "total", 10),
    ("bpi", "interference", 10),
)
Rows = dict[str, Any]


def write_population(folder: Path, people: int, *, seed: int = 7, chunk: int = 50_000) -> None:
    """Write `people` invented people as folder/<table>/<n>.parquet, `chunk` people a file."""
    for start in range(0, people, chunk):
        size = min(chunk, people - start)
        random = np.random.default_rng([seed, start])
        for name, rows in _tables(np.arange(start, start + size), random):
            target = folder / name
            target.mkdir(parents=True, exist_ok=True)
            parquet.write_table(_arrow(name, rows), target / f"{start:09d}.parquet", compression="zstd")


def _tables(people: np.ndarray, random: np.random.Generator) -> Iterator[tuple[str, Rows]]:
    yield "patient", _patients(people, random)
    orders = _orders(people, random)
    yield "medication", orders["medication"]
    yield "dosage", orders["dosage"]
    conditions = _conditions(people, random)
    yield "condition", conditions["condition"]
    values = _values(people, random)
    yield "observation", values["observation"]
    yield "coding", _joined(orders["coding"], conditions["coding"], values["coding"])
    yield "score", _scores(people, random)
    yield "answer", _answers(people, random)
    made = {"patient", "medication", "dosage", "condition", "observation", "coding", "score", "answer"}
    for name in BY_NAME:
        if name not in made:
            yield name, {}


def _arrow(name: str, rows: Rows) -> pa.Table:
    kinds = {"text": pa.string(), "integer": pa.int64(), "number": pa.float64(), "boolean": pa.bool_()}
    kinds |= {"date": pa.date32(), "instant": pa.timestamp("us")}
    size = len(next(iter(rows.values()))) if rows else 0
    columns = {
        column.name: pa.array(rows[column.name], kinds[column.kind], from_pandas=True)
        if column.name in rows
        else pa.nulls(size, kinds[column.kind])
        for column in BY_NAME[name].columns
    }
    return pa.table(columns)


def _ids(people: np.ndarray, times: int = 1) -> np.ndarray:
    return np.repeat(np.char.add("p", people.astype(str)), times)


def _rows(kind: str, people: np.ndarray, times: int, part: int = 1) -> np.ndarray:
    number = np.char.add(
        _ids(people, times), np.char.add("-", np.tile(np.arange(times), people.size).astype(str))
    )
    return np.char.add(np.char.add(f"{kind}/", number), f"#{part}")


def _days_ago(days: np.ndarray) -> np.ndarray:
    return np.datetime64(AS_OF) - days.astype("timedelta64[D]")


def _patients(people: np.ndarray, random: np.random.Generator) -> Rows:
    born = _days_ago(random.integers(12 * 365, 92 * 365, people.size))
    return {
        "patient_id": _ids(people),
        "row_id": _rows("Patient", people, 1),
        "sex": random.choice(
            np.array(["female", "male", None], dtype=object), people.size, p=[0.55, 0.43, 0.02]
        ),
        "birth_date_low": born,
        "birth_date_high": born,
    }


def _orders(people: np.ndarray, random: np.random.Generator) -> dict[str, Rows]:
    size = people.size * ORDERS
    codes, words, weights = zip(*PRODUCTS, strict=True)
    drawn = random.choice(len(codes), size, p=np.array(weights) / sum(weights))
    rows, patients = _rows("MedicationRequest", people, ORDERS), _ids(people, ORDERS)
    days = random.integers(1, 1000, size)
    start = _days_ago(days)
    active = (random.random(size) < 0.25) | (days < 30)
    medication = {
        "patient_id": patients,
        "row_id": rows,
        "kind": np.full(size, "order"),
        "text": np.array(words)[drawn],
        "status": np.where(active, "active", "completed"),
        "intent": np.full(size, "order"),
        "category": np.full(size, "community"),
        "supply_days": random.choice([7.0, 30.0, 90.0], size),
        "start_low": start,
        "start_high": start,
    }
    dosed = random.random(size) < 0.93
    dosage = {
        "patient_id": patients,
        "row_id": np.char.replace(rows, "#1", "#2"),
        "medication_row": rows,
        "sequence": np.ones(size, dtype=np.int64),
        "dose_low": np.ones(size),
        "dose_high": np.ones(size),
        "dose_unit": np.full(size, "tablet"),
        "times_low": random.integers(1, 5, size).astype(float),
        "per_days": np.ones(size),
        "as_needed": random.random(size) < 0.3,
        "basis": np.full(size, "structured"),
    }
    dosage["times_high"] = dosage["times_low"]
    dosage = {name: column[dosed] for name, column in dosage.items()}
    coding = _coding(patients, rows, "medication", "MedicationRequest", RXNORM, np.array(codes)[drawn])
    return {"medication": medication, "dosage": dosage, "coding": coding}


def _conditions(people: np.ndarray, random: np.random.Generator) -> dict[str, Rows]:
    each = 3
    size = people.size * each
    rows, patients = _rows("Condition", people, each), _ids(people, each)
    onset = _days_ago(random.integers(5, 3000, size))
    condition = {
        "patient_id": patients,
        "row_id": rows,
        "category": np.full(size, "problem_list"),
        "verification": np.full(size, "confirmed"),
        "status": np.where(random.random(size) < 0.85, "active", "resolved"),
        "onset_low": onset,
        "onset_high": onset,
        "recorded_low": onset,
        "recorded_high": onset,
    }
    codes = np.array(PROBLEMS)[random.integers(0, len(PROBLEMS), size)]
    return {"condition": condition, "coding": _coding(patients, rows, "condition", "Condition", ICD, codes)}


def _values(people: np.ndarray, random: np.random.Generator) -> dict[str, Rows]:
    rows, patients = _rows("Observation", people, 1), _ids(people)
    at = _days_ago(random.integers(1, 700, people.size))
    observation = {
        "patient_id": patients,
        "row_id": rows,
        "status": np.full(people.size, "final"),
        "category": np.full(people.size, "laboratory"),
        "value_number": random.normal(75, 28, people.size).clip(5, 130).round(),
        "unit": np.full(people.size, "mL/min/{1.73_m2}"),
        "at_low": at,
        "at_high": at,
    }
    codes = np.full(people.size, "33914-3")
    return {
        "observation": observation,
        "coding": _coding(patients, rows, "observation", "Observation", LOINC, codes),
    }


def _scores(people: np.ndarray, random: np.random.Generator) -> Rows:
    each = len(SCALES)
    size = people.size * each
    instruments, scales, most = (
        np.tile(np.array(column), people.size) for column in zip(*SCALES, strict=True)
    )
    at = _days_ago(random.integers(1, 300, size))
    return {
        "patient_id": _ids(people, each),
        "row_id": _rows("Score", people, each),
        "instrument": instruments,
        "scale": scales,
        "value_number": (random.random(size) * most.astype(float)).round(),
        "origin": np.full(size, "computed"),
        "at_low": at,
        "at_high": at,
    }


def _answers(people: np.ndarray, random: np.random.Generator) -> Rows:
    at = _days_ago(random.integers(1, 300, people.size))
    return {
        "patient_id": _ids(people),
        "row_id": _rows("QuestionnaireResponse", people, 1),
        "response_row": _rows("QuestionnaireResponse", people, 1),
        "instrument": np.full(people.size, "phq9"),
        "item": np.full(people.size, "q9"),
        "value_number": random.choice([0.0, 1.0, 2.0, 3.0], people.size, p=[0.9, 0.05, 0.03, 0.02]),
        "at_low": at,
        "at_high": at,
    }


def _coding(
    patients: np.ndarray, rows: np.ndarray, table: str, kind: str, system: str, codes: np.ndarray
) -> Rows:
    return {
        "patient_id": patients,
        "row_id": np.char.replace(rows, "#1", "#1001"),
        "of_table": np.full(rows.size, table),
        "of_row": rows,
        "field": np.full(rows.size, "code"),
        "system": np.full(rows.size, system),
        "code": codes,
    }


def _joined(*parts: Rows) -> Rows:
    return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
