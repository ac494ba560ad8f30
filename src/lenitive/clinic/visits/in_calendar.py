"""Tell the calendar that somebody is here, or that their visit is over, where it was booked there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lenitive.clinic.appointments.booking import say
from lenitive.clinic.models import AppointmentStatus, Attendance, Visit
from lenitive.errors import InputError

if TYPE_CHECKING:
    from lenitive.desk.models import Staff


def tell_calendar(visit: Visit, staff: Staff, became: AppointmentStatus) -> None:
    """Say what became of the appointment behind a visit; one that is over or called off stays as it is."""
    place = Attendance.objects.filter(encounter_id=visit.encounter, patient_id=visit.patient_id).first()
    if not visit.encounter or place is None or place.status == became:
        return
    try:
        say(staff, place.appointment_id, became, patient_id=visit.patient_id)
    except InputError:
        return  # the calendar knows otherwise, and is changed there
