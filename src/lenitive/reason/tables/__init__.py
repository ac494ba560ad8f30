"""The derived tables: one module each, in the order and with the columns that the rules' language declares.

`reason/tables/<name>.py` holds `def <name>(t: Tables) -> ir.Table`, an Ibis expression over unbound tables.
It may read

- `t.record.<name>`     a record table (record/schema.py), under its own name in the database,
- `t.knowledge.<name>`  a table of knowledge (knowledge/tables.py), `knowledge_<name>` in the database,
- `t.derived.<name>`    a derived table that stands before it in language.yaml, `derived_<name>`,
- `t.asked`             one row: `as_of`, the day asked about,
- `t.draft`             rows: `row_id` of the medications that are about to be signed.

The expression's columns are cut, ordered and cast to the declared ones; a function only has to produce them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from importlib import import_module
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

import pyarrow as pa

from lenitive.knowledge.rules.language import DerivedTable, language
from lenitive.knowledge.tables import knowledge_schema, knowledge_tables
from lenitive.reason.compiled import compiled
from lenitive.reason.later import ibis
from lenitive.reason.rowwise.run import PersonRows, Unlike
from lenitive.record import rows as record_rows
from lenitive.record import schema

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from lenitive.record.rows import Record

_IBIS = {
    "text": "string",
    "integer": "int64",
    "number": "float64",
    "boolean": "boolean",
    "date": "date",
    "instant": "timestamp",
    "texts": "array<string>",
}
_MADE_BY_ENGINE = frozenset({"finding"})


class _Namespace:
    """Unbound tables by attribute; a name that is none of them says which there are."""

    def __init__(self, kind: str, tables: dict[str, ir.Table]) -> None:
        self._kind, self._tables = kind, tables

    def __getattr__(self, name: str) -> ir.Table:
        try:
            return self._tables[name]
        except KeyError:
            known = ", ".join(sorted(self._tables))
            raise AttributeError(f"no {self._kind} table {name!r}; there are {known}") from None


class Tables:
    """What a derived table may be made from; see the module."""

    def __init__(self, before: str | None = None) -> None:
        """Give every table, or only those that stand before the derived table `before`."""
        names = derived_names()
        earlier = names if before is None else names[: names.index(before)]
        self.record = _Namespace("record", {table.name: _record(table) for table in schema.TABLES})
        self.knowledge = _Namespace(
            "knowledge",
            {
                name: ibis.table(columns, name=f"knowledge_{name}")
                for name, columns in knowledge_schema().items()
            },
        )
        self.derived = _Namespace("earlier derived", {name: _derived(name) for name in earlier})
        self.asked: ir.Table = ibis.table({"as_of": "date"}, name="asked")
        self.draft: ir.Table = ibis.table({"row_id": "string"}, name="draft")


def derived_names() -> tuple[str, ...]:
    """The derived tables that are made here, in dependency order."""
    return tuple(name for name in language().tables if name not in _MADE_BY_ENGINE)


def declared(name: str) -> DerivedTable:
    """A derived table as the language declares it."""
    return language().tables[name]


def derived_schema(name: str) -> dict[str, str]:
    """Column -> Ibis type of a derived table, patient_id first."""
    return {"patient_id": "string"} | {column: _IBIS[kind] for column, kind in declared(name).columns}


def expression(name: str) -> ir.Table:
    """The derived table `name` as an Ibis expression with exactly its declared columns."""
    made = getattr(import_module(f"lenitive.reason.tables.{name}"), name)(Tables(before=name))
    return made.select(**{column: made[column].cast(kind) for column, kind in derived_schema(name).items()})


def sql(name: str) -> str:
    """The SELECT of a derived table for DuckDB, compiled once."""
    return compiled(f"derived {name}", lambda: expression(name))


def load_knowledge(connection: Record) -> None:
    """Put the tables of knowledge into a database, under `knowledge_<name>`, once a connection."""
    state = _state(connection)
    for name, rows in knowledge_tables().items():
        if f"knowledge_{name}" not in state.tables:
            put_table(connection, f"knowledge_{name}", rows)


def ask(connection: Record, as_of: date, draft: Iterable[str] = ()) -> None:
    """Set the day asked about and the medications (row ids) that are about to be signed."""
    state, question = _state(connection), (as_of, tuple(draft))
    is_unchanged = state.kept is not None or record_rows.in_memory(connection) is not None
    if not is_unchanged:
        to_database(connection)
    elif state.question == question:
        return
    elif state.kept is not None:
        state.kept.clear()
    state.question = question
    if is_unchanged and record_rows.one_person(connection):
        state.rows = PersonRows(connection, question)
    else:
        _put_question(connection, *question)


def _put_question(connection: Record, as_of: date, draft: Sequence[str]) -> None:
    _empty(connection, "asked", _ASKED)
    _empty(connection, "draft", _DRAFT)
    connection.execute("INSERT INTO asked VALUES (?)", [as_of])
    connection.execute("INSERT INTO draft SELECT unnest(?::VARCHAR[])", [list(draft)])


@contextmanager
def unchanged_record(connection: Record) -> Iterator[None]:
    """While the record does not change, a derived table is made only once for the same question.

    The tables of a record that holds one person are made in memory, row by row (see rowwise), and stay there.
    """
    state = _state(connection)
    state.kept = set()
    if record_rows.in_memory(connection) is None:
        state.question, state.rows = None, None
    try:
        yield
    finally:
        state.kept = None


def evaluate(connection: Record, names: Sequence[str] | None = None) -> None:
    """Make derived tables step by step as temporary tables `derived_<name>`: all, or only those named.

    With names, tables that they read must have been made (or put there by a test) before. `ask` comes first.
    On a connection that is used again they are emptied and filled by statements that stay prepared.
    """
    wanted = derived_names() if names is None else names
    is_unchanged = _state(connection).kept is not None or record_rows.in_memory(connection) is not None
    if is_unchanged and _made_in_memory(connection, wanted):
        return
    to_database(connection)
    _make(connection, wanted)


def _made_in_memory(connection: Record, names: Sequence[str]) -> bool:
    rows = _state(connection).rows
    if rows is None:
        return False
    try:
        for name in names:
            rows[f"derived_{name}"]
    except Unlike:
        return False
    return True


def in_memory(connection: Record) -> PersonRows | None:
    """One person's tables as rows: the derived ones as they were made, those of the record as they are now.

    None where the derived tables are in the database, or none were made and the record is there.
    """
    state = _state(connection)
    if state.rows is None:
        return PersonRows(connection, None) if record_rows.in_memory(connection) is not None else None
    return state.rows if state.kept is not None else state.rows.anew()


def to_database(connection: Record) -> None:
    """Put the derived tables that were made in memory into the database; the others are made there."""
    state = _state(connection)
    rows, state.rows = state.rows, None
    if rows is None or state.question is None:
        return
    _put_question(connection, *state.question)
    load_knowledge(connection)
    for name in derived_names():
        if f"derived_{name}" in rows:
            put_derived(connection, name, rows.dicts(f"derived_{name}"))
            if state.kept is not None:
                state.kept.add(name)
        elif state.kept is not None:
            _make(connection, [name])


def derived_rows(connection: Record, name: str, patient_id: str) -> list[dict[str, object]]:
    """A person's rows of a derived table that has been made."""
    rows = in_memory(connection)
    if rows is not None:
        return [row for row in rows.dicts(f"derived_{name}") if row["patient_id"] == patient_id]
    result = connection.execute(f'FROM "derived_{name}" WHERE patient_id = ?', [patient_id])
    names = [column[0] for column in result.description]
    return [dict(zip(names, row, strict=True)) for row in result.fetchall()]


def _make(connection: Record, names: Sequence[str]) -> None:
    load_knowledge(connection)
    kept = _state(connection).kept
    for name in names:
        if kept is not None:
            if name in kept:
                continue
            kept.add(name)
        _empty(connection, f"derived_{name}", _arrow_schema(name))
        run_prepared(connection, f"derive_{name}", f'INSERT INTO "derived_{name}" {sql(name)}')


def put_derived(connection: Record, name: str, rows: Iterable[dict[str, object]] = ()) -> None:
    """Put given rows in the place of a derived table (for tests); columns that are left out are empty."""
    to_database(connection)
    put_table(connection, f"derived_{name}", pa.Table.from_pylist(list(rows), _arrow_schema(name)))


def put_table(connection: Record, name: str, rows: pa.Table) -> None:
    """A temporary table with these rows and no others; a later call keeps the table and changes the rows."""
    _empty(connection, name, rows.schema)
    if rows.num_rows:
        given = f"given_{name}"
        connection.register(given, rows)
        connection.execute(f'INSERT INTO "{name}" SELECT * FROM "{given}"')
        connection.unregister(given)


def run_prepared(connection: Record, name: str, statement: str) -> None:
    """Run a statement that stays prepared under its name on this connection."""
    prepared = _state(connection).prepared
    if prepared.get(name) != statement:
        if name in prepared:
            connection.execute(f'DEALLOCATE "{name}"')
        connection.execute(f'PREPARE "{name}" AS {statement}')
        prepared[name] = statement
    connection.execute(f'EXECUTE "{name}"')


@dataclass
class _State:
    """What a connection has already.

    tables : those made here, by name with their columns. prepared : statements by name.
    question : the day and the orders asked about.
    kept : the derived tables made for it in the database; None where they may be stale.
    rows : one person's derived tables, where they were made in memory.
    """

    tables: dict[str, pa.Schema] = field(default_factory=dict)
    prepared: dict[str, str] = field(default_factory=dict)
    question: tuple[date, tuple[str, ...]] | None = None
    kept: set[str] | None = None
    rows: PersonRows | None = None


_states: WeakKeyDictionary[Record, _State] = WeakKeyDictionary()


def _state(connection: Record) -> _State:
    return _states.setdefault(connection, _State())


def _empty(connection: Record, name: str, columns: pa.Schema) -> None:
    """An empty temporary table. Making it anew would change the catalog and undo what is prepared."""
    made = _state(connection).tables
    if made.get(name) == columns:
        connection.execute(f'TRUNCATE "{name}"')
        return
    given = f"given_{name}"
    connection.register(given, columns.empty_table())
    connection.execute(f'CREATE OR REPLACE TEMP TABLE "{name}" AS SELECT * FROM "{given}"')
    connection.unregister(given)
    made[name] = columns


def _arrow_schema(name: str) -> pa.Schema:
    return pa.schema([(column, _ARROW[kind]) for column, kind in derived_schema(name).items()])


_ASKED = pa.schema([("as_of", pa.date32())])
_DRAFT = pa.schema([("row_id", pa.string())])
_ARROW = {
    "string": pa.string(),
    "float64": pa.float64(),
    "boolean": pa.bool_(),
    "date": pa.date32(),
    "array<string>": pa.list_(pa.string()),
}


def _record(table: schema.Table) -> ir.Table:
    return ibis.table({column.name: _IBIS[column.kind] for column in table.columns}, name=table.name)


def _derived(name: str) -> ir.Table:
    return ibis.table(derived_schema(name), name=f"derived_{name}")
