"""Book and move: free times that fit, or a time of one's own choosing; with the same page for both."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from lenitive.clinic.appointments.booking import Changed, book, move
from lenitive.clinic.appointments.choosing import chosen, offered
from lenitive.clinic.appointments.forms import When, ways
from lenitive.clinic.appointments.free import propose
from lenitive.clinic.appointments.hours import hours_of
from lenitive.clinic.appointments.team import rooms_for, staff_of, without_hours
from lenitive.clinic.appointments.views import common
from lenitive.clinic.appointments.visit_rows import unplaced_visits
from lenitive.clinic.appointments.wall import here, kept, of_instant
from lenitive.clinic.appointments.wishing import in_words, unmet, wishes_of
from lenitive.clinic.decisions.written import new_token, token_of
from lenitive.clinic.models import AHEAD, Appointment
from lenitive.desk.access import may
from lenitive.errors import InputError
from lenitive.knowledge.visits.appointments import Kind, appointments

if TYPE_CHECKING:
    from lenitive.clinic.models import Room
    from lenitive.desk.models import Staff

_USUAL = "follow_up"


@dataclass
class Asked:
    """What the page looks for: from its address."""

    kind: Kind
    around: date
    last: date | None
    after: str
    staff: tuple[int, ...]
    way: str
    team: list[Staff] = field(default_factory=list)
    rooms: list[Room] = field(default_factory=list)


@may("book", "booking an appointment")
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, patient_id: str) -> HttpResponse:
    """Free times of a kind for a person, or a time of one's own choosing; sending books it."""
    asked = _asked(request.GET, patient_id, None)
    encounter = _encounter(request, patient_id)
    if request.method != "POST":
        return _page(request, patient_id, asked, _form(asked, None, encounter))
    form = _form(asked, request.POST if "free" not in request.POST else None, encounter)
    try:
        given = _given(request, asked, form)
        if given is None:
            return _page(request, patient_id, asked, form, status=422)
        with transaction.atomic():  # a deed and its event are kept both, or neither
            made = book(
                common.staff_of(request),
                patient_id=patient_id,
                kind=asked.kind.id,
                why=request.POST.get("why", "")[:300],
                encounter=encounter.pk if encounter is not None else "",
                token=token_of(request.POST.get("token", "")),
                **given,
            )
            said = _("Booked: %(when)s.") % {"when": common.when(made)}
            common.tell(request, made, _("booked"), said, patient_id)
    except InputError as problem:
        return _page(request, patient_id, asked, form, problem=problem, status=422)
    _warn(request, patient_id, made)
    return redirect("clinic:appointment", patient_id, made.pk)


@may("book", "moving an appointment")
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, patient_id: str, pk: int) -> HttpResponse:
    """The same page for an appointment that gets another time, room or team."""
    appointment = common.appointment_of(patient_id, pk)
    if appointment.status not in AHEAD or appointment.places > 1:
        messages.error(request, _("Only what is still ahead can be moved."))
        return redirect("clinic:appointment", patient_id, pk)
    asked = _asked(request.GET, patient_id, appointment)
    if request.method != "POST":
        return _page(request, patient_id, asked, _form(asked, None, appointment), appointment=appointment)
    form = _form(asked, request.POST if "free" not in request.POST else None, appointment)
    try:
        given = _given(request, asked, form)
        if given is None:
            return _page(request, patient_id, asked, form, appointment=appointment, status=422)
        to = Changed(without_room=given["room"] is None, why=request.POST.get("why"), **given)
        with transaction.atomic():
            move(
                common.staff_of(request),
                pk,
                to,
                reason=common.reason_of(request),
                version=_number(request.POST.get("version", "")),
                token=token_of(request.POST.get("token", "")),
            )
            moved = common.appointment_of(patient_id, pk)
            said = _("Moved to %(when)s.") % {"when": common.when(moved)}
            common.tell(request, moved, _("moved"), said, patient_id)
    except InputError as problem:
        return _page(request, patient_id, asked, form, problem=problem, appointment=appointment, status=422)
    _warn(request, patient_id, moved)
    return redirect("clinic:appointment", patient_id, pk)


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def _asked(query: QueryDict, patient_id: str, appointment: Appointment | None) -> Asked:
    """What the address asks for; what it leaves out is today, the usual way, and anybody."""
    kind = common.kind_of(appointment.kind if appointment else query.get("kind", _USUAL))
    interval = appointments().intervals.get(query.get("after", ""))
    around, last = common.day_of(query.get("around", "")) or timezone.localdate(), None
    if interval is not None:
        since = common.day_of(query.get("since", "")) or timezone.localdate()
        ahead = [each for each in interval.windows(since) if each[1] >= timezone.localdate()]
        around, last = ahead[0] if ahead else (around, None)
    staff = tuple(number for each in query.getlist("staff") if (number := _number(each)) is not None)
    if appointment is not None and "staff" not in query:
        staff = tuple(each.pk for each in appointment.staff.all())
    way = query.get("way", appointment.way if appointment else "")
    return Asked(
        kind=kind,
        around=around,
        last=last,
        after=interval.id if interval else "",
        staff=staff,
        way=way if way in kind.ways else "",
        team=staff_of(patient_id, kind.roles),
        rooms=rooms_for(patient_id, kind),
    )


def _encounter(request: HttpRequest, patient_id: str) -> Any:
    """The planned visit of a chart that is taken into the calendar."""
    wanted = request.GET.get("visit", "")
    return next((each for each in unplaced_visits(patient_id, timezone.now()) if each.pk == wanted), None)


def _form(asked: Asked, sent: QueryDict | None, about: Any) -> When:
    """The form of one's own choosing, filled with what is there."""
    start: dict[str, Any] = {
        "day": asked.around,
        "minutes": asked.kind.minutes,
        "way": asked.way or asked.kind.ways[0],
        "staff": [str(each) for each in asked.staff],
    }
    if isinstance(about, Appointment):
        local = kept(about.wall, about.zone, about.fold).local
        start |= {"day": local.date(), "at": local.time(), "minutes": about.minutes, "why": about.why}
        start |= {"room": str(about.room_id or ""), "way": about.way}
    elif about is not None:
        local = of_instant(about.start_time, here()).local
        start |= {"day": local.date(), "at": local.time(), "why": about.reason or ""}
    return When(sent, kind=asked.kind, team=asked.team, rooms=asked.rooms, initial=start)


def _given(request: HttpRequest, asked: Asked, form: When) -> dict[str, Any] | None:
    """What was chosen: a free time, or what the form says; None where that has problems of its own.

    Raises : InputError where the free time is none.
    """
    if "free" in request.POST:
        free = chosen(request.POST["free"], asked.team, asked.rooms)
        start, which = free.wall.local, free.wall.fold
        return {
            "start": start,
            "minutes": free.minutes,
            "staff": free.staff,
            "room": free.room,
            "way": free.way,
            "which": which,
        }
    if not form.is_valid():
        return None
    said = form.cleaned_data
    return {
        "start": datetime.combine(said["day"], said["at"]),
        "minutes": said["minutes"],
        "staff": form.chosen_staff(),
        "room": form.chosen_room(),
        "way": said["way"],
        "which": said["which"],
    }


def _page(
    request: HttpRequest,
    patient_id: str,
    asked: Asked,
    form: When,
    *,
    problem: InputError | None = None,
    appointment: Appointment | None = None,
    status: int = 200,
) -> HttpResponse:
    minutes = appointment.minutes if appointment is not None else None
    found = propose(
        patient_id,
        asked.kind.id,
        asked.around,
        last=asked.last,
        minutes=minutes,
        staff=asked.staff,
        way=asked.way,
    )
    context = {
        "patient": common.person_of(patient_id),
        "patient_id": patient_id,
        "asked": asked,
        "kinds": [each for each in appointments().kinds.values() if each.people == "one"],
        "intervals": appointments().intervals.values(),
        "ways": ways(asked.kind),
        "free": [offered(each) for each in found],
        "wishes": in_words(wishes_of(patient_id)),
        "without_hours": without_hours(patient_id, asked.kind),
        "lacking": _lacking(asked),
        "form": form,
        "problem": problem,
        "twice": common.twice(problem),
        "appointment": appointment,
        "when": common.when(appointment) if appointment is not None else "",
        "reasons": appointments().reasons,
        "token": new_token(),
        "query": request.GET.urlencode(),
    }
    return render(request, "clinic/appointments/book.html", context, status=status)


def _lacking(asked: Asked) -> list[str]:
    """Who or what nobody set up, so that no time can be free."""
    roles = {each.role for each in asked.team}
    lacking = []
    if any(not roles & set(group) for group in asked.kind.needs):
        lacking.append(_("Nobody works here who could take this appointment."))
    return lacking


def _warn(request: HttpRequest, patient_id: str, made: Appointment) -> None:
    """What was booked all the same: outside somebody's hours, or against a wish."""
    wall = kept(made.wall, made.zone, made.fold)
    said: Sequence[str] = unmet(wishes_of(patient_id), wall, made.minutes, made.way)
    wished = wishes_of(patient_id)
    if wished and wished.accessible and made.room is not None and not made.room.accessible:
        said = [*said, _("a step-free room")]
    if said:
        messages.warning(request, _("The person wished: %(wishes)s.") % {"wishes": ", ".join(said)})
    away = _outside(made)
    if away:
        messages.warning(request, _("Outside the hours of %(names)s.") % {"names": ", ".join(away)})


def _outside(made: Appointment) -> list[str]:
    day = kept(made.wall, made.zone, made.fold).local.date()
    staff = list(made.staff.all())
    hours = hours_of([each.pk for each in staff], day, day + timedelta(days=1))
    return [
        each.name
        for each in staff
        if hours.is_known(each.pk) and not hours.covers(each.pk, made.start, made.end, day, made.zone)
    ]
