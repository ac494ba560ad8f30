"""The record of one person as rows in memory; a database is made of them only when something asks in SQL.

For a few hundred rows a database spends its time on filling and planning, not on rows. What reads a record
takes either a connection to a record database, or `RecordRows`, which runs SQL as a connection does.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, ExitStack
from types import TracebackType
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    import pyarrow as pa
    from duckdb import DuckDBPyConnection

# Any: a cell is a text, a number, a truth, a day (date) or an instant (datetime in UTC, without zone).
Rows = list[tuple[Any, ...]]
# A record that can be read: in a database, or in memory.
Record: TypeAlias = "DuckDBPyConnection | RecordRows"
Filled = Callable[[Mapping[str, Rows]], AbstractContextManager["DuckDBPyConnection"]]


class RecordRows:
    """One person's record tables, for the length of a `with` block.

    tables : name -> rows, each with the columns of `schema.BY_NAME[name]` in their order; an empty table may
    be left out. filled : what lends a record database that holds such rows.
    """

    def __init__(self, tables: Mapping[str, Rows], filled: Filled) -> None:
        self._tables: Mapping[str, Rows] | None = tables
        self._filled = filled
        self._lent = ExitStack()
        self._connection: DuckDBPyConnection | None = None

    @property
    def is_in_memory(self) -> bool:
        """Whether the rows are still the record; once there is a database, that may change it."""
        return self._tables is not None

    def rows(self, table: str) -> Rows:
        """The rows of a table. Raises RuntimeError once the record is in a database."""
        if self._tables is None:
            raise RuntimeError("this record has been put into a database")
        return self._tables.get(table, [])

    def put(self, table: str, rows: Rows) -> None:
        """Give a table other rows. Raises RuntimeError once the record is in a database."""
        if self._tables is None:
            raise RuntimeError("this record has been put into a database")
        self._tables = {**self._tables, table: rows}

    def part(self, *tables: str) -> AbstractContextManager[DuckDBPyConnection]:
        """A record database that holds some of the tables, for a while; the record stays in memory."""
        return self._filled({table: rows for table in tables if (rows := self.rows(table))})

    @property
    def connection(self) -> DuckDBPyConnection:
        """The record in a database, from now on."""
        if self._connection is None:
            if self._tables is None:
                raise RuntimeError("this record has been given back")
            self._connection = self._lent.enter_context(self._filled(self._tables))
            self._tables = None
        return self._connection

    # The part of a connection that readers of a record use. Any: whatever DuckDB takes for a parameter.
    def execute(self, query: str, parameters: Any = None) -> DuckDBPyConnection:
        """Run SQL on the record in a database."""
        return self.connection.execute(query, parameters)

    def register(self, name: str, table: pa.Table) -> None:
        """Let SQL read an Arrow table under a name."""
        self.connection.register(name, table)

    def unregister(self, name: str) -> None:
        """Forget a table that was registered."""
        self.connection.unregister(name)

    def __enter__(self) -> RecordRows:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool | None:
        self._tables, self._connection = None, None
        return self._lent.__exit__(kind, error, trace)


def in_memory(record: Record) -> RecordRows | None:
    """The record as rows, where it is held so."""
    return record if isinstance(record, RecordRows) and record.is_in_memory else None


def one_person(record: Record) -> bool:
    """Whether a record holds exactly one person."""
    held = in_memory(record)
    if held is not None:
        return len(held.rows("patient")) == 1
    return len(record.execute("SELECT 1 FROM patient LIMIT 2").fetchall()) == 1
