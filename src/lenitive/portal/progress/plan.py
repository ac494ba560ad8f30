"""My plan in plain words: what could start, what stays, what changes only together."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from lenitive.clinic.plan.made import made_plan
from lenitive.desk import store
from lenitive.knowledge.plain import plain_words
from lenitive.plan.goals import open_goals
from lenitive.plan.words import PlainPlan, plain_plan
from lenitive.portal.access import PortalRequest, mine
from lenitive.portal.sessions import Me


@mine("own_see", "plan")
@require_GET
def my_plan(request: PortalRequest) -> HttpResponse:
    """The plan as the clinic turns it towards the person, in their language."""
    me = request.me
    context = {"plan": own_plan(me), "titles": plain_words(me.language).sections}
    return render(request, "portal/plan.html", context)


def own_plan(me: Me) -> PlainPlan | None:
    """The plan of a person in plain words; None where there is none yet."""
    today = timezone.localdate()
    with store.person(me.patient_id) as record:
        made = made_plan(record, me.patient_id, today)
        goals = open_goals(record, patient_id=me.patient_id, as_of=today)
    return plain_plan(made.combination, goals, today, me.language) if made.combination else None
