"""Evaluate a population on one machine: out of core, in parts, and going on where it was stopped."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from datetime import date
from multiprocessing import get_context
from pathlib import Path

import duckdb
import orjson
import pyarrow as pa

from lenitive.errors import InputError, Note
from lenitive.kept import keep
from lenitive.knowledge.rules.site import knowledge_version
from lenitive.reason.engine.population import judge_population
from lenitive.reason.engine.program import program
from lenitive.reason.population import results, source
from lenitive.reason.tables import ask, derived_names, evaluate, sql
from lenitive.record.schema import create_statements

# What is being done (in words), how far, of how much.
Progress = Callable[[str, int, int], None]
# What a higher room makes of everyone in a database in which the derived tables are made: the table `option`.
Options = Callable[[duckdb.DuckDBPyConnection], pa.RecordBatchReader]
_PLAN, _WORK = "evaluation.json", ".work"
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
    workers: int | None = None,
    options: Options | None = None,
    progress: Progress | None = None,
) -> Evaluation:
    """Judge everyone in `path` as of a day, into out/<table>/part-<n>.parquet.

    tables : which results to write. memory : how much DuckDB may use (it goes on on disk). workers : how many
    processes judge parts beside each other; one a core where nothing is said. options : what makes the table
    `option` of a part (a function of a module, for the workers); without it the table is empty.
    A run that was stopped goes on where it was when it is called again.
    Raises : InputError when nothing can be read, or `out` holds another evaluation.
    """
    out.mkdir(parents=True, exist_ok=True)
    plan = _plan(path, as_of)
    parts, notes = _known_parts(out, plan), list[Note]()
    if parts is None:
        parts, notes = _prepare(path, out, plan, memory, progress)
    todo = [part for part in range(len(parts.files)) if not results.is_done(out, part, tables)]
    before = len(parts.files) - len(todo)
    hands = min(workers or os.cpu_count() or 1, max(1, len(todo)))
    threads = max(1, (os.cpu_count() or 1) // hands)
    job = _Job(out, parts, as_of, _share(memory, hands), threads, tuple(tables), options)
    for done in _each_done(job, todo, hands):
        if progress is not None:
            progress("Judging", before + done, len(parts.files))
    people = sum(source.people_in(parts, part) for part in range(len(parts.files)))
    shutil.rmtree(out / _WORK, ignore_errors=True)
    return Evaluation(people, len(parts.files), before, tuple(notes))


@dataclass(frozen=True)
class _Job:
    """What a worker needs in order to judge a part: memory in bytes, and threads, are its share."""

    out: Path
    parts: source.Parts
    as_of: date
    memory: str
    threads: int
    tables: tuple[str, ...]
    options: Options | None


def _each_done(job: _Job, todo: Sequence[int], hands: int) -> Iterator[int]:
    """Judge the parts; how many are done, first none, then after each."""
    yield 0
    if hands == 1:
        for done, part in enumerate(todo, 1):
            _judge_part(job, part)
            yield done
        return
    for name in derived_names():
        sql(name)
    keep()  # so that the workers find it
    # Not forked: a forked process would share the database's threads and locks.
    with ProcessPoolExecutor(hands, mp_context=get_context("spawn")) as pool:
        waiting = [pool.submit(_judge_part, job, part) for part in todo]
        for done, each in enumerate(as_completed(waiting), 1):
            each.result()
            yield done


def _share(memory: str, hands: int) -> str:
    """Each worker's share of the memory, in the database's words."""
    with duckdb.connect(config={"memory_limit": memory}) as connection:
        said = "SELECT current_setting('memory_limit')"
        number, unit = str(connection.execute(said).fetchall()[0][0]).split()
    return f"{float(number) / hands:.3f}{unit}"


def _plan(path: Path, as_of: date) -> dict[str, object]:
    """What an evaluation is of; a folder of results belongs to one such plan."""
    files = sorted(file for file in path.rglob("*") if file.is_file()) if path.is_dir() else [path]
    marks = [f"{file}:{file.stat().st_size}:{file.stat().st_mtime_ns}" for file in files]
    return {"as_of": as_of.isoformat(), "knowledge": knowledge_version(), "source": sorted(marks)}


def _known_parts(out: Path, plan: dict[str, object]) -> source.Parts | None:
    """The parts of an earlier run, where they are still there."""
    written = out / _PLAN
    if not written.exists():
        return None
    known = orjson.loads(written.read_bytes())
    if {key: known.get(key) for key in plan} != plan:
        raise InputError(
            "it holds the results of another evaluation",
            where=str(out),
            do="Choose another folder, or remove it.",
        )
    folder = Path(known["folder"])
    return source.Parts(folder, tuple(map(tuple, known["parts"]))) if folder.is_dir() else None


def _prepare(
    path: Path, out: Path, plan: dict[str, object], memory: str, progress: Progress | None
) -> tuple[source.Parts, list[Note]]:
    work = out / _WORK
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir()

    def reading(done: int, total: int) -> None:
        if progress is not None:
            progress("Reading", done, total)

    connection, notes = source.open_source(path, work, memory=memory, progress=reading)
    try:
        parts = source.parts_of(path, connection, work)
    finally:
        connection.close()
    draft = out / f"{_PLAN}.writing"
    draft.write_bytes(orjson.dumps(plan | {"folder": str(parts.folder), "parts": parts.files}))
    draft.replace(out / _PLAN)
    return parts, notes


def _judge_part(job: _Job, part: int) -> None:
    """Judge one part into its files."""
    spill = str(job.out / _WORK / f"spill-{part}")
    config = {"memory_limit": job.memory, "temp_directory": spill, "threads": job.threads}
    with duckdb.connect(config=config) as connection:
        connection.execute("SET preserve_insertion_order = false; SET enable_progress_bar = false")
        for create in create_statements():
            connection.execute(create)
        source.load_part(connection, job.parts, part)
        ask(connection, job.as_of)
        # No rule reads the exposure of single days, and there are many of them.
        evaluate(connection, [name for name in derived_names() if name != "exposure" or name in job.tables])
        connection.register("option_none", results.no_options())
        for table in job.tables:
            results.write_whole(_rows(connection, table, job), results.part_path(job.out, table, part))


def _rows(connection: duckdb.DuckDBPyConnection, table: str, job: _Job) -> pa.RecordBatchReader | pa.Table:
    if table == "option" and job.options is not None:
        return job.options(connection)
    if table == "finding":
        return results.finding_rows(judge_population(connection, program()), program())
    return connection.sql(results.RESULTS[table]).to_arrow_reader(100_000)
