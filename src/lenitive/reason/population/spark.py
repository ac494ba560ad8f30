"""Evaluate a population on Spark: the same expressions, each made once and kept as Parquet for the next."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import ibis
import pyarrow as pa

from lenitive.knowledge.tables import knowledge_tables
from lenitive.reason.engine.program import program
from lenitive.reason.engine.stores import leaf_rows
from lenitive.reason.engine.wide import steps
from lenitive.reason.population import results, source
from lenitive.reason.population.evaluate import ALL, Evaluation, Progress
from lenitive.reason.tables import Tables, derived_names, expression
from lenitive.record.engines.spark import LOCAL, spark_session
from lenitive.record.schema import TABLES

if TYPE_CHECKING:
    import ibis.expr.types as ir
    from pyspark.sql import SparkSession


def evaluate_on_spark(
    path: Path,
    out: Path,
    *,
    as_of: date,
    tables: Sequence[str] = ALL,
    master: str = LOCAL,
    memory: str = "3GB",
    progress: Progress | None = None,
) -> Evaluation:
    """Judge everyone in `path` as of a day, into out/<table>/*.parquet, with the expressions of `evaluate`.

    master : where Spark runs; every worker must see `path` and `out`. memory : of each executor.
    Raises : InputError when nothing can be read; ConfigurationError when Spark is not installed.
    """
    work = out.absolute() / ".work"
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    lake = path if source.is_lake(path) else _as_lake(path, work, memory)
    session = spark_session(master, **{"spark.executor.memory": memory.rstrip("B").lower()})
    _put_inputs(session, lake, as_of)
    made = _expressions(tables)
    for number, (name, table) in enumerate(made):
        if progress is not None:
            progress(f"Making {name}", number, len(made))
        _make(session, name, table, work)
    _put_results(session)
    for name in tables:
        session.sql(f"SELECT * {results.RESULTS[name]}").write.mode("overwrite").parquet(str(out / name))
    people = session.table("patient").select("patient_id").distinct().count()
    shutil.rmtree(work, ignore_errors=True)
    return Evaluation(people, 1, 0, ())


def _as_lake(path: Path, work: Path, memory: str) -> Path:
    connection, _ = source.open_source(path, work, memory=memory, progress=None)
    with connection:
        return source.write_lake(connection, work / "lake")


def _put_inputs(session: SparkSession, lake: Path, as_of: date) -> None:
    for table in TABLES:
        files = lake.absolute() / table.name
        if any(files.glob("*.parquet")):
            session.read.parquet(str(files)).createOrReplaceTempView(table.name)
        else:
            _put(session, table.name, source.empty_table(table))
    for name, rows in knowledge_tables().items():
        _put(session, f"knowledge_{name}", rows)
    _put(session, "asked", pa.table({"as_of": pa.array([as_of], pa.date32())}))
    _put(session, "draft", pa.table({"row_id": pa.array([], pa.string())}))
    _put(session, "engine_leaf", leaf_rows(program()))
    _put(session, "rule_row", results.rule_rows(program()))
    _put(session, "option_none", results.no_options())


def _put(session: SparkSession, name: str, rows: pa.Table) -> None:
    session.createDataFrame(rows).createOrReplaceTempView(name)


def _expressions(tables: Sequence[str]) -> list[tuple[str, ir.Table]]:
    names = [name for name in derived_names() if name != "exposure" or name in tables]
    derived = [(f"derived_{name}", expression(name)) for name in names]
    return [*derived, *steps(program(), Tables())]


def _make(session: SparkSession, name: str, table: ir.Table, work: Path) -> None:
    """Make one table and keep it: read again from its files, a later step does not make it anew."""
    kept = str(work / name)
    session.sql(ibis.pyspark.connect(session).compile(table)).write.parquet(kept)
    session.read.parquet(kept).createOrReplaceTempView(name)


def _put_results(session: SparkSession) -> None:
    cases = " ".join(f"WHEN {value} THEN '{status}'" for value, status in enumerate(results.STATUS))
    session.sql(
        f"SELECT j.patient_id, j.rule, CASE j.value {cases} END AS status, r.urgency, j.row_ids AS evidence, "
        "r.knowledge FROM engine_findings AS j JOIN rule_row AS r ON j.rule = r.rule"
    ).createOrReplaceTempView("finding_result")
