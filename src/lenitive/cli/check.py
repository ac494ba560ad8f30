"""`lenitive check`: whether the store is whole, in plain words."""

from __future__ import annotations

import click


@click.command("check")
@click.option(
    "--since",
    metavar="HASH",
    default="",
    help="Where the audit trail ended once, as a backup or a check said: it must still go through there.",
)
def command(since: str) -> None:
    """Prove that the audit trail is unchanged, and that every row fits the others and its schema."""
    from lenitive.cli.bar import rows_bar
    from lenitive.errors import InputError
    from lenitive.site.start import set_up

    set_up()
    from lenitive.desk.checks import check_store

    with rows_bar("Checking") as progress:
        checks = check_store(since=since.strip().lower(), progress=progress)
    for each in checks:
        click.echo(f"{'good' if each.good else 'WRONG':<6}{each.sentence}")
    wrong = [each for each in checks if not each.good]
    if wrong:
        raise InputError(
            "1 check failed" if len(wrong) == 1 else f"{len(wrong)} checks failed",
            where="the store",
            do="Do not go on working with it; compare it with the last backup (lenitive restore).",
        )
