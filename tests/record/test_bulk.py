"""Large NDJSON of one type is read by DuckDB alone, and gives what reading line by line gives."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from duckdb import DuckDBPyConnection

from lenitive.record.read import borrowed_record, bulk, load
from tests.record import charts


@pytest.fixture
def record() -> Iterator[DuckDBPyConnection]:
    """An empty record."""
    with borrowed_record() as connection:
        yield connection


def exported(folder: Path, *, spoil: dict[str, Any] | None = None) -> Path:
    """A bulk export of forty people; spoil : elements that replace those of one order."""
    timing = {"repeat": {"frequency": 2, "period": 1, "periodUnit": "d"}}
    dosage = [{"timing": timing, "doseAndRate": [{"doseQuantity": {"value": 1, "unit": "tablet"}}]}]
    files: dict[str, list[dict[str, Any]]] = {}
    for number in range(40):
        subject = {"reference": f"Patient/p{number}"}
        for resource in (
            charts.person(f"p{number}"),
            charts.condition(f"c{number}", subject=subject),
            charts.order(f"m{number}", subject=subject, dosageInstruction=dosage),
            charts.observation(f"o{number}", subject=subject),
        ):
            if spoil and resource["id"] == "m7":
                resource.update(spoil)
            files.setdefault(resource["resourceType"], []).append(resource)
    for kind, resources in files.items():
        (folder / f"{kind}.ndjson").write_text("\n".join(map(json.dumps, resources)), encoding="utf-8")
    return folder


def tables(folder: Path, record: DuckDBPyConnection) -> tuple[dict[str, Any], list[str]]:
    notes = [str(note) for note in load(record, [folder], now=charts.NOW)]
    found = charts.everything(record, "note")
    # The raw text differs in its spaces, which say nothing.
    found["resource"] = [(*row[:5], json.loads(row[5]), *row[6:]) for row in found["resource"]]
    return found, notes


@pytest.mark.parametrize(
    "spoil",
    [
        None,
        {"authoredOn": "2026-02-30"},
        {"dosageInstruction": "one a day"},
        {"dosageInstruction": [{"doseAndRate": [{"doseQuantity": {"value": "ten"}}]}]},
        {"dosageInstruction": [{"doseAndRate": [{"doseQuantity": {"value": -1}}]}]},
        {"subject": {"reference": "Group/g"}},
        {"id": "m8"},
        {"status": {"code": "active"}},
    ],
)
def test_both_ways_give_the_same_rows_and_notes(
    spoil: dict[str, Any] | None, tmp_path: Path, record: DuckDBPyConnection, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = exported(tmp_path, spoil=spoil)
    by_line = tables(folder, record)
    monkeypatch.setattr(bulk, "LARGE", 1)
    with borrowed_record() as other:
        assert tables(folder, other) == by_line


def test_a_clean_file_is_read_without_python(
    tmp_path: Path, record: DuckDBPyConnection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk, "LARGE", 1)
    monkeypatch.setattr("lenitive.record.read.split.Splitter.line", None)
    assert load(record, [exported(tmp_path)]) == []
    assert record.execute("SELECT count(*) FROM dosage").fetchone() == (40,)
