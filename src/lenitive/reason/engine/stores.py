"""The leaves as rows of `engine_leaf`, which the population's expressions read unbound."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from lenitive.reason.engine.program import Program
from lenitive.reason.engine.questions import Row, question_rows

_ARROW = {
    "string": pa.string(),
    "int8": pa.int8(),
    "int32": pa.int32(),
    "int64": pa.int64(),
    "float64": pa.float64(),
    "array<string>": pa.list_(pa.string()),
}


def _leaf_columns(program: Program) -> dict[str, str]:
    columns = {"item": "int32", "key": "string", "take": "string"}
    columns |= dict.fromkeys(("window_from", "window_to", "fresh_days"), "int64")
    columns |= {"measure": "int32", "result_min": "float64", "result_max": "float64"}
    for prefix in ("where", "latest"):
        for slot in range(program.slots.texts):
            columns |= {f"{prefix}_t{slot}": "array<string>", f"{prefix}_t{slot}_not": "string"}
        for slot in range(program.slots.numbers):
            columns |= {f"{prefix}_n{slot}_min": "float64", f"{prefix}_n{slot}_max": "float64"}
    return columns


def leaf_table(program: Program) -> ir.Table:
    """What each leaf asks; one row a leaf and key value."""
    return ibis.table(_leaf_columns(program), name="engine_leaf")


@lru_cache(maxsize=4)
def leaf_rows(program: Program) -> pa.Table:
    """The rows of `engine_leaf`."""
    return _arrow(
        _leaf_columns(program),
        question_rows(program.leaves, program.tables, program.slots, program.first_leaf),
    )


def _arrow(columns: Mapping[str, str], rows: list[Row]) -> pa.Table:
    return pa.Table.from_pylist(rows, pa.schema([(name, _ARROW[kind]) for name, kind in columns.items()]))
