"""The classification of a population: the same criteria and grades, judged by the engine in its wide shape.

derived tables ─► engine (one row a person, criterion or grade) ─► one row a person and subject
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import ibis
import pyarrow as pa

from lenitive.knowledge.classification import subjects
from lenitive.reason.classify.evidence import NONE, NOT_KNOWN
from lenitive.reason.classify.judged import MET, UNKNOWN, program
from lenitive.reason.engine.population import judge_population
from lenitive.reason.tables import put_table

if TYPE_CHECKING:
    import duckdb
    import ibis.expr.types as ir

_FINDINGS = {"patient_id": "string", "rule": "string", "value": "int8", "row_ids": "array<string>"}
_LADDER = {"rule": "string", "subject": "string", "grade": "string", "step": "int8"}


def classify_population(connection: duckdb.DuckDBPyConnection) -> pa.Table:
    """One row a person and subject: patient_id, subject, grade (none and unknown among them), row_ids.

    The connection has the derived tables of everyone made.
    """
    judged = judge_population(connection, program())
    put_table(connection, "classify_finding", judged.select(list(_FINDINGS)))
    put_table(connection, "classify_ladder", ladder())
    return connection.sql(_statement()).to_arrow_table()


@lru_cache(maxsize=1)
def ladder() -> pa.Table:
    """The grades of every subject: rule, subject, grade, step (from 1, the strongest last)."""
    rows = [
        {"rule": grade.id, "subject": each.id, "grade": grade.id.partition(".")[2], "step": step}
        for each in subjects()
        for step, grade in enumerate(each.grades, 1)
    ]
    types = {"string": pa.string(), "int8": pa.int8()}
    schema = pa.schema([(name, types[kind]) for name, kind in _LADDER.items()])
    return pa.Table.from_pylist(rows, schema)


def graded(findings: ir.Table, grades: ir.Table) -> ir.Table:
    """One row a person and subject: the strongest grade that is met; else unknown if one may be, else none.

    findings : patient_id, rule, value (0 not met, 1 unknown, 2 met), row_ids. grades : see `ladder`.
    """
    rows = findings.inner_join(grades, "rule")
    met = rows.value == MET
    judged = rows.group_by("patient_id", "subject").agg(
        strongest=rows.grade.argmax(rows.step, where=met),
        row_ids=rows.row_ids.argmax(rows.step, where=met),
        open=(rows.value == UNKNOWN).any(),
    )
    grade = ibis.coalesce(judged.strongest, ibis.ifelse(judged.open, NOT_KNOWN, NONE))
    return judged.select("patient_id", "subject", grade=grade, row_ids=judged.row_ids)


@lru_cache(maxsize=1)
def _statement() -> str:
    findings = ibis.table(_FINDINGS, name="classify_finding")
    expression = graded(findings, ibis.table(_LADDER, name="classify_ladder"))
    return str(ibis.to_sql(expression.order_by("patient_id", "subject"), dialect="duckdb"))
