"""Rows between the store and a record: how each side writes a value, table by table.

Dates and instants leave the store as text, whatever its vendor, and are read here; into it they go as text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime
from functools import cache
from typing import TYPE_CHECKING, Any

from django.db import connection as store

from lenitive.record.schema import BY_NAME, TABLES, Column, Table

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

# A row as the store's driver gives or takes it: texts, numbers, booleans and None.
Row = tuple[Any, ...]
_AT_ONCE = 5000
_AS_TEXT = frozenset({"date", "instant"})


def stored_name(table: Table) -> str:
    """The name of a record table in the store."""
    return f'"record_{table.name}"'


def of_person(patient_id: str, *, raw: bool = False) -> dict[str, list[Row]]:
    """A person's rows from the store: each table that has any, with the rows in the order of their ids.

    raw : whether the raw resources come along; they are most of the bytes, and few pages need them.
    Returns : name of the table -> rows with the cells that a record holds (days as dates, instants in UTC).
    """
    found = {}
    with store.cursor() as cursor:
        for table in TABLES:
            if table.name == "resource" and not raw:
                continue
            cursor.execute(_select(table.name, store.vendor), [patient_id])
            rows = cursor.fetchall()
            if rows:
                found[table.name] = _as_recorded(table, rows)
    return found


# Any: what the driver of the store gives for a cell that is not empty.
_READ: dict[str, Callable[[Any], object]] = {
    "date": date.fromisoformat,
    "instant": datetime.fromisoformat,
    "boolean": bool,
    "number": float,
}


def _as_recorded(table: Table, rows: list[Row]) -> list[Row]:
    """Rows with the cells of a record; column by column, which is fast."""
    columns: list[Iterable[object]] = list(zip(*rows, strict=True))
    for place, column in enumerate(table.columns):
        read = _READ.get(column.kind)
        if read is not None:
            columns[place] = [None if cell is None else read(cell) for cell in columns[place]]
    return list(zip(*columns, strict=True))


@cache
def _select(name: str, vendor: str) -> str:
    table = BY_NAME[name]
    columns = ", ".join(from_store(table, name, vendor) for name in table.column_names)
    return f"SELECT {columns} FROM {stored_name(table)} WHERE patient_id = %s ORDER BY row_id"


def from_store(table: Table, name: str, vendor: str) -> str:
    """How a column is read from the store: times as text."""
    column = next(column for column in table.columns if column.name == name)
    name = f'"{name}"'
    if column.kind == "instant" and vendor == "postgresql":
        return f"CAST({name} AT TIME ZONE 'UTC' AS TEXT)"
    return f"CAST({name} AS TEXT)" if column.kind in _AS_TEXT else name


def take(record: DuckDBPyConnection, table: Table) -> Iterator[list[Row]]:
    """The rows of a record database's table, in pieces, as the store takes them."""
    found = record.execute(f'SELECT {", ".join(map(_from_record, table.columns))} FROM "{table.name}"')
    while rows := found.fetchmany(_AT_ONCE):
        yield rows


def _from_record(column: Column) -> str:
    name = f'"{column.name}"'
    if column.kind == "instant":
        # Written as UTC: SQLite keeps it without a zone, PostgreSQL must be told.
        zone = " || '+00'" if store.vendor == "postgresql" else ""
        return f"CAST({name} AS VARCHAR){zone}"
    if column.kind == "text" and store.vendor == "postgresql":
        return f"replace({name}, chr(0), '')"  # PostgreSQL holds no null byte
    return f"CAST({name} AS VARCHAR)" if column.kind == "date" else name


def write(table: str, columns: Iterable[str], rows: Iterable[Row]) -> None:
    """Write rows into a table of the store, by the fastest way that its driver has."""
    names = ", ".join(f'"{name}"' for name in columns)
    with store.cursor() as cursor:
        if store.vendor == "postgresql":
            with cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
        else:
            marks = ", ".join("?" * (names.count(",") + 1))
            # The driver's own cursor: Django's would rewrite the statement and look at every value.
            cursor.cursor.connection.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", rows)
