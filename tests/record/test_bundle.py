"""A bundle that is read without a database gives the record that it gives with one."""

from __future__ import annotations

import json
import random
from collections import Counter
from datetime import date
from typing import Any

import pytest

from lenitive.clinic.demonstration import bundles
from lenitive.errors import LenitiveError, Note
from lenitive.measure import score_record
from lenitive.reason.assess import assess
from lenitive.record import read
from lenitive.record.read import borrowed_record, bundle_record, bundle_rows, load_bundle
from lenitive.record.rows import RecordRows, in_memory
from lenitive.record.schema import TABLES
from tests.record import charts
from tests.record.test_reading_properties import CHART, damaged
from tests.shared_cases import folder

TODAY = date(2026, 6, 1)
INVENTED = [json.dumps(chart).encode() for chart in bundles(TODAY)]
TIMING: list[dict[str, Any]] = [
    {"text": "1 to 2 tablets every 4 to 6 hours as needed"},
    {"timing": {"repeat": {"period": 1, "periodUnit": "d", "when": ["MORN", "HS"]}}, "sequence": 1},
    {"timing": {"repeat": {"dayOfWeek": ["mon", "thu"], "timeOfDay": ["08:00:00"]}}, "asNeededBoolean": True},
    {
        "timing": {"code": {"coding": [{"code": "BID"}]}},
        "doseAndRate": [
            {"doseRange": {"low": {"value": 1, "unit": "tab"}, "high": {"value": 2, "unit": "tab"}}}
        ],
    },
    {
        "timing": {"event": ["2026-05-02", "2026-05-04"]},
        "maxDosePerPeriod": {
            "numerator": {"value": 4, "unit": "tablet"},
            "denominator": {"value": 1, "unit": "d"},
        },
    },
    {
        "timing": {
            "repeat": {
                "boundsDuration": {"value": 14, "unit": "days", "code": "d"},
                "frequency": 1,
                "period": 1,
                "periodUnit": "d",
            }
        },
        "sequence": 1,
    },
    {
        "timing": {
            "repeat": {
                "boundsPeriod": {"start": "2026-05", "end": "2026-06-30"},
                "frequency": 1,
                "frequencyMax": 2,
                "period": 6,
                "periodMax": 8,
                "periodUnit": "h",
            }
        },
        "sequence": 2,
    },
    {"doseAndRate": [{"rateQuantity": {"value": 2.5, "unit": "mg/h"}}]},
]
WIDE = [
    *CHART,
    charts.order("m3", dosageInstruction=TIMING),
    *(charts.order(f"n{n}", dosageInstruction=[each]) for n, each in enumerate(TIMING)),
    charts.order(
        "m4",
        dispenseRequest={"quantity": {"value": 60}, "expectedSupplyDuration": {"value": 30, "code": "d"}},
    ),
    charts.observation("bp", component=[{"code": {"text": "systolic"}, "valueQuantity": {"value": 120.0}}]),
    charts.observation("ratio", valueRatio={"numerator": {"value": 1}, "denominator": {"value": 128}}),
    charts.observation("range", valueRange={"low": {"value": 0.5}, "high": {"value": 7}}),
]


def ways(raw: bytes) -> tuple[dict[str, Any], list[Note], dict[str, Any] | None, list[Note]]:
    """The tables and notes with a database, and those without one (None where it was needed)."""
    with borrowed_record() as record:
        notes = load_bundle(record, raw, "chart.json", now=charts.NOW)
        stored = {table.name: record.execute(f'FROM "{table.name}"').fetchall() for table in TABLES}
    found = bundle_rows(raw, "chart.json", now=charts.NOW)
    return stored, notes, *(found if found is not None else (None, []))


def assert_same(raw: bytes, *, needs_none: bool = True) -> None:
    stored, notes, held, notes_without = ways(raw)
    assert not needs_none or held is not None
    if held is None:
        return
    assert notes_without == notes
    for table, rows in stored.items():
        assert _many(held.get(table, [])) == _many(rows), table


def _many(rows: list[tuple[Any, ...]]) -> Counter[tuple[Any, ...]]:
    """Rows as a multiset with the kind of each cell; numbers to twelve figures."""
    return Counter(
        tuple((type(cell), f"{cell:.12g}" if isinstance(cell, float) else cell) for cell in row)
        for row in rows
    )


@pytest.mark.parametrize("number", range(0, len(INVENTED), 5))
def test_an_invented_person_is_read_the_same(number):
    assert_same(INVENTED[number])


@pytest.mark.parametrize(
    "path", sorted((folder("fhir") / "bundles").glob("*.json")), ids=lambda path: path.name
)
def test_a_chart_of_another_system_is_read_the_same(path):
    assert_same(path.read_bytes(), needs_none=False)


def test_every_kind_of_instruction_is_read_the_same():
    assert_same(json.dumps(charts.bundle(*WIDE)).encode())


@pytest.mark.parametrize("seed", range(40))
def test_a_damaged_chart_is_read_the_same_or_left_to_the_database(seed):
    chosen = random.Random(2000 + seed)
    raw = json.dumps(charts.bundle(*[damaged(each, chosen) for each in WIDE])).encode()
    try:
        assert_same(raw, needs_none=False)
    except LenitiveError as error:
        with pytest.raises(LenitiveError, match=r".*") as caught:
            bundle_rows(raw, "chart.json", now=charts.NOW)
        assert str(caught.value) == str(error)


def test_an_onset_given_as_an_age_is_left_to_the_database():
    aged = {**charts.condition(), "onsetAge": {"value": 40, "code": "a"}}
    aged.pop("onsetDateTime", None)
    raw = json.dumps(charts.bundle(charts.person(), aged)).encode()
    assert bundle_rows(raw, "chart.json") is None
    with bundle_record(raw, "chart.json") as (record, _):
        assert not isinstance(record, RecordRows)
        assert record.execute("SELECT year(onset_low) FROM condition").fetchall() == [(2010,)]


def test_a_row_of_somebody_else_is_left_out_as_the_database_does():
    stranger = {**charts.condition(), "subject": {"reference": "Patient/nobody"}}
    raw = json.dumps(charts.bundle(charts.person(), stranger)).encode()
    with bundle_record(raw, "chart.json") as (record, notes):
        assert record.execute("SELECT count(*) FROM condition").fetchall() == [(0,)]
        assert "who is not in what was read" in notes[0].what


@pytest.mark.parametrize("number", [0, 7, 19, 33])
def test_a_person_is_scored_and_judged_the_same(number):
    with bundle_record(INVENTED[number], "chart.json", now=charts.NOW) as (record, _):
        score_record(record)
        without = assess(record, as_of=TODAY)
        held = in_memory(record)
        assert held is not None
        scores = held.rows("score")
    with borrowed_record() as connection:
        read.load_bundle(connection, INVENTED[number], "chart.json", now=charts.NOW)
        score_record(connection)
        assert _many(scores) == _many(connection.execute("FROM score").fetchall())
        assert assess(connection, as_of=TODAY) == without
