"""Every treatment for a person and where it stands, and one treatment with all that is known of it."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from lenitive.clinic.plan.listing import listing
from lenitive.clinic.plan.made import made_plan
from lenitive.clinic.plan.whole import whole
from lenitive.clinic.views.decide import deciding
from lenitive.desk import store
from lenitive.desk.access import may
from lenitive.learn.related import for_treatment
from lenitive.reason import story
from lenitive.reason.story.words import day_words

_LONGEST_SEARCH = 100


@may("see", "all treatments and where they stand")
def options(request: HttpRequest, patient_id: str) -> HttpResponse:
    """The treatments by standing; `search` finds words, `kind` keeps one modality."""
    today = timezone.localdate()
    with store.person(patient_id) as record:
        made = made_plan(record, patient_id, today)
        person = story.person_of(record, today)
    search = " ".join(request.GET.get("search", "").split())[:_LONGEST_SEARCH]
    context = {
        "patient_id": patient_id,
        "person": person,
        "as_of": day_words(today),
        "emergencies": made.combination.emergencies if made.combination else (),
        "list": listing(made.options, search=search, kind=request.GET.get("kind", "")),
    }
    return render(request, "clinic/options.html", context)


@may("see", "a treatment and where it stands")
def option(request: HttpRequest, patient_id: str, treatment: str) -> HttpResponse:
    """Both sides of one treatment, what to expect, how it is begun and judged; 404 for one not known."""
    today = timezone.localdate()
    with store.person(patient_id) as record:
        made = made_plan(record, patient_id, today)
        page = whole(made, treatment)
        if page is None and made.options:
            raise Http404("no such treatment")
        described = story.describe(record, page.it.rows) if page else {}
        person = story.person_of(record, today)
    context = {
        "patient_id": patient_id,
        "person": person,
        "as_of": day_words(today),
        "emergencies": made.combination.emergencies if made.combination else (),
        "page": page,
        "deciding": deciding(request, patient_id, page.it.option) if page else None,
        "described": described,
        "learning": for_treatment(treatment),
    }
    return render(request, "clinic/option.html", context)
