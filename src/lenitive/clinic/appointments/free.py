"""Free times: where a kind's team, a room and the person are free together; wishes come first."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from lenitive.clinic.appointments.holding import steps
from lenitive.clinic.appointments.hours import Hours, hours_of
from lenitive.clinic.appointments.team import could_join, rooms_for
from lenitive.clinic.appointments.wall import Wall, here, nearest, of_instant
from lenitive.clinic.appointments.wishing import unmet, wishes_of
from lenitive.clinic.models import Hold, MeetBy, Room, Wishes
from lenitive.errors import InputError
from lenitive.knowledge.visits.appointments import Kind, appointments

if TYPE_CHECKING:
    from lenitive.desk.models import Staff

_A_DAY = timedelta(days=1)
_READ_AT_ONCE = 7  # days; the search mostly ends within the first ones
_A_DAY_AT_MOST = 3  # times offered of one day, so that there is a choice of days


@dataclass(frozen=True)
class Free:
    """A time that is free. unmet : wishes of the person that it does not meet, in words."""

    wall: Wall
    minutes: int
    staff: tuple[Staff, ...]
    room: Room | None
    way: str
    unmet: tuple[str, ...]

    @property
    def start(self) -> datetime:
        """The instant it begins."""
        return self.wall.instant


@dataclass(frozen=True)
class _Taken:
    """What is held already: (staff or room or person, instant)."""

    staff: frozenset[tuple[int, datetime]]
    rooms: frozenset[tuple[int, datetime]]
    person: frozenset[datetime]


@dataclass(frozen=True)
class _Search:
    """What one search knows."""

    kind: Kind
    minutes: int
    way: str
    team: tuple[tuple[Staff, ...], ...]
    rooms: tuple[Room, ...]
    needs_room: bool
    hours: Hours
    person: str
    wishes: Wishes | None
    soonest: datetime
    zone: str


def propose(
    patient_id: str,
    kind: str,
    around: date,
    *,
    last: date | None = None,
    minutes: int | None = None,
    staff: Collection[int] = (),
    way: str = "",
    now: datetime | None = None,
) -> tuple[Free, ...]:
    """Free times for a person from `around` on (to `last`), the ones that meet their wishes first.

    "2 weeks after the block" is `propose(person, "follow_up", day_of_block + timedelta(days=14))`.
    staff : ids of those who must be among them. Returns : the best few, in the order of wishes, then of time;
    empty where nobody is free, or nobody said when the team works (`team.without_hours`).
    Raises : InputError for a kind that is not for one person.
    """
    known, at = appointments().kind(kind), now or timezone.now()
    if known.people == "none":
        raise InputError(_("this is for the team alone"), do=_("Choose another kind."))
    first = max(around, of_instant(at, here()).local.date())
    longest = first + appointments().offer.days * _A_DAY
    until = min(last or longest, longest)
    search = _search(patient_id, known, first, until, minutes or known.minutes, staff, way, at)
    return _best(search, first, until)


def free_at(patient_id: str, kind: str, start: datetime, *, now: datetime | None = None) -> Free | None:
    """The same for one instant: who and which room are free then; None where it is not to be had."""
    known, at = appointments().kind(kind), now or timezone.now()
    day = of_instant(start, here()).local.date()
    today = of_instant(at, here()).local.date()
    if known.people != "one" or not today <= day <= today + appointments().offer.days * _A_DAY:
        return None
    search = _search(patient_id, known, day, day, known.minutes, (), "", at)
    taken = _taken(search, day, day)
    return next((each for each in _of_day(search, taken, day) if each.start == start), None)


def _search(
    patient_id: str,
    kind: Kind,
    first: date,
    last: date,
    minutes: int,
    wanted: Collection[int],
    way: str,
    now: datetime,
) -> _Search:
    wishes = wishes_of(patient_id)
    team = could_join(patient_id, kind, wanted)
    ids = {each.pk for group in team for each in group}
    by = way or _wished_way(kind, wishes)
    needs_room = bool(kind.rooms) and by == MeetBy.IN_PERSON
    rooms = rooms_for(patient_id, kind, bool(wishes and wishes.accessible)) if needs_room else []
    zone = here()
    return _Search(
        kind=kind,
        minutes=minutes,
        way=by,
        team=team,
        rooms=tuple(rooms),
        needs_room=needs_room and Room.objects.filter(kind__in=kind.rooms, is_active=True).exists(),
        hours=hours_of(ids, first, last),
        person=patient_id,
        wishes=wishes,
        soonest=now + appointments().offer.ahead,
        zone=zone,
    )


def _wished_way(kind: Kind, wishes: Wishes | None) -> str:
    wished = wishes.way if wishes is not None else ""
    return wished if wished in kind.ways else kind.ways[0]


def _taken(search: _Search, first: date, last: date) -> _Taken:
    """What is held from one day to another."""
    begin = nearest(first, datetime.min.time(), search.zone)
    end = nearest(last + _A_DAY, datetime.min.time(), search.zone)
    staff = {each.pk for group in search.team for each in group}
    those = Q(staff__in=staff) | Q(room__in=search.rooms) | Q(patient_id=search.person)
    found = list(
        Hold.objects.filter(those, at__gte=begin, at__lt=end).values_list(
            "staff_id", "room_id", "patient_id", "at"
        )
    )
    return _Taken(
        staff=frozenset((who, at) for who, _room, _person, at in found if who is not None),
        rooms=frozenset((room, at) for _who, room, _person, at in found if room is not None),
        person=frozenset(at for _who, _room, person, at in found if person == search.person),
    )


def _best(search: _Search, first: date, last: date) -> tuple[Free, ...]:
    """The best few; the search ends where there are enough that meet every wish."""
    most, good, rest = appointments().offer.most, [], []
    day = first
    while day <= last and len(good) < most:
        if (day - first).days % _READ_AT_ONCE == 0:
            taken = _taken(search, day, min(day + (_READ_AT_ONCE - 1) * _A_DAY, last))
        of_day = list(_of_day(search, taken, day))
        good += _spread([each for each in of_day if not each.unmet])
        rest += _spread([each for each in of_day if each.unmet])
        day += _A_DAY
    rest.sort(key=lambda each: (len(each.unmet), each.start))
    chosen = [*good[:most], *rest[: max(most - len(good), 0)]]
    return tuple(chosen)


def _spread(found: Sequence[Free]) -> list[Free]:
    """A few of one day, over the day."""
    if len(found) <= _A_DAY_AT_MOST:
        return list(found)
    step = (len(found) - 1) / (_A_DAY_AT_MOST - 1)
    return [found[round(number * step)] for number in range(_A_DAY_AT_MOST)]


def _of_day(search: _Search, taken: _Taken, day: date) -> Iterator[Free]:
    if not search.team or (search.needs_room and not search.rooms):
        return
    for start in _starts(search, day):
        if start < search.soonest:
            continue
        found = _at(search, taken, day, start)
        if found is not None:
            yield found


def _starts(search: _Search, day: date) -> list[datetime]:
    """When a time may begin: on the step of the wall clock, within the hours of whoever has to be there."""
    step = timedelta(minutes=appointments().offer.step)
    length, found = timedelta(minutes=search.minutes), set()
    for staff in search.team[0]:
        for begin, end in search.hours.instants(staff.pk, day, search.zone):
            at = _rounded(begin, step, search.zone)
            while at + length <= end:
                found.add(at)
                at += step
    return sorted(found)


def _rounded(at: datetime, step: timedelta, zone: str) -> datetime:
    local = of_instant(at, zone).local
    over = timedelta(minutes=local.minute) % step
    return at + (step - over if over else timedelta())


def _at(search: _Search, taken: _Taken, day: date, start: datetime) -> Free | None:
    end = start + timedelta(minutes=search.minutes)
    held = [at.astimezone(UTC) for at in steps(start, end)]
    if any(at in taken.person for at in held):
        return None
    staff = _who(search, taken, day, start, end, held)
    if staff is None:
        return None
    room = next((each for each in search.rooms if not _is_held(taken.rooms, each.pk, held)), None)
    if room is None and search.needs_room:
        return None
    wall = of_instant(start, search.zone)
    wanted = unmet(search.wishes, wall, search.minutes, search.way)
    return Free(wall, search.minutes, staff, room, search.way, wanted)


def _who(
    search: _Search, taken: _Taken, day: date, start: datetime, end: datetime, held: Sequence[datetime]
) -> tuple[Staff, ...] | None:
    """One of each group that is needed, each somebody else; None where a group has nobody free."""
    chosen: list[Staff] = []
    for group in search.team:
        free = (
            each
            for each in group
            if each not in chosen
            and search.hours.covers(each.pk, start, end, day, search.zone)
            and not _is_held(taken.staff, each.pk, held)
        )
        one = next(free, None)
        if one is None:
            return None
        chosen.append(one)
    return tuple(chosen)


# Any: an id of a member of staff or of a room.
def _is_held(taken: frozenset[tuple[Any, datetime]], which: int, held: Sequence[datetime]) -> bool:
    return any((which, at) in taken for at in held)
