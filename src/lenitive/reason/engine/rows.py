"""Lists of row ids as sets: each once, in order; the same on every engine."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir


# Ibis writes `unique` for DuckDB with a lambda arrow that DuckDB 2.0 refuses; all engines know this name.
@ibis.udf.scalar.builtin(name="array_distinct")  # type: ignore[untyped-decorator]  # ibis gives no types
def _distinct(values: list[str]) -> list[str]:  # type: ignore[empty-body]  # the engine's own function
    """The values, each once."""


def row_set(values: ir.ArrayValue) -> ir.ArrayValue:
    """The row ids of a list, each once and sorted; an empty list where there is none."""
    made: ir.ArrayValue = _distinct(values.fill_null(ibis.literal([], "array<string>"))).sort()
    return made
