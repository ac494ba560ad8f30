"""Appointments as the person has them: ahead, booking, cancelling. The clinic's own rules stay."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from lenitive.clinic.appointments.booking import book, cancel
from lenitive.clinic.appointments.free import Free, free_at, propose
from lenitive.clinic.appointments.views import common
from lenitive.clinic.appointments.wall import long_day
from lenitive.clinic.appointments.writing import ByName
from lenitive.clinic.decisions.written import token_of
from lenitive.clinic.models import AHEAD, Appointment, Attendance
from lenitive.errors import InputError
from lenitive.knowledge.portal.team import own_team
from lenitive.knowledge.visits.appointments import appointments
from lenitive.portal.access import PortalRequest, mine, note
from lenitive.portal.sessions import Me

_WHY = ("person_asked", "person_ill", "no_transport")


@dataclass(frozen=True)
class Visit:
    """An appointment ahead, in the words of its person; late : calling as well would help."""

    pk: int
    kind: str
    when: str
    people: str
    where: str
    minutes: int
    start: datetime
    late: bool


def ahead(me: Me) -> list[Visit]:
    """The appointments of a person that are still ahead, the next one first."""
    places = Attendance.objects.filter(patient_id=me.patient_id, status__in=AHEAD).values("appointment")
    found = Appointment.objects.filter(pk__in=places, end__gt=timezone.now()).select_related("room")
    return [_visit(each, me.language) for each in found.prefetch_related("staff").order_by("start", "pk")]


def _visit(each: Appointment, language: str) -> Visit:
    late = each.start - timezone.now() < timedelta(hours=own_team().call_hours)
    return Visit(
        pk=each.pk,
        kind=own_team().title(each.kind, language),
        when=common.when(each),
        people=", ".join(one.name for one in each.staff.all()),
        where=common.where(each) if each.room_id or each.way != "in_person" else "",
        minutes=each.minutes,
        start=each.start,
        late=late,
    )


def ahead_or_404(me: Me, number: int) -> Visit:
    """One of them."""
    found = next((each for each in ahead(me) if each.pk == number), None)
    if found is None:
        raise Http404("no such appointment of yours ahead")
    return found


@mine("own_ask", "booking an appointment")
@require_http_methods(["GET", "POST"])
def book_one(request: PortalRequest) -> HttpResponse:
    """Choose what for, then one of the free times."""
    kinds = {name: each for name, each in own_team().kinds.items() if each.alone}
    wanted = kinds.get(request.GET.get("kind", ""))
    problem = ""
    if request.method == "POST" and wanted is not None:
        try:
            made = _book(request, wanted.id)
        except InputError as refused:
            problem = f"{refused.what[:1].upper()}{refused.what[1:]}."
        else:
            messages.success(request, _("Booked: %(when)s.") % {"when": common.when(made)})
            return redirect("portal:team")
    me = request.me
    free = propose(me.patient_id, wanted.id, timezone.localdate()) if wanted else ()
    context = {
        "kinds": [(each.id, each.title(me.language)) for each in kinds.values()],
        "wanted": wanted.id if wanted else "",
        "title": wanted.title(me.language) if wanted else "",
        "free": [_offered(each) for each in sorted(free, key=lambda one: one.start)],
        "problem": problem,
        "token": token_of(""),
    }
    return render(request, "portal/team/book.html", context, status=422 if problem else 200)


# Any: words and an instant of a row of the template.
def _offered(free: Free) -> dict[str, Any]:
    local = free.wall.local
    return {
        "value": free.start.astimezone(UTC).isoformat(),
        "day": long_day(local.date()),
        "time": f"{local:%H:%M}",
        "people": ", ".join(each.name for each in free.staff),
        "unmet": ", ".join(free.unmet),
    }


def _book(request: PortalRequest, kind: str) -> Appointment:
    """Raises : InputError where the time is not to be had any more, in words."""
    me, token = request.me, token_of(request.POST.get("token", ""))
    again = Appointment.objects.filter(token=token, people__patient_id=me.patient_id).first()
    if again is not None:
        return again
    try:
        start = datetime.fromisoformat(request.POST.get("start", ""))
    except ValueError:
        raise InputError(_("choose a time first")) from None
    free = free_at(me.patient_id, kind, start) if start.tzinfo is not None else None
    if free is None:
        raise InputError(_("somebody else has that time by now; here are the times that are free"))
    with transaction.atomic():
        made = book(
            ByName(me.account.name),
            patient_id=me.patient_id,
            kind=kind,
            start=free.start,
            minutes=free.minutes,
            staff=free.staff,
            room=free.room,
            way=free.way,
            why=_("booked from home"),
            token=token,
        )
        note(request, "own_asked", f"{own_team().title(kind, 'en')}, {common.when(made)}: booked")
    return made


@mine("own_ask", "cancelling an appointment")
@require_http_methods(["GET", "POST"])
def cancel_one(request: PortalRequest, number: int) -> HttpResponse:
    """Cancel a visit; the time is free for somebody else."""
    me = request.me
    visit = ahead_or_404(me, number)
    reasons = appointments().reasons
    if request.method == "POST":
        why = request.POST.get("why", "")
        said = reasons[why if why in _WHY else _WHY[0]]
        try:
            with transaction.atomic():
                cancel(
                    ByName(me.account.name),
                    number,
                    reason=said,
                    patient_id=me.patient_id,
                    token=token_of(request.POST.get("token", "")),
                )
                note(request, "own_asked", f"{visit.kind}, {visit.when}: cancelled")
        except InputError as refused:
            messages.error(request, f"{refused.what[:1].upper()}{refused.what[1:]}.")
            return redirect("portal:team")
        messages.success(request, _("Cancelled: %(when)s.") % {"when": visit.when})
        return redirect("portal:team")
    labels = [_("I need another time"), _("I am not well enough"), _("I have no way to get there")]
    context = {"visit": visit, "reasons": list(zip(_WHY, labels, strict=True)), "token": token_of("")}
    return render(request, "portal/team/cancel.html", context)
