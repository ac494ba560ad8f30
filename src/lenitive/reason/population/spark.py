"""Evaluate a population on Spark: the same expressions, each made once and kept as Parquet for the next.

A run that was stopped goes on with the first step that was not kept whole.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import ibis

from lenitive.errors import Note
from lenitive.reason.engine.program import program
from lenitive.reason.engine.wide import steps
from lenitive.reason.population import results, source
from lenitive.reason.population.evaluate import ALL, Evaluation, Progress
from lenitive.reason.population.plan import Plan, known_plan, plan_of, write_plan
from lenitive.reason.population.spark_inputs import put_inputs
from lenitive.reason.tables import Tables, derived_names, expression
from lenitive.record.engines.spark import LOCAL, spark_session

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
    settings: Mapping[str, str] | None = None,
) -> Evaluation:
    """Judge everyone in `path` as of a day, into out/<table>/*.parquet, with the expressions of `evaluate`.

    master : where Spark runs; every worker must see `path` and `out`. memory : of driver and each executor.
    settings : of Spark, by name; they win over ours.
    The parts of the answer are the steps; a run that was stopped goes on where it was when called again.
    Raises : InputError when nothing can be read, or `out` holds another evaluation; ConfigurationError when
    Spark is not installed or gives up.
    """
    path, out = path.absolute(), out.absolute()
    out.mkdir(parents=True, exist_ok=True)
    plan = plan_of(path, as_of, "spark")
    known, notes = known_plan(out, plan), list[Note]()
    written = [out / name for name in tables]
    if known is None or not ((out / ".work").is_dir() or all(map(_is_whole, written))):
        known, notes = _prepare(path, out, plan, memory, progress)
    lake = path if source.is_lake(path) else out / ".work" / "lake"
    run = _Run(out, tuple(tables), tuple(_expressions(tables)), progress)
    before, total = run.done(), len(run.folders())
    if not all(map(_is_whole, written)):
        with spark_session(master, memory=memory, **(settings or {})) as session:
            put_inputs(session, lake, out / ".work" / "given", as_of)
            run.go(session)
    shutil.rmtree(out / ".work", ignore_errors=True)
    return Evaluation(int(str(known["people"])), total, before, tuple(notes))


def _prepare(
    path: Path, out: Path, plan: Plan, memory: str, progress: Progress | None
) -> tuple[Plan, list[Note]]:
    """Check the source, and make a lake of it where it is none."""
    work = out / ".work"
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir()

    def reading(done: int, total: int) -> None:
        if progress is not None:
            progress("Reading", done, total)

    connection, notes = source.open_source(path, work, memory=memory, progress=reading)
    try:
        people = int(connection.execute("SELECT count(DISTINCT patient_id) FROM patient").fetchall()[0][0])
        if not source.is_lake(path):
            source.write_lake(connection, work / "lake")
    finally:
        connection.close()
    return write_plan(out, plan, {"people": people}), notes


def _expressions(tables: Sequence[str]) -> Iterator[tuple[str, ir.Table]]:
    # No rule reads the exposure of single days, and there are many of them.
    for name in derived_names():
        if name != "exposure" or name in tables:
            yield f"derived_{name}", expression(name)
    yield from steps(program(), Tables())


@dataclass(frozen=True)
class _Run:
    """One run: the tables to make on the way, by name and in order, and the results to write."""

    out: Path
    tables: tuple[str, ...]
    expressions: tuple[tuple[str, ir.Table], ...]
    progress: Progress | None

    def folders(self) -> list[Path]:
        """The folder of every step, in order."""
        return [
            *(self._kept(name) for name, _ in self.expressions),
            *(self.out / name for name in self.tables),
        ]

    def done(self) -> int:
        """How many steps an earlier run had finished; all where the results are there."""
        if all(_is_whole(self.out / name) for name in self.tables):
            return len(self.folders())
        return sum(map(_is_whole, self.folders()))

    def go(self, session: SparkSession) -> None:
        """Make what is not there yet; a step reads those before it from their files."""
        compile_for = ibis.pyspark.connect(session).compile
        total = len(self.folders())
        for number, (name, table) in enumerate(self.expressions):
            self._say(number, total)
            _make(session, self._kept(name), partial(compile_for, table))
            session.read.parquet(str(self._kept(name))).createOrReplaceTempView(name)
        session.sql(_findings()).createOrReplaceTempView("finding_result")
        for number, name in enumerate(self.tables, len(self.expressions)):
            self._say(number, total)
            _make(session, self.out / name, partial(str, f"SELECT * {results.RESULTS[name]}"))
        self._say(total, total)

    def _kept(self, name: str) -> Path:
        return self.out / ".work" / "kept" / name

    def _say(self, done: int, total: int) -> None:
        if self.progress is not None:
            self.progress("Judging", done, total)


def _is_whole(folder: Path) -> bool:
    """Spark writes this mark when all files of a table are there."""
    return (folder / "_SUCCESS").exists()


def _make(session: SparkSession, folder: Path, statement: Callable[[], str]) -> None:
    if not _is_whole(folder):
        session.sql(statement()).write.mode("overwrite").option("compression", "zstd").parquet(str(folder))


def _findings() -> str:
    cases = " ".join(f"WHEN {value} THEN '{status}'" for value, status in enumerate(results.STATUS))
    return (
        f"SELECT j.patient_id, j.rule, CASE j.value {cases} END AS status, r.urgency, j.row_ids AS evidence, "
        "r.knowledge FROM engine_findings AS j JOIN rule_row AS r ON j.rule = r.rule"
    )
