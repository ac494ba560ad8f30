"""`lenitive import`: FHIR into the store, all or nothing."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click


@click.command("import")
@click.argument("path", type=click.Path(path_type=Path))
@click.option(
    "--keep-going", is_flag=True, help="Store what is good and list the rest; without it, all or nothing."
)
def command(path: Path, keep_going: bool) -> None:
    """Read a FHIR bundle, a folder of bundles or bulk NDJSON at PATH into the store.

    Importing the same chart twice changes nothing.
    """
    from lenitive.errors import InputError
    from lenitive.site.start import ready_store

    if not path.exists():
        raise InputError("no such file or folder", where=str(path), do="Check the path.")
    ready_store()
    from lenitive.desk.importer import import_paths

    with reading_bar() as progress:
        report = import_paths([path], keep_going=keep_going, progress=progress)
    for note in report.notes:
        click.echo(f"  {note}", err=True)
    click.echo(report.sentence())


@contextmanager
def reading_bar() -> Iterator[Callable[[int, int], None] | None]:
    """A bar of bytes read on standard error, or nothing where that is no terminal."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("Reading", total=None)

        def moved(done: int, total: int) -> None:
            words = "Storing" if done >= total else "Reading"
            bar.update(task, completed=done, total=total, description=words)

        yield moved
