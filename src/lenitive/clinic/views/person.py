"""The one page of a person."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from lenitive.clinic.body_map.maps import body_maps
from lenitive.clinic.choices.asked import asked
from lenitive.clinic.decisions.shown import note_shown
from lenitive.clinic.page import person_page
from lenitive.desk import store
from lenitive.desk.access import decide, may, rule
from lenitive.reason import story
from lenitive.reason.story.words import day_words


@may("see", "summary")
def person(request: HttpRequest, patient_id: str) -> HttpResponse:
    """Everything before a visit, as of today."""
    today = timezone.localdate()
    with store.person(patient_id) as record:
        page = person_page(record, patient_id, today)
        described = story.describe(record, page.rows)
    maps = body_maps(patient_id)
    note_shown(patient_id, (alert.rule for alert in (*page.loud, *page.quiet)), today)
    context = {
        "page": page,
        "patient_id": patient_id,
        "body_map": day_words(maps[-1].at.date()) if maps else "",
        "described": described,
        "choices": () if page.person.dead else asked(patient_id, page.choices, today),
        "may_plan": decide(request.user, "plan", patient_id).allowed,
        "may_ask": not page.person.dead and _may_ask(request),
        "may_choose": decide(request.user, "choose", patient_id).allowed,
        "as_of": day_words(today),
        "for_title": _("For"),
        "against_title": _("Against"),
        "unknown_title": _("Not known"),
    }
    return render(request, "clinic/person.html", context)


def _may_ask(request: HttpRequest) -> bool:
    """Whether whoever reads this may let the person answer questionnaires; the relation is known by now."""
    relation = request.decision.relation  # type: ignore[attr-defined]
    return rule(request.user.role, "ask_person", relation).allowed  # type: ignore[union-attr]
