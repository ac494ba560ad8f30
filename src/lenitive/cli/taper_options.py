"""The options that say what is wished of a taper, for the commands that plan or print one."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import click

from lenitive.cli.options import Day

if TYPE_CHECKING:
    from collections.abc import Callable

    from lenitive.plan.taper import Wish

_MOST_STRENGTH = 10_000
_OPTIONS = (
    click.option(
        "--rate", type=float, default=None, metavar="PERCENT", help="Of the dose now, at each step."
    ),
    click.option("--every", type=int, default=None, metavar="WEEKS", help="Between two steps."),
    click.option(
        "--to",
        "goal",
        type=float,
        default=0.0,
        metavar="DOSE",
        help="The dose a day to end at (default: none).",
    ),
    click.option("--start", type=Day(), default=None, metavar="YYYY-MM-DD", help="Day of the first step."),
    click.option("--pause", "pauses", multiple=True, metavar="STEP:WEEKS", help="Stay longer on a step."),
    click.option("--medicine", default="", metavar="NAME", help="Which one, where several are taken."),
    click.option("--dose", type=float, default=None, metavar="DOSE", help="What is really taken a day."),
    click.option(
        "--units", default="", metavar="A,B", help="Strengths that can be had, where the chart does not say."
    ),
    click.option(
        "--danger", default="", metavar="WORDS", help="An immediate danger that asks for a faster pace."
    ),
    click.option(
        "--despite", default="", metavar="WORDS", help="Why it is planned though a reason to wait is met."
    ),
)


def taper_options(function: Callable[..., None]) -> Callable[..., None]:
    """All of them; the command gets them as keywords and gives them to `wish_of`."""
    for option in reversed(_OPTIONS):
        function = option(function)
    return function


def wish_of(
    *,
    rate: float | None,
    every: int | None,
    goal: float,
    start: date | None,
    pauses: tuple[str, ...],
    medicine: str,
    dose: float | None,
    units: str,
    danger: str,
    despite: str,
) -> Wish:
    """The wish that the options say; wrong usage where one cannot be read."""
    from lenitive.plan.taper import Wish

    return Wish(
        percent=rate,
        every_weeks=every,
        to=goal,
        start=start,
        pauses=dict(_pause(each) for each in pauses),
        medicine=medicine,
        dose=dose,
        units=tuple(_strength(each) for each in units.split(",") if each.strip()),
        danger=danger,
        despite=despite,
    )


# Any: whatever click hands to a command.
def is_asked(wished: dict[str, Any]) -> bool:
    """Whether any of the options was given."""
    return any(value not in (None, "", (), 0.0) for value in wished.values())


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
    if not 0 < amount < _MOST_STRENGTH:
        raise click.BadParameter(f"{text!r} is not a strength, as in 5 or 2.5.", param_hint="--units")
    return amount
