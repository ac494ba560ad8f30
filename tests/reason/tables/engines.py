"""Both ways to make a derived table, the database and the rows in memory, give the same rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import Any

import duckdb

from lenitive.reason.rowwise.run import PersonRows


class GivenRows(PersonRows):
    """Rows in memory that make the tables named, and read every other derived table from the database."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, as_of: date, made: Iterable[str]) -> None:
        """`made` : names without the prefix."""
        draft = tuple(row for (row,) in connection.execute("FROM draft").fetchall())
        super().__init__(connection, (as_of, draft))
        self._given, self._made = connection, {f"derived_{name}" for name in made}

    def __missing__(self, name: str) -> list[tuple[Any, ...]]:
        if name.startswith("derived_") and name not in self._made:
            found = self._given.execute(f'FROM "{name}"').fetchall()
            return [tuple(tuple(each) if isinstance(each, list) else each for each in row) for row in found]
        return super().__missing__(name)


def assert_same_in_memory(connection: duckdb.DuckDBPyConnection, as_of: date, made: Iterable[str]) -> None:
    """The tables named, which the database has made, come out the same row by row in memory."""
    names = list(made)
    rows = GivenRows(connection, as_of, names)
    for name in names:
        in_database = connection.execute(f'FROM "derived_{name}"').fetchall()
        assert many(rows[f"derived_{name}"]) == many(in_database), name


def many(rows: Iterable[tuple[Any, ...]]) -> Counter[tuple[Any, ...]]:
    """Rows as a multiset; lists in any order, numbers to nine figures."""
    return Counter(tuple(_plain(value) for value in row) for row in rows)


def _plain(value: Any) -> Any:
    if isinstance(value, float):
        return float(f"{value:.9g}")
    if isinstance(value, (list, tuple)):
        return tuple(sorted(map(str, value)))
    return value
