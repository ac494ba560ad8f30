"""Work that a person's record alone does not ask for: parts of the clinic add theirs, registered at start."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date

from lenitive.plan.due import Wanted

# (person, day) -> the pieces of work.
Asks = Callable[[str, date], Iterable[Wanted]]
_asks: list[Asks] = []


def register(asks: Asks) -> None:
    """Let a part of the clinic add work to everybody's lists; registering the same twice changes nothing."""
    if asks not in _asks:
        _asks.append(asks)


def asked_beside(patient_id: str, as_of: date) -> tuple[Wanted, ...]:
    """What all of them ask for about a person on a day."""
    return tuple(each for asks in _asks for each in asks(patient_id, as_of))
