"""What each part of the portal puts on the first page, the most urgent first."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from lenitive.portal.sessions import Me


@dataclass(frozen=True)
class Card:
    """One thing of the first page: what it is, why now, and where it leads.

    order : the smaller, the higher; 0 to 99 is due, 100 and more is offered.
    minutes : how long it takes; None where that says nothing.
    """

    order: int
    title: str
    text: str
    url: str
    press: str
    minutes: int | None = None
    done: bool = False


Maker = Callable[[Me], list[Card]]
# One function of each part.
CARDS: tuple[Maker, ...] = ()


def cards(me: Me) -> list[Card]:
    """The cards of a person, in order."""
    return sorted((card for make in CARDS for card in make(me)), key=lambda card: card.order)
