"""What every change of an appointment writes: its time, what follows from it, and a step in its history."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext as _

from lenitive.clinic.appointments import reminding
from lenitive.clinic.appointments.holding import hold
from lenitive.clinic.appointments.visit_rows import write_visits
from lenitive.clinic.appointments.wall import Wall, kept
from lenitive.clinic.models import Appointment, AppointmentStatus, AppointmentStep
from lenitive.errors import InputError

if TYPE_CHECKING:
    from lenitive.desk.models import Staff

# Any: a state of an appointment as JSON keeps it.
State = dict[str, Any]


@dataclass(frozen=True)
class ByName:
    """Whoever changes their own appointment and is no member of staff, as its history names them."""

    name: str


def put_time(appointment: Appointment, wall: Wall, minutes: int) -> None:
    """Give an appointment a wall time and a length; its instants follow."""
    appointment.wall, appointment.zone, appointment.fold = wall.text, wall.zone, wall.fold
    appointment.minutes, appointment.start = minutes, wall.instant
    appointment.end = appointment.start + timedelta(minutes=minutes)


def agreed_wall(appointment: Appointment) -> Wall:
    """The wall time that was agreed."""
    return kept(appointment.wall, appointment.zone, appointment.fold)


def write(appointment: Appointment) -> None:
    """What follows from an appointment: holds, visits, reminders."""
    hold(appointment)
    write_visits(appointment)
    reminding.queue(appointment)


def add_step(
    appointment: Appointment,
    who: Staff | ByName,
    did: str,
    reason: str,
    *,
    before: State | None,
    token: str | None = None,
) -> AppointmentStep:
    """Write what was done into the history; `before` is None for what was just made."""
    return AppointmentStep.objects.create(
        appointment=appointment,
        at=timezone.now(),
        staff=None if isinstance(who, ByName) else who,
        who=who.name,
        did=did,
        reason=reason,
        before=before,
        after=state(appointment),
        token=token,
    )


def state(appointment: Appointment) -> State:
    """What a step may change, as it is now."""
    return {
        "wall": appointment.wall,
        "zone": appointment.zone,
        "fold": appointment.fold,
        "minutes": appointment.minutes,
        "way": str(appointment.way),
        "room": appointment.room_id,
        "staff": sorted(appointment.staff.values_list("pk", flat=True)),
        "why": appointment.why,
        "status": str(appointment.status),
        "people": {
            str(each.pk): [str(each.status), each.reason, each.helps] for each in appointment.people.all()
        },
    }


def opened(appointment_id: int, version: int | None) -> Appointment:
    """The appointment, to be changed; within `one_writer`.

    Raises : InputError where it is not there, or somebody changed it since the page was made.
    """
    found = Appointment.objects.filter(pk=appointment_id).first()
    if found is None:
        raise InputError(_("there is no such appointment"), do=_("Look at the calendar again."))
    if version is not None and version != found.version:
        last = found.steps.order_by("-pk").first()
        raise InputError(
            _("%(who)s changed this appointment meanwhile") % {"who": last.who if last else _("Somebody")},
            do=_("Look at it as it is now, and change it again if it is still needed."),
        )
    return found


def save(appointment: Appointment) -> None:
    """Save it as its next version."""
    appointment.version += 1
    appointment.changed_at = timezone.now()
    appointment.save()


def done_before(token: str | None) -> AppointmentStep | None:
    """The step that the same form made already."""
    found: AppointmentStep | None = AppointmentStep.objects.filter(token=token).first() if token else None
    return found


def put_back(appointment: Appointment, was: Mapping[str, Any]) -> None:
    """Give an appointment what a step had found."""
    put_time(appointment, kept(was["wall"], was["zone"], was["fold"]), was["minutes"])
    appointment.way, appointment.room_id = was["way"], was["room"]
    appointment.why, appointment.status = was["why"], was["status"]
    appointment.save()
    appointment.staff.set(was["staff"])
    for each in appointment.people.all():
        said = was["people"].get(str(each.pk), [AppointmentStatus.CANCELLED, "", ""])
        each.status, each.reason, each.helps = said
        each.save(update_fields=["status", "reason", "helps"])
