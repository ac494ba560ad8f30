"""Damaged files: refused with one line, or read as far as they are good, with each problem listed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from duckdb import DuckDBPyConnection

from lenitive.errors import InputError
from lenitive.record.read import borrowed_record, load
from tests.record import charts
from tests.shared_cases import folder

TABLES = ("patient", "condition", "medication", "observation", "response", "answer")


@dataclass(frozen=True)
class Expected:
    """What must happen: the words of the error, or of each note, and the rows that are there."""

    error: str = ""
    notes: tuple[str, ...] = ()
    rows: dict[str, int] | None = None


SHARED = {
    "truncated.json": Expected(error="it is cut short at line 99"),
    "wrong-resource-type.json": Expected(error='"Zebra"'),
    "empty.json": Expected(error="the file is empty"),
    "latin1.json": Expected(error="it is not UTF-8 (byte 0xFC)"),
    "dangling-reference.json": Expected(
        notes=("MedicationRequest/m1 points to Patient/nobody",), rows={"patient": 1, "medication": 0}
    ),
    "absurd-dates.json": Expected(
        notes=('birthDate: "2190-01-01"', 'authoredOn: "0001-01-01', 'effectiveDateTime: "2024-02-30"'),
        rows={"patient": 1, "medication": 1, "observation": 1},
    ),
    "huge-string.json": Expected(notes=("was cut to the first 10,000",), rows={"patient": 1, "condition": 1}),
    "duplicate-ids.json": Expected(notes=("MedicationRequest/m1 comes twice",), rows={"medication": 1}),
    "null-bytes.ndjson": Expected(
        notes=("line 1: it holds a NUL byte", "line 1: Patient/pt-1 is known by id only"),
        rows={"patient": 1, "condition": 1, "medication": 1, "observation": 1, "response": 1},
    ),
    "two-patients.json": Expected(rows={"patient": 2}),
}


@pytest.fixture
def record() -> Iterator[DuckDBPyConnection]:
    """An empty record."""
    with borrowed_record() as connection:
        yield connection


@pytest.mark.parametrize("name", SHARED)
def test_a_malformed_sample_is_met_as_its_readme_says(name: str, record: DuckDBPyConnection) -> None:
    path, expected = folder("fhir-bad") / name, SHARED[name]
    if expected.error:
        with pytest.raises(InputError) as caught:
            load(record, [path])
        assert expected.error in str(caught.value)
        assert str(path) in str(caught.value)
        assert caught.value.do
        assert "\n" not in str(caught.value)
        assert not any(charts.everything(record).values())
        return
    notes = [str(note) for note in load(record, [path])]
    assert len(notes) == len(expected.notes)
    for words in expected.notes:
        assert any(words in note and name in note for note in notes), words
    for table, count in (expected.rows or {}).items():
        assert record.execute(f"SELECT count(*) FROM {table}").fetchone() == (count,), table


def test_every_malformed_sample_is_tested() -> None:
    assert {path.name for path in folder("fhir-bad").iterdir()} - {"README.md"} == set(SHARED)


@pytest.mark.parametrize(
    "name", ["absurd-dates.json", "duplicate-ids.json", "huge-string.json", "two-patients.json"]
)
def test_the_good_part_of_a_sample_reads_without_a_note(
    name: str, record: DuckDBPyConnection, tmp_path: Path
) -> None:
    """The samples made well: the damaged values corrected, the doubles and the stranger taken out."""
    chart = json.loads((folder("fhir-bad") / name).read_bytes())
    seen = set()
    entries = []
    for entry in chart["entry"]:
        resource = entry["resource"]
        key = resource["resourceType"], resource.get("id")
        if key not in seen:
            entries.append(entry)
        seen.add(key)
        for element, value in {
            "birthDate": "1968-04-09",
            "authoredOn": "2024-05-02",
            "effectiveDateTime": "2024-05-02",
        }.items():
            if element in resource:
                resource[element] = value
        if len(resource.get("code", {}).get("text", "")) > 10_000:
            resource["code"]["text"] = "Low back pain"
    path = tmp_path / name
    path.write_text(json.dumps(chart | {"entry": entries}), encoding="utf-8")
    assert load(record, [path]) == []


def test_absurd_dates_become_missing_and_nothing_else_does(record: DuckDBPyConnection) -> None:
    load(record, [folder("fhir-bad") / "absurd-dates.json"])
    assert record.execute("SELECT birth_date_low, birth_date_high FROM patient").fetchone() == (
        None,
        None,
    )
    assert record.execute("SELECT start_low, text IS NOT NULL FROM medication").fetchone() == (None, True)


GOOD = json.dumps(charts.bundle(charts.person(), charts.order()))


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b"", "empty"),
        (b"   \n\t ", "empty"),
        (b"\xef\xbb\xbf", "empty"),
        (GOOD.encode("utf-16"), "UTF-16"),
        (GOOD.replace("oxycodone", "oxyc\u00f6done").encode("utf-16-le"), "not UTF-8"),
        (
            json.dumps(charts.person(name=[{"family": "M\u00fcller"}]), ensure_ascii=False).encode("latin-1"),
            "not UTF-8",
        ),
        (GOOD[: len(GOOD) // 2].encode(), "cut short"),
        (GOOD.replace("female", "fe\x00male").encode(), "NUL"),
        (b"\x00" * 100, "NUL"),
        (b"\x1f\x8b" + bytes(50), "gzip"),
        (b"PK\x03\x04" + bytes(50), "zip"),
        (b"<Bundle xmlns='http://hl7.org/fhir'/>", "XML"),
        (b"[]", "no object"),
        (b"12", "no object"),
        (b"null", "no object"),
        (b"{}", "no resourceType"),
        (b'{"resourceType": 5}', "no FHIR resource has the type"),
        (b'{"resourceType": "Bundle"}', "holds no resource"),
        (b'{"resourceType": "Bundle", "entry": {}}', "should be a list"),
        (b'{"resourceType": "Bundle", "entry": [5, null, "x"]}', "is no resource"),
        (b"[" * 100_000, "nested"),
        (b'{"a":' * 5_000 + b"1" + b"}" * 5_000, "nested"),
        (b'{"resourceType": "Patient", "id": NaN}', "not JSON"),
    ],
)
def test_what_is_no_chart_is_refused_in_one_line(
    raw: bytes, words: str, record: DuckDBPyConnection, tmp_path: Path
) -> None:
    path = tmp_path / "chart.json"
    path.write_bytes(raw)
    with pytest.raises(InputError) as caught:
        load(record, [path])
    assert words in str(caught.value)
    assert str(path) in str(caught.value)
    assert "\n" not in str(caught.value)
    assert not any(charts.everything(record).values())


def test_a_document_of_200_megabytes_is_refused_by_its_size(
    record: DuckDBPyConnection, tmp_path: Path
) -> None:
    path = tmp_path / "chart.json"
    with path.open("wb") as file:
        file.write(b'{"resourceType": "Bundle", "entry": [')
        file.truncate(200 * 1024 * 1024)
    with pytest.raises(InputError, match=r"210 MB in one JSON document; the limit is 67 MB.*NDJSON"):
        load(record, [path])


@pytest.mark.parametrize(
    ("element", "value", "words"),
    [
        ("status", {"code": "active"}, "should be a text"),
        ("authoredOn", 20260501, "should be a date"),
        ("authoredOn", "yesterday", "is not a FHIR date"),
        ("authoredOn", "2026-02-30", "is no day of the calendar"),
        ("dosageInstruction", "one a day", "a single value stands where a list belongs"),
        ("dosageInstruction", [[]], "stands where an object belongs"),
        ("dosageInstruction", [{"doseAndRate": [{"doseQuantity": {"value": "ten"}}]}], "ten"),
        ("dosageInstruction", [{"doseAndRate": [{"doseQuantity": {"value": -5}}]}], "cannot be"),
        ("dosageInstruction", [{"doseAndRate": [{"doseQuantity": {"value": 1e30}}]}], "cannot be"),
        ("dosageInstruction", [{"timing": {"repeat": {"frequency": 0.5e9}}}], "cannot be"),
        ("medicationCodeableConcept", "oxycodone", "stands where an object belongs"),
        ("dispenseRequest", {"expectedSupplyDuration": {"value": 1e9, "unit": "days"}}, "cannot be"),
        ("dispenseRequest", [{"quantity": {"value": True}}], "True"),
    ],
)
def test_a_value_of_the_wrong_shape_is_listed_and_the_order_stays(
    element: str, value: object, words: str
) -> None:
    with charts.read(charts.person(), charts.order(**{element: value})) as (record, notes):
        problems = [str(note) for note in notes if note.severity == "problem"]
        assert any(words in problem and f"MedicationRequest/m1.{element}" in problem for problem in problems)
        assert record.execute("SELECT count(*) FROM medication").fetchone() == (1,)
        doses = record.execute("SELECT dose_high FROM dosage").fetchall()
        assert all(dose is None for (dose,) in doses)
