"""`lenitive backup`: the whole store in one file, while the site goes on."""

from __future__ import annotations

from pathlib import Path

import click


@click.command("backup")
@click.argument("file", type=click.Path(path_type=Path))
def command(file: Path) -> None:
    """Write the whole store into FILE, as it is at this moment; the site may go on working.

    FILE holds everything that the clinic knows, and the site's secret key: keep it to yourself.
    An older FILE is replaced once the new one is whole.
    """
    from lenitive.cli.bar import rows_bar
    from lenitive.site.start import ready_store

    ready_store()
    from lenitive.desk.backup import backup

    with rows_bar("Writing") as progress:
        manifest = backup(file, progress)
    size = file.stat().st_size
    click.echo(f"{file}: {manifest.rows:,} rows of {len(manifest.tables)} tables, {size / 1e6:,.1f} MB.")
    click.echo(f"Its audit trail ends with {manifest.head}.")
