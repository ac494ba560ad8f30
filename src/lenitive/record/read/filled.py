"""Record databases for rows that are in memory; they stay warm between readers, tables there and empty."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from lenitive.record.read.session import open_record
from lenitive.record.schema import TABLES

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from lenitive.record.rows import Rows

_HOLDING = " UNION ALL ".join(
    f"SELECT '{table.name}' WHERE EXISTS (SELECT 1 FROM \"{table.name}\")" for table in TABLES
)
_idle: list[Warm] = []


class Warm:
    """One record database. Kept appenders fill it in half the time of statements that carry the rows."""

    def __init__(self) -> None:
        self.connection = open_record()
        self._appenders: dict[str, Any] = {}  # duckdb has no public name for the type

    def put(self, table: str, rows: Rows) -> None:
        """Add rows to a table."""
        appender = self._appenders.get(table)
        if appender is None:
            appender = self._appenders[table] = self.connection.appender(table)
        appender.append_rows(rows)
        appender.flush()

    def empty(self) -> None:
        """Take out every row, also those that a reader put in (scores that were computed, for example)."""
        for (name,) in self.connection.execute(_HOLDING).fetchall():
            self.connection.execute(f'TRUNCATE "{name}"')


@contextmanager
def filled(tables: Mapping[str, Rows]) -> Iterator[DuckDBPyConnection]:
    """A record database with these rows, for the length of the block; after an error it is not used again."""
    warm = _idle.pop() if _idle else Warm()
    try:
        for table, rows in tables.items():
            warm.put(table, rows)
        yield warm.connection
        warm.empty()
    except BaseException:
        warm.connection.close()
        raise
    _idle.append(warm)
