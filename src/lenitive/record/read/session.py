"""What a connection needs before anything is read: tables, macros, staging, small knowledge tables."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from string import Template
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from lenitive.record.read.known import NUMBERS, Known, known
from lenitive.record.read.limits import BULK_MEMORY, limits
from lenitive.record.read.statements import STAGING, sql, statement, view
from lenitive.record.schema import TABLES, create_statements
from lenitive.record.sql_on_fhir import Rows, compile_view

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

# Units as variables: a look-up in a constant map is far cheaper to plan than a join or a long CASE.
_UNITS = """
SET VARIABLE time_units = (SELECT map(list(unit), list(days)) FROM time_unit);
SET VARIABLE dose_units = (SELECT map(list(written), list(unit)) FROM dose_unit)
"""
SIG = {
    **{"text": "VARCHAR", "dose_low": "DOUBLE", "dose_high": "DOUBLE", "dose_unit": "VARCHAR"},
    **{"times_low": "DOUBLE", "times_high": "DOUBLE", "per_days": "DOUBLE"},
    **{"as_needed": "BOOLEAN", "max_per_day": "DOUBLE"},
}


@dataclass
class Session:
    """The state of one connection: what it has prepared, and where its rows go when they are many."""

    prepared: set[str] = field(default_factory=set)
    spill: TemporaryDirectory[str] | None = None


_sessions: WeakKeyDictionary[DuckDBPyConnection, Session] = WeakKeyDictionary()
_idle: list[DuckDBPyConnection] = []


def open_record() -> DuckDBPyConnection:
    """A new record database in memory, its tables empty."""
    import duckdb

    connection = duckdb.connect(config={"threads": 2, "preserve_insertion_order": True})
    for create in create_statements():
        connection.execute(create)
    return connection


@contextmanager
def borrowed_record() -> Iterator[DuckDBPyConnection]:
    """An empty record database for a while; its statements stay prepared, so the next reader starts warm.

    Nothing may keep the connection, or rows that are not yet fetched, after the block: its tables are
    emptied.
    """
    connection = _idle.pop() if _idle else open_record()
    try:
        yield connection
    except BaseException:
        connection.close()
        raise
    for table in TABLES:
        connection.execute(f'TRUNCATE "{table.name}"')
    _idle.append(connection)


def session(connection: DuckDBPyConnection) -> Session:
    """The session of a connection; the first call makes its macros and staging tables."""
    known = _sessions.get(connection)
    if known is None:
        known = _sessions[connection] = _begin(connection)
    return known


def bound_memory(connection: DuckDBPyConnection) -> None:
    """Let a connection keep no more in memory than large files need; further rows wait on disk."""
    state = session(connection)
    if state.spill is None:
        state.spill = TemporaryDirectory(prefix="lenitive-record-", ignore_cleanup_errors=True)
        connection.execute("SET temp_directory = $1", [state.spill.name])
        connection.execute(f"SET memory_limit = '{BULK_MEMORY}'")


def rows_of(resource: str) -> Rows:
    """The rows of one resource type among those that have arrived."""
    return Rows(f"(SELECT json FROM arrived WHERE type = '{resource}')", column="json")


def _begin(connection: DuckDBPyConnection) -> Session:
    run = connection.execute
    run(Template(sql("macros")).safe_substitute(vars(limits())))
    run("CREATE OR REPLACE TEMP TABLE arrived (type VARCHAR, id VARCHAR, json VARCHAR)")
    run(f"CREATE OR REPLACE TEMP TABLE sig ({', '.join(map(' '.join, SIG.items()))})")
    for name, table in known().items():
        _put_known(connection, name, table)
    run(_UNITS)
    made = set()
    for step in STAGING:
        if step.target not in made:
            made.add(step.target)
            select = statement(step, compile_view(view(step.view), rows_of(step.resource)).sql)
            select = select.removeprefix(f'INSERT INTO "{step.target}" BY NAME ')
            run(f'CREATE OR REPLACE TEMP TABLE "{step.target}" AS SELECT * FROM ({select}) LIMIT 0')
    run(sql("dosage_view"))
    run("CREATE OR REPLACE TEMP TABLE dosage_read AS FROM dosage_meant LIMIT 0")
    run(sql("supply_view"))
    return Session()


def _put_known(connection: DuckDBPyConnection, name: str, table: Known) -> None:
    declared = ", ".join(f"{c} {'DOUBLE' if c in NUMBERS else 'VARCHAR'}" for c in table.columns)
    connection.execute(f"CREATE OR REPLACE TEMP TABLE {name} ({declared})")
    if table.rows:
        lists = ", ".join(f"unnest(${n + 1})" for n in range(len(table.columns)))
        columns = [list(table.column(column)) for column in table.columns]
        connection.execute(f"INSERT INTO {name} SELECT {lists}", columns)
