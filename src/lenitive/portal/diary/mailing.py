"""Reminders of the diary by e-mail: where the site has a server for it, and the person asked for it.

The mail names no person, no clinic and no illness. It goes by the clock of the clinic, once a day, and not on
a day on which the diary is written already. The server sends what is due; so does `lenitive work refresh`.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import send_mail
from django.db.models import Q, QuerySet
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from lenitive.portal.models import DiaryEntry, Reminder, Tie

_log = logging.getLogger(__name__)
# A server that was down for longer sends none: at midnight nobody wants to be told of seven in the evening.
_LATE = timedelta(hours=2)


def send_due(now: datetime | None = None) -> int:
    """Send what is due and was not sent today; returns how many went."""
    if not settings.MAIL_IS_SET_UP:
        return 0
    at = timezone.localtime(now)
    return sum(_send(each, at) for each in _of_today(at) if _is_due(each, at))


def _of_today(at: datetime) -> QuerySet[Reminder]:
    mailed = Q(mailed_on=None) | Q(mailed_on__lt=at.date())
    of_today = Reminder.objects.filter(
        mailed, by_mail=True, days__contains=str(at.isoweekday()), time__lte=at.time()
    )
    return of_today.exclude(account__email="").filter(account__ended_at=None).select_related("account")


def _is_due(reminder: Reminder, at: datetime) -> bool:
    due = datetime.combine(at.date(), reminder.time, tzinfo=at.tzinfo)
    if not max(reminder.made_at, at - _LATE) <= due:
        return False
    ties = Tie.objects.on(at).filter(account=reminder.account, patient_id=reminder.patient_id)
    told = DiaryEntry.objects.filter(patient_id=reminder.patient_id, day=at.date())
    return ties.exists() and not told.exists()


def _send(reminder: Reminder, at: datetime) -> bool:
    # Marked first and sent then: a second process finds nothing to send, and nobody is reminded twice.
    mine = Reminder.objects.filter(pk=reminder.pk, mailed_on=reminder.mailed_on)
    if not mine.update(mailed_on=at.date()):
        return False
    with translation.override(reminder.account.language or settings.LANGUAGE_CODE):
        subject = _("Diary")
        text = _("You asked to be reminded. You can end it in your diary, under Reminder.")
    try:
        send_mail(subject, f"{text}\n", None, [reminder.account.email])
    except (OSError, SMTPException) as problem:
        _log.warning("a reminder of the diary could not be sent: %s", type(problem).__name__)
        Reminder.objects.filter(pk=reminder.pk).update(mailed_on=reminder.mailed_on)
        return False
    return True
