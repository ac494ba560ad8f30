"""Reminders: queued with an appointment, due at their time, in the person's language and by the person's way.

What is told names no condition and nothing that the visit is about. E-mail goes only where the site has set
up a server for it and the person agreed; everything else stands on a list for staff to telephone.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from smtplib import SMTPException
from typing import Any

from django.conf import settings
from django.core.mail import send_mail
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from lenitive.clinic.appointments.wall import nearest, of_instant
from lenitive.clinic.models import (
    AHEAD,
    Appointment,
    Attendance,
    Reminder,
    ReminderState,
    Route,
    Wishes,
)
from lenitive.clinic.work.reach import Reach, reach
from lenitive.desk.models import Patient
from lenitive.knowledge.visits.appointments import ReminderLine, appointments

_log = logging.getLogger(__name__)
_A_DAY = timedelta(days=1)
_AT_ONCE = 200
_OPEN = (ReminderState.QUEUED, ReminderState.DUE, ReminderState.FAILED)


@dataclass(frozen=True)
class Told:
    """What a person is told: subject and text, in which language; `missing`: no words of their language."""

    subject: str
    text: str
    language: str
    missing: bool


@dataclass(frozen=True)
class Call:
    """One line of the list for the telephone."""

    reminder: Reminder
    name: str
    reach: Reach
    interpreter: str
    told: Told


def queue(appointment: Appointment) -> None:
    """Bring the reminders of an appointment in line with its time and status; in a transaction."""
    now = timezone.now()
    people = list(appointment.people.all())
    wishes = {each.patient_id: each for each in Wishes.objects.filter(patient_id__in=_ids(people))}
    for attendance in people:
        route = wishes[attendance.patient_id].route if attendance.patient_id in wishes else Route.PHONE
        if attendance.status in AHEAD and route != Route.NONE:
            for line in appointments().reminders.values():
                _queue(appointment, attendance, line, route, now)
        else:
            attendance.reminders.filter(state__in=_OPEN).update(state=ReminderState.DROPPED)


def _ids(people: Iterable[Attendance]) -> list[str]:
    return [each.patient_id for each in people]


def _queue(
    appointment: Appointment, attendance: Attendance, line: ReminderLine, route: str, now: datetime
) -> None:
    due = due_at(appointment, line)
    found = attendance.reminders.filter(line=line.id).first()
    if found is not None and found.due_at == due and found.state != ReminderState.DROPPED:
        return
    if now > appointment.start - line.made_before or due <= now:
        # Who was told of this time a moment ago needs no reminder of it.
        attendance.reminders.filter(line=line.id, state__in=_OPEN).update(state=ReminderState.DROPPED)
        return
    Reminder.objects.update_or_create(
        attendance=attendance,
        line=line.id,
        defaults={
            "due_at": due,
            "state": ReminderState.QUEUED,
            "route": route,
            "why": "",
            "done_at": None,
            "done_by": "",
        },
    )


def due_at(appointment: Appointment, line: ReminderLine) -> datetime:
    """When a reminder is due: so long before the start, and the evening before where that is at night."""
    due = appointment.start - line.before
    local = of_instant(due, appointment.zone).local
    evening, morning = appointments().night
    if not _is_night(local.time(), evening, morning):
        return due
    day = local.date() if local.time() >= evening else local.date() - _A_DAY
    return nearest(day, evening, appointment.zone)


def _is_night(at: time, evening: time, morning: time) -> bool:
    return at >= evening or at < morning


def mark_due(now: datetime | None = None) -> int:
    """Mark what is due now, and drop what is over; returns how many became due."""
    at = now or timezone.now()
    Reminder.objects.filter(state__in=_OPEN, attendance__appointment__start__lte=at).update(
        state=ReminderState.DROPPED, why=_("The appointment was over.")
    )
    due = Reminder.objects.filter(state=ReminderState.QUEUED, due_at__lte=at)
    return due.update(state=ReminderState.DUE)


def send_due() -> int:
    """Send what is due by e-mail, where the site has a server for it; returns how many went."""
    if not settings.MAIL_IS_SET_UP:
        return 0
    due = Reminder.objects.filter(state=ReminderState.DUE, route=Route.EMAIL).select_related(
        "attendance__appointment__clinic"
    )
    return sum(_send(reminder) for reminder in due.order_by("due_at")[:_AT_ONCE])


def _send(reminder: Reminder) -> bool:
    address = _address(reminder.attendance.patient_id)
    told = told_of(reminder)
    if not address or told.missing:
        why = _("There is no address.") if not address else _("There are no words in this language yet.")
        Reminder.objects.filter(pk=reminder.pk).update(route=Route.PHONE, why=why)
        return False
    # Marked first and sent then: a second process finds nothing to send, and nobody is reminded twice.
    mine = Reminder.objects.filter(pk=reminder.pk, state=ReminderState.DUE).update(
        state=ReminderState.SENT, done_at=timezone.now(), done_by=_("e-mail")
    )
    if not mine:
        return False
    try:
        send_mail(told.subject, told.text, None, [address])
    except (OSError, SMTPException) as problem:
        _log.warning("a reminder could not be sent: %s", type(problem).__name__)
        Reminder.objects.filter(pk=reminder.pk).update(
            state=ReminderState.FAILED, why=_("The e-mail could not be sent."), done_at=None, done_by=""
        )
        return False
    return True


def _address(patient_id: str) -> str:
    found = Wishes.objects.filter(patient_id=patient_id).values_list("email", flat=True).first()
    return str(found or "")


def told_of(reminder: Reminder) -> Told:
    """The words of a reminder, as of now."""
    attendance = reminder.attendance
    row = Patient.objects.filter(patient_id=attendance.patient_id).values("name", "language").first() or {}
    return words(attendance.appointment, row.get("name") or "", row.get("language") or "")


def words(appointment: Appointment, name: str, language: str) -> Told:
    """What a person is told of an appointment; English where their language has no words, which is said."""
    wanted = language.split("-")[0].split("_")[0].lower()
    known = appointments().words
    spoken = wanted if wanted in known else "en"
    said, local = known[spoken], of_instant(appointment.start, appointment.zone).local
    clinic = appointment.clinic.name if appointment.clinic is not None else _("the clinic")
    filled = {
        "name": name,
        "clinic": clinic,
        "day": _day_in(spoken, local.date()),
        "time": local.strftime("%H:%M"),
        "minutes": appointment.minutes,
        "how": said.how[appointment.way].format(clinic=clinic),
    }
    return Told(
        said.subject.format(**filled),
        said.text.format(**filled),
        spoken,
        missing=bool(wanted) and wanted not in known,
    )


def _day_in(language: str, day: date) -> str:
    """A day as people of a language write it: Friday 27 November; viernes, 27 de noviembre de 2026."""
    with translation.override(language):
        if language == "en":
            return str(date_format(day, "l j F"))
        return f"{date_format(day, 'l')}, {date_format(day, 'DATE_FORMAT')}"


def to_call(people: Any) -> list[Call]:
    """What staff tell by telephone now, of these people, the soonest appointment first."""
    found = (
        Reminder.objects.filter(
            state__in=(ReminderState.DUE, ReminderState.FAILED),
            attendance__patient_id__in=people.values("patient_id"),
            attendance__appointment__start__gt=timezone.now(),
        )
        .select_related("attendance__appointment__clinic")
        .order_by("attendance__appointment__start", "pk")
    )
    lines = [
        each
        for each in found[:_AT_ONCE]
        if each.route != Route.EMAIL or not settings.MAIL_IS_SET_UP or each.state == ReminderState.FAILED
    ]
    ids = [each.attendance.patient_id for each in lines]
    of_these: Iterable[Any] = Patient.objects.filter(patient_id__in=ids)
    rows = {each.patient_id: each for each in of_these}
    wishes = {each.patient_id: each for each in Wishes.objects.filter(patient_id__in=ids)}
    return [_call(each, rows.get(each.attendance.patient_id), wishes) for each in lines]


def _call(reminder: Reminder, row: Any, wishes: dict[str, Wishes]) -> Call:
    patient_id = reminder.attendance.patient_id
    wished = wishes.get(patient_id)
    name = (row.name if row is not None else "") or patient_id
    told = words(reminder.attendance.appointment, name, (row.language if row is not None else "") or "")
    return Call(reminder, name, reach(patient_id), wished.interpreter if wished else "", told)


def told(reminder_id: int, who: str) -> bool:
    """Note that a person was told by telephone; whether this call was the one that did it."""
    return bool(
        Reminder.objects.filter(pk=reminder_id, state__in=_OPEN).update(
            state=ReminderState.TOLD, done_at=timezone.now(), done_by=who
        )
    )
