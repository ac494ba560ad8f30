"""One person's tables, written by hand: record rows and derived rows, in memory."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Any

import duckdb
import pyarrow as pa

from lenitive.reason.story import READS
from lenitive.reason.tables import ask, load_knowledge, put_derived
from lenitive.record import schema

TODAY = date(2026, 6, 1)
Rows = list[dict[str, Any]]
_ARROW = {
    "text": pa.string(),
    "integer": pa.int64(),
    "number": pa.float64(),
    "boolean": pa.bool_(),
    "date": pa.date32(),
    "instant": pa.timestamp("us"),
}


def person(
    record: Mapping[str, Rows] | None = None,
    derived: Mapping[str, Rows] | None = None,
    *,
    as_of: date = TODAY,
) -> duckdb.DuckDBPyConnection:
    """A connection that holds what is given of the person "p"; a date may be written `at="2026-05"`."""
    connection = _connection()
    for statement in schema.create_statements():
        connection.execute(statement)
    for name, rows in (record or {}).items():
        _insert(connection, name, rows)
    ask(connection, as_of)
    for name in READS:
        put_derived(connection, name, [_whole(row) for row in (derived or {}).get(name, [])])
    return connection


@cache
def _connection() -> duckdb.DuckDBPyConnection:
    """One database for all tests of a process: knowledge is loaded once, everything else is made anew."""
    connection = duckdb.connect()
    load_knowledge(connection)
    return connection


def _insert(connection: duckdb.DuckDBPyConnection, name: str, rows: Rows) -> None:
    columns = pa.schema([(column.name, _ARROW[column.kind]) for column in schema.BY_NAME[name].columns])
    whole = [{"row_id": f"{name}/{place}#1", **_whole(row)} for place, row in enumerate(rows, 1)]
    unknown = {key for row in whole for key in row} - set(columns.names)
    assert not unknown, f"{name} has no {unknown}"
    connection.register("given", pa.Table.from_pylist(whole, columns))
    connection.execute(f'INSERT INTO "{name}" SELECT * FROM given')
    connection.unregister("given")


def _whole(row: dict[str, Any]) -> dict[str, Any]:
    """`at`, `start`, ... as a written date become their two ends."""
    made: dict[str, Any] = {"patient_id": "p"}
    for key, value in row.items():
        if key in _DAYS and isinstance(value, str):
            made[f"{key}_low"], made[f"{key}_high"] = ends(value)
        else:
            made[key] = value
    return made


_DAYS = {"at", "start", "end", "onset", "abatement", "recorded", "birth_date", "death", "due"}


def ends(text: str) -> tuple[date, date]:
    """First and last day that a written date allows."""
    parts = [int(part) for part in text.split("-")]
    if len(parts) == 1:
        return date(parts[0], 1, 1), date(parts[0], 12, 31)
    if len(parts) == 2:
        after = date(parts[0] + parts[1] // 12, parts[1] % 12 + 1, 1)
        return date(parts[0], parts[1], 1), date.fromordinal(after.toordinal() - 1)
    day = date(*parts)
    return day, day


def scores(instrument: str, scale: str, *, se: float | None = None, **by_day: float | None) -> Rows:
    """Scores of one scale: d2026_05_01=4.5."""
    return [
        {
            "row_id": f"QuestionnaireResponse/{instrument}-{day}#{scale}",
            "instrument": instrument,
            "scale": scale,
            "value_number": value,
            "se": se,
            "origin": "computed",
            "at": day.removeprefix("d").replace("_", "-"),
        }
        for day, value in by_day.items()
    ]
