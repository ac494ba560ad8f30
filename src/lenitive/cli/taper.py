"""`lenitive taper`: from the opioid of a chart to a calendar of how it may be reduced."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import click
import orjson

from lenitive.cli import options
from lenitive.cli.taper_options import taper_options, wish_of


@click.command("taper")
@options.path_argument
@options.as_of_option
@options.patient_option
@taper_options
@options.json_option
# Any: the options of a taper, which `wish_of` takes one by one.
def command(path: Path, as_of: date | None, patient: str | None, as_json: bool, **wished: Any) -> None:
    """Plan how the opioid (or benzodiazepine) of the chart PATH may be reduced slowly.

    The calendar is made of pieces that can be handed out and is never faster than the guideline's limit.
    It changes no order: the clinician and the person decide together, step by step.
    """
    from lenitive.measure import score_record
    from lenitive.plan.taper import plan_taper, taper_text

    wish = wish_of(**wished)
    connection, person = options.open_chart(path, patient)
    score_record(connection)
    taper = plan_taper(connection, patient_id=person, as_of=as_of or options.today(), wish=wish)
    if as_json:
        click.echo(orjson.dumps(taper.as_json(), option=orjson.OPT_INDENT_2))
        return
    click.echo(taper_text(taper))
