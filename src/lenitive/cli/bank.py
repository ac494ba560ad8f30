"""`lenitive bank`: item banks that this site may use."""

from __future__ import annotations

from pathlib import Path

import click


@click.group("bank")
def command() -> None:
    """Item banks: what is here, and how a site's own are brought in."""


@command.command("import")
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--licence", required=True, metavar="TEXT", help="Under which licence this site may use it.")
@click.option("--id", "name", default="", metavar="ID", help="Id of the bank, where the file holds one.")
def import_command(path: Path, licence: str, name: str) -> None:
    """Bring in the item banks of PATH: a CSV (item, a, b1, b2, ...) or a FHIR Questionnaire."""
    from lenitive.measure.banks import import_banks

    for bank in import_banks(path, licence=licence, name=name):
        click.echo(f"{bank.id}: {len(bank.bank.items)} items. Licence noted: {bank.licence}")


@command.command("list")
def list_command() -> None:
    """List the banks of this site, and those that are shipped."""
    from lenitive.measure.banks import banks

    for bank in banks():
        calibrated = {True: "calibrated", False: "NOT calibrated on people", None: "calibration not stated"}
        click.echo(
            f"{bank.id}: {bank.title}; {len(bank.bank.items)} items; {calibrated[bank.calibrated]}; "
            f"licence: {bank.licence}"
        )
