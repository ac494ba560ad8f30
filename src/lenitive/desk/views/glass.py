"""Breaking the glass: opening a record that is not one's own, in need, for a few hours, with a reason."""

from __future__ import annotations

from datetime import timedelta

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from lenitive.desk import access, audit
from lenitive.desk.access import may
from lenitive.desk.context import PEOPLE
from lenitive.desk.models import BrokenGlass, Patient, Staff
from lenitive.desk.people.forms import Why

HOURS = 4
_LISTED = 200


@may("break_glass", "the form")
@require_http_methods(["GET", "POST"])
def break_glass(request: HttpRequest, patient_id: str) -> HttpResponse:
    """Ask for the reason, then open the record; once more while it is open gives the hours anew."""
    form = Why(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():  # a deed and its event are kept both, or neither
            _break(request, patient_id, form.cleaned_data["reason"])
        return redirect(f"{PEOPLE}{patient_id}/")
    context = {"form": form, "patient_id": patient_id, "hours": HOURS}
    return render(request, "desk/glass.html", context, status=422 if request.method == "POST" else 200)


def _break(request: HttpRequest, patient_id: str, reason: str) -> None:
    staff: Staff = request.user  # type: ignore[assignment]
    now = timezone.now()
    last = access.broken_glass(staff, patient_id, now)
    if last is not None and last.reason == reason and last.until - now > timedelta(hours=HOURS, minutes=-1):
        return  # the same form, sent twice
    until = now + timedelta(hours=HOURS)
    BrokenGlass.objects.create(staff=staff, patient_id=patient_id, reason=reason, since=now, until=until)
    audit.record(request, "broke_glass", what=reason, patient_id=patient_id, allowed=True, why=reason)


@may("break_glass", "the end of it")
@require_POST
def mend(request: HttpRequest, patient_id: str) -> HttpResponse:
    """End it before its time."""
    now = timezone.now()
    with transaction.atomic():
        mine = BrokenGlass.objects.on(now).filter(staff=request.user, patient_id=patient_id)
        ended = mine.update(until=now)
        if ended:
            audit.record(request, "mended_glass", patient_id=patient_id, allowed=True, why="asked for it")
    if ended:
        messages.success(request, _("The record is closed again."))
    return redirect(PEOPLE)


@may("see_glass", "the list of broken glass")
def broken(request: HttpRequest) -> HttpResponse:
    """Who broke the glass lately and why; the people by their record number alone."""
    found = list(BrokenGlass.objects.select_related("staff").order_by("-since", "-id")[:_LISTED])
    people = Patient.objects.filter(patient_id__in={each.patient_id for each in found})
    numbers = dict(people.values_list("patient_id", "identifier"))
    now = timezone.now()
    lines = [(each, numbers.get(each.patient_id) or each.patient_id, each.until > now) for each in found]
    return render(request, "desk/broken_glass.html", {"lines": lines, "hours": HOURS})
