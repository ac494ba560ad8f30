"""What a connection needs before anything is read: tables, macros, staging, small knowledge tables."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib import resources
from string import Template
from tempfile import TemporaryDirectory
from weakref import WeakKeyDictionary

import duckdb
from duckdb import DuckDBPyConnection

from lenitive.knowledge import instruments
from lenitive.record.read.limits import BULK_MEMORY, limits
from lenitive.record.read.statements import STAGING, sql, statement, view
from lenitive.record.schema import TABLES, create_statements
from lenitive.record.sql_on_fhir import Rows, compile_view

_CODES = (
    "none_known",
    "list_domain",
    "timing_code",
    "answer_code",
    "imaging_section",
    "time_unit",
    "dose_unit",
)
# Units as variables: a look-up in a constant map is far cheaper to plan than a join or a long CASE.
_UNITS = """
SET VARIABLE time_units = (SELECT map(list(unit), list(days)) FROM time_unit);
SET VARIABLE dose_units = (SELECT map(list(written), list(unit)) FROM dose_unit)
"""
_SIG = (
    "text VARCHAR, dose_low DOUBLE, dose_high DOUBLE, dose_unit VARCHAR, times_low DOUBLE, "
    "times_high DOUBLE, per_days DOUBLE, as_needed BOOLEAN, max_per_day DOUBLE"
)


@dataclass
class Session:
    """The state of one connection: what it has prepared, and where its rows go when they are many."""

    prepared: set[str] = field(default_factory=set)
    none_known: tuple[str, ...] = ()
    spill: TemporaryDirectory[str] | None = None


_sessions: WeakKeyDictionary[DuckDBPyConnection, Session] = WeakKeyDictionary()
_idle: list[DuckDBPyConnection] = []


def open_record() -> DuckDBPyConnection:
    """A new record database in memory, its tables empty."""
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
    run(f"CREATE OR REPLACE TEMP TABLE sig ({_SIG})")
    none_known: tuple[str, ...] = ()
    for name in _CODES:
        columns, rows = _csv(name)
        if name == "none_known":
            none_known = tuple(row[columns.index("code")] for row in rows)
        _small_table(connection, name, columns, rows)
    run(_UNITS)
    _instrument_tables(connection)
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
    return Session(none_known=none_known)


def _csv(name: str) -> tuple[list[str], list[list[str]]]:
    text = resources.files("lenitive.knowledge").joinpath("codes", f"{name}.csv").read_text(encoding="utf-8")
    head, *rows = list(csv.reader(text.splitlines()))
    return head, rows


def _small_table(
    connection: DuckDBPyConnection, name: str, columns: list[str], rows: list[list[str]]
) -> None:
    numbers = {"value", "times", "per_days", "size", "days"}
    declared = ", ".join(f"{c} {'DOUBLE' if c in numbers else 'VARCHAR'}" for c in columns)
    connection.execute(f"CREATE OR REPLACE TEMP TABLE {name} ({declared})")
    if rows:
        lists = ", ".join(f"unnest(${n + 1}::VARCHAR[])" for n in range(len(columns)))
        connection.execute(
            f"INSERT INTO {name} SELECT {lists}", [list(column) for column in zip(*rows, strict=True)]
        )


def _instrument_tables(connection: DuckDBPyConnection) -> None:
    """Instruments by name, their items by LOINC code and by key, their scales by LOINC code."""
    forms = list(instruments.instruments())
    keys = [[form.id, item.key] for form in forms for item in form.items]
    sizes = {form.id: str(len(form.items)) for form in forms}
    items = [[row.instrument, row.item, row.loinc, sizes[row.instrument]] for row in instruments.item_codes()]
    scales = [[row.instrument, row.scale, row.loinc] for row in instruments.score_codes()]
    names = [[form.id.lower(), form.id] for form in forms]
    _small_table(connection, "known_instrument", ["name", "instrument"], names)
    _small_table(connection, "known_key", ["instrument", "item"], keys)
    _small_table(connection, "known_item", ["instrument", "item", "loinc", "size"], items)
    _small_table(connection, "known_score", ["instrument", "scale", "loinc"], scales)
