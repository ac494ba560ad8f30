"""The taper planner: chosen within the guideline's limits, shown as a calendar, printed for the person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from lenitive.clinic.plan.made import judged
from lenitive.clinic.plan.taper_form import TaperForm
from lenitive.clinic.plan.taper_page import TaperPage, medicines, taper_page
from lenitive.desk import store
from lenitive.desk.access import may
from lenitive.errors import LenitiveError
from lenitive.knowledge.taper import FAMILIES
from lenitive.plan.taper import Wish
from lenitive.reason import story
from lenitive.reason.story.words import day_words

if TYPE_CHECKING:
    from datetime import date

    from lenitive.record.rows import Record


@may("see", "taper planner")
def taper(request: HttpRequest, patient_id: str) -> HttpResponse:
    """The usual pace with GET, a chosen one with POST; nothing is written. 422 where it cannot be planned."""
    today = timezone.localdate()
    with store.person(patient_id) as record:
        judged(record, patient_id, today)
        choices = medicines(record, patient_id)
        form = TaperForm(request.POST if request.method == "POST" else None, choices)
        wish = _wish(form, request.GET.get("medicine", ""))
        page, problem = _planned(record, patient_id, today, wish)
        if page and not form.is_bound:
            form.initial = page.chosen
        described = story.describe(record, page.reason_rows) if page else {}
        person = story.person_of(record, today)
    context = {
        "patient_id": patient_id,
        "person": person,
        "as_of": day_words(today),
        "form": form,
        "choices": choices,
        "page": page,
        "problem": problem,
        "described": described,
    }
    wrong = form.is_bound and (bool(problem) or not form.is_valid())
    return render(request, "clinic/taper.html", context, status=422 if wrong else 200)


def _wish(form: TaperForm, medicine: str) -> Wish | None:
    """What is wished; nothing where the form cannot be read. An address may name a medicine or a family."""
    if form.is_bound:
        return form.wish() if form.is_valid() else None
    known = {name for name, _title in form.fields["medicine"].choices} | set(FAMILIES)  # type: ignore[attr-defined]
    return Wish(medicine=medicine if medicine in known else "")


def _planned(record: Record, patient_id: str, today: date, wish: Wish | None) -> tuple[TaperPage | None, str]:
    if wish is None:
        return None, ""
    try:
        return taper_page(record, patient_id, today, wish), ""
    except LenitiveError as error:
        return None, str(error)
