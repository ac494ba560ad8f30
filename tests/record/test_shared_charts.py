"""Real-format charts: the record holds what a plain script counts in the raw JSON."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from duckdb import DuckDBPyConnection

from lenitive.record.read import load, open_record
from tests.record.plain_count import EGFR, SCORES, Count, counted
from tests.shared_cases import folder

FOLDER = folder("fhir")
CHARTS = [*sorted((FOLDER / "bundles").glob("*.json")), FOLDER / "bulk"]
# A type -> the record table that has one row for each resource of it.
ROW_EACH = {
    "Patient": "patient",
    "Condition": "condition",
    "MedicationRequest": "medication",
    "AllergyIntolerance": "allergy",
    "Procedure": "procedure",
    "Encounter": "encounter",
    "CarePlan": "plan",
    "Goal": "goal",
    "Device": "device",
}


@pytest.fixture(scope="module", params=CHARTS, ids=lambda path: path.name.split("_")[0])
def chart(request: pytest.FixtureRequest) -> tuple[Count, DuckDBPyConnection]:
    path: Path = request.param
    connection = open_record()
    notes = load(connection, [path])
    assert notes == []
    return counted(path), connection


def test_every_resource_is_kept(chart: tuple[Count, DuckDBPyConnection]) -> None:
    count, connection = chart
    assert (
        dict(connection.execute("SELECT type, count(*) FROM resource GROUP BY ALL").fetchall()) == count.types
    )


def test_every_resource_has_its_row(chart: tuple[Count, DuckDBPyConnection]) -> None:
    count, connection = chart
    for type_, table in ROW_EACH.items():
        rows = connection.execute(
            f"SELECT count(*) FROM \"{table}\" WHERE starts_with(row_id, '{type_}/')"
        ).fetchone()
        assert rows == (count.types[type_],), type_
    assert connection.execute(
        "SELECT count(*) FROM observation WHERE ends_with(row_id, '#1')"
    ).fetchone() == (count.types["Observation"],)
    reports = connection.execute(
        "SELECT count(*) FROM document WHERE kind = 'report' UNION ALL SELECT count(*) FROM imaging"
    )
    assert sum(row[0] for row in reports.fetchall()) == count.types["DiagnosticReport"]


def test_active_orders_are_those_of_the_chart(chart: tuple[Count, DuckDBPyConnection]) -> None:
    count, connection = chart
    active = connection.execute("SELECT count(*) FROM medication WHERE status = 'active'").fetchone()
    assert active == (count.active_orders,)


def test_the_latest_egfr_is_that_of_the_chart(chart: tuple[Count, DuckDBPyConnection]) -> None:
    count, connection = chart
    rows = connection.execute(
        """
        SELECT o.patient_id, arg_max(o.at_time, o.at_time), arg_max(o.value_number, o.at_time)
        FROM observation AS o JOIN coding AS c ON c.of_row = o.row_id AND c.field = 'code'
        WHERE c.code IN (SELECT unnest($1::VARCHAR[])) AND o.value_number IS NOT NULL GROUP BY ALL""",
        [sorted(EGFR)],
    ).fetchall()
    assert {person: (at, value) for person, at, value in rows} == {
        person: (_utc(at), value) for person, (at, value) in count.egfr.items()
    }


def test_scores_are_those_of_the_chart(chart: tuple[Count, DuckDBPyConnection]) -> None:
    count, connection = chart
    rows = connection.execute(
        """
        SELECT s.patient_id, c.code, s.at_time, s.value_number
        FROM score AS s JOIN coding AS c ON c.of_row = s.of_row AND c.field = 'code'
        WHERE c.code IN (SELECT unnest($1::VARCHAR[])) AND s.origin = 'observation'""",
        [sorted(SCORES)],
    ).fetchall()
    assert sorted(rows) == sorted((person, code, _utc(at), value) for person, code, at, value in count.scores)


def _utc(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC).replace(tzinfo=None)
