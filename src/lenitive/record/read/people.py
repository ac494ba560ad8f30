"""Rows of people who are not in the record: taken out and listed, never given to another person."""

from __future__ import annotations

from collections.abc import Collection

from duckdb import DuckDBPyConnection

from lenitive.record.read.problems import MOST_LISTED, Notes
from lenitive.record.schema import TABLES

_STRANGERS = """
SELECT r.type || '/' || r.id, r.patient_id, r.source FROM resource AS r
WHERE r.patient_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM patient AS p WHERE p.patient_id = r.patient_id)
ORDER BY r.source, r.type, r.id
"""


def leave_out_strangers(
    connection: DuckDBPyConnection, notes: Notes, known: Collection[str] = frozenset()
) -> None:
    """Take out what points to a person who was not read and is not among `known` (ids in the store)."""
    rows = [row for row in connection.execute(_STRANGERS).fetchall() if row[1] not in known]
    if not rows:
        return
    for key, patient_id, source in rows[: MOST_LISTED + 1]:
        notes.add(
            f"{key} points to Patient/{patient_id}, who is not in what was read; left out",
            source,
            "Read that person too, or correct the reference.",
        )
    strangers = sorted({row[1] for row in rows})
    for table in TABLES:
        connection.execute(
            f'DELETE FROM "{table.name}" WHERE patient_id IN (SELECT unnest($1::VARCHAR[]))', [strangers]
        )
