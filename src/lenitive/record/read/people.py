"""Rows of people who are not in the record: taken out and listed, never given to another person.

A person whose own line is damaged is another matter: it names them, so what else speaks of them is kept.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

from lenitive.record.read.problems import MOST_LISTED, REQUEST, Notes
from lenitive.record.schema import TABLES

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_DAMAGED_TYPE = re.compile(rb'"resourceType"\s*:\s*"Patient"')
_DAMAGED_ID = re.compile(rb'[{,]\s*"id"\s*:\s*"([A-Za-z0-9\-.]{1,64})"')
_STRANGERS = """
SELECT r.type || '/' || r.id, r.patient_id, r.source, r.type, r.json FROM resource AS r
WHERE r.patient_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM patient AS p WHERE p.patient_id = r.patient_id)
ORDER BY r.source, r.type, r.id
"""


def person_of_damaged(line: bytes) -> str | None:
    """The id of the person in a line that is a Patient and can no longer be read as JSON; else None."""
    found = _DAMAGED_ID.search(line)
    return found[1].decode() if found and _DAMAGED_TYPE.search(line) else None


def keep_damaged(connection: DuckDBPyConnection, notes: Notes, damaged: Mapping[str, str]) -> None:
    """Give people whose own line is damaged a row without details, where other resources speak of them.

    damaged : patient_id -> place of the line.
    """
    if not damaged:
        return
    spoken_of = connection.execute(
        """
        SELECT DISTINCT r.patient_id FROM resource AS r
        WHERE r.patient_id IN (SELECT unnest($1::VARCHAR[])) AND r.type <> 'Patient'
          AND NOT EXISTS (SELECT 1 FROM patient AS p WHERE p.patient_id = r.patient_id)""",
        [sorted(damaged)],
    ).fetchall()
    for (patient_id,) in sorted(spoken_of):
        row = [patient_id, f"Patient/{patient_id}#1"]
        connection.execute("INSERT INTO patient BY NAME SELECT $1 AS patient_id, $2 AS row_id", row)
        notes.add(
            f"Patient/{patient_id} is known by id only: this line is damaged; age and sex are unknown",
            damaged[patient_id],
            "Correct the line and read it again.",
            patient_id=patient_id,
        )


def leave_out_strangers(
    connection: DuckDBPyConnection, notes: Notes, known: Collection[str] = frozenset()
) -> None:
    """Take out what points to a person who was not read and is not among `known` (ids in the store)."""
    rows = [row for row in connection.execute(_STRANGERS).fetchall() if row[1] not in known]
    if not rows:
        return
    notes.requests += [(row[0], row[4]) for row in rows if row[3] == REQUEST]
    for key, patient_id, source, _type, _json in rows[: MOST_LISTED + 1]:
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
