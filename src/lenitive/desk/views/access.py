"""Why may I see this person; and joining a care team with a reason."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from lenitive.desk import access, audit, clinics
from lenitive.desk.access import may
from lenitive.desk.forms import Reason
from lenitive.desk.models import AuditEvent, BrokenGlass, CareTeam, Patient

_LATEST = 20


@may("see", "access")
def person(request: HttpRequest, patient_id: str) -> HttpResponse:
    """The rule that lets one in, clinic and care team, broken glass, and who opened this record lately."""
    team = CareTeam.objects.on(timezone.now()).filter(patient_id=patient_id).select_related("staff")
    latest = AuditEvent.objects.filter(patient_id=patient_id).order_by("-id")[:_LATEST]
    answers = access.answers(request.user, patient_id)
    context = {
        "patient": Patient.objects.get(patient_id=patient_id),
        "decision": request.decision,  # type: ignore[attr-defined]
        "team": team.order_by("staff__name"),
        "clinics": clinics.of_person(patient_id),
        "broken": BrokenGlass.objects.filter(patient_id=patient_id)
        .select_related("staff")
        .order_by("-since")[:_LATEST],
        "answers": _grouped(answers),
        "may_assign": answers["assign"].allowed,
        "may_edit": answers["edit_person"].allowed,
        "may_join": answers["join"].allowed and answers["join"].relation != access.Relation.TEAM,
        "entries": audit.entries(latest),
    }
    return render(request, "desk/access.html", context)


def _grouped(answers: dict[str, access.Decision]) -> list[tuple[bool, str, list[Any]]]:
    """Each reason once, with everything that it allows or refuses; what is allowed stands first."""
    groups: dict[tuple[bool, str], list[Any]] = {}
    for action, answer in answers.items():
        groups.setdefault((answer.allowed, answer.why), []).append(access.IN_WORDS[action])
    return sorted(((*key, names) for key, names in groups.items()), key=lambda each: not each[0])


@may("join", "asked to")
@require_http_methods(["GET", "POST"])
def join(request: HttpRequest, patient_id: str) -> HttpResponse:
    """Join the care team by oneself: at once, for whoever says why, and for everybody to read."""
    form = Reason(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        if access.relation(request.user, patient_id) != access.Relation.TEAM:  # type: ignore[arg-type]
            with transaction.atomic():  # a relation without its event is never kept, nor the reverse
                CareTeam.objects.create(
                    staff=request.user, patient_id=patient_id, since=timezone.now(), reason=reason
                )
                audit.record(request, "joined", what=reason, patient_id=patient_id, allowed=True, why=reason)
        messages.success(request, _("You are on the care team now."))
        return redirect("desk:access", patient_id)
    status = 422 if request.method == "POST" else 200
    return render(request, "desk/join.html", {"form": form, "patient_id": patient_id}, status=status)
