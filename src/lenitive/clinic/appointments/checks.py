"""What can be booked at all: a person who is there, a length that fits, the team, and a room."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from lenitive.clinic.appointments.wall import Wall, long_day, of_instant
from lenitive.clinic.models import MeetBy, Room
from lenitive.desk.models import Patient, Role
from lenitive.errors import InputError
from lenitive.knowledge.visits.appointments import Kind, appointments

if TYPE_CHECKING:
    from lenitive.desk.models import Staff


@dataclass(frozen=True)
class Wanted:
    """An appointment before it is booked or moved."""

    kind: Kind
    wall: Wall
    minutes: int
    staff: tuple[Staff, ...]
    room: Room | None
    way: str
    people: tuple[str, ...]

    def with_person(self, patient_id: str) -> Wanted:
        """The same with one more person."""
        return replace(self, people=(*self.people, patient_id))


def refuse(wanted: Wanted, now: datetime, *, moved: bool = True) -> None:
    """Raises : InputError where it cannot be, in words. moved : whether the time is a new one."""
    if moved:
        _refuse_time(wanted, now)
    _refuse_length(wanted)
    _refuse_people(wanted)
    _refuse_team(wanted)
    _refuse_room(wanted)


def _refuse_time(wanted: Wanted, now: datetime) -> None:
    raster = appointments().raster
    if wanted.wall.local.minute % raster:
        raise InputError(
            _("appointments begin every %(n)d minutes, and not at %(time)s")
            % {"n": raster, "time": wanted.wall.local.strftime("%H:%M")},
            do=_("Choose a time beside it."),
        )
    if wanted.wall.local.date() < of_instant(now, wanted.wall.zone).local.date():
        raise InputError(
            _("%(day)s is over") % {"day": long_day(wanted.wall.local.date())}, do=_("Choose a day ahead.")
        )


def _refuse_length(wanted: Wanted) -> None:
    kind, raster = wanted.kind, appointments().raster
    if not kind.least <= wanted.minutes <= kind.most or wanted.minutes % raster:
        said = {"kind": kind.title, "least": kind.least, "most": kind.most, "raster": raster}
        raise InputError(
            _("%(kind)s takes %(least)d to %(most)d minutes, in steps of %(raster)d") % said,
            do=_("Choose another length, or another kind."),
        )
    if wanted.way not in kind.ways:
        raise InputError(
            _("%(kind)s does not take place that way") % {"kind": kind.title}, do=_("Choose another way.")
        )


def _refuse_people(wanted: Wanted) -> None:
    if wanted.kind.people == "none" and wanted.people:
        raise InputError(_("this is for the team alone"), do=_("Choose another kind."))
    if wanted.kind.people == "one" and len(wanted.people) != 1:
        raise InputError(
            _("%(kind)s needs one person") % {"kind": wanted.kind.title},
            do=_("Book it from a person's page."),
        )
    there = set(Patient.objects.filter(patient_id__in=wanted.people).values_list("patient_id", flat=True))
    if set(wanted.people) - there:
        raise InputError(_("there is no such person"), do=_("Look for the person again."))
    dead = Patient.objects.filter(patient_id__in=wanted.people, dead=True).values_list("name", flat=True)
    for name in dead:
        raise InputError(
            _("the record says that %(name)s has died") % {"name": name}, do=_("Correct the record first.")
        )


def _refuse_team(wanted: Wanted) -> None:
    away = [each.name for each in wanted.staff if not each.is_active]
    if away:
        raise InputError(
            _("%(name)s does not work here any more") % {"name": away[0]}, do=_("Choose somebody else.")
        )
    here = {each.role for each in wanted.staff}
    for group in wanted.kind.needs:
        if not here & set(group):
            roles = _(" or ").join(str(Role(role).label).lower() for role in group)
            raise InputError(
                _("%(kind)s needs somebody who is %(roles)s") % {"kind": wanted.kind.title, "roles": roles},
                do=_("Add somebody to the team of this appointment."),
            )
    others = [each for each in wanted.staff if each.role not in wanted.kind.roles]
    if others:
        raise InputError(
            _("%(name)s takes no part in this kind of appointment") % {"name": others[0].name},
            do=_("Leave them out, or choose another kind."),
        )


def _refuse_room(wanted: Wanted) -> None:
    kind, room = wanted.kind, wanted.room
    if room is None:
        needed = kind.rooms and wanted.way == MeetBy.IN_PERSON
        if needed and Room.objects.filter(kind__in=kind.rooms, is_active=True).exists():
            names = _(" or ").join(appointments().rooms[each].lower() for each in kind.rooms)
            raise InputError(
                _("%(kind)s needs a room: %(rooms)s") % {"kind": kind.title, "rooms": names},
                do=_("Choose a room."),
            )
        return
    if not room.is_active:
        raise InputError(_("%(room)s is not in use") % {"room": room.name}, do=_("Choose another room."))
    if kind.rooms and room.kind not in kind.rooms:
        raise InputError(
            _("%(room)s does not suit %(kind)s") % {"room": room.name, "kind": kind.title},
            do=_("Choose another room."),
        )
