"""The plan in plain words, to turn towards the person or to print: nobody else's name is on it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from lenitive.clinic.plan.made import made_plan
from lenitive.desk import store
from lenitive.desk.access import may
from lenitive.knowledge.plain import plain_words
from lenitive.plan.goals import open_goals
from lenitive.plan.words import plain_plan
from lenitive.reason import story
from lenitive.reason.story.words import day_words


@may("see", "the plan for the person")
def plan(request: HttpRequest, patient_id: str) -> HttpResponse:
    """What could start, what stays, what changes only together; for somebody who died there is none."""
    today = timezone.localdate()
    with store.person(patient_id) as record:
        made = made_plan(record, patient_id, today)
        goals = open_goals(record, patient_id=patient_id, as_of=today)
        person = story.person_of(record, today)
    context = {
        "patient_id": patient_id,
        "person": person,
        "as_of": day_words(today),
        "plan": plain_plan(made.combination, goals, today) if made.combination else None,
        "titles": plain_words().sections,
    }
    return render(request, "clinic/plan.html", context)
