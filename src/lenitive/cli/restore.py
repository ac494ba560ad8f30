"""`lenitive restore`: a backup back into the store, all of it or nothing."""

from __future__ import annotations

from pathlib import Path

import click


@click.command("restore")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--replace", is_flag=True, help="Lose what the store holds now, when it holds anything.")
def command(file: Path, replace: bool) -> None:
    """Put the backup FILE in the place of the store: SQLite or PostgreSQL, whichever it was made from.

    When anything is wrong with FILE, or on the way, the store stays as it was.
    """
    from lenitive.cli.bar import rows_bar
    from lenitive.site.start import set_up

    set_up()
    from lenitive.desk.backup import restore

    with rows_bar("Restoring") as progress:
        manifest = restore(file, replace=replace, progress=progress)
    click.echo(f"Restored {manifest.rows:,} rows, as they were at {manifest.made_at}.")
    click.echo(f"The audit trail ends with {manifest.head}. Start the site again if it is running.")
