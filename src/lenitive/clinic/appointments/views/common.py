"""What several pages of appointments share."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from lenitive.clinic.appointments.wall import TwiceThere, here, kept, long_day, zone_of
from lenitive.clinic.models import Appointment, AppointmentStatus, AppointmentStep, MeetBy
from lenitive.desk import audit
from lenitive.desk.access import decide
from lenitive.desk.models import Patient, Staff
from lenitive.errors import InputError, KnowledgeError
from lenitive.knowledge.visits.appointments import Kind, appointments


def staff_of(request: HttpRequest) -> Staff:
    """Who is signed in; the policy let nobody else in."""
    assert isinstance(request.user, Staff)  # noqa: S101
    return request.user


def person_of(patient_id: str) -> Any:
    """The row of a person."""
    return Patient.objects.get(patient_id=patient_id)


def day_of(text: str) -> date | None:
    """A day of an address or a form; None for what is no day, or far from any."""
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if 2000 <= found.year < 2200 else None


def day_or_today(request: HttpRequest) -> date:
    """The day of the address, else today."""
    return day_of(request.GET.get("day", "")) or timezone.localdate()


def kind_of(name: str) -> Kind:
    """A kind by its id, or 404."""
    try:
        return appointments().kind(name)
    except KnowledgeError:
        raise Http404("no such kind of appointment") from None


def appointment_of(patient_id: str, pk: int) -> Appointment:
    """An appointment in which a person has a place, or 404."""
    found = (
        Appointment.objects.filter(pk=pk, people__patient_id=patient_id)
        .select_related("room", "clinic")
        .prefetch_related("people", "staff")
        .first()
    )
    if found is None:
        raise Http404("no such appointment of this person")
    return found


def note(request: HttpRequest, what: str, patient_id: str | None = None) -> None:
    """Write into the audit trail what was changed, about a person where it is about one."""
    audit.record(
        request,
        "booked" if patient_id else "kept_calendar",
        what=what,
        patient_id=patient_id,
        allowed=True,
        why=request.decision.why,  # type: ignore[attr-defined]
    )


def tell(
    request: HttpRequest, appointment: Appointment, did: Any, words: str, patient_id: str | None
) -> None:
    """Note what was done to an appointment, and say on the next page that it is kept."""
    at = appointment.wall.replace("T", " ")
    note(request, f"{kind_of(appointment.kind).title}, {at}: {did}", patient_id)
    messages.success(request, words)


def when(appointment: Appointment) -> str:
    """Monday 30 November 2026 at 09:30, on the clock of the zone it was agreed in."""
    local = kept(appointment.wall, appointment.zone, appointment.fold).local
    return _("%(day)s at %(time)s") % {"day": long_day(local.date()), "time": f"{local:%H:%M}"}


def where(appointment: Appointment) -> str:
    """The room, or the way."""
    if appointment.way != MeetBy.IN_PERSON:
        return str(MeetBy(appointment.way).label)
    return appointment.room.name if appointment.room is not None else _("No room")


def line(appointment: Appointment, patient_id: str) -> dict[str, Any]:
    """An appointment as lists show it, for one of its people."""
    place = next(each for each in appointment.people.all() if each.patient_id == patient_id)
    return {
        "appointment": appointment,
        "url": reverse("clinic:appointment", args=[patient_id, appointment.pk]),
        "when": when(appointment),
        "kind": kind_of(appointment.kind).title,
        "with": ", ".join(each.name for each in appointment.staff.all()),
        "where": where(appointment),
        "status": str(place.status),
        "status_words": AppointmentStatus(place.status).label,
        "reason": place.reason,
    }


def did_words(step: AppointmentStep) -> str:
    """What a step did, in words."""
    if step.did in AppointmentStatus.values and step.did != "booked":
        return str(AppointmentStatus(step.did).label)
    words = {
        "booked": _("Booked"),
        "moved": _("Moved"),
        "joined": _("Somebody joined"),
        "undone": _("Taken back"),
    }
    return words.get(step.did, step.did)


def may_keep(request: HttpRequest) -> bool:
    """Whether one may set up rooms and everybody's hours."""
    return decide(request.user, "keep_calendar").allowed


def places(request: HttpRequest, here: str) -> list[dict[str, Any]]:
    """The pages of the calendar, as the strip at its top shows them."""
    every = [
        ("calendar", _("Day")),
        ("calendar_week", _("Week")),
        ("calendar_reminders", _("Reminders")),
        ("calendar_waiting", _("Waiting")),
        ("calendar_missed", _("Could not come")),
        ("calendar_hours", _("Hours")),
        ("calendar_feeds", _("Feeds")),
    ]
    if may_keep(request):
        every.append(("calendar_rooms", _("Rooms")))
    return [{"url": reverse(f"clinic:{name}"), "name": words, "here": name == here} for name, words in every]


def twice(problem: InputError | None) -> list[dict[str, Any]]:
    """The two instants that one wall time names, in words; empty where that is not the question."""
    if not isinstance(problem, TwiceThere):
        return []
    words = (_("The first one, before the clocks go back"), _("The second one, after they went back"))
    return [
        {
            "which": place,
            "words": words[place],
            "zone": each.astimezone(zone_of(here())).strftime("%H:%M %Z"),
        }
        for place, each in enumerate(problem.instants)
    ]


def reason_of(request: HttpRequest) -> str:
    """The reason that was written, else the one that was tapped."""
    written = " ".join(request.POST.get("other", "").split())[:300]
    return written or appointments().reasons.get(request.POST.get("reason", ""), "")
