"""Read rows of one person's tables: an Ibis expression, compiled once a process, fetched as dictionaries."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property, lru_cache, partial
from typing import TYPE_CHECKING, Any

from lenitive.reason.compiled import compiled
from lenitive.reason.later import ibis
from lenitive.reason.rowwise.run import Unlike, Written, ready
from lenitive.reason.tables import Tables, in_memory, to_database

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from lenitive.record.rows import Record

# Any: a row holds texts, numbers, dates and lists; each caller puts it into a typed dataclass at once.
Row = dict[str, Any]


@lru_cache(maxsize=1)
def _tables() -> Tables:
    return Tables()


class Query:
    """A question to one person's tables; call it with the connection. Made by the decorator `query`."""

    def __init__(self, make: Callable[[Tables], ir.Table]) -> None:
        """Keep the function; nothing is compiled before the first call."""
        self._make = make
        self.__doc__ = make.__doc__

    @cached_property
    def sql(self) -> str:
        """The SELECT for DuckDB."""
        name = _name(self._make)
        if "<" in name:  # a function without a name of its own is compiled where it stands
            return str(ibis.to_sql(self._make(_tables()), dialect="duckdb"))
        return compiled(name, lambda: self._make(_tables()))

    @cached_property
    def _written(self) -> Written:
        """What gives the rows from those that are in memory."""
        return ready(_name(self._make), lambda: self._make(_tables()))

    def __call__(self, connection: Record) -> list[Row]:
        """The rows, in the order that the expression gives them."""
        rows = in_memory(connection)
        if rows is not None:
            try:
                return self._written.as_dicts(self._written.rows(rows))
            except Unlike:
                to_database(connection)
        found = connection.execute(self.sql)
        names = [column[0] for column in found.description or ()]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def _name(make: Callable[..., ir.Table]) -> str:
    """The full name of the function, with the values that a partial one was given."""
    if isinstance(make, partial):
        return f"{_name(make.func)} {make.args} {make.keywords}"
    return f"{make.__module__}.{make.__qualname__}"


query = Query
