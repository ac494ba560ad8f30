"""`lenitive taper`: from the opioid of a chart to a calendar of how it may be reduced."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click
import orjson

from lenitive.cli import options


@click.command("taper")
@options.path_argument
@options.as_of_option
@options.patient_option
@click.option("--rate", type=float, default=None, metavar="PERCENT", help="Of the dose now, at each step.")
@click.option("--every", type=int, default=None, metavar="WEEKS", help="Between two steps.")
@click.option(
    "--to", type=float, default=0.0, metavar="DOSE", help="The dose a day to end at (default: none)."
)
@click.option(
    "--start", type=options.Day(), default=None, metavar="YYYY-MM-DD", help="Day of the first step."
)
@click.option("--pause", "pauses", multiple=True, metavar="STEP:WEEKS", help="Stay longer on a step.")
@click.option("--medicine", default="", metavar="NAME", help="Which one, where several are taken.")
@click.option("--dose", type=float, default=None, metavar="DOSE", help="What is really taken a day.")
@click.option(
    "--units", default="", metavar="A,B", help="Strengths that can be had, where the chart does not say."
)
@click.option(
    "--danger", default="", metavar="WORDS", help="An immediate danger that asks for a faster pace."
)
@click.option(
    "--despite", default="", metavar="WORDS", help="Why it is planned though a reason to wait is met."
)
@options.json_option
def command(
    path: Path,
    as_of: date | None,
    patient: str | None,
    rate: float | None,
    every: int | None,
    to: float,
    start: date | None,
    pauses: tuple[str, ...],
    medicine: str,
    dose: float | None,
    units: str,
    danger: str,
    despite: str,
    as_json: bool,
) -> None:
    """Plan how the opioid (or benzodiazepine) of the chart PATH may be reduced slowly.

    The calendar is made of pieces that can be handed out and is never faster than the guideline's limit.
    It changes no order: the clinician and the person decide together, step by step.
    """
    from lenitive.measure import score_record
    from lenitive.plan.taper import Wish, plan_taper, taper_text

    wish = Wish(
        percent=rate,
        every_weeks=every,
        to=to,
        start=start,
        pauses=dict(_pause(each) for each in pauses),
        medicine=medicine,
        dose=dose,
        units=tuple(_strength(each) for each in units.split(",") if each.strip()),
        danger=danger,
        despite=despite,
    )
    connection, person = options.open_chart(path, patient)
    score_record(connection)
    taper = plan_taper(connection, patient_id=person, as_of=as_of or options.today(), wish=wish)
    if as_json:
        click.echo(orjson.dumps(taper.as_json(), option=orjson.OPT_INDENT_2))
        return
    click.echo(taper_text(taper))


def _pause(text: str) -> tuple[int, int]:
    step, colon, weeks = text.partition(":")
    if not (colon and step.strip().isdigit() and weeks.strip().isdigit()):
        raise click.BadParameter(f"{text!r} is not STEP:WEEKS, as in 3:4.", param_hint="--pause")
    return int(step), int(weeks)


def _strength(text: str) -> float:
    try:
        amount = float(text)
    except ValueError:
        amount = 0.0
    if not 0 < amount < 10_000:
        raise click.BadParameter(f"{text!r} is not a strength, as in 5 or 2.5.", param_hint="--units")
    return amount
