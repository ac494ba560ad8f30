"""A name with too many wrong passwords waits. Tries are counted in the audit trail: every process agrees."""

from __future__ import annotations

from datetime import timedelta
from math import ceil

from django.utils import timezone

from lenitive.desk.models import AuditEvent

TRIES = 5
WINDOW = timedelta(minutes=15)


def minutes_to_wait(username: str) -> int:
    """How long a name has to wait, in whole minutes; 0 when it may try.

    The tries of the window count, from the last time that the name got in. The name waits until the oldest
    of them is out of the window, whether or not there is such an account.
    """
    now = timezone.now()
    recent = AuditEvent.objects.filter(action="sign_in", actor=username, at__gt=now - WINDOW).order_by("-at")
    wrong = []
    for at, allowed in recent.values_list("at", "allowed")[:TRIES]:
        if allowed:
            break
        wrong.append(at)
    if len(wrong) < TRIES:
        return 0
    seconds: float = (wrong[-1] + WINDOW - now).total_seconds()
    return max(1, ceil(seconds / 60))
