"""Lists for those who keep the calendar: who is to be called, who waits, who could not come."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from lenitive.clinic.appointments import reminding
from lenitive.clinic.appointments.missed import missed
from lenitive.clinic.appointments.views import common
from lenitive.clinic.appointments.waiting import waiting
from lenitive.clinic.appointments.wishing import in_words
from lenitive.clinic.models import Reminder, Wishes
from lenitive.clinic.work.reach import reach
from lenitive.desk.access import decide, may, visible_people
from lenitive.desk.models import Patient
from lenitive.knowledge.visits.appointments import appointments

_SHOWN = 50


@may("calendar", "reminders to tell by telephone")
@require_http_methods(["GET", "POST"])
def reminders(request: HttpRequest) -> HttpResponse:
    """Whom to call today, with the words; one press notes that it was told."""
    staff = common.staff_of(request)
    if request.method == "POST":
        _told(request)
        return redirect("clinic:calendar_reminders")
    reminding.mark_due()
    calls = reminding.to_call(visible_people(staff, "book"))
    lines = appointments().reminders
    context = {
        "calls": [
            {
                "call": each,
                "when": common.when(each.reminder.attendance.appointment),
                "line": lines[each.reminder.line].title if each.reminder.line in lines else "",
            }
            for each in calls
        ],
        "places": common.places(request, "calendar_reminders"),
    }
    return render(request, "clinic/appointments/reminders.html", context)


def _told(request: HttpRequest) -> None:
    number = request.POST.get("reminder", "")
    found = Reminder.objects.filter(pk=int(number) if number.isascii() and number.isdigit() else 0)
    reminder = found.select_related("attendance__appointment").first()
    staff = common.staff_of(request)
    if reminder is None or not decide(staff, "book", reminder.attendance.patient_id).allowed:
        messages.error(request, _("There is no such reminder any more."))
        return
    place = reminder.attendance
    if reminding.told(reminder.pk, staff.name):
        said = _("Noted: told by telephone.")
        common.tell(request, place.appointment, _("reminded by telephone"), said, place.patient_id)


@may("calendar", "who waits for an appointment")
@require_safe
def waits(request: HttpRequest) -> HttpResponse:
    """Who waits, the longest first, with wishes and telephone."""
    found = list(waiting(visible_people(common.staff_of(request), "book"))[:_SHOWN])
    ids = [each.patient_id for each in found]
    names = dict(Patient.objects.filter(patient_id__in=ids).values_list("patient_id", "name"))
    wished = {each.patient_id: each for each in Wishes.objects.filter(patient_id__in=ids)}
    kinds = appointments().kinds
    lines: list[dict[str, Any]] = [
        {
            "waiting": each,
            "name": names.get(each.patient_id) or each.patient_id,
            "kind": kinds[each.kind].title,
            "has": common.when(each.instead_of) if each.instead_of is not None else "",
            "wishes": in_words(wished.get(each.patient_id)),
            "reach": reach(each.patient_id),
        }
        for each in found
    ]
    context = {"lines": lines, "places": common.places(request, "calendar_waiting")}
    return render(request, "clinic/appointments/waiting.html", context)


@may("calendar", "who could not come")
@require_safe
def could_not_come(request: HttpRequest) -> HttpResponse:
    """Who could not come lately, how often, what was in the way, and what would help."""
    found = missed(visible_people(common.staff_of(request), "book"))
    context = {
        "lines": [
            {
                "missed": each,
                "when": common.when(each.last),
                "next": common.when(each.next) if each.next is not None else "",
            }
            for each in found
        ],
        "ask": appointments().missed.ask,
        "places": common.places(request, "calendar_missed"),
    }
    return render(request, "clinic/appointments/missed.html", context)
