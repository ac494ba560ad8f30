"""What may become of an appointment, and what the whole of it is when each person's part is known."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from lenitive.clinic.appointments.wall import of_instant
from lenitive.clinic.models import AHEAD, Appointment, AppointmentStatus, Attendance
from lenitive.errors import InputError

_S = AppointmentStatus
# From what something may become; what is over is only changed by taking the last step back.
_MAY_COME_FROM = {
    _S.CONFIRMED: {_S.BOOKED},
    _S.ARRIVED: {_S.BOOKED, _S.CONFIRMED, _S.NO_SHOW},
    _S.DONE: {_S.BOOKED, _S.CONFIRMED, _S.ARRIVED},
    _S.CANCELLED: {_S.BOOKED, _S.CONFIRMED, _S.ARRIVED},
    _S.NO_SHOW: {_S.BOOKED, _S.CONFIRMED},
}


def become(
    appointment: Appointment, became: str, patient_id: str | None, *, reason: str, helps: str, now: datetime
) -> None:
    """Give an appointment or one person's place a status; the caller saves the appointment.

    Raises : InputError where it cannot become that, in words.
    """
    wanted = _status(became)
    places = list(appointment.people.all())
    if patient_id:
        places = [each for each in places if each.patient_id == patient_id]
        if not places:
            raise InputError(_("this person has no place in it"), do=_("Look at the calendar again."))
    _refuse_time(appointment, wanted, now)
    live = [each for each in places if each.status != _S.CANCELLED]
    for each in live:
        _refuse_from(_S(each.status), wanted)
        each.status, each.reason, each.helps = wanted, reason, helps
        each.save(update_fields=["status", "reason", "helps"])
    if patient_id and appointment.places > 1:
        return
    if not live:
        _refuse_from(_S(appointment.status), wanted)
    appointment.status = wanted


def _status(became: str) -> AppointmentStatus:
    if became not in _MAY_COME_FROM:
        raise InputError(_("an appointment cannot become %(what)r") % {"what": became})
    return _S(became)


def _refuse_from(now: AppointmentStatus, wanted: AppointmentStatus) -> None:
    if now not in _MAY_COME_FROM[wanted]:
        raise InputError(
            _("it is “%(now)s” and cannot become “%(wanted)s”") % {"now": now.label, "wanted": wanted.label},
            do=_("Take the last step back first, or book a new appointment."),
        )


def _refuse_time(appointment: Appointment, wanted: AppointmentStatus, now: datetime) -> None:
    """Nobody missed what has not begun, and nobody is here for it on another day before."""
    if wanted == _S.NO_SHOW and now < appointment.start:
        raise InputError(_("it has not begun yet, so nobody missed it"), do=_("Cancel or move it instead."))
    day = of_instant(appointment.start, appointment.zone).local.date()
    today = of_instant(now, appointment.zone).local.date()
    if wanted in (_S.ARRIVED, _S.DONE) and today < day:
        raise InputError(_("it is not yet its day"), do=_("Move it if it takes place today."))


def set_back(appointment: Appointment, *, moved: bool) -> None:
    """Who confirmed one time has not confirmed another one."""
    if not moved:
        return
    appointment.status = _S.BOOKED
    Attendance.objects.filter(appointment=appointment, status__in=AHEAD).update(status=_S.BOOKED)


def refuse_full(appointment: Appointment) -> None:
    """Raises : InputError where a group is over or every place in it is taken."""
    if appointment.status not in AHEAD or appointment.places < 2:
        raise InputError(_("nobody can join it"), do=_("Choose a group that is still ahead."))
    taken = appointment.people.exclude(status=_S.CANCELLED).count()
    if taken >= appointment.places:
        raise InputError(
            _("all %(n)d places are taken") % {"n": appointment.places},
            do=_("Choose another session, or put the person on the waiting list."),
        )
