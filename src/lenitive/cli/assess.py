"""`lenitive assess`: one person's chart becomes a summary."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click
import orjson

from lenitive.cli import options


@click.command("assess")
@options.path_argument
@options.as_of_option
@options.patient_option
@options.order_option
@options.json_option
def command(
    path: Path, as_of: date | None, patient: str | None, orders: tuple[str, ...], as_json: bool
) -> None:
    """Read the chart PATH (FHIR R4): what drives the pain, what is unsafe, what fits next and why."""
    from lenitive.measure import score_record
    from lenitive.plan.assess import assess

    connection, person = options.open_chart(path, patient)
    score_record(connection)
    summary = assess(connection, patient_id=person, as_of=as_of or options.today(), orders=orders)
    if as_json:
        click.echo(orjson.dumps(summary, option=orjson.OPT_INDENT_2))
        return
    from lenitive.cli.text import summary_text

    click.echo(summary_text(summary))
