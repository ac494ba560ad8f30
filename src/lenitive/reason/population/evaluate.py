"""Evaluate a population on one machine: out of core, in parts, and going on where it was stopped."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb
import orjson
import pyarrow as pa

from lenitive.errors import InputError, Note
from lenitive.knowledge.rules.site import knowledge_version
from lenitive.reason.engine.population import judge_population
from lenitive.reason.engine.program import program
from lenitive.reason.population import results, source
from lenitive.reason.tables import ask, derived_names, evaluate
from lenitive.record.schema import create_statements

# What is being done (in words), how far, of how much.
Progress = Callable[[str, int, int], None]
_PLAN = "evaluation.json"
ALL = tuple(results.RESULTS)


@dataclass(frozen=True)
class Evaluation:
    """What an evaluation came to.

    parts, done_before : parts in all, and those that an earlier, stopped run had finished.
    """

    people: int
    parts: int
    done_before: int
    notes: tuple[Note, ...]


def evaluate_population(
    path: Path,
    out: Path,
    *,
    as_of: date,
    tables: Sequence[str] = ALL,
    memory: str = "3GB",
    progress: Progress | None = None,
) -> Evaluation:
    """Judge everyone in `path` as of a day, into out/<table>/part-<n>.parquet.

    tables : which results to write. memory : how much DuckDB may use (it goes on on disk).
    A run that was stopped goes on where it was when it is called again.
    Raises : InputError when nothing can be read, or `out` holds another evaluation.
    """
    out.mkdir(parents=True, exist_ok=True)
    work = out / ".work"
    plan = _plan(path, as_of)
    known = _known_plan(out, plan)
    notes: list[Note] = []
    if known is None or not work.is_dir():
        notes = _prepare(path, out, plan, memory, progress)
        known = _known_plan(out, plan)
    parts = int(str((known or {}).get("parts", 0)))
    before = sum(results.is_done(out, part, tables) for part in range(parts))
    people = 0
    for part in range(parts):
        if progress is not None:
            progress("Judging", part, parts)
        people += _judge_part(out, work, part, as_of, memory, tables)
    if progress is not None:
        progress("Judging", parts, parts)
    shutil.rmtree(work, ignore_errors=True)
    return Evaluation(people, parts, before, tuple(notes))


def _plan(path: Path, as_of: date) -> dict[str, object]:
    """What an evaluation is of; a folder of results belongs to one such plan."""
    files = sorted(file for file in path.rglob("*") if file.is_file()) if path.is_dir() else [path]
    marks = [f"{file}:{file.stat().st_size}:{file.stat().st_mtime_ns}" for file in files]
    return {"as_of": as_of.isoformat(), "knowledge": knowledge_version(), "source": sorted(marks)}


def _known_plan(out: Path, plan: dict[str, object]) -> dict[str, object] | None:
    written = out / _PLAN
    if not written.exists():
        return None
    known: dict[str, object] = orjson.loads(written.read_bytes())
    if {key: known.get(key) for key in plan} != plan:
        raise InputError(
            "it holds the results of another evaluation",
            where=str(out),
            do="Choose another folder, or remove it.",
        )
    return known


def _prepare(
    path: Path, out: Path, plan: dict[str, object], memory: str, progress: Progress | None
) -> list[Note]:
    work = out / ".work"
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir()

    def reading(done: int, total: int) -> None:
        if progress is not None:
            progress("Reading", done, total)

    connection, notes = source.open_source(path, work, memory=memory, progress=reading)
    try:
        parts = source.cut(connection, work)
    finally:
        connection.close()
    draft = out / f"{_PLAN}.writing"
    draft.write_bytes(orjson.dumps(plan | {"parts": parts}))
    draft.replace(out / _PLAN)
    return notes


def _judge_part(out: Path, work: Path, part: int, as_of: date, memory: str, tables: Sequence[str]) -> int:
    """Judge one part, unless it has been; returns how many people it has."""
    if results.is_done(out, part, tables):
        return source.people_in(work, part)
    config = {"memory_limit": memory, "temp_directory": str(work / "spill")}
    with duckdb.connect(config=config) as connection:
        connection.execute("SET preserve_insertion_order = false; SET enable_progress_bar = false")
        for create in create_statements():
            connection.execute(create)
        people = source.load_part(connection, work, part)
        ask(connection, as_of)
        # No rule reads the exposure of single days, and there are many of them.
        evaluate(connection, [name for name in derived_names() if name != "exposure" or name in tables])
        connection.register("option_none", results.no_options())
        for table in tables:
            results.write_whole(_rows(connection, table), results.part_path(out, table, part))
    return people


def _rows(connection: duckdb.DuckDBPyConnection, table: str) -> pa.RecordBatchReader | pa.Table:
    if table == "finding":
        return results.finding_rows(judge_population(connection, program()), program())
    return connection.sql(results.RESULTS[table]).to_arrow_reader(100_000)
