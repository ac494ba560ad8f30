"""Goals, plan and visits, and nothing else: for those who help with the plan and read no chart."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from lenitive.desk.access import decide, may, visible_people
from lenitive.desk.models import RECORD, CareTeam, Patient

_LISTED = 300
_CLOSED = ("completed", "cancelled", "rejected", "entered-in-error")


@may("list_brief", "their list of people")
def people(request: HttpRequest) -> HttpResponse:
    """The names of one's own people."""
    mine = visible_people(request.user, "see_brief").order_by("name", "patient_id")[:_LISTED]  # type: ignore[arg-type]
    return render(request, "desk/my_people.html", {"people": mine})


@may("see_brief", "goals, plan and visits")
def brief(request: HttpRequest, patient_id: str) -> HttpResponse:
    """What the person wants to reach, what was agreed, when they come next, who cares for them."""
    now = timezone.now()
    goals, plans, visits = (_rows(name, patient_id) for name in ("goal", "plan", "encounter"))
    team = CareTeam.objects.on(now).filter(patient_id=patient_id).select_related("staff")
    context = {
        "patient": Patient.objects.get(patient_id=patient_id),
        "patient_id": patient_id,
        "goals": goals.exclude(status__in=_CLOSED).order_by("-at_high", "row_id"),
        "plans": plans.filter(kind="pain_plan").order_by("-at_high", "row_id")[:3],
        "visits": visits.filter(status="planned", start_high__gte=timezone.localdate()).order_by(
            "start_high"
        )[:3],
        "team": team.order_by("staff__name"),
        "may_see": decide(request.user, "see", patient_id).allowed,
        "may_ask": decide(request.user, "ask_person", patient_id).allowed,
    }
    return render(request, "desk/brief.html", context)


def _rows(table: str, patient_id: str) -> Any:
    model: Any = RECORD[table]
    return model.objects.filter(patient_id=patient_id)
