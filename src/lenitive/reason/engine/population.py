"""The wide shape in a DuckDB database: findings of everyone whose derived tables have been made."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import ibis
import pyarrow as pa

from lenitive.reason.engine.program import Program, program
from lenitive.reason.engine.stores import leaf_rows
from lenitive.reason.engine.wide import steps
from lenitive.reason.tables import Tables, put_table

if TYPE_CHECKING:
    import duckdb


@lru_cache(maxsize=4)
def _statements(compiled: Program) -> tuple[tuple[str, str], ...]:
    """The SQL of every table to make, by its name, in order."""
    return tuple(
        (name, str(ibis.to_sql(table, dialect="duckdb"))) for name, table in steps(compiled, Tables())
    )


def judge_population(connection: duckdb.DuckDBPyConnection, compiled: Program | None = None) -> pa.Table:
    """One row a person and rule: patient_id, rule, value (0 not met, 1 unknown, 2 met), row_ids, age."""
    compiled = compiled or program()
    put_table(connection, "engine_leaf", leaf_rows(compiled))
    for name, statement in _statements(compiled):
        connection.execute(f'CREATE OR REPLACE TEMP TABLE "{name}" AS {statement}')
    return connection.sql('FROM "engine_findings"').to_arrow_table()
