"""A person's appointments: what is ahead, what was, wishes, and waiting for an earlier one."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lenitive.clinic.appointments import reminding
from lenitive.clinic.appointments.booking import join
from lenitive.clinic.appointments.forms import WishesForm
from lenitive.clinic.appointments.missed import times_missed
from lenitive.clinic.appointments.views import common
from lenitive.clinic.appointments.visit_rows import unplaced_visits
from lenitive.clinic.appointments.waiting import give_up, wait
from lenitive.clinic.appointments.wishing import in_words, wishes_of
from lenitive.clinic.models import AHEAD, Appointment, Attendance, Waiting, Wishes
from lenitive.clinic.work.reach import reach
from lenitive.desk.access import may
from lenitive.errors import InputError
from lenitive.knowledge.visits.appointments import appointments

_PAST_SHOWN = 20


@may("book", "the appointments")
@require_safe
def appointments_of(request: HttpRequest, patient_id: str) -> HttpResponse:
    """What is ahead, the last ones, wishes, and how to reach the person."""
    now = timezone.now()
    rows = _rows(patient_id)
    ahead = [each for each in rows if each.end > now and _status(each, patient_id) in (*AHEAD, "arrived")]
    past = [each for each in rows if each not in ahead]
    kinds = appointments().kinds
    context = {
        "patient": common.person_of(patient_id),
        "patient_id": patient_id,
        "ahead": [common.line(each, patient_id) for each in ahead],
        "past": [common.line(each, patient_id) for each in reversed(past[-_PAST_SHOWN:])],
        "missed": times_missed(patient_id),
        "several": appointments().missed.several,
        "wishes": in_words(wishes_of(patient_id)),
        "waiting": [
            (each, kinds[each.kind].title)
            for each in Waiting.objects.filter(patient_id=patient_id, settled_at=None).order_by("since")
        ],
        "kinds": [each for each in kinds.values() if each.people == "one"],
        "reach": reach(patient_id),
        "charts": unplaced_visits(patient_id, now),
        "groups": _groups(patient_id),
    }
    return render(request, "clinic/appointments/person.html", context)


def _rows(patient_id: str) -> list[Appointment]:
    places = Attendance.objects.filter(patient_id=patient_id).values("appointment")
    found = Appointment.objects.filter(pk__in=places).select_related("room")
    return list(found.prefetch_related("people", "staff").order_by("start", "pk"))


def _status(appointment: Appointment, patient_id: str) -> str:
    return next(str(each.status) for each in appointment.people.all() if each.patient_id == patient_id)


def _groups(patient_id: str) -> list[dict[str, Any]]:
    """Groups ahead that have a place."""
    found = Appointment.objects.filter(places__gt=1, status__in=AHEAD, start__gt=timezone.now())
    groups = []
    for each in found.select_related("room").prefetch_related("people", "staff").order_by("start")[:20]:
        taking = [place.patient_id for place in each.people.all() if place.status != "cancelled"]
        if patient_id not in taking and len(taking) < each.places:
            groups.append(
                {
                    "pk": each.pk,
                    "when": common.when(each),
                    "kind": common.kind_of(each.kind).title,
                    "free": each.places - len(taking),
                    "with": ", ".join(s.name for s in each.staff.all()),
                }
            )
    return groups


@may("book", "the wishes about appointments")
@require_http_methods(["GET", "POST"])
def wishes(request: HttpRequest, patient_id: str) -> HttpResponse:
    """What the person wishes of appointments and reminders."""
    found = wishes_of(patient_id) or Wishes(patient_id=patient_id)
    form = WishesForm(request.POST or None, instance=found)
    if request.method == "POST" and form.is_valid():
        kept = form.save(commit=False)
        kept.changed_at, kept.who = timezone.now(), common.staff_of(request).name
        kept.save()
        _requeue(patient_id)
        common.note(request, "wishes about appointments", patient_id)
        messages.success(request, _("The wishes are kept; free times are offered by them."))
        return redirect("clinic:appointments", patient_id)
    context = {"form": form, "patient": common.person_of(patient_id), "patient_id": patient_id}
    return render(request, "clinic/appointments/wishes.html", context, status=422 if form.errors else 200)


def _requeue(patient_id: str) -> None:
    """Reminders that are still ahead go by the way that was just chosen."""
    places = Attendance.objects.filter(patient_id=patient_id, status__in=AHEAD).values("appointment")
    for each in Appointment.objects.filter(pk__in=places, start__gt=timezone.now()):
        reminding.queue(each)


@may("book", "the list of those who wait")
@require_POST
def waits(request: HttpRequest, patient_id: str) -> HttpResponse:
    """Put a person on the list for a kind, or take them off it (`give_up`)."""
    staff, back = common.staff_of(request), reverse("clinic:appointments", args=[patient_id])
    number = request.POST.get("give_up", "")
    if number:
        if number.isascii() and number.isdigit() and give_up(staff, int(number), patient_id):
            messages.success(request, _("Taken off the list."))
            common.note(request, "the list of those who wait: taken off", patient_id)
        return redirect(back)
    kind = common.kind_of(request.POST.get("kind", ""))
    later = _later(patient_id, kind.id)
    wait(
        staff,
        patient_id,
        kind.id,
        instead_of=later,
        not_before=common.day_of(request.POST.get("not_before", "")),
        note=request.POST.get("note", "")[:300],
    )
    common.note(request, f"the list of those who wait: {kind.title}", patient_id)
    messages.success(request, _("On the list for: %(kind)s.") % {"kind": kind.title})
    return redirect(back)


def _later(patient_id: str, kind: str) -> Appointment | None:
    """The appointment that the person has, and would give up for an earlier one."""
    places = Attendance.objects.filter(patient_id=patient_id, status__in=AHEAD).values("appointment")
    found = Appointment.objects.filter(pk__in=places, kind=kind, start__gt=timezone.now())
    first: Appointment | None = found.order_by("start").first()
    return first


@may("book", "joining a group")
@require_POST
def join_group(request: HttpRequest, patient_id: str) -> HttpResponse:
    """Give the person a place in a group."""
    number = request.POST.get("group", "")
    if not (number.isascii() and number.isdigit()):
        raise Http404("no such group")
    try:
        place = join(common.staff_of(request), int(number), patient_id)
    except InputError as problem:
        messages.error(request, str(problem))
        return redirect("clinic:appointments", patient_id)
    said = _("A place is taken: %(when)s.") % {"when": common.when(place.appointment)}
    common.tell(request, place.appointment, _("place taken"), said, patient_id)
    return redirect("clinic:appointments", patient_id)
