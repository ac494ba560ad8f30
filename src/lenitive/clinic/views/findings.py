"""One finding of a person: each condition with its truth, and the answer of a clinician."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from lenitive.clinic.explained import Explained, explained
from lenitive.clinic.forms import Answer
from lenitive.clinic.summary import refresh
from lenitive.desk import store
from lenitive.desk.access import asks, decide, may
from lenitive.desk.models import RECORD
from lenitive.errors import KnowledgeError
from lenitive.knowledge.rules.site import chosen_rule
from lenitive.reason import story
from lenitive.reason.explain import known


@asks("see")
@asks("see")
def finding(request: HttpRequest, patient_id: str, rule_id: str) -> HttpResponse:
    """Seen with GET, answered with POST; each asks the policy for itself."""
    _found(rule_id, answered=request.method == "POST")
    view = answer if request.method == "POST" else see
    return view(request, patient_id=patient_id, rule_id=rule_id)


@may("see", "a finding and its conditions")
def see(request: HttpRequest, patient_id: str, rule_id: str) -> HttpResponse:
    """Each condition of the rule, criterion or grade, with its truth for this person."""
    return _page(request, patient_id, rule_id, Answer())


@may("review", "a finding")
def answer(request: HttpRequest, patient_id: str, rule_id: str) -> HttpResponse:
    """Write what became of it as a row of `review`; it counts from now on, and the list follows at once."""
    form = Answer(request.POST)
    if not form.is_valid():
        return _page(request, patient_id, rule_id, form, status=422)
    with transaction.atomic():
        _write(request, patient_id, rule_id, form.cleaned_data["outcome"], form.cleaned_data["reason"])
        refresh([patient_id])
    messages.success(request, _("Your answer is kept, with your name and the time."))
    return redirect("clinic:person", patient_id)


def _found(rule_id: str, *, answered: bool) -> None:
    """Only a rule that is on here can be answered; a criterion or grade of the pain is seen alone."""
    try:
        (chosen_rule if answered else known)(rule_id)
    except KnowledgeError:
        raise Http404("no such rule") from None


def _page(
    request: HttpRequest, patient_id: str, rule_id: str, form: Answer, *, status: int = 200
) -> HttpResponse:
    today = timezone.localdate()
    with store.person(patient_id) as record:
        said: Explained = explained(record, patient_id, rule_id, today)
        described = story.describe(record, said.rows)
        person = story.person_of(record, today)
    reviews = RECORD["review"].objects.filter(patient_id=patient_id, finding=rule_id).order_by("-at_time")
    context = {
        "patient_id": patient_id,
        "person": person,
        "said": said,
        "described": described,
        "form": form,
        "reviews": reviews,
        "may_answer": said.is_rule and decide(request.user, "review", patient_id).allowed,
    }
    return render(request, "clinic/finding.html", context, status=status)


def _write(request: HttpRequest, patient_id: str, rule_id: str, outcome: str, reason: str) -> None:
    now = timezone.now()
    today = timezone.localdate(now)
    RECORD["review"].objects.create(
        row_id=f"review/{uuid.uuid4()}#1",
        patient_id=patient_id,
        finding=rule_id,
        reviewer=request.user.name,  # type: ignore[union-attr]
        outcome=outcome,
        reason=reason,
        at_low=today,
        at_high=today,
        at_time=now,
    )
