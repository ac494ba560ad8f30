"""The calendar of the demonstration: rooms, hours, who comes, wishes, who waits, and who could not come."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from lenitive.clinic.appointments import booking
from lenitive.clinic.appointments.free import propose
from lenitive.clinic.appointments.holding import Taken
from lenitive.clinic.appointments.team import rooms_for, staff_of
from lenitive.clinic.appointments.visit_rows import write_visits
from lenitive.clinic.appointments.waiting import wait
from lenitive.clinic.demonstration.who import HARBOUR, HILLSIDE
from lenitive.clinic.models import (
    Appointment,
    AppointmentStatus,
    Attendance,
    OtherDays,
    Room,
    Route,
    Wishes,
    WorkHours,
)
from lenitive.desk.models import RECORD, Clinic, Patient, Role, Staff
from lenitive.errors import InputError
from lenitive.knowledge.visits.appointments import appointments

_ROOMS = {
    HARBOUR: (
        ("Quay 1", "consulting", 1),
        ("Quay 2", "consulting", 1),
        ("Quay 3", "consulting", 1),
        ("Procedures", "procedure", 1),
        ("Therapy", "therapy", 1),
        ("Gym", "gym", 8),
        ("Harbour hall", "group", 12),
    ),
    HILLSIDE: (("Hill 1", "consulting", 1), ("Hill 2", "consulting", 1), ("Hill procedures", "procedure", 1)),
}
_UPSTAIRS = "Quay 3"
_LOST = "conor-byrne"  # not seen for seven months, and not expected: the list of those has life as well
# Who is seen today and has the next date already, so that a page from home has one to show.
_GOES_ON = ("rosa-lindqvist", "therapy", 9)
_NOT_BOOKED = (Role.PROGRAMME_LEAD, Role.ADMINISTRATOR, Role.COORDINATOR)
_WEEK = ((time(8), time(12)), (time(13), time(17)))
# What the words for a planned visit of a chart are here, where they say which kind it is.
_KINDS = {
    "first": "initial_evaluation",
    "initial": "initial_evaluation",
    "evaluation": "initial_evaluation",
    "procedure": "procedure",
    "injection": "procedure",
    "medicine": "medicine_review",
    "medication": "medicine_review",
    "therapy": "therapy",
    "physio": "therapy",
    "psycholog": "psychology",
    "telehealth": "telehealth",
    "telephone": "telehealth",
}
# Whose next date is already there: so many days ahead, of this kind.
_AHEAD = (
    (1, "therapy"),
    (1, "psychology"),
    (1, "procedure"),
    (1, "medicine_review"),
    (1, "follow_up"),
    (1, "therapy"),
    (2, "initial_evaluation"),
    (2, "psychology"),
    (7, "procedure"),
    (14, "follow_up"),
)
_WISHES: tuple[dict[str, Any], ...] = (
    {"weekdays": [1, 3], "earliest": time(10), "note": "Buses only from ten"},
    {"way": "phone", "route": Route.PHONE},
    {"accessible": True, "interpreter": "Spanish"},
    {"latest": time(12), "route": Route.EMAIL, "email": "person@example.org"},
)


def fill_calendar() -> None:
    """Rooms and hours first; then everybody who comes today, and some who come later or could not come."""
    _rooms()
    _hours()
    coordinator = Staff.objects.get(username="coordinator")
    with transaction.atomic():
        _today(coordinator)
        people = _people()
        _wishes(people[:4], coordinator)
        _later(people[4:14], coordinator)
        _missed(people[14:17], coordinator)
        _waiting(people[17:20], coordinator)
        _meetings(coordinator)
        _goes_on(coordinator)


def _rooms() -> None:
    clinics = {each.name: each for each in Clinic.objects.filter(name__in=_ROOMS)}
    Room.objects.bulk_create(
        Room(clinic=clinics[name], name=called, kind=kind, places=places, accessible=called != _UPSTAIRS)
        for name, rooms in _ROOMS.items()
        for called, kind, places in rooms
        if name in clinics
    )


def _hours() -> None:
    staff = list(Staff.objects.filter(demo=True).exclude(role__in=_NOT_BOOKED))
    WorkHours.objects.bulk_create(
        WorkHours(staff=each, weekday=day, begins=begins, ends=ends)
        for each in staff
        for day in range(5)
        for begins, ends in _WEEK
    )
    # The demonstration is looked at on any day: whoever is seen today is here today, at the weekend as well.
    today = timezone.localdate()
    OtherDays.objects.bulk_create(
        OtherDays(staff=each, first=today, last=today, here=True, begins=time(8), ends=time(17))
        for each in staff
        if today.weekday() > 4
    )
    away = next((each for each in staff if each.username == "occupational"), None)
    if away is not None:
        first = today + timedelta(days=14 - today.weekday())
        OtherDays.objects.create(staff=away, first=first, last=first + timedelta(days=4), note="Course")


def _today(who: Staff) -> None:
    """The planned visits of today's charts, with a team and a room where these are free."""
    found = RECORD["encounter"].objects.filter(status="planned", start_low=timezone.localdate())
    rows: Iterable[Any] = found.filter(start_time__isnull=False).order_by("start_time", "pk")
    for row in rows:
        kind = _kind_of(row)
        minutes = round((row.end_time - row.start_time).total_seconds() / 60) if row.end_time else 0
        known = appointments().kind(kind)
        length = min(max(minutes // 5 * 5, known.least), known.most)
        _try(who, row.patient_id, kind, row.start_time, minutes=length, encounter=row.pk)


def _kind_of(row: Any) -> str:
    words = f"{row.kind or ''} {row.reason or ''}".lower()
    return next((kind for word, kind in _KINDS.items() if word in words), "follow_up")


def _try(
    who: Staff, patient_id: str, kind: str, start: datetime, *, minutes: int, encounter: str = ""
) -> Appointment | None:
    """Book with the first team and room that are free at a time."""
    known = appointments().kind(kind)
    rooms: list[Room | None] = [*rooms_for(patient_id, known)]
    for room in rooms or [None]:
        for team in _teams(patient_id, known.needs):
            try:
                return booking.book(
                    who,
                    patient_id=patient_id,
                    kind=kind,
                    start=start,
                    minutes=minutes,
                    staff=team,
                    room=room,
                    encounter=encounter,
                    judge=False,
                )
            except Taken:
                continue
            except InputError:
                return None
    return None


def _teams(patient_id: str, needs: Sequence[Sequence[str]]) -> Iterator[list[Staff]]:
    """Teams that could do it: each who could be the first, with the first of every other group."""
    groups = [staff_of(patient_id, roles) for roles in needs]
    if all(groups):
        for first in groups[0]:
            yield [first, *(group[0] for group in groups[1:])]


def _people() -> list[str]:
    """People of the harbour clinic who have nothing in the calendar yet."""
    placed = Attendance.objects.values("patient_id")
    here = Patient.objects.filter(synthetic=True, dead__isnull=True) | Patient.objects.filter(
        synthetic=True, dead=False
    )
    found = here.exclude(patient_id__in=placed).exclude(patient_id=_LOST).order_by("patient_id")
    of_harbour = Clinic.objects.get(name=HARBOUR).people.values("patient_id")  # type: ignore[attr-defined]
    return list(found.filter(patient_id__in=of_harbour).values_list("patient_id", flat=True)[:20])


def _wishes(people: Sequence[str], who: Staff) -> None:
    for patient_id, wished in zip(people, _WISHES, strict=False):
        Wishes.objects.create(patient_id=patient_id, changed_at=timezone.now(), who=who.name, **wished)
        _first_free(patient_id, "follow_up", 3, who)


def _later(people: Sequence[str], who: Staff) -> None:
    for number, patient_id in enumerate(people):
        days, kind = _AHEAD[number % len(_AHEAD)]
        _first_free(patient_id, kind, days, who, number)


def _goes_on(who: Staff) -> None:
    patient_id, kind, days = _GOES_ON
    if Patient.objects.filter(patient_id=patient_id, synthetic=True).exists():
        _first_free(patient_id, kind, days, who, which=1)


def _first_free(patient_id: str, kind: str, days: int, who: Staff, which: int = 0) -> Appointment | None:
    """Book one of the free times after so many days: not everybody comes at eight."""
    found = propose(patient_id, kind, timezone.localdate() + timedelta(days=days))
    if not found:
        return None
    free = found[which % 3 % len(found)]
    return booking.book(
        who,
        patient_id=patient_id,
        kind=kind,
        start=free.start,
        minutes=free.minutes,
        staff=free.staff,
        room=free.room,
        way=free.way,
        judge=False,
    )


def _missed(people: Sequence[str], who: Staff) -> None:
    """Some could not come lately; of one it is known what would help."""
    for number, patient_id in enumerate(people):
        made = _first_free(patient_id, "follow_up", 4, who)
        if made is None:
            continue
        back = made.start - timedelta(days=7 * (number + 1))
        made.holds.all().delete()
        Appointment.objects.filter(pk=made.pk).update(
            start=back,
            end=back + timedelta(minutes=made.minutes),
            wall=timezone.localtime(back).strftime("%Y-%m-%dT%H:%M"),
            status=AppointmentStatus.NO_SHOW,
        )
        made.people.update(
            status=AppointmentStatus.NO_SHOW,
            reason="The lift at the station was broken" if number == 0 else "",
            helps="transport" if number == 0 else "",
        )
        made.refresh_from_db()
        write_visits(made)


def _waiting(people: Sequence[str], who: Staff) -> None:
    for patient_id, kind in zip(people, ("procedure", "follow_up", "psychology"), strict=False):
        wait(who, patient_id, kind, note="Can come at short notice" if kind == "procedure" else "")


def _meetings(who: Staff) -> None:
    """The huddle of today, and a group of next week that people can join."""
    by_name = {each.username: each for each in Staff.objects.filter(demo=True)}
    rooms = {each.name: each for each in Room.objects.filter(clinic__name=HARBOUR)}
    team = [by_name[name] for name in ("physician", "nurse", "psychologist", "physiotherapist")]
    today = timezone.localdate()
    monday = today + timedelta(days=7 - today.weekday())
    wanted: tuple[tuple[str, datetime, list[Staff], str], ...] = (
        ("huddle", datetime.combine(today, time(7, 45)), team, "Harbour hall"),
        ("group", datetime.combine(monday, time(14)), [by_name["physiotherapist"]], "Gym"),
    )
    for kind, start, staff, room in wanted:
        try:
            booking.book(
                who, patient_id=None, kind=kind, start=start, staff=staff, room=rooms[room], judge=False
            )
        except InputError:
            continue
