"""A free time as a form carries it: what was offered is what is booked, and the booking checks it again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from lenitive.clinic.appointments.wall import Wall, here, kept
from lenitive.clinic.models import MeetBy, Room
from lenitive.desk.models import Staff
from lenitive.errors import InputError

if TYPE_CHECKING:
    from lenitive.clinic.appointments.free import Free


@dataclass(frozen=True)
class Chosen:
    """A free time that came back from a form."""

    wall: Wall
    minutes: int
    staff: tuple[Staff, ...]
    room: Room | None
    way: str


@dataclass(frozen=True)
class Offered:
    """A free time as the page shows it. value : what its button sends."""

    value: str
    day: str
    time: str
    with_whom: str
    where: str
    unmet: str


def offered(free: Free) -> Offered:
    """A free time in words."""
    room = free.room.name if free.room is not None else ""
    return Offered(
        value=_value(free),
        day=str(date_format(free.wall.local.date(), "l j F")),
        time=free.wall.local.strftime("%H:%M"),
        with_whom=", ".join(each.name for each in free.staff),
        where=room if free.way == MeetBy.IN_PERSON else str(MeetBy(free.way).label),
        unmet=", ".join(free.unmet),
    )


def _value(free: Free) -> str:
    staff = "+".join(str(each.pk) for each in free.staff)
    room = str(free.room.pk) if free.room is not None else ""
    parts = (free.wall.text, str(free.wall.fold), str(free.minutes), staff, room, free.way)
    return "|".join(parts)


def chosen(value: str, team: Iterable[Staff], rooms: Iterable[Room]) -> Chosen:
    """The free time of a button. team, rooms : those that may be chosen at all.

    Raises : InputError where it is none.
    """
    known = {str(each.pk): each for each in team}
    places = {str(each.pk): each for each in rooms}
    try:
        wall, fold, minutes, staff, room, way = value.split("|")
        return Chosen(
            wall=kept(wall, here(), int(fold == "1")),
            minutes=int(minutes),
            staff=tuple(known[each] for each in staff.split("+")),
            room=places[room] if room else None,
            way=str(MeetBy(way)),
        )
    except (ValueError, KeyError):
        raise InputError(_("this is no time that was offered"), do=_("Look for free times again.")) from None
