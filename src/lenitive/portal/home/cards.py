"""What each part of the portal puts on the first page, the most urgent first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.module_loading import import_string

if TYPE_CHECKING:
    from lenitive.portal.sessions import Me

# One function of each part, `card(me) -> list[Card]`; by its name, since the parts import `Card` from here.
CARDS = (
    "lenitive.portal.diary.cards.card",
    "lenitive.portal.asked.card.card",
    "lenitive.portal.body.card.card",
    "lenitive.portal.progress.views.card",
    "lenitive.portal.lessons.cards.card",
    "lenitive.portal.team.cards.card",
    "lenitive.portal.questions.cards.card",
)


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


def cards(me: Me) -> list[Card]:
    """The cards of a person, in order."""
    every = [card for name in CARDS for card in import_string(name)(me)]
    return sorted(every, key=lambda card: card.order)
