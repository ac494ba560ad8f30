"""One person's record drawn in a few words, and one derived table made of it."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

import duckdb

from lenitive.reason.tables import ask, derived_names, derived_schema, evaluate, put_derived
from lenitive.record.schema import BY_NAME, create_statements
from tests.reason.tables.engines import assert_same_in_memory

AS_OF = date(2026, 6, 1)
ICD, SNOMED = "http://hl7.org/fhir/sid/icd-10-cm", "http://snomed.info/sct"
LOINC, CPT = "http://loinc.org", "http://www.ama-assn.org/go/cpt"
_TIMES = ("at", "start", "end", "onset", "abatement", "recorded", "birth_date")
Row = Mapping[str, Any]


def ago(days: int) -> str:
    """The day so many days before the day asked about, as charts write it; negative is after it."""
    return (AS_OF - timedelta(days=days)).isoformat()


def coded(table: str, row_id: str, system: str, code: str, field: str = "code") -> Row:
    """One code of a row."""
    return {"of_table": table, "of_row": row_id, "system": system, "code": code, "field": field}


def problem(
    system: str = ICD, code: str = "I10", *more: tuple[str, str], row: str = "c1", **said: Any
) -> Any:
    """A condition, active unless said otherwise, with its codes."""
    codes = [coded("condition", row, *each) for each in ((system, code), *more)]
    return {"condition": [{"row_id": row, "status": "active"} | said], "coding": codes}


def lab(
    code: str, value: float | None = None, unit: str | None = None, *, row: str = "o1", **said: Any
) -> Any:
    """A final observation of yesterday, unless said otherwise."""
    given = {"row_id": row, "status": "final", "value_number": value, "unit": unit, "at": ago(1)} | said
    return {"observation": [given], "coding": [coded("observation", row, LOINC, code)]}


def both(*records: Mapping[str, Iterable[Row]]) -> dict[str, list[Row]]:
    """Several records as one."""
    together: dict[str, list[Row]] = {}
    for record in records:
        for name, rows in record.items():
            together.setdefault(name, []).extend(rows)
    return together


def made(
    name: str,
    record: Mapping[str, Iterable[Row]] | None = None,
    *,
    before: Iterable[str] = (),
    as_of: date = AS_OF,
    **given: Iterable[Row],
) -> list[dict[str, Any]]:
    """The rows of a derived table, sorted; `before` are made first, `given` put in place, others empty.

    Each is made by the database and in memory, and both must agree.
    """
    connection, filled = _database()
    for table in filled & set(BY_NAME):
        connection.execute(f'DELETE FROM "{table}"')
    for table_name, rows in (record or {}).items():
        for number, row in enumerate(rows):
            _insert(connection, table_name, number, row)
    ask(connection, as_of)
    for other in derived_names():
        if other not in (name, *before) and (other in given or f"derived_{other}" not in filled):
            rows = [{"patient_id": "p", "row_ids": ["r"]} | _days(row) for row in given.get(other, ())]
            put_derived(connection, other, rows)
    evaluate(connection, [*before, name])
    assert_same_in_memory(connection, as_of, [*before, name])
    filled |= set(record or ()) | {f"derived_{other}" for other in derived_names()}
    filled -= {f"derived_{other}" for other in (name, *before, *given)}
    columns = list(derived_schema(name))
    found = connection.execute(f'SELECT * FROM "derived_{name}" ORDER BY ALL').fetchall()
    return [dict(zip(columns, row, strict=True)) for row in found]


def one(name: str, *fields: str, **how: Any) -> Any:
    """The only row of a derived table: one field, several as a tuple; None where there is no row."""
    rows = made(name, **how)
    assert len(rows) <= 1, rows
    if not rows:
        return None
    values = tuple(rows[0][field] for field in fields)
    return values[0] if len(values) == 1 else values


@lru_cache(maxsize=1)
def _database() -> tuple[duckdb.DuckDBPyConnection, set[str]]:
    """One database for all; the record tables that hold rows and the derived tables that hold none."""
    connection = duckdb.connect()
    connection.execute("SET threads = 1")
    for statement in create_statements():
        connection.execute(statement)
    return connection, set()


def _insert(connection: duckdb.DuckDBPyConnection, table: str, number: int, row: Row) -> None:
    full = {"patient_id": "p", "row_id": f"{table}{number}"} | _days(row)
    known = BY_NAME[table].column_names
    kept = {column: value for column, value in full.items() if column in known}
    marks = ", ".join("?" for _ in kept)
    names = ", ".join(f'"{column}"' for column in kept)
    connection.execute(f'INSERT INTO "{table}" ({names}) VALUES ({marks})', list(kept.values()))


def _days(row: Row) -> dict[str, Any]:
    """A row with its written times ("2026", "2026-03", "2026-03-01") as first and last day."""
    full = dict(row)
    for name in _TIMES:
        if (text := full.pop(name, None)) is not None:
            full[f"{name}_low"], full[f"{name}_high"] = _span(text)
    return full


def _span(text: str) -> tuple[date, date]:
    parts = [int(part) for part in text.split("-")]
    if len(parts) == 1:
        return date(parts[0], 1, 1), date(parts[0], 12, 31)
    if len(parts) == 2:
        return date(*parts, 1), date(*parts, monthrange(*parts)[1])
    return date(*parts), date(*parts)
