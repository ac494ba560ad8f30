"""Read rows of one person's tables: an Ibis expression, compiled once a process, fetched as dictionaries."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any

import ibis

from lenitive.reason.tables import Tables

if TYPE_CHECKING:
    import duckdb
    import ibis.expr.types as ir

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
        return str(ibis.to_sql(self._make(_tables()), dialect="duckdb"))

    def __call__(self, connection: duckdb.DuckDBPyConnection) -> list[Row]:
        """The rows, in the order that the expression gives them."""
        found = connection.execute(self.sql)
        names = [column[0] for column in found.description or ()]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


query = Query
