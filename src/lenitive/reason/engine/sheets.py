"""The derived tables of a population as arrays: one sheet a table, for leaves to be asked of.

People are numbers from 0, in the order of their ids; row ids are numbers as well, in the order of their
text. So all above is arithmetic on small numbers, and text comes back only where a finding is written.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from lenitive.reason.compiled import compiled
from lenitive.reason.engine.facts import ends, source_of
from lenitive.reason.engine.program import Program
from lenitive.reason.engine.questions import key_field
from lenitive.reason.later import ibis
from lenitive.reason.tables import Tables

if TYPE_CHECKING:
    import duckdb
    import ibis.expr.types as ir

Numbers = NDArray[np.float64]
Places = NDArray[np.int32]
_PEOPLE = "engine_person"


@dataclass(frozen=True)
class Texts:
    """A column of texts: `values[codes]`; a code of -1 is an empty one."""

    codes: Places
    values: tuple[str, ...]

    @cached_property
    def by_code(self) -> tuple[Places, Places]:
        """The rows in the order of their codes, and the codes in that order."""
        order = np.argsort(self.codes, kind="stable").astype(np.int32)
        return order, self.codes[order]

    def rows(self, wanted: Sequence[object]) -> Places:
        """The rows whose text is one of these, or empty."""
        order, codes = self.by_code
        known = {value: code for code, value in enumerate(self.values)}
        asked = np.array([-1, *(known[value] for value in wanted if value in known)], np.int32)
        first, last = np.searchsorted(codes, asked), np.searchsorted(codes, asked, "right")
        return np.concatenate([order[start:end] for start, end in zip(first, last, strict=True)])


@dataclass(frozen=True)
class Sheet:
    """The rows of one derived table, in no order.

    person : (rows,) number of the person. texts : fields of text. low, high : fields of numbers, NaN where
    empty. oldest, youngest : age in days on the day asked about, NaN without a date.
    row_ids : what each row was made from, as numbers; row n has those from starts[n] to starts[n + 1].
    """

    person: Places
    texts: Mapping[str, Texts]
    low: Mapping[str, Numbers]
    high: Mapping[str, Numbers]
    oldest: Numbers
    youngest: Numbers
    starts: NDArray[np.int64]
    row_ids: Places


@dataclass(frozen=True)
class Sheets:
    """A population as arrays.

    people : the ids, by number. names : the text of each row id, by number. held : list -> (people,) whether
    the list is held.
    """

    people: pa.Array
    names: pa.Array
    held: Mapping[str, NDArray[np.bool_]]
    by_table: Mapping[str, Sheet]


def read_sheets(connection: duckdb.DuckDBPyConnection, program: Program) -> Sheets:
    """Everyone of a database in which the derived tables have been made."""
    people = _numbered_people(connection)
    made = {name: _fetched(connection, _statement(program, name)) for name in program.slots.keys}
    flat = [_ids(rows) for rows in made.values()]
    names, numbers = _in_order(pa.chunked_array(flat, pa.string()))
    numbered = np.split(numbers, np.cumsum([len(ids) for ids in flat])[:-1])
    sheets = {
        name: _sheet(program, name, rows, ids)
        for (name, rows), ids in zip(made.items(), numbered, strict=True)
    }
    return Sheets(people, names, _held(connection, len(people)), sheets)


def _numbered_people(connection: duckdb.DuckDBPyConnection) -> pa.Array:
    everyone = compiled("engine everyone", lambda: _everyone(Tables()))
    connection.execute(f'CREATE OR REPLACE TEMP TABLE "{_PEOPLE}" AS {everyone}')
    ids = connection.sql(f'SELECT patient_id FROM "{_PEOPLE}" ORDER BY person').to_arrow_table()
    return ids["patient_id"].combine_chunks()


def _everyone(tables: Tables) -> ir.Table:
    people = tables.record.patient.select("patient_id").distinct()
    return people.mutate(person=ibis.row_number().over(order_by=people.patient_id).cast("int32"))


def _numbered(rows: ir.Table) -> ir.Table:
    people = ibis.table({"patient_id": "string", "person": "int32"}, name=_PEOPLE)
    return rows.inner_join(people, "patient_id")


def _fetched(connection: duckdb.DuckDBPyConnection, statement: str) -> pa.Table:
    return connection.sql(statement).to_arrow_table().combine_chunks()


def _statement(program: Program, name: str) -> str:
    """The SELECT of a sheet; what is asked of the table is part of its name, since programs differ in it."""
    asked = (
        [*_key_values(program, name), *_tested_by_all(program, name)],
        _tested(program.slots.text, name),
        _tested(program.slots.number, name),
    )
    digest = hashlib.sha256(repr(asked).encode()).hexdigest()[:16]
    return compiled(f"sheet {name} {digest}", lambda: _expression(program, name))


def _expression(program: Program, name: str) -> ir.Table:
    """The rows that some leaf may ask of, with the tested fields."""
    tables, table = Tables(), program.tables[name]
    rows = source_of(name, tables)
    keys = program.slots.keys[name]
    if "" not in keys:
        wanted = [rows[key].isin(values) | rows[key].isnull() for key, values in _key_values(program, name)]
        rows = rows.filter(ibis.or_(*wanted))
    for field, values in _tested_by_all(program, name):
        rows = rows.filter(rows[field].isin(values) | rows[field].isnull())
    rows = _numbered(rows).cross_join(tables.asked)
    columns: dict[str, ir.Value] = {field: rows[field] for field in _tested(program.slots.text, name)}
    for field in _tested(program.slots.number, name):
        columns[f"{field}_low"], columns[f"{field}_high"] = ends(table, rows, field)
    if table.field("at") is not None:
        columns["oldest"] = rows.as_of.delta(rows.at_low, unit="day")
        columns["youngest"] = rows.as_of.delta(rows.at_high, unit="day")
    return rows.select("person", "row_ids", **columns)


def _key_values(program: Program, name: str) -> Iterator[tuple[str, list[str]]]:
    keys = program.slots.keys[name]
    for key in keys:
        leaves = [leaf for leaf in program.leaves if leaf.table == name and key_field(leaf, keys) == key]
        tests = [test for leaf in leaves for test in leaf.where if test.field == key]
        yield key, sorted({str(value) for test in tests for value in test.one_of})


def _tested_by_all(program: Program, name: str) -> Iterator[tuple[str, list[str]]]:
    """The texts that every leaf of a table asks for, each with all that is asked; no other row can match."""
    leaves = [leaf for leaf in program.leaves if leaf.table == name]
    for field in _tested(program.slots.text, name):
        tests = [
            [test.one_of for test in leaf.where if test.field == field and test.one_of] for leaf in leaves
        ]
        if all(tests):
            yield field, sorted({str(value) for each in tests for values in each for value in values})


def _tested(slots: Mapping[tuple[str, str], int], name: str) -> list[str]:
    return [field for table, field in slots if table == name]


def _ids(rows: pa.Table) -> pa.Array:
    return pc.list_flatten(rows["row_ids"].combine_chunks())


def _in_order(ids: pa.ChunkedArray) -> tuple[pa.Array, Places]:
    """The different ids in order, and the number of each id given."""
    coded = ids.combine_chunks().dictionary_encode()
    order = pc.array_sort_indices(coded.dictionary)
    rank = np.empty(len(order), np.int32)
    rank[order.to_numpy()] = np.arange(len(order), dtype=np.int32)
    numbers: Places = rank[coded.indices.to_numpy()] if len(coded) else np.empty(0, np.int32)
    return coded.dictionary.take(order), numbers


def _sheet(program: Program, name: str, rows: pa.Table, ids: Places) -> Sheet:
    lengths = pc.fill_null(pc.list_value_length(rows["row_ids"]), 0).to_numpy()
    starts = np.concatenate([[0], np.cumsum(lengths, dtype=np.int64)])
    fields = _tested(program.slots.number, name)
    nothing = np.full(rows.num_rows, np.nan)
    dated = "oldest" in rows.column_names
    return Sheet(
        person=rows["person"].to_numpy(),
        texts={field: _texts(rows[field]) for field in _tested(program.slots.text, name)},
        low={field: _numbers(rows[f"{field}_low"]) for field in fields},
        high={field: _numbers(rows[f"{field}_high"]) for field in fields},
        oldest=_numbers(rows["oldest"]) if dated else nothing,
        youngest=_numbers(rows["youngest"]) if dated else nothing,
        starts=starts,
        row_ids=ids,
    )


def _texts(column: pa.ChunkedArray) -> Texts:
    coded = column.combine_chunks().dictionary_encode()
    codes = pc.fill_null(coded.indices, -1).to_numpy()
    return Texts(codes, tuple(coded.dictionary.to_pylist()))


def _numbers(column: pa.ChunkedArray) -> Numbers:
    made: Numbers = column.cast(pa.float64()).to_numpy()
    return made


def _held(connection: duckdb.DuckDBPyConnection, people: int) -> dict[str, NDArray[np.bool_]]:
    lists = compiled("sheet held", lambda: _numbered(Tables().derived.held).select("person", "domain"))
    rows = _fetched(connection, lists)
    person, domain = rows["person"].to_numpy(), _texts(rows["domain"])
    made = {}
    for code, name in enumerate(domain.values):
        made[name] = np.zeros(people, np.bool_)
        made[name][person[domain.codes == code]] = True
    return made
