"""One appointment of a person: what it is, what became of it, its reminders and its history."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from lenitive.clinic.appointments import reminding
from lenitive.clinic.appointments.booking import cancel, say, undo
from lenitive.clinic.appointments.missed import times_missed
from lenitive.clinic.appointments.views import common
from lenitive.clinic.appointments.waiting import could_take
from lenitive.clinic.appointments.wishing import in_words, wishes_of
from lenitive.clinic.decisions.written import new_token, token_of
from lenitive.clinic.models import AHEAD, Appointment, AppointmentStatus, AppointmentStep, Attendance
from lenitive.desk.access import may, visible_people
from lenitive.desk.models import Patient
from lenitive.errors import InputError
from lenitive.knowledge import instruments
from lenitive.knowledge.visits.appointments import appointments

_UNDO_FOR = timedelta(minutes=30)
_SAID = ("confirmed", "arrived", "done", "no_show", "cancelled")


@may("book", "an appointment")
@require_safe
def appointment(request: HttpRequest, patient_id: str, pk: int) -> HttpResponse:
    """When, where, with whom; what became of it; and who could take it where it is free again."""
    found = common.appointment_of(patient_id, pk)
    place = found.people.get(patient_id=patient_id)
    kind = common.kind_of(found.kind)
    known = appointments()
    context = {
        "patient": common.person_of(patient_id),
        "patient_id": patient_id,
        "appointment": found,
        "place": place,
        "kind": kind,
        "when": common.when(found),
        "where": common.where(found),
        "status_words": AppointmentStatus(place.status).label,
        "acts": _acts(found, place),
        "ahead": place.status in AHEAD,
        "begun": timezone.now() >= found.start,
        "may_move": place.status in AHEAD and found.places == 1,
        "reasons": known.reasons,
        "helps": known.missed.helps,
        "ask": known.missed.ask,
        "said_helps": known.missed.helps.get(place.helps, ""),
        "times_missed": times_missed(patient_id),
        "asks": _asks(kind.asks),
        "reminders": _reminders(place),
        "told": reminding.words(found, _name(patient_id), _language(patient_id)),
        "steps": [
            (common.did_words(each), each)
            for each in found.steps.order_by("-at", "-pk").select_related("staff")
        ],
        "undo": _undoable(request, found),
        "wishes": in_words(wishes_of(patient_id)),
        "takers": _takers(request, found),
        "token": new_token(),
    }
    return render(request, "clinic/appointments/appointment.html", context)


def _acts(found: Appointment, place: Attendance) -> list[tuple[str, Any]]:
    """What may be pressed now, with its words."""
    begun = timezone.now() >= found.start
    same_day = timezone.localdate() >= timezone.localdate(found.start)
    every = [
        ("confirmed", _("Confirmed by the person"), place.status == "booked" and not begun),
        ("arrived", _("Is here"), place.status in (*AHEAD, "no_show") and same_day),
        ("done", _("Done"), place.status in (*AHEAD, "arrived") and same_day),
    ]
    return [(name, words) for name, words, now in every if now]


def _asks(name: str) -> list[str]:
    if not name:
        return []
    return [instruments.instrument(each).name for each in appointments().sets[name].instruments]


def _reminders(place: Attendance) -> list[tuple[str, Any]]:
    lines = appointments().reminders
    return [
        (lines[each.line].title, each) for each in place.reminders.order_by("due_at") if each.line in lines
    ]


def _name(patient_id: str) -> str:
    return str(Patient.objects.filter(patient_id=patient_id).values_list("name", flat=True).first() or "")


def _language(patient_id: str) -> str:
    return str(Patient.objects.filter(patient_id=patient_id).values_list("language", flat=True).first() or "")


def _undoable(request: HttpRequest, found: Appointment) -> tuple[str, AppointmentStep] | None:
    """One's own last step, for a while."""
    last = found.steps.order_by("-pk").first()
    if last is None or last.did == "undone" or last.staff_id != common.staff_of(request).pk:
        return None
    return (common.did_words(last), last) if last.at > timezone.now() - _UNDO_FOR else None


def _takers(request: HttpRequest, found: Appointment) -> list[tuple[str, Any]]:
    """Who waits and could take the time that is free again."""
    waiting = could_take(found, visible_people(common.staff_of(request), "book"))
    names = dict(
        Patient.objects.filter(patient_id__in=[each.patient_id for each in waiting]).values_list(
            "patient_id", "name"
        )
    )
    return [(names.get(each.patient_id) or each.patient_id, each) for each in waiting]


@may("book", "what became of an appointment")
@require_POST
def became(request: HttpRequest, patient_id: str, pk: int) -> HttpResponse:
    """Say that it is confirmed, that the person is here, that it is done, missed or cancelled."""
    found = common.appointment_of(patient_id, pk)
    status = request.POST.get("became", "")
    if status not in _SAID:
        raise Http404("an appointment becomes nothing of that name")
    said: dict[str, Any] = {
        "patient_id": patient_id,
        "version": _number(request.POST.get("version", "")),
        "token": token_of(request.POST.get("token", "")),
    }
    staff, reason = common.staff_of(request), common.reason_of(request)
    words = AppointmentStatus(status).label
    try:
        with transaction.atomic():  # a deed and its event are kept both, or neither
            if status == "cancelled":
                cancel(staff, pk, reason=reason, **said)
            else:
                helps = request.POST.get("helps", "")
                known = helps if helps in appointments().missed.helps else ""
                say(staff, pk, status, reason=reason, helps=known, **said)
            common.tell(request, found, words, _("Kept: %(what)s.") % {"what": words}, patient_id)
    except InputError as problem:
        messages.error(request, str(problem))
    return redirect("clinic:appointment", patient_id, pk)


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


@may("book", "taking back what was said about an appointment")
@require_POST
def take_back(request: HttpRequest, patient_id: str, pk: int) -> HttpResponse:
    """Take the last step back."""
    found = common.appointment_of(patient_id, pk)
    step = found.steps.filter(pk=_number(request.POST.get("step", "")) or 0).first()
    if step is None:
        raise Http404("no such step of this appointment")
    try:
        with transaction.atomic():
            undo(common.staff_of(request), step.pk)
            common.tell(request, found, _("taken back"), _("It is as it was before."), patient_id)
    except InputError as problem:
        messages.error(request, str(problem))
    return redirect("clinic:appointment", patient_id, pk)


@may("book", "the appointment of a visit")
@require_safe
def of_visit(request: HttpRequest, patient_id: str, row_id: str) -> HttpResponse:
    """From a planned visit of the day to its appointment; to the form that books one, where there is none."""
    place = Attendance.objects.filter(patient_id=patient_id, encounter_id=row_id).first()
    if place is not None:
        return redirect("clinic:appointment", patient_id, place.appointment_id)
    return redirect("clinic:appointments", patient_id)
