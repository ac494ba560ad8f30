"""What the calendar needs while time goes on, safe to repeat: a server does it in the background."""

from __future__ import annotations

from functools import cache

from lenitive.clinic.appointments.holding import forget_past
from lenitive.clinic.appointments.reminding import mark_due, send_due
from lenitive.clinic.appointments.retiming import retime


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
