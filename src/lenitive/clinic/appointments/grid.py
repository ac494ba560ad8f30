"""The calendar as it is drawn: columns of people, rooms or days, rows of five minutes; and a list.

Who may not know a person reads that the time is taken, and nothing else.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from lenitive.clinic.appointments.hours import Hours, hours_of
from lenitive.clinic.appointments.wall import here, nearest, of_instant
from lenitive.clinic.models import Appointment, AppointmentStatus, MeetBy, Room
from lenitive.desk import clinics
from lenitive.desk.access import visible_people
from lenitive.desk.models import Staff
from lenitive.knowledge.visits.appointments import appointments

if TYPE_CHECKING:
    from lenitive.clinic.appointments.hours import Span

_A_DAY = timedelta(days=1)
_MINUTES = 24 * 60
_USUAL = (8 * 60, 18 * 60)  # what is drawn of an empty day, minutes
_SHORT = 30  # minutes under which an entry has one line
_WEEKEND = 5


@dataclass(frozen=True)
class Entry:
    """One appointment as it is drawn. row, span : of five minutes, row from 0 at the top of the grid."""

    url: str
    begins: datetime
    ends: datetime
    time: str
    who: str
    kind: str
    team: str
    where: str
    status: str
    status_words: str
    row: int
    span: int
    known: bool
    short: bool


@dataclass(frozen=True)
class Piece:
    """A piece of a column: where somebody can be booked."""

    row: int
    span: int


@dataclass(frozen=True)
class Column:
    """A person, a room, or a day."""

    title: str
    note: str
    url: str
    open: tuple[Piece, ...]
    entries: tuple[Entry, ...]
    today: bool


@dataclass(frozen=True)
class Hour:
    """A line at a full hour."""

    row: int
    words: str


@dataclass(frozen=True)
class Grid:
    """All of it; `entries` are those of every column, each once, in the order of time."""

    columns: tuple[Column, ...]
    hours: tuple[Hour, ...]
    rows: int
    entries: tuple[tuple[str, tuple[Entry, ...]], ...]

    @property
    def empty(self) -> bool:
        """Whether nothing is booked."""
        return not any(entries for _day, entries in self.entries)


@dataclass(frozen=True)
class Whose:
    """Whose calendar: somebody's, or a room's; neither: everybody's."""

    staff: Staff | None = None
    room: Room | None = None

    @property
    def key(self) -> str:
        """As an address has it."""
        if self.staff is not None:
            return f"staff-{self.staff.pk}"
        return f"room-{self.room.pk}" if self.room is not None else ""

    @property
    def name(self) -> str:
        """As people call it."""
        return str(self.staff.name if self.staff is not None else self.room.name if self.room else "")


def colleagues(viewer: Staff) -> QuerySet[Staff]:
    """Whose calendar somebody may look at: whoever works in the same clinics and can be booked."""
    roles = {role for kind in appointments().kinds.values() for role in kind.roles}
    found = Staff.objects.filter(is_active=True, role__in=roles)
    if clinics.are_apart():
        found = found.filter(clinics__in=viewer.clinics.all()).distinct()
    return found.order_by("name")


def rooms(viewer: Staff) -> QuerySet[Room]:
    """The rooms of the clinics where somebody works."""
    found = Room.objects.filter(is_active=True)
    if clinics.are_apart():
        found = found.filter(Q(clinic__in=viewer.clinics.all()) | Q(clinic=None))
    return found


def day_grid(viewer: Staff, day: date, *, by_room: bool = False) -> Grid:
    """A day, with a column for everybody who works or has something, or for every room."""
    people, places = list(colleagues(viewer)), list(rooms(viewer))
    found = _between(day, day, Q(staff__in=people) | Q(room__in=places))
    known, placed = _known(viewer, found), _placed(found)
    if by_room:
        columns: list[_Place] = [(Whose(room=each), day, ()) for each in places]
    else:
        hours = hours_of((each.pk for each in people), day, day)
        columns = [(Whose(staff=each), day, hours.spans(each.pk, day)) for each in people]
        columns = [each for each in columns if each[2] or placed.of(each[0], each[1])]
        # Who has something comes first, so that an empty column hides nobody behind the edge.
        columns.sort(key=lambda each: not placed.of(each[0], each[1]))
    return _grid(columns, placed, known)


def week_grid(viewer: Staff, whose: Whose, day: date) -> Grid:
    """The week of a day for one person or room; a weekend on which nothing is stays out."""
    monday = day - timedelta(days=day.weekday())
    days = [monday + number * _A_DAY for number in range(7)]
    condition = Q(staff=whose.staff) if whose.staff is not None else Q(room=whose.room)
    found = _between(days[0], days[-1], condition)
    placed = _placed(found)
    hours = hours_of([whose.staff.pk] if whose.staff is not None else [], days[0], days[-1])
    columns = [(whose, each, _spans(hours, whose, each)) for each in days]
    columns = [
        each for each in columns if each[1].weekday() < _WEEKEND or each[2] or placed.of(each[0], each[1])
    ]
    return _grid(columns, placed, _known(viewer, found), week=True)


def _spans(hours: Hours, whose: Whose, day: date) -> tuple[Span, ...]:
    return hours.spans(whose.staff.pk, day) if whose.staff is not None else ()


def _between(first: date, last: date, condition: Q) -> list[Appointment]:
    begin, end = nearest(first, time.min, here()), nearest(last + _A_DAY, time.min, here())
    found = Appointment.objects.filter(condition, start__lt=end, end__gt=begin)
    alive = found.exclude(status=AppointmentStatus.CANCELLED).distinct()
    return list(alive.select_related("room").prefetch_related("people", "staff").order_by("start", "pk"))


def _known(viewer: Staff, found: Iterable[Appointment]) -> dict[str, str]:
    """The names of those about whom somebody may book."""
    ids = {each.patient_id for appointment in found for each in appointment.people.all()}
    people: Iterable[Any] = visible_people(viewer, "book").filter(patient_id__in=ids)
    return {each.patient_id: each.name or each.patient_id for each in people}


@dataclass(frozen=True)
class _Placed:
    """What was found, by whose it is and by its day on the clock: a column looks into no other one."""

    by_place: dict[tuple[str, date], list[Appointment]]

    def of(self, whose: Whose, day: date) -> list[Appointment]:
        """The appointments of a column, in the order of time."""
        return self.by_place.get((whose.key, day), [])


def _placed(found: Iterable[Appointment]) -> _Placed:
    by_place: dict[tuple[str, date], list[Appointment]] = {}
    for each in found:
        day = _local(each).date()
        keys = [f"staff-{one.pk}" for one in each.staff.all()]
        if each.room_id is not None:
            keys.append(f"room-{each.room_id}")
        for key in keys:
            by_place.setdefault((key, day), []).append(each)
    return _Placed(by_place)


_Place = tuple[Whose, date, "tuple[Span, ...]"]


def _grid(places: Sequence[_Place], placed: _Placed, known: dict[str, str], *, week: bool = False) -> Grid:
    first, last = _window(places, placed)
    columns = [_column(place, placed, known, first, week) for place in places]
    by_day: dict[date, dict[int, Entry]] = {}
    for (whose, day, _open), column in zip(places, columns, strict=True):
        for appointment, entry in zip(placed.of(whose, day), column.entries, strict=True):
            by_day.setdefault(day, {})[appointment.pk] = entry
    raster = appointments().raster
    return Grid(
        columns=tuple(columns),
        hours=tuple(
            Hour((minute - first) // raster, f"{minute // 60:02d}:00") for minute in range(first, last, 60)
        ),
        rows=(last - first) // raster,
        entries=tuple(
            (_day_words(day), tuple(sorted(entries.values(), key=lambda each: each.begins)))
            for day, entries in sorted(by_day.items())
        ),
    )


def _window(places: Sequence[_Place], placed: _Placed) -> tuple[int, int]:
    """From which to which full hour is drawn, minutes of the day."""
    spans = [span for _whose, _day, spans in places for span in spans]
    found = [each for whose, day, _spans in places for each in placed.of(whose, day)]
    firsts = [_minute(begin) for begin, _end in spans] + [_minute(_local(each).time()) for each in found]
    lasts = [_minute(end) for _begin, end in spans] + [
        min(_minute(_local(each).time()) + each.minutes, _MINUTES) for each in found
    ]
    first, last = min([*firsts, _USUAL[0]]), max([*lasts, _USUAL[1]])
    return first // 60 * 60, min(-(-last // 60) * 60, _MINUTES)


def _minute(at: time) -> int:
    return at.hour * 60 + at.minute


def _local(appointment: Appointment) -> datetime:
    return of_instant(appointment.start, here()).local


def _column(place: _Place, placed: _Placed, known: dict[str, str], first: int, week: bool) -> Column:
    whose, day, spans = place
    today = day == timezone.localdate()
    entries = tuple(_entry(each, known, first) for each in placed.of(whose, day))
    raster = appointments().raster
    open_ = tuple(
        Piece((_minute(begin) - first) // raster, max((_end_minute(end) - _minute(begin)) // raster, 1))
        for begin, end in spans
    )
    if week:
        url = f"{reverse('clinic:calendar')}?day={day.isoformat()}"
        return Column(_day_words(day, short=True), "", url, open_, entries, today)
    url = f"{reverse('clinic:calendar_week')}?of={whose.key}&day={day.isoformat()}"
    note = whose.staff.role_name if whose.staff is not None else _room_note(whose.room)
    return Column(whose.name, note, url, open_, entries, today=False)


def _room_note(room: Room | None) -> str:
    return appointments().rooms.get(room.kind, "") if room is not None else ""


def _end_minute(end: time) -> int:
    return _MINUTES if end == time.max else _minute(end)


def _day_words(day: date, *, short: bool = False) -> str:
    return str(date_format(day, "D j M" if short else "l j F"))


def _entry(appointment: Appointment, known: dict[str, str], first: int) -> Entry:
    raster, local = appointments().raster, _local(appointment)
    people = [each for each in appointment.people.all() if each.status != AppointmentStatus.CANCELLED]
    is_known = not people or any(each.patient_id in known for each in people)
    kind = appointments().kind(appointment.kind)
    ends = local + timedelta(minutes=appointment.minutes)
    return Entry(
        url=_url(appointment, [each.patient_id for each in people], known),
        begins=local,
        ends=ends,
        time=f"{local:%H:%M}",
        who=_who(appointment, [each.patient_id for each in people], known),
        kind=kind.title if is_known else "",
        team=", ".join(each.name for each in appointment.staff.all()),
        where=_where(appointment),
        status=str(appointment.status),
        status_words=str(AppointmentStatus(appointment.status).label),
        row=max((_minute(local.time()) - first) // raster, 0),
        span=max(appointment.minutes // raster, 1),
        known=is_known,
        short=appointment.minutes < _SHORT,
    )


def _url(appointment: Appointment, people: Collection[str], known: dict[str, str]) -> str:
    """To the appointment of the one person, to the meeting; nowhere for whom one may not know."""
    if appointment.places == 1 and people:
        (patient_id,) = people
        args = [patient_id, appointment.pk]
        return reverse("clinic:appointment", args=args) if patient_id in known else ""
    return reverse("clinic:meeting", args=[appointment.pk])


def _who(appointment: Appointment, people: Collection[str], known: dict[str, str]) -> str:
    kind = appointments().kind(appointment.kind)
    if kind.people == "none":
        return kind.title
    if appointment.places > 1:
        return _("%(kind)s, %(n)d of %(places)d") % {
            "kind": kind.title,
            "n": len(people),
            "places": appointment.places,
        }
    return ", ".join(known.get(each, "") for each in people if each in known) or _("Taken")


def _where(appointment: Appointment) -> str:
    if appointment.way != MeetBy.IN_PERSON:
        return str(MeetBy(appointment.way).label)
    return appointment.room.name if appointment.room is not None else ""
