"""Options that the commands about adaptive tests share."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from lenitive.errors import InputError

if TYPE_CHECKING:
    from lenitive.measure.adaptive import Rules

_RULES = (
    click.option(
        "--select",
        type=click.Choice(["information", "variance"]),
        default="information",
        show_default=True,
        help="Next item: most information now, or least expected posterior variance.",
    ),
    click.option("--max-items", default=12, show_default=True, type=click.IntRange(1), help="Most items."),
    click.option(
        "--min-items", default=4, show_default=True, type=click.IntRange(1), help="Fewest items, if so many."
    ),
    click.option("--se", default=0.3, show_default=True, help="Stop at this standard error; 0 for never."),
    click.option("--theta-change", default=0.0, help="Stop when an answer moves theta by less; 0 for never."),
    click.option(
        "--content",
        default="",
        metavar="AREA=SHARE,...",
        help="Balance the areas of the bank by these shares.",
    ),
    click.option(
        "--random-of", default=1, show_default=True, type=click.IntRange(1), help="Choose among so many best."
    ),
)


def rule_options(function: Callable[..., None]) -> Callable[..., None]:
    """How the test chooses and stops."""
    for option in reversed(_RULES):
        function = option(function)
    return function


def bank_option(function: Callable[..., None]) -> Callable[..., None]:
    """Which bank of a file that holds several."""
    return click.option(
        "--bank", "of", default="", metavar="ID", help="Which bank, where the file holds several."
    )(function)


def rules(
    select: Any,  # one of the two words that click allows
    max_items: int,
    min_items: int,
    se: float,
    theta_change: float,
    content: str,
    random_of: int,
) -> Rules:
    """The rules that the options ask for."""
    from lenitive.measure.adaptive import Rules

    return Rules(
        select=select,
        max_items=max_items,
        min_items=min(min_items, max_items),
        se=se or None,
        theta_change=theta_change or None,
        content=_shares(content),
        random_of=random_of,
    )


def _shares(text: str) -> tuple[tuple[str, float], ...]:
    """Area and share of each pair of "moving=2,home=1"."""
    try:
        pairs = [part.split("=") for part in text.split(",") if part.strip()]
        return tuple((area.strip(), float(share)) for area, share in pairs)
    except ValueError as problem:
        raise InputError(f"--content is {text!r}", do="Write it as AREA=SHARE,AREA=SHARE.") from problem
