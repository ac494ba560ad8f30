"""Write what was read into the store, in the place of what the same resources had left there before."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import connection as store

from lenitive.desk import rows
from lenitive.desk.search import learn, words_of
from lenitive.record.schema import BY_NAME, TABLES, Table

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

# The resource `Type/id` of a row `Type/id#n`.
_KEY = {
    "sqlite": "substr(row_id, 1, instr(row_id, '#') - 1)",
    "postgresql": "split_part(row_id, '#', 1)",
}
_STORED = """
CREATE TEMP TABLE stored AS
SELECT r.row_id, r.type || '/' || r.id AS key, r.patient_id FROM record_resource AS r
JOIN arriving AS a ON a.row_id = r.row_id
"""
_UNCHANGED = """
UPDATE resource SET loaded_at = before.loaded_at, source = before.source
FROM (SELECT unnest($1::VARCHAR[]) AS row_id, unnest($2::VARCHAR[]) AS hash,
             unnest($3::VARCHAR[])::TIMESTAMP AS loaded_at, unnest($4::VARCHAR[]) AS source) AS before
WHERE before.row_id = resource.row_id AND before.hash = md5(resource.json)
"""
_PEOPLE = "SELECT DISTINCT patient_id FROM patient"
_TOUCHED = "SELECT DISTINCT patient_id FROM resource WHERE patient_id IS NOT NULL"
_WORDS = "SELECT patient_id, concat_ws(' ', name, identifier, birth_date_low) FROM patient"
_END_OF_NAME = re.compile(r"[\s:,]|$")


@dataclass(frozen=True)
class Replaced:
    """What was written: people read, everybody whose rows may have changed, resources, and new ones."""

    people: tuple[str, ...]
    touched: tuple[str, ...]
    resources: int
    new: int


def replace(record: DuckDBPyConnection, sources: Collection[str], *, synthetic: bool) -> Replaced:
    """Put every row of a record database into the store; to be called within a transaction.

    A resource that is there with the same content keeps the time and the place that it first came from.
    sources : names of the files that were read; what was noted about them before is forgotten.
    synthetic : these people are invented; somebody who is in the store as a real person stays one.
    """
    people = _column(record, _PEOPLE)
    resources = len(_column(record, "SELECT row_id FROM resource"))
    before = _mark_stored(record)
    unchanged = _keep_times(record)
    touched = set(_column(record, _TOUCHED)) | before
    real = set() if synthetic else set(people)
    real |= _real_already(people)
    _remove(record, sources)
    for table in TABLES:
        for piece in rows.take(record, table):
            _write(table, piece, real)
    _index(record, people)
    with store.cursor() as cursor:
        cursor.execute("DROP TABLE arriving")
        cursor.execute("DROP TABLE stored")
    return Replaced(tuple(people), tuple(sorted(touched)), resources, resources - unchanged)


def _column(record: DuckDBPyConnection, query: str) -> list[str]:
    return [row[0] for row in record.execute(query).fetchall()]


def _mark_stored(record: DuckDBPyConnection) -> set[str]:
    """Note in the table `stored` which of the resources are in the store; returns whose they were."""
    with store.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE arriving (row_id TEXT PRIMARY KEY)")
        rows.write("arriving", ["row_id"], record.execute("SELECT row_id FROM resource").fetchall())
        cursor.execute(_STORED)
        cursor.execute("CREATE INDEX stored_key ON stored (key)")
        cursor.execute("SELECT DISTINCT patient_id FROM stored WHERE patient_id IS NOT NULL")
        return {row[0] for row in cursor.fetchall()}


def _keep_times(record: DuckDBPyConnection) -> int:
    """Give resources that did not change the time and place they first came from; returns how many."""
    loaded_at = rows.from_store(BY_NAME["resource"], "loaded_at", store.vendor)
    with store.cursor() as cursor:
        cursor.execute(
            f"SELECT row_id, md5(json), {loaded_at}, source FROM record_resource "
            "WHERE row_id IN (SELECT row_id FROM stored)"
        )
        before = cursor.fetchall()
    if not before:
        return 0
    done = record.execute(_UNCHANGED, [list(column) for column in zip(*before, strict=True)]).fetchone()
    return int(done[0]) if done else 0


def _real_already(people: Sequence[str]) -> set[str]:
    """Those of these people who are in the store as real ones."""
    with store.cursor() as cursor:
        cursor.execute("SELECT patient_id FROM record_patient WHERE NOT synthetic")
        return {row[0] for row in cursor.fetchall()} & set(people)


def _remove(record: DuckDBPyConnection, sources: Collection[str]) -> None:
    """Take out every row that the stored ones of these resources had given, and the notes on these files."""
    key = _KEY[store.vendor]
    with store.cursor() as cursor:
        for table in TABLES:
            if table.name == "resource":
                which = "row_id IN (SELECT row_id FROM stored)"
            else:
                which = f"patient_id IN (SELECT patient_id FROM stored) AND {key} IN (SELECT key FROM stored)"
            cursor.execute(f"DELETE FROM {rows.stored_name(table)} WHERE {which}")
        cursor.execute("SELECT row_id, place FROM record_note")
        noted = cursor.fetchall()
        arriving = set(_column(record, "SELECT row_id FROM note"))
        gone = [row_id for row_id, place in noted if row_id in arriving or _is_on(place or "", sources)]
        cursor.executemany("DELETE FROM record_note WHERE row_id = %s", [(row_id,) for row_id in gone])


def _is_on(place: str, sources: Collection[str]) -> bool:
    """Whether a place ("folder/file.json line 3") is in one of these files."""
    return any(place[: end.start()] in sources for end in _END_OF_NAME.finditer(place))


def _write(table: Table, piece: list[rows.Row], real: Collection[str]) -> None:
    columns = list(table.column_names)
    if table.name == "patient":
        columns.append("synthetic")
        piece = [(*row, row[0] not in real) for row in piece]
    rows.write(rows.stored_name(table), columns, piece)


def _index(record: DuckDBPyConnection, people: Sequence[str]) -> None:
    """The words by which these people are found."""
    with store.cursor() as cursor:
        cursor.executemany("DELETE FROM desk_searchword WHERE patient_id = %s", [(each,) for each in people])
    words = list(_words(record.execute(_WORDS).fetchall()))
    rows.write("desk_searchword", ["word", "patient_id"], words)
    learn(word for word, _person in words)


def _words(found: Sequence[tuple[str, str]]) -> Iterator[tuple[Any, ...]]:
    for patient_id, text in found:
        for word in words_of(text):
            yield word, patient_id
