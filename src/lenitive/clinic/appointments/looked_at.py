"""Whether the calendar is whole, for `lenitive check`: its people, visits and holds are there."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Exists, OuterRef
from django.utils import timezone

from lenitive.clinic.models import AHEAD, Appointment, Attendance, Hold
from lenitive.desk.checks import Check
from lenitive.desk.models import RECORD, Patient


def check_calendar() -> Iterator[Check]:
    """Look at the people, the visits and the holds of what is ahead."""
    ahead = Appointment.objects.filter(status__in=AHEAD, start__gt=timezone.now())
    bare = ahead.filter(~Exists(Hold.objects.filter(appointment=OuterRef("pk")))).count()
    if bare:
        yield Check(False, f"Appointments ahead that take nobody's time: {bare:,}.")
    places = Attendance.objects.filter(appointment__in=ahead, status__in=AHEAD)
    lost = places.exclude(patient_id__in=Patient.objects.values("patient_id")).count()
    if lost:
        yield Check(False, f"Appointments ahead of people who are not in the store: {lost:,}.")
    visits = RECORD["encounter"].objects.filter(pk=OuterRef("encounter_id"))
    unseen = places.filter(~Exists(visits)).count()
    if unseen:
        yield Check(False, f"Appointments ahead that the day does not show: {unseen:,}.")
    if not (bare or lost or unseen):
        yield Check(True, f"The calendar is whole: {ahead.count():,} ahead.")
