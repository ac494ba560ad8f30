"""Book, move, cancel, and say what became of an appointment; and take the last of these back.

Everything is written at once or not at all: the appointment, what it holds of everybody's time, the visits in
the record, and a step in its history. A form that is sent twice counts once.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from lenitive.clinic.appointments import status
from lenitive.clinic.appointments.checks import Wanted, refuse
from lenitive.clinic.appointments.holding import one_writer
from lenitive.clinic.appointments.waiting import settle
from lenitive.clinic.appointments.wall import Wall, agreed, here, of_instant
from lenitive.clinic.appointments.writing import (
    ByName,
    add_step,
    agreed_wall,
    done_before,
    opened,
    put_back,
    put_time,
    save,
    state,
    write,
)
from lenitive.clinic.models import (
    AHEAD,
    Appointment,
    AppointmentStatus,
    AppointmentStep,
    Attendance,
    Room,
)
from lenitive.clinic.summary import refresh
from lenitive.desk import clinics
from lenitive.errors import InputError
from lenitive.knowledge.visits.appointments import appointments

if TYPE_CHECKING:
    from lenitive.desk.models import Staff


@dataclass(frozen=True)
class Changed:
    """What to move an appointment to; None leaves it as it is. which : of a wall time that comes twice."""

    start: datetime | None = None
    minutes: int | None = None
    staff: Sequence[Staff] | None = None
    room: Room | None = None
    without_room: bool = False
    way: str = ""
    why: str | None = None
    which: int | None = None


def book(
    who: Staff | ByName,
    *,
    patient_id: str | None,
    kind: str,
    start: datetime,
    minutes: int | None = None,
    staff: Sequence[Staff] = (),
    room: Room | None = None,
    why: str = "",
    way: str = "",
    which: int | None = None,
    encounter: str = "",
    token: str | None = None,
    judge: bool = True,
) -> Appointment:
    """Book an appointment; with no person it is the team's own, or a group that people join later.

    start : a wall time without a zone on the clinic's clock, or an instant with one. which : 0 or 1, where
    that wall time comes twice. encounter : row of a planned visit of the chart that this one is. judge :
    whether the person is judged anew at once; who books many judges them together.
    Raises : InputError in words, also Taken (somebody is booked already) and TwiceThere (ask which).
    """
    known = appointments().kind(kind)
    wall = _wall(start, which)
    wanted = Wanted(
        kind=known,
        wall=wall,
        minutes=minutes or known.minutes,
        staff=tuple(staff),
        room=room,
        way=way or known.ways[0],
        people=(patient_id,) if patient_id else (),
    )
    with one_writer():
        again = Appointment.objects.filter(token=token).first() if token else None
        if again is not None:
            return again
        refuse(wanted, timezone.now())
        made = _made(who, wanted, why, token)
        made.staff.set(wanted.staff)
        for person in wanted.people:
            Attendance.objects.create(appointment=made, patient_id=person, encounter_id=encounter)
        write(made)
        settle(who, made)
        add_step(made, who, "booked", why, before=None)
    if judge:
        refresh(wanted.people)
    return made


def _made(who: Staff | ByName, wanted: Wanted, why: str, token: str | None) -> Appointment:
    now = timezone.now()
    of_person = clinics.of_person(wanted.people[0]) if wanted.people else []
    clinic = wanted.room.clinic if wanted.room is not None else (of_person[0] if of_person else None)
    made = Appointment(
        kind=wanted.kind.id,
        clinic=clinic,
        way=wanted.way,
        room=wanted.room,
        places=_places(wanted),
        why=" ".join(why.split()),
        made_at=now,
        made_by=who.name,
        changed_at=now,
        token=token,
    )
    put_time(made, wanted.wall, wanted.minutes)
    made.save()
    return made


def _places(wanted: Wanted) -> int:
    places = wanted.kind.places
    return min(places, wanted.room.places) if wanted.kind.people == "several" and wanted.room else places


def _wall(start: datetime, which: int | None) -> Wall:
    if start.tzinfo is not None:
        return of_instant(start, here())
    return agreed(start, which=which)


def move(
    who: Staff,
    appointment_id: int,
    to: Changed,
    *,
    reason: str = "",
    version: int | None = None,
    token: str | None = None,
) -> AppointmentStep:
    """Give an appointment another time, length, room, way or team.

    Raises : InputError where it is over, cancelled, or changed meanwhile; Taken; TwiceThere.
    """
    with one_writer():
        again = done_before(token)
        if again is not None:
            return again
        appointment = opened(appointment_id, version)
        if appointment.status not in AHEAD:
            raise InputError(_("only what is still ahead can be moved"), do=_("Book a new appointment."))
        before = state(appointment)
        _move(appointment, to)
        settle(who, appointment)
        step = add_step(appointment, who, "moved", reason, before=before, token=token)
    refresh(_people(appointment))
    return step


def _move(appointment: Appointment, to: Changed) -> None:
    wanted = _wanted(appointment, to)
    refuse(wanted, timezone.now(), moved=to.start is not None)
    put_time(appointment, wanted.wall, wanted.minutes)
    appointment.room, appointment.way = wanted.room, wanted.way
    appointment.why = appointment.why if to.why is None else " ".join(to.why.split())
    status.set_back(appointment, moved=to.start is not None)
    save(appointment)
    appointment.staff.set(wanted.staff)
    write(appointment)


def _wanted(appointment: Appointment, to: Changed) -> Wanted:
    staff = tuple(appointment.staff.all()) if to.staff is None else tuple(to.staff)
    room = None if to.without_room else to.room or appointment.room
    return Wanted(
        kind=appointments().kind(appointment.kind),
        wall=agreed_wall(appointment) if to.start is None else _wall(to.start, to.which),
        minutes=to.minutes or appointment.minutes,
        staff=staff,
        room=room,
        way=to.way or appointment.way,
        people=tuple(_people(appointment)),
    )


def _people(appointment: Appointment) -> list[str]:
    return list(appointment.people.values_list("patient_id", flat=True))


def say(
    who: Staff | ByName,
    appointment_id: int,
    became: str,
    *,
    patient_id: str | None = None,
    reason: str = "",
    helps: str = "",
    version: int | None = None,
    token: str | None = None,
) -> AppointmentStep:
    """Say what became of an appointment, or of one person's place in a group.

    became : confirmed, arrived, done, cancelled or no_show. helps : what would help to come next time.
    Raises : InputError where that cannot be, in words.
    """
    with one_writer():
        again = done_before(token)
        if again is not None:
            return again
        appointment = opened(appointment_id, version)
        before = state(appointment)
        status.become(appointment, became, patient_id, reason=reason, helps=helps, now=timezone.now())
        save(appointment)
        write(appointment)
        step = add_step(appointment, who, became, reason, before=before, token=token)
    refresh(_people(appointment))
    return step


def cancel(who: Staff | ByName, appointment_id: int, *, reason: str, **more: Any) -> AppointmentStep:
    """Cancel with a reason; everybody's time is free again.

    Raises : InputError, also without a reason.
    """
    if not reason.strip():
        raise InputError(_("why it is cancelled is missing"), do=_("Choose a reason, or write one."))
    return say(who, appointment_id, AppointmentStatus.CANCELLED, reason=reason, **more)


def join(who: Staff, appointment_id: int, patient_id: str) -> Attendance:
    """Give a person a place in a group; a second time the same changes nothing.

    Raises : InputError where every place is taken, or the person is not there; Taken.
    """
    with one_writer():
        appointment = opened(appointment_id, None)
        before = state(appointment)
        found = appointment.people.filter(patient_id=patient_id).first()
        if found is not None and found.status != AppointmentStatus.CANCELLED:
            return found
        status.refuse_full(appointment)
        refuse(_wanted(appointment, Changed()).with_person(patient_id), timezone.now(), moved=False)
        if found is None:
            found = Attendance.objects.create(appointment=appointment, patient_id=patient_id)
        else:
            found.status = AppointmentStatus.BOOKED
            found.save(update_fields=["status"])
        save(appointment)
        write(appointment)
        add_step(appointment, who, "joined", "", before=before)
    refresh([patient_id])
    return found


def undo(who: Staff, step_id: int) -> Appointment:
    """Take the last step of an appointment back; what was booked by it is cancelled.

    Raises : InputError where something happened since, or the time was given to somebody else.
    """
    with one_writer():
        step = AppointmentStep.objects.select_related("appointment").get(pk=step_id)
        appointment: Appointment = step.appointment
        newest = appointment.steps.aggregate(newest=Max("pk"))["newest"]
        if step.did == "undone" or newest != step.pk:
            raise InputError(
                _("this cannot be undone any more, because something happened since"),
                do=_("Look at its history, and change it from there."),
            )
        before = state(appointment)
        if step.before is None:
            status.become(
                appointment,
                AppointmentStatus.CANCELLED,
                None,
                reason=appointments().reasons["mistake"],
                helps="",
                now=timezone.now(),
            )
        else:
            put_back(appointment, step.before)
        save(appointment)
        write(appointment)
        add_step(appointment, who, "undone", step.did, before=before)
    refresh(_people(appointment))
    return appointment


def next_for(patient_id: str) -> Appointment | None:
    """The next appointment of a person that is still ahead, with its people, staff and room."""
    found: Appointment | None = _ahead([patient_id]).first()
    return found


def _ahead(patient_ids: Collection[str]) -> Any:
    places = Attendance.objects.filter(patient_id__in=patient_ids, status__in=AHEAD)
    return (
        Appointment.objects.filter(pk__in=places.values("appointment"), end__gt=timezone.now())
        .select_related("room")
        .prefetch_related("people", "staff")
        .order_by("start", "pk")
    )
