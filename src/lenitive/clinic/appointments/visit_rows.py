"""The visit in the record: a row of `encounter` for each person of an appointment, which the day reads."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable
from datetime import timedelta
from typing import Any

from lenitive.clinic.appointments.wall import of_instant
from lenitive.clinic.models import AHEAD, Appointment, AppointmentStatus, Attendance, MeetBy
from lenitive.desk.models import RECORD
from lenitive.knowledge.visits.appointments import appointments

Encounter = RECORD["encounter"]
# The record knows no word for who did not come; the appointment does.
_STATUS = {
    AppointmentStatus.BOOKED: "planned",
    AppointmentStatus.CONFIRMED: "planned",
    AppointmentStatus.ARRIVED: "in_progress",
    AppointmentStatus.DONE: "finished",
    AppointmentStatus.CANCELLED: "cancelled",
    AppointmentStatus.NO_SHOW: "cancelled",
}
_HERE = "encounter/"  # rows that were written here, and not by a chart


def write_visits(appointment: Appointment) -> None:
    """Write the visit of each of its people into the record, or change what is there; in a transaction."""
    for attendance in appointment.people.all():
        if not attendance.encounter_id:
            attendance.encounter_id = f"{_HERE}{uuid.uuid4()}#1"
            attendance.save(update_fields=["encounter_id"])
        _write(appointment, attendance)


def _write(appointment: Appointment, attendance: Attendance) -> None:
    cells = _when(appointment) | {"status": _STATUS[AppointmentStatus(attendance.status)]}
    cells["setting"] = "ambulatory" if appointment.way == MeetBy.IN_PERSON else "virtual"
    row: Any = Encounter.objects.filter(pk=attendance.encounter_id).first()
    if row is None or attendance.encounter_id.startswith(_HERE):
        cells |= {"kind": appointments().kind(appointment.kind).title, "reason": appointment.why or None}
    Encounter.objects.update_or_create(
        pk=attendance.encounter_id, defaults={"patient_id": attendance.patient_id, **cells}
    )


def _when(appointment: Appointment) -> dict[str, Any]:
    cells = {}
    for name, at in (("start", appointment.start), ("end", appointment.end)):
        # The last moment of a visit that ends at midnight is of its own day.
        shown = at - timedelta(minutes=1) if name == "end" else at
        day = of_instant(shown, appointment.zone).local.date()
        cells |= {f"{name}_low": day, f"{name}_high": day, f"{name}_time": at}
    return cells


def write_after_import(patient_ids: Collection[str]) -> None:
    """What was agreed here holds on where a chart was read again or two records were merged."""
    rows: Iterable[Attendance] = Attendance.objects.filter(
        patient_id__in=list(patient_ids), status__in=[*AHEAD, AppointmentStatus.ARRIVED]
    ).select_related("appointment")
    for attendance in rows:
        _write(attendance.appointment, attendance)


def unplaced_visits(patient_id: str, since: Any) -> list[Any]:
    """Planned visits of a person that came with a chart and are not in the calendar."""
    ours = Attendance.objects.filter(patient_id=patient_id).values("encounter_id")
    found = Encounter.objects.filter(
        patient_id=patient_id, status="planned", start_time__gte=since, start_time__isnull=False
    )
    return list(found.exclude(pk__in=ours).order_by("start_time")[:20])
