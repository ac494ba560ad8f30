"""Charts drawn in a few words: medicines as rows of the record, and the derived tables that come of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

import duckdb

from lenitive.reason.tables import ask, evaluate, put_derived
from lenitive.record.schema import TABLES, create_statements
from tests.reason.tables.engines import assert_same_in_memory

AS_OF = date(2026, 6, 1)
RXNORM = "http://www.nlm.nih.gov/research/umls/rxnorm"
OXYCODONE_10, OXYCODONE_5, OXYCODONE_ER_10 = "1049683", "1049621", "1049504"
HYDROCODONE_APAP_10_325, FENTANYL_PATCH_75, METHADONE_10 = "856999", "197696", "864706"
NEEDS = {
    "held": ("held",),
    "use": ("medicine", "use"),
    "ingredient_dose": ("medicine", "dose_step", "use", "ingredient_dose"),
    "exposure": ("medicine", "dose_step", "opioid_segment", "exposure"),
    "exposure_now": ("held", "medicine", "dose_step", "opioid_segment", "exposure_now"),
    "event": ("medicine", "dose_step", "use", "event"),
}
Row = dict[str, Any]
Chart = dict[str, list[Row]]


def day(ago: int | None) -> date | None:
    """The date so many days before the day asked about; negative is after it."""
    return None if ago is None else AS_OF - timedelta(days=ago)


def order(
    row: str = "o1",
    code: str | None = OXYCODONE_10,
    *,
    text: str = "a medicine",
    ago: int | None = 10,
    end: int | None = None,
    kind: str = "order",
    status: str = "active",
    system: str = RXNORM,
    doses: Sequence[Row] | None = None,
    **more: Any,
) -> Chart:
    """One order with its instructions; without `doses`, one piece four times a day."""
    row_id = f"MedicationRequest/{row}#1"
    order_row = {"row_id": row_id, "kind": kind, "text": text, "status": status} | more
    order_row |= {f"start_{bound}": day(ago) for bound in ("low", "high")}
    order_row |= {f"end_{bound}": day(end) for bound in ("low", "high")}
    said = [dose()] if doses is None else doses
    dosage = [
        {"row_id": f"{row_id}-{n}", "medication_row": row_id, "sequence": n, "basis": "structured"} | each
        for n, each in enumerate(said, start=1)
    ]
    return {"medication": [order_row], "dosage": dosage, "coding": _codes("medication", row_id, code, system)}


def dose(amount: float | None = 1.0, times: float | None = 4.0, per: float | None = 1.0, **more: Any) -> Row:
    """One instruction: so many pieces, so many times in so many days."""
    least = {"dose_low": amount, "dose_high": amount, "times_low": times, "times_high": times}
    return {**least, "per_days": per, "dose_unit": "tablet", "as_needed": False} | more


def fill(row: str, code: str | None, ago: int, days: float | None = 30.0, **more: Any) -> Chart:
    """One dispense."""
    row_id = f"MedicationDispense/{row}#1"
    given = {"row_id": row_id, "status": "completed", "text": "a medicine", "days": days}
    given |= {"at_low": day(ago), "at_high": day(ago)} | more
    return {"supply": [given], "coding": _codes("supply", row_id, code, RXNORM)}


def _codes(table: str, row_id: str, code: str | None, system: str) -> list[Row]:
    if code is None:
        return []
    about: Row = {"of_table": table, "of_row": row_id, "field": "code", "system": system}
    return [{**about, "row_id": f"{row_id}-c{n}", "code": each} for n, each in enumerate(code.split())]


def derived(
    *charts: Chart, draft: Iterable[str] = (), concepts: Iterable[Row] = (), **tables: list[Row]
) -> duckdb.DuckDBPyConnection:
    """A database with one person's chart and question; `draft` are names of orders."""
    connection = _database()
    for table in TABLES:
        connection.execute(f'TRUNCATE "{table.name}"')
    _insert(connection, "patient", [{"row_id": "Patient/p#1"}])
    for chart in (*charts, tables):
        for name, rows in chart.items():
            _insert(connection, name, rows)
    ask(connection, AS_OF, [f"MedicationRequest/{row}#1" for row in draft])
    put_derived(connection, "concept", [{"patient_id": "p", **row} for row in concepts])
    return connection


@lru_cache(maxsize=1)
def _database() -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    for statement in create_statements():
        connection.execute(statement)
    return connection


def _insert(connection: duckdb.DuckDBPyConnection, table: str, rows: list[Row]) -> None:
    for row in rows:
        filled = {"patient_id": "p"} | row
        columns = ", ".join(f'"{name}"' for name in filled)
        marks = ", ".join("?" for _ in filled)
        connection.execute(f'INSERT INTO "{table}" ({columns}) VALUES ({marks})', list(filled.values()))


def rows_of(connection: duckdb.DuckDBPyConnection, table: str, *columns: str) -> list[tuple[Any, ...]]:
    """The rows of a derived table, made with what it needs; sorted, of these columns."""
    evaluate(connection, NEEDS[table])
    assert_same_in_memory(connection, AS_OF, NEEDS[table])
    listed = ", ".join(f'"{column}"' for column in columns)
    found = connection.execute(f'SELECT {listed} FROM "derived_{table}" ORDER BY ALL')
    made: list[tuple[Any, ...]] = found.fetchall()
    return made


def now(connection: duckdb.DuckDBPyConnection, *columns: str) -> tuple[Any, ...]:
    """The one row of exposure_now."""
    return rows_of(connection, "exposure_now", *columns)[0]


def bounds(*charts: Chart, draft: Iterable[str] = ()) -> tuple[float | None, float | None]:
    """The low and the high of a chart's MME a day."""
    low, high = now(derived(*charts, draft=draft), "mme_low", "mme_high")
    return low, high
