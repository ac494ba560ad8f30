"""What the calendar needs while time goes on, safe to repeat: a server does it in the background."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from lenitive.clinic.appointments.holding import forget_past
from lenitive.clinic.appointments.reminding import mark_due, send_due
from lenitive.clinic.appointments.retiming import retime

# What a part that stands above the clinic does from time to time; it must be safe to repeat.
_beside: list[Callable[[], object]] = []


def register(work: Callable[[], object]) -> None:
    """Let a part do something while time goes on; registering the same twice changes nothing."""
    if work not in _beside:
        _beside.append(work)


@cache
def _retimed() -> int:
    """Once a process: it reads the rules of a zone once, so that they change for the next one only."""
    return retime()


def keep_up() -> None:
    """Wall times after a change of a zone's rules, what is past, and reminders that are due."""
    _retimed()
    forget_past()
    mark_due()
    send_due()
    for work in _beside:
        work()
