"""One scale over time: its chart, its table, and what the change amounts to."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from lenitive.clinic.score_page import score_page
from lenitive.desk import store
from lenitive.desk.access import may
from lenitive.knowledge.instruments import instrument as form_of
from lenitive.reason import story
from lenitive.reason.assess import assess
from lenitive.reason.story.scores import scale_of
from lenitive.reason.story.words import day_words


@may("see", "score over time")
def score(request: HttpRequest, patient_id: str, instrument: str, scale: str) -> HttpResponse:
    """The scores of one scale of one person, as of today; 404 for a scale that nobody knows."""
    known = scale_of(instrument, scale)
    if known is None or known.low is None:
        raise Http404("no such scale with numbers")
    today = timezone.localdate()
    with store.person(patient_id) as record:
        assess(record, patient_id=patient_id, as_of=today)  # makes the tables that the story reads
        page = score_page(record, instrument, scale, today)
        person = story.person_of(record, today)
    context = {
        "page": page,
        "patient_id": patient_id,
        "person": person,
        "form_name": form_of(instrument).name,
        "scale_id": scale,
        "as_of": day_words(today),
    }
    return render(request, "clinic/score.html", context)
