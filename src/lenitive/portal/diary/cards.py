"""What the diary and the card for a bad day put on the first page."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext as _

from lenitive.desk.policy import Helper, own_may
from lenitive.portal.diary import keeping
from lenitive.portal.home.cards import Card
from lenitive.portal.models import FlareCard, Reminder
from lenitive.portal.sessions import Me


def card(me: Me) -> list[Card]:
    """The bad day, one tap away, and today's diary: due where a reminder is set, else offered."""
    bad = Card(
        150,
        _("Bad day"),
        _("Your plan for a bad day.") if _has_card(me) else _("Make a plan for bad days while it is calm."),
        "/me/flare/",
        _("Open"),
    )
    if not own_may(Helper(me.tie.helper), "own_answer"):
        return [bad]
    today = timezone.localdate()
    done = bool(keeping.days(me.patient_id, today, today))
    order = 40 if _reminded(me) else 120
    diary = Card(
        order, _("Diary"), _("What did you do today? 20 seconds."), "/me/diary/", _("Write"), done=done
    )
    if done:
        diary = Card(order, _("Diary"), "", "/me/diary/", _("Open"), done=True)
    return [diary, bad]


def _has_card(me: Me) -> bool:
    return FlareCard.objects.filter(patient_id=me.patient_id).exists()


def _reminded(me: Me) -> bool:
    now = timezone.localtime()
    mine = Reminder.objects.filter(account=me.account, patient_id=me.patient_id, time__lte=now.time())
    return mine.filter(days__contains=str(now.isoweekday())).exists()
