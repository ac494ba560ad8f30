"""Run written expressions on the rows of one person's record, which are read once."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from types import CodeType
from typing import TYPE_CHECKING, Any

from lenitive.kept import kept_code, kept_text
from lenitive.knowledge.tables import knowledge_rows
from lenitive.reason.rowwise import support
from lenitive.reason.rowwise.support import Unlike
from lenitive.record import schema
from lenitive.record.rows import in_memory

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from lenitive.record.rows import Record

__all__ = ["PersonRows", "Unlike", "Written"]

# Any: a cell is a text, a number, a truth, a day or a tuple of texts.
Rows = list[tuple[Any, ...]]
Row = dict[str, Any]
_NOT_WRITTEN = "# not written: "
_KNOWLEDGE, _DERIVED = "knowledge_", "derived_"
_FILLED = " UNION ALL ".join(f"(SELECT '{name}' FROM \"{name}\" LIMIT 1)" for name in schema.BY_NAME)


@dataclass(frozen=True)
class Written:
    """An expression that is ready to run.

    columns : names. lists : places of columns that hold lists. kept : what was made once from knowledge.
    """

    columns: tuple[str, ...]
    lists: tuple[int, ...]
    kept: tuple[Any, ...]
    moving: Callable[[PersonRows, tuple[Any, ...]], Rows]

    def rows(self, tables: PersonRows) -> Rows:
        """The rows for one person; raises Unlike for a value that the database must judge."""
        return self.moving(tables, self.kept)

    def as_dicts(self, rows: Rows) -> list[Row]:
        """Rows by column, lists as lists."""
        made = [dict(zip(self.columns, row, strict=True)) for row in rows]
        for place in self.lists:
            name = self.columns[place]
            for row in made:
                if row[name] is not None:
                    row[name] = list(row[name])
        return made


_ready: dict[str, Written] = {}


def ready(name: str, make: Callable[[], ir.Table]) -> Written:
    """The expression of that name, loaded once a process.

    An operation that is not known here makes it one that leaves every person to the database.
    """
    if "<" in name:  # a function without a name of its own
        text = _text(make())
        return _load(text, compile(text, "<rowwise>", "exec"))
    if name not in _ready:
        text = kept_text(f"rows {name}", lambda: _text(make()))
        _ready[name] = _load(text, kept_code(f"rows {name}", text))
    return _ready[name]


def _text(expression: ir.Table) -> str:
    from lenitive.reason.rowwise.writing import written

    try:
        return written(expression)
    except NotImplementedError as cause:
        return f"{_NOT_WRITTEN}{cause}"


def _load(text: str, code: CodeType) -> Written:
    if text.startswith(_NOT_WRITTEN):

        def left_to_database(_: PersonRows, __: tuple[Any, ...]) -> Rows:
            raise Unlike(text)

        return Written((), (), (), left_to_database)
    space: dict[str, Any] = {**vars(support), "date": date, "re": re, "floor": math.floor, "ceil": math.ceil}
    exec(code, space)  # noqa: S102 our own text, from our own expressions
    return Written(space["COLUMNS"], space["LISTS"], space["fixed"](_Knowledge()), space["moving"])


class _Knowledge:
    """The tables of knowledge as lists of tuples."""

    def __getitem__(self, name: str) -> Rows:
        return knowledge_rows(name.removeprefix(_KNOWLEDGE))


class PersonRows(dict[str, Rows]):
    """One person's tables by their names in the database; each is read or made when first asked for."""

    def __init__(self, record: Record, question: tuple[date, tuple[str, ...]] | None) -> None:
        """The tables of the question are given, all others come from the record; without one, those alone."""
        super().__init__()
        self._record = record
        if question is not None:
            as_of, draft = question
            self.update(asked=[(as_of,)], draft=[(row,) for row in draft])

    def __missing__(self, name: str) -> Rows:
        made = derived(name).rows(self) if name.startswith(_DERIVED) else self._recorded(name)
        self[name] = made
        return made

    @cached_property
    def _filled(self) -> set[str]:
        """The tables of the record that hold rows; asking once costs less than reading the empty ones."""
        return {name for (name,) in self._record.execute(_FILLED).fetchall()}

    def _recorded(self, name: str) -> Rows:
        columns = schema.BY_NAME[name].columns
        held = in_memory(self._record)
        if held is not None:
            rows = held.rows(name)
        elif name not in self._filled:
            return []
        else:
            found = self._record.execute(f'FROM "{name}"')
            if [column[0] for column in found.description] != [column.name for column in columns]:
                raise Unlike(name)
            rows = found.fetchall()
        numbers = [place for place, column in enumerate(columns) if column.kind == "number"]
        if any(row[place] is not None and not math.isfinite(row[place]) for row in rows for place in numbers):
            raise Unlike(name)
        return rows

    def anew(self) -> PersonRows:
        """The same derived tables, beside a record that may have changed; rows in memory never do."""
        if in_memory(self._record) is not None:
            return self
        other = PersonRows(self._record, None)
        other.update((name, rows) for name, rows in self.items() if name not in schema.BY_NAME)
        return other

    def dicts(self, name: str) -> list[Row]:
        """The rows of a derived table by column."""
        return derived(name).as_dicts(self[name])


def derived(name: str) -> Written:
    """A derived table, by its name in the database; raises Unlike where it is not written."""
    from lenitive.reason.tables import expression

    table = name.removeprefix(_DERIVED)
    return ready(f"derived {table}", lambda: expression(table))
