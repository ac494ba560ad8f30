"""What a person wishes of appointments, and which wishes a time does not meet."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from lenitive.clinic.models import MeetBy, Weekday, Wishes

if TYPE_CHECKING:
    from lenitive.clinic.appointments.wall import Wall


def wishes_of(patient_id: str) -> Wishes | None:
    """What is kept of a person's wishes."""
    found: Wishes | None = Wishes.objects.filter(patient_id=patient_id).first()
    return found


def unmet(wishes: Wishes | None, wall: Wall, minutes: int, way: str) -> tuple[str, ...]:
    """The wishes that a time does not meet, in words."""
    if wishes is None:
        return ()
    begin = wall.local
    end = begin + timedelta(minutes=minutes)
    said = []
    if wishes.weekdays and begin.weekday() not in wishes.weekdays:
        said.append(_("not on %(day)s") % {"day": Weekday(begin.weekday()).label})
    if wishes.earliest is not None and begin.time() < wishes.earliest:
        said.append(_("not before %(time)s") % {"time": f"{wishes.earliest:%H:%M}"})
    if wishes.latest is not None and (end.time() > wishes.latest or end.date() > begin.date()):
        said.append(_("over by %(time)s") % {"time": f"{wishes.latest:%H:%M}"})
    if wishes.way and wishes.way != way:
        said.append(str(MeetBy(wishes.way).label).lower())
    return tuple(said)


def in_words(wishes: Wishes | None) -> list[str]:
    """The wishes, one line each."""
    if wishes is None:
        return []
    said = []
    if wishes.weekdays:
        days = ", ".join(str(Weekday(each).label) for each in sorted(wishes.weekdays))
        said.append(_("On %(days)s") % {"days": days})
    if wishes.earliest is not None:
        said.append(_("Not before %(time)s") % {"time": f"{wishes.earliest:%H:%M}"})
    if wishes.latest is not None:
        said.append(_("Over by %(time)s") % {"time": f"{wishes.latest:%H:%M}"})
    if wishes.way:
        said.append(str(MeetBy(wishes.way).label))
    if wishes.interpreter:
        said.append(_("With an interpreter: %(language)s") % {"language": wishes.interpreter})
    if wishes.accessible:
        said.append(_("A step-free room"))
    if wishes.note:
        said.append(wishes.note)
    return said
