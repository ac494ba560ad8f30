"""What an appointment takes of everybody's time, each five minutes once; and who refuses a second taking.

Two things stand between a person and a double booking: one writer at a time, so that what is taken can be
said in words before it is tried; and beneath it the constraints of `Hold`, which refuse whoever comes another
way.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import IntegrityError, connection, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from lenitive.clinic.models import Appointment, AppointmentStatus, Hold
from lenitive.desk.models import Patient
from lenitive.errors import InputError
from lenitive.knowledge.visits.appointments import appointments

if TYPE_CHECKING:
    from lenitive.clinic.models import Room
    from lenitive.desk.models import Staff

_THE_CALENDAR = 0x6C656E63616C  # a number of our own for the lock of PostgreSQL
_KEPT_FOR = timedelta(days=2)


class Taken(InputError):
    """Somebody or a room is taken at that time; `who` says which, without a word on by whom."""

    def __init__(self, who: Sequence[str]) -> None:
        super().__init__(
            _("%(who)s is taken at that time") % {"who": _(" and ").join(who)},
            do=_("Choose another time, or somebody else."),
        )
        self.who = tuple(who)


@contextmanager
def one_writer() -> Iterator[None]:
    """A transaction that changes the calendar; the next one waits until it is over.

    SQLite lets one transaction write at a time anyhow (`transaction_mode`, site/database.py).
    """
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_THE_CALENDAR])
        yield


def steps(start: datetime, end: datetime) -> list[datetime]:
    """The pieces of the raster from start to end."""
    step = timedelta(minutes=appointments().raster)
    return [start + number * step for number in range(-(-(end - start) // step))]


def hold(appointment: Appointment) -> None:
    """Take the time of everybody who takes part, in the place of what the appointment took before.

    Within `one_writer`. Raises : Taken, and then nothing is changed.
    """
    with transaction.atomic():
        Hold.objects.filter(appointment=appointment).delete()
        if appointment.status == AppointmentStatus.CANCELLED:
            return
        staff, people = list(appointment.staff.all()), people_of(appointment)
        refuse_taken(appointment.start, appointment.end, staff, appointment.room, people)
        try:
            with transaction.atomic():
                Hold.objects.bulk_create(_holds(appointment, staff, people))
        except IntegrityError:
            raise Taken([_("Somebody of it")]) from None


def people_of(appointment: Appointment) -> list[str]:
    """Who has a place in it that was not cancelled."""
    taking = appointment.people.exclude(status=AppointmentStatus.CANCELLED)
    return list(taking.order_by("patient_id").values_list("patient_id", flat=True))


def _holds(appointment: Appointment, staff: Sequence[Staff], people: Sequence[str]) -> Iterator[Hold]:
    for at in steps(appointment.start, appointment.end):
        yield from (Hold(appointment=appointment, at=at, staff=each) for each in staff)
        yield from (Hold(appointment=appointment, at=at, patient_id=each) for each in people)
        if appointment.room is not None:
            yield Hold(appointment=appointment, at=at, room=appointment.room)


def refuse_taken(
    start: datetime, end: datetime, staff: Collection[Staff], room: Room | None, people: Collection[str]
) -> None:
    """Raises : Taken, naming everybody and the room that have something else between start and end."""
    those = Q(staff__in=staff) | Q(patient_id__in=people)
    if room is not None:
        those |= Q(room=room)
    found = list(Hold.objects.filter(those, at__gte=start, at__lt=end).select_related("staff", "room"))
    if found:
        raise Taken(list(dict.fromkeys(_called(each) for each in found)))


def _called(hold: Hold) -> str:
    if hold.staff is not None:
        return str(hold.staff.name)
    if hold.room is not None:
        return str(hold.room.name)
    name = Patient.objects.filter(patient_id=hold.patient_id).values_list("name", flat=True).first()
    return str(name or hold.patient_id)


def forget_past() -> int:
    """Nobody can be booked twice in the past: what was held there need not be kept; returns how many."""
    gone, _models = Hold.objects.filter(at__lt=timezone.now() - _KEPT_FOR).delete()
    return gone
