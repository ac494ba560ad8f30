"""Authorisation readiness of a person: which policy asks for what, and the checklist of one."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from lenitive.desk import store
from lenitive.desk.access import may
from lenitive.errors import InputError
from lenitive.knowledge.authorisation import Policy, policies, policy_for, procedures, title_of
from lenitive.plan.authorisation import authorise
from lenitive.reason import story
from lenitive.reason.story.words import day_words


@dataclass(frozen=True)
class Choice:
    """One policy, and the procedures that it speaks of with their titles."""

    policy: Policy
    procedures: tuple[tuple[str, str], ...]


@may("see", "the choice of an authorisation")
def choose(request: HttpRequest, patient_id: str) -> HttpResponse:
    """Every policy with its procedures, or those of one (`for`); a chosen pair leads to its checklist."""
    treatment, policy = request.GET.get("procedure"), request.GET.get("policy")
    if treatment and policy:
        return redirect("clinic:authorise", patient_id, treatment, policy)
    today = timezone.localdate()
    with store.person(patient_id) as record:
        person = story.person_of(record, today)
    only = request.GET.get("for", "")
    shown = [only] if only in procedures() else procedures()
    choices = [
        Choice(each, tuple((one, title_of(one)) for one in shown if each.covers(one))) for each in policies()
    ]
    context = {
        "patient_id": patient_id,
        "person": person,
        "choices": [each for each in choices if each.procedures],
        "only": title_of(only) if only in procedures() else "",
    }
    return render(request, "clinic/authorise_choose.html", context)


@may("see", "authorisation of a procedure")
def checklist(request: HttpRequest, patient_id: str, procedure: str, policy: str) -> HttpResponse:
    """The checklist as of today; 404 for a procedure or policy that is not there, 422 for a wrong place."""
    place = request.GET.get("place", "").strip()
    try:
        policy_for(procedure, policy)
    except InputError:
        raise Http404("no such procedure under such a policy") from None
    today = timezone.localdate()
    problem = ""
    with store.person(patient_id) as record:
        person = story.person_of(record, today)
        try:
            made = authorise(record, procedure, policy, patient_id=patient_id, as_of=today, place=place)
        except InputError as error:
            made, problem = None, str(error)
    context = {
        "patient_id": patient_id,
        "person": person,
        "made": made,
        "problem": problem,
        "place": place,
        "procedure": procedure,
        "policy": policy,
        "as_of": day_words(today),
    }
    return render(request, "clinic/authorise.html", context, status=422 if problem else 200)
