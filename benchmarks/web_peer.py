"""The peer of the benchmark of pages: a plain endpoint by hand for each page, SQL to JSON, on the same store.

It reads the rows that the page shows, through the same indexes, and sends them as JSON. It judges nobody,
asks no policy (everybody may see everybody), keeps no audit trail and makes no page: the least that a server
of these rows can do. Granian serves it as it serves the site.
"""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

from lenitive.record.schema import BY_NAME

_HELD = threading.local()
_LAST = "\U0010ffff"


def _connection() -> Any:  # Any: sqlite3 and psycopg have no common type
    if not hasattr(_HELD, "connection"):
        address = os.environ.get("LENITIVE_DATABASE", "")
        if address:
            import psycopg

            _HELD.connection = psycopg.connect(address, autocommit=True)
        else:
            import sqlite3

            path = Path(os.environ["LENITIVE_HOME"]) / "lenitive.sqlite3"
            _HELD.connection = sqlite3.connect(path, timeout=30, isolation_level=None)
            _HELD.connection.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;")
    return _HELD.connection


def _rows(sql: str, *values: object) -> list[dict[str, Any]]:
    """Rows by column; the mark of a value is `?`."""
    connection = _connection()
    cursor = connection.cursor()
    cursor.execute(sql.replace("?", "%s") if os.environ.get("LENITIVE_DATABASE") else sql, values)
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def day(_asked: dict[str, str]) -> object:
    """Who comes today, with their line and their work."""
    coming = _rows(
        "SELECT e.kind, e.start_time, p.patient_id, p.name, p.identifier, p.birth_date_low, s.day, s.as_of "
        "FROM record_encounter e JOIN record_patient p ON p.patient_id = e.patient_id "
        "JOIN clinic_personsummary s ON s.patient_id = p.patient_id "
        "WHERE e.start_low = ? AND e.status IN ('planned', 'in_progress')",
        date.today().isoformat(),  # noqa: DTZ011
    )
    for each in coming:
        each["work"] = _rows(
            "SELECT kind, title, due, urgency FROM clinic_workitem WHERE patient_id = ? AND live",
            each["patient_id"],
        )
    return coming


def work(asked: dict[str, str]) -> object:
    """Thirty pieces of work of a list, the most pressing first, with names."""
    return _rows(
        "SELECT w.*, p.name, p.identifier FROM clinic_workitem w "
        "JOIN record_patient p ON p.patient_id = w.patient_id "
        'WHERE w.live AND w.kind = ? ORDER BY w.urgency, w."by", w.id LIMIT 31',
        asked["kind"],
    )


def _found(asked: dict[str, str], most: int) -> list[dict[str, Any]]:
    words = asked["search"].casefold().split()
    begins = " AND ".join(
        "p.patient_id IN (SELECT patient_id FROM desk_searchword WHERE word >= ? AND word < ?)" for _ in words
    )
    return _rows(
        "SELECT p.patient_id, p.name, p.identifier, p.birth_date_low FROM record_patient p "
        f"WHERE {begins} LIMIT {most}",
        *(value for word in words for value in (word, word + _LAST)),
    )


def find(asked: dict[str, str]) -> object:
    """Eight people whose words begin as typed; an error in typing finds nobody."""
    return _found(asked, 8)


def people(asked: dict[str, str]) -> object:
    """Sixty people: those in danger first, or those whose words begin as typed."""
    if "search" in asked:
        return _found(asked, 60)
    return _rows(
        "SELECT s.*, p.name, p.identifier FROM clinic_personsummary s "
        "JOIN record_patient p ON p.patient_id = s.patient_id "
        "ORDER BY s.urgency, s.sort_name, s.patient_id LIMIT 60"
    )


def person(asked: dict[str, str]) -> object:
    """Every row of one person's record."""
    who = asked["person"]
    return {name: _rows(f'SELECT * FROM "record_{name}" WHERE patient_id = ?', who) for name in BY_NAME}


def save(asked: dict[str, str]) -> object:
    """One row into a table of its own."""
    cursor = _connection().cursor()
    cursor.execute("CREATE TABLE IF NOT EXISTS peer_answer (patient_id TEXT, words TEXT)")
    mark = "%s" if os.environ.get("LENITIVE_DATABASE") else "?"
    cursor.execute(f"INSERT INTO peer_answer VALUES ({mark}, {mark})", (asked["person"], asked["words"]))
    return {"kept": True}


VIEWS: dict[str, Callable[[dict[str, str]], object]] = {
    f"/{view.__name__}": view for view in (day, work, find, people, person, save)
}


def application(environ: dict[str, Any], start: Callable[..., object]) -> Iterable[bytes]:
    """WSGI: what is asked stands in the address."""
    asked = {name: values[0] for name, values in parse_qs(environ["QUERY_STRING"]).items()}
    body = json.dumps(VIEWS[environ["PATH_INFO"]](asked), default=str).encode()
    start("200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(body)))])
    return [body]
