"""A name with too many wrong tries waits. They are counted in the audit trail: every process agrees."""

from __future__ import annotations

from datetime import timedelta
from math import ceil

from django.utils import timezone
from django.utils.translation import ngettext

from lenitive.desk.models import AuditEvent

TRIES = 5
WINDOW = timedelta(minutes=15)
# Wrong passwords, at the door and when asked again, and wrong second factors are all tries at one name. Only
# what got somebody all the way in, or was asked of somebody who is in, forgives those before.
_COUNTED = ("sign_in", "second_factor", "confirm")


def minutes_to_wait(username: str) -> int:
    """How long a name has to wait, in whole minutes; 0 when it may try.

    The tries of the window count, from the last time that the name got in. The name waits until the oldest
    of them is out of the window, whether or not there is such an account.
    """
    now = timezone.now()
    tries = AuditEvent.objects.filter(action__in=_COUNTED, actor=username, at__gt=now - WINDOW)
    wrong = []
    for at, allowed in tries.order_by("-at", "-id").values_list("at", "allowed")[:TRIES]:
        if allowed:
            break
        wrong.append(at)
    if len(wrong) < TRIES:
        return 0
    seconds: float = (wrong[-1] + WINDOW - now).total_seconds()
    return max(1, ceil(seconds / 60))


def in_words(minutes: int) -> str:
    """What somebody reads who has to wait."""
    return (
        ngettext(
            "Too many tries with this user name. Wait %d minute, then try again.",
            "Too many tries with this user name. Wait %d minutes, then try again.",
            minutes,
        )
        % minutes
    )
