"""The SQL of an expression, compiled once and kept on disk (see `lenitive.kept`)."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from lenitive.kept import kept_text

if TYPE_CHECKING:
    import ibis.expr.types as ir


def compiled(name: str, make: Callable[[], ir.Table]) -> str:
    """The SELECT for DuckDB of the expression of that name; `make` gives it where it is not known."""

    def sql() -> str:
        import ibis

        return str(ibis.to_sql(make(), dialect="duckdb"))

    return kept_text(name, sql)
