"""`lenitive import`: FHIR into the store, all or nothing."""

from __future__ import annotations

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

    report = import_paths([path], keep_going=keep_going)
    for note in report.notes:
        click.echo(f"  {note}", err=True)
    click.echo(report.sentence())
