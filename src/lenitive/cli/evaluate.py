"""`lenitive evaluate`: a population's scores, exposure, findings and changes, as Parquet."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import click

from lenitive.cli import options


@click.command("evaluate")
@options.path_argument
@click.option("--out", required=True, type=click.Path(path_type=Path), help="Folder for the results.")
@click.option(
    "--engine",
    type=click.Choice(["duckdb", "spark"]),
    default="duckdb",
    show_default=True,
    help="DuckDB in this process, or Spark (`pip install lenitive[spark]`).",
)
@click.option("--master", default="local[*]", show_default=True, help="Where Spark runs.")
@click.option("--memory", default="3GB", show_default=True, help="Memory that the engine may use.")
@options.as_of_option
def command(path: Path, out: Path, engine: str, master: str, memory: str, as_of: date | None) -> None:
    """Judge everyone in PATH (FHIR, or record tables as Parquet) into DIR/<table>/*.parquet.

    A run that was stopped goes on where it was when it is called again.
    """
    from lenitive.errors import InputError

    if not path.exists():
        raise InputError("no such file or folder", where=str(path), do="Check the path.")
    day = as_of or options.today()
    with _bar() as progress:
        if engine == "spark":
            from lenitive.reason.population.spark import evaluate_on_spark

            made = evaluate_on_spark(path, out, as_of=day, master=master, memory=memory, progress=progress)
        else:
            from lenitive.plan.population import option_rows
            from lenitive.reason.population import evaluate_population

            made = evaluate_population(
                path, out, as_of=day, memory=memory, options=option_rows, progress=progress
            )
    for note in made.notes:
        click.echo(f"  {note}", err=True)
    again = f", {made.done_before} of {made.parts} parts from an earlier run" if made.done_before else ""
    click.echo(f"{made.people:,} people judged as of {day.isoformat()} into {out}{again}.")


@contextmanager
def _bar() -> Iterator[Callable[[str, int, int], None] | None]:
    """A bar on standard error, or nothing where that is no terminal."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("Reading", total=None)
        yield lambda words, done, total: bar.update(task, description=words, completed=done, total=total)
