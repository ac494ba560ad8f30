"""The calendar: a day for everybody, a week for one person or room; and meetings without a person."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from lenitive.clinic.appointments.booking import book, cancel
from lenitive.clinic.appointments.forms import When
from lenitive.clinic.appointments.grid import Whose, colleagues, day_grid, rooms, week_grid
from lenitive.clinic.appointments.views import common
from lenitive.clinic.appointments.wall import long_day
from lenitive.clinic.decisions.written import new_token, token_of
from lenitive.clinic.models import AHEAD, Appointment, AppointmentStatus
from lenitive.desk.access import may, visible_people
from lenitive.errors import InputError
from lenitive.knowledge.visits.appointments import appointments

_A_DAY, _A_WEEK = timedelta(days=1), timedelta(days=7)


@may("calendar", "the calendar of a day")
@require_safe
def day(request: HttpRequest) -> HttpResponse:
    """Everybody's day; `by=room` for the rooms."""
    staff, chosen = common.staff_of(request), common.day_or_today(request)
    by_room = request.GET.get("by") == "room"
    context = {
        "grid": day_grid(staff, chosen, by_room=by_room),
        "title": long_day(chosen),
        "day": chosen,
        "before": chosen - _A_DAY,
        "after": chosen + _A_DAY,
        "by_room": by_room,
        "more": "&by=room" if by_room else "",
        "places": common.places(request, "calendar"),
        "may_keep": common.may_keep(request),
    }
    return render(request, "clinic/appointments/calendar.html", context)


@may("calendar", "the calendar of a week")
@require_safe
def week(request: HttpRequest) -> HttpResponse:
    """The week of one person or room (`of`); one's own where nobody is chosen."""
    staff, chosen = common.staff_of(request), common.day_or_today(request)
    every = [
        *(Whose(staff=each) for each in colleagues(staff)),
        *(Whose(room=each) for each in rooms(staff)),
    ]
    whose = _whose(request, every)
    first = chosen - timedelta(days=chosen.weekday())
    context = {
        "grid": week_grid(staff, whose, chosen) if whose is not None else None,
        "whose": whose,
        "choices": every,
        "title": _("Week of %(day)s") % {"day": date_format(first, "j F Y")},
        "day": chosen,
        "before": chosen - _A_WEEK,
        "after": chosen + _A_WEEK,
        "more": f"&of={whose.key}" if whose is not None else "",
        "places": common.places(request, "calendar_week"),
        "week": True,
    }
    return render(request, "clinic/appointments/calendar.html", context)


def _whose(request: HttpRequest, every: list[Whose]) -> Whose | None:
    wanted = request.GET.get("of", f"staff-{common.staff_of(request).pk}")
    return next((each for each in every if each.key == wanted), every[0] if every else None)


@may("calendar", "booking a group or a meeting of the team")
@require_http_methods(["GET", "POST"])
def new_meeting(request: HttpRequest) -> HttpResponse:
    """Book what has no person yet: a group that people join later, or a meeting of the team."""
    kinds = [each for each in appointments().kinds.values() if each.people != "one"]
    named = request.POST.get("kind") or request.GET.get("kind") or kinds[0].id
    kind = next((each for each in kinds if each.id == named), kinds[0])
    staff = common.staff_of(request)
    team = [each for each in colleagues(staff) if each.role in kind.roles]
    suiting = [each for each in rooms(staff) if each.kind in kind.rooms]
    start = {"day": common.day_or_today(request), "minutes": kind.minutes, "way": kind.ways[0]}
    form = When(request.POST or None, kind=kind, team=team, rooms=suiting, initial=start)
    problem: InputError | None = None
    if request.method == "POST" and form.is_valid():
        try:
            made = book(
                staff,
                patient_id=None,
                kind=kind.id,
                start=datetime.combine(form.cleaned_data["day"], form.cleaned_data["at"]),
                minutes=form.cleaned_data["minutes"],
                staff=form.chosen_staff(),
                room=form.chosen_room(),
                why=form.cleaned_data["why"],
                way=form.cleaned_data["way"],
                which=form.cleaned_data["which"],
                token=token_of(request.POST.get("token", "")),
            )
        except InputError as refused:
            problem = refused
        else:
            common.tell(
                request, made, _("booked"), _("Booked: %(when)s.") % {"when": common.when(made)}, None
            )
            return redirect("clinic:meeting", made.pk)
    context = {
        "form": form,
        "kind": kind,
        "kinds": kinds,
        "problem": problem,
        "twice": common.twice(problem),
        "token": new_token(),
        "places": common.places(request, ""),
    }
    return render(
        request,
        "clinic/appointments/new_meeting.html",
        context,
        status=422 if problem or form.errors else 200,
    )


@may("calendar", "a group or a meeting")
@require_http_methods(["GET", "POST"])
def meeting(request: HttpRequest, pk: int) -> HttpResponse:
    """A group or a meeting of the team: who takes part, and cancelling it."""
    staff = common.staff_of(request)
    found = Appointment.objects.select_related("room", "clinic").prefetch_related("people", "staff")
    appointment = found.filter(pk=pk).first()
    if (
        appointment is None
        or common.kind_of(appointment.kind).people == "one"
        or not _near(staff, appointment)
    ):
        raise Http404("no such meeting")
    may_change = common.may_keep(request) or staff in appointment.staff.all()
    if request.method == "POST":
        if not may_change:
            raise Http404("not one's own meeting")
        try:
            cancel(staff, pk, reason=common.reason_of(request))
            common.tell(request, appointment, _("cancelled"), _("The meeting is cancelled."), None)
        except InputError as problem:
            messages.error(request, str(problem))
        return redirect("clinic:meeting", pk)
    ids = [each.patient_id for each in appointment.people.all()]
    known = {each.patient_id: each.name for each in visible_people(staff, "book").filter(patient_id__in=ids)}
    context = {
        "appointment": appointment,
        "kind": common.kind_of(appointment.kind),
        "when": common.when(appointment),
        "where": common.where(appointment),
        "status_words": AppointmentStatus(appointment.status).label,
        "people": [
            (each.patient_id, known[each.patient_id], AppointmentStatus(each.status).label)
            for each in appointment.people.all()
            if each.patient_id in known
        ],
        "others": len(ids) - len(known),
        "ahead": appointment.status in AHEAD,
        "may_change": may_change,
        "reasons": appointments().reasons,
        "places": common.places(request, ""),
    }
    return render(request, "clinic/appointments/meeting.html", context)


def _near(staff: Any, appointment: Appointment) -> bool:
    """Whether it takes place where somebody works."""
    here = set(colleagues(staff).values_list("pk", flat=True))
    return bool(here & {each.pk for each in appointment.staff.all()})
