"""`lenitive mme`: opioid milligram morphine equivalents a day, per order and in total."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click
import orjson

from lenitive.cli import options


@click.command("mme")
@options.path_argument
@options.as_of_option
@options.patient_option
@click.option(
    "--factors",
    type=click.Choice(["cdc2016", "cdc2022"]),
    default="cdc2022",
    show_default=True,
    help="Which conversion factors.",
)
@options.json_option
def command(path: Path, as_of: date | None, patient: str | None, factors: str, as_json: bool) -> None:
    """Opioid milligram morphine equivalents a day in the chart PATH.

    Every order that could not be read is named, and never counted as zero.
    """
    from lenitive.reason.mme import mme

    connection, person = options.open_chart(path, patient)
    report = mme(connection, patient_id=person, as_of=as_of or options.today(), factors=factors)
    if as_json:
        click.echo(orjson.dumps(report, option=orjson.OPT_INDENT_2))
        return
    from lenitive.cli.text import exposure_text

    click.echo(exposure_text(report))
