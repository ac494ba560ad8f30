"""Calendars for other programs (iCalendar, RFC 5545), under secret addresses that can be revoked.

A phone's calendar is no place for a chart: an entry says when, how long, where, and at most initials. Never a
condition, a kind of visit, a reason or a name.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from lenitive import __version__
from lenitive.clinic.appointments.wall import here, zone_of
from lenitive.clinic.appointments.written_zone import written_zone
from lenitive.clinic.models import Appointment, AppointmentStatus, Feed, MeetBy, Room
from lenitive.desk.models import Patient

if TYPE_CHECKING:
    from lenitive.desk.models import Staff

_BACK, _AHEAD = timedelta(days=14), timedelta(days=366)
_READ_NOTED_EVERY = timedelta(minutes=10)
_STATUS = {AppointmentStatus.CONFIRMED: "CONFIRMED", AppointmentStatus.CANCELLED: "CANCELLED"}
_ZONES_FROM, _ZONES_UNTIL = -1, 3  # years around now for which a zone's changes are written


def make(who: Staff, *, staff: Staff | None = None, room: Room | None = None, initials: bool = True) -> str:
    """A new feed of somebody or a room; returns its secret, which is kept nowhere else."""
    secret = secrets.token_urlsafe(32)
    Feed.objects.create(
        secret_hash=_hash(secret),
        staff=staff,
        room=room,
        initials=initials,
        made_at=timezone.now(),
        made_by=who.name,
    )
    return secret


def revoke(feed_id: int) -> bool:
    """Let an address give nothing any more; whether it was alive."""
    return bool(Feed.objects.filter(pk=feed_id, revoked_at=None).update(revoked_at=timezone.now()))


def feed_of(secret: str) -> Feed | None:
    """The living feed of a secret; that it was read is noted."""
    alive = Feed.objects.filter(secret_hash=_hash(secret), revoked_at=None)
    found: Feed | None = alive.select_related("staff", "room").first()
    if found is None or (found.staff is not None and not found.staff.is_active):
        return None
    now = timezone.now()
    if found.read_at is None or found.read_at < now - _READ_NOTED_EVERY:
        Feed.objects.filter(pk=found.pk).update(read_at=now)
    return found


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def calendar(feed: Feed, now: datetime | None = None) -> bytes:
    """The calendar of a feed (RFC 5545): events with their zones, from two weeks ago to a year ahead."""
    at = now or timezone.now()
    found = list(_appointments(feed, at))
    made = Calendar()
    made.add("prodid", f"-//Lenitive//Lenitive {__version__}//EN")
    made.add("version", "2.0")
    made.add("calscale", "GREGORIAN")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", _called(feed))
    made.add("refresh-interval", timedelta(minutes=15), parameters={"VALUE": "DURATION"})
    for name in sorted({each.zone for each in found} | {here()}):
        if name != "UTC":
            made.add_component(written_zone(name, at.year + _ZONES_FROM, at.year + _ZONES_UNTIL))
    names = _names(found) if feed.initials else {}
    for appointment in found:
        made.add_component(_event(appointment, names))
    text: bytes = made.to_ical()
    return text


def _appointments(feed: Feed, now: datetime) -> QuerySet[Appointment]:
    whose = Q(staff=feed.staff) if feed.staff is not None else Q(room=feed.room)
    found = Appointment.objects.filter(whose, start__gte=now - _BACK, start__lt=now + _AHEAD)
    return found.select_related("room", "clinic").prefetch_related("people").order_by("start", "pk")


def _called(feed: Feed) -> str:
    return str(feed.room.name if feed.room is not None else feed.staff.name)


def _event(appointment: Appointment, names: dict[str, str]) -> Event:
    zone = zone_of(appointment.zone)
    event = Event()
    event.add("uid", f"appointment-{appointment.pk}@lenitive")
    event.add("sequence", appointment.version - 1)
    event.add("dtstamp", appointment.changed_at)
    event.add("last-modified", appointment.changed_at)
    event.add("dtstart", appointment.start.astimezone(zone))
    event.add("dtend", appointment.end.astimezone(zone))
    event.add("summary", _summary(appointment, names))
    event.add("status", _STATUS.get(AppointmentStatus(appointment.status), "CONFIRMED"))
    event.add("class", "PRIVATE")
    event.add("transp", "TRANSPARENT" if appointment.status == AppointmentStatus.CANCELLED else "OPAQUE")
    where = _where(appointment)
    if where:
        event.add("location", where)
    return event


def _summary(appointment: Appointment, names: dict[str, str]) -> str:
    """Initials of the one person, how many in a group, or that the time is taken."""
    people = [each for each in appointment.people.all() if each.status != AppointmentStatus.CANCELLED]
    if appointment.places > 1:
        return _("Group, %(n)d of %(places)d") % {"n": len(people), "places": appointment.places}
    shown = ", ".join(filter(None, (names.get(each.patient_id, "") for each in appointment.people.all())))
    return shown or _("Taken")


def _where(appointment: Appointment) -> str:
    if appointment.way != MeetBy.IN_PERSON:
        return str(MeetBy(appointment.way).label)
    parts = (appointment.room, appointment.clinic)
    return ", ".join(each.name for each in parts if each is not None)


def _names(found: Sequence[Appointment]) -> dict[str, str]:
    ids = {each.patient_id for appointment in found for each in appointment.people.all()}
    rows: Iterable[Any] = Patient.objects.filter(patient_id__in=ids).values_list("patient_id", "name")
    return {patient_id: initials(name or "") for patient_id, name in rows}


def initials(name: str) -> str:
    """R. L. of Rosa Lindqvist: the first letter of the first and of the last word."""
    words = [word for word in name.replace(",", " ").split() if word[0].isalpha()]
    ends = words[:1] + words[1:][-1:]
    return " ".join(f"{word[0].upper()}." for word in ends)
