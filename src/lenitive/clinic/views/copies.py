"""Copy a card to the chart: a page with the text, and the same as FHIR to download."""

from __future__ import annotations

import orjson
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from lenitive.clinic.decisions import copying
from lenitive.clinic.decisions.resources import Resource
from lenitive.clinic.explained import Explained, explained
from lenitive.clinic.plan.made import made_plan
from lenitive.clinic.plan.opened import Opened
from lenitive.clinic.plan.whole import whole
from lenitive.desk import store
from lenitive.desk.access import may
from lenitive.errors import KnowledgeError
from lenitive.reason import story
from lenitive.reason.explain import known


@may("see", "a finding as text for the chart")
def finding(request: HttpRequest, patient_id: str, rule_id: str) -> HttpResponse:
    """The text of a finding in a field of its own, ready to copy."""
    said, text = _finding(patient_id, rule_id)
    back = reverse("clinic:finding", args=[patient_id, rule_id])
    download = reverse("clinic:finding_fhir", args=[patient_id, rule_id])
    return _page(request, patient_id, said.title, text, back, "" if said.status == "not_met" else download)


@may("see", "a finding as FHIR")
def finding_fhir(request: HttpRequest, patient_id: str, rule_id: str) -> HttpResponse:
    """The finding as a DetectedIssue; 404 where it is not so."""
    said, _text = _finding(patient_id, rule_id)
    made = copying.finding_fhir(rule_id, said, patient_id, timezone.localdate())
    if made is None:
        raise Http404("nothing to report")
    return _json(made, rule_id)


@may("see", "a treatment as text for the chart")
def option(request: HttpRequest, patient_id: str, treatment: str) -> HttpResponse:
    """The text of a treatment in a field of its own, ready to copy."""
    it = _option(patient_id, treatment)
    text = copying.option_text(it, timezone.localdate())
    back = reverse("clinic:option", args=[patient_id, treatment])
    download = reverse("clinic:option_fhir", args=[patient_id, treatment])
    return _page(request, patient_id, it.title, text, back, download)


@may("see", "a treatment as FHIR")
def option_fhir(request: HttpRequest, patient_id: str, treatment: str) -> HttpResponse:
    """The treatment as the draft of an order."""
    who = request.user.name  # type: ignore[union-attr]
    made = copying.option_fhir(_option(patient_id, treatment), patient_id, who, timezone.localdate())
    return _json(made, treatment)


def _finding(patient_id: str, rule_id: str) -> tuple[Explained, str]:
    today = timezone.localdate()
    try:
        known(rule_id)
    except KnowledgeError:
        raise Http404("no such rule") from None
    with store.person(patient_id) as record:
        said = explained(record, patient_id, rule_id, today)
        return said, copying.finding_text(said, story.describe(record, said.rows), today)


def _option(patient_id: str, treatment: str) -> Opened:
    with store.person(patient_id) as record:
        page = whole(made_plan(record, patient_id, timezone.localdate()), treatment)
    if page is None:
        raise Http404("no such treatment")
    return page.it


def _page(
    request: HttpRequest, patient_id: str, title: str, text: str, back: str, download: str
) -> HttpResponse:
    context = {
        "patient_id": patient_id,
        "title": title,
        "text": text,
        "lines": text.count("\n") + 2,
        "back": back,
        "download": download,
    }
    return render(request, "clinic/copy.html", context)


def _json(resource: Resource, name: str) -> HttpResponse:
    body = orjson.dumps(resource, option=orjson.OPT_INDENT_2)
    answer = HttpResponse(body, content_type="application/fhir+json")
    answer["Content-Disposition"] = f'attachment; filename="{name}.json"'
    return answer
