"""Wall times stay when the rules of a zone change: the instants of what is ahead are made anew."""

from __future__ import annotations

import logging

from django.utils import timezone

from lenitive.clinic.appointments.holding import Taken, one_writer
from lenitive.clinic.appointments.visit_rows import write_visits
from lenitive.clinic.appointments.wall import kept
from lenitive.clinic.appointments.writing import agreed_wall, put_time, save, write
from lenitive.clinic.models import AHEAD, Appointment, Hold

_log = logging.getLogger(__name__)


def retime() -> int:
    """Give what is ahead its wall time again where the rules of a zone have changed; returns how many.

    All at once: what follows each other may not clash on the way.
    """
    with one_writer():
        ahead = Appointment.objects.filter(start__gt=timezone.now(), status__in=AHEAD)
        times = ahead.values_list("pk", "wall", "zone", "fold", "start")
        other = [pk for pk, *agreed_on, start in times if kept(*agreed_on).instant != start]
        moved = list(Appointment.objects.filter(pk__in=other).order_by("start"))
        Hold.objects.filter(appointment__in=moved).delete()
        for appointment in moved:
            put_time(appointment, agreed_wall(appointment), appointment.minutes)
            save(appointment)
        for appointment in moved:
            _write_or_warn(appointment)
    return len(moved)


def _write_or_warn(appointment: Appointment) -> None:
    try:
        write(appointment)
    except Taken as problem:
        _log.warning("appointment %s keeps its wall time, and clashes: %s", appointment.pk, problem)
        write_visits(appointment)
