"""Triage: what the clinician says of the letter's proposals and decides of the referral, and the way back."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lenitive.clinic.models import ReferralStep
from lenitive.clinic.referrals import deciding
from lenitive.clinic.referrals.forms import DecideForm
from lenitive.clinic.referrals.steps import DECISIONS
from lenitive.clinic.referrals.views.answers import answer_facts
from lenitive.clinic.referrals.views.found import address_of, numbers, of_person, staff_of
from lenitive.clinic.referrals.views.page import referral_page
from lenitive.desk import access, audit
from lenitive.desk.access import may
from lenitive.errors import InputError


@may("triage", "a decision")
@require_POST
def decide(request: HttpRequest, patient_id: str, pk: int) -> HttpResponse:
    """Keep the decision; 422 with everything that was written where something is missing."""
    referral = of_person(patient_id, pk)
    form = DecideForm(request.POST)
    if not form.is_valid():
        return referral_page(request, referral, form, status=422)
    said = _said(form)
    try:
        step, is_new = deciding.decide(referral, said, staff_of(request))
    except InputError as problem:
        form.add_error(None, str(problem))
        form.data = {**form.data.dict(), "seen": str(deciding.newest_step(referral))}  # type: ignore[attr-defined]
        return referral_page(request, referral, form, status=422)
    if is_new:
        _tell(request, patient_id, step)
    return redirect(address_of(referral))


def _said(form: DecideForm) -> deciding.Said:
    said = form.cleaned_data
    accepts = said["decision"] == "accept"
    return deciding.Said(
        decision=said["decision"],
        token=str(said["token"]),
        urgency=said["suggested"] if accepts else said["urgency"],
        reason=said["reason"],
        advice=said["advice"],
        opens=said["opens"],
        seen=said["seen"],
    )


def _tell(request: HttpRequest, patient_id: str, step: ReferralStep) -> None:
    what = f"{step.words} ({step.reason})" if step.reason else step.words
    audit.record(
        request,
        "triage",
        what=what,
        patient_id=patient_id,
        allowed=True,
        why=request.decision.why,  # type: ignore[attr-defined]
    )
    messages.success(request, _("Kept: %s. The letter to the referrer is below.") % step.words)


@may("triage", "what a letter tells")
@require_POST
def facts(request: HttpRequest, patient_id: str, pk: int) -> HttpResponse:
    """Confirm or reject what the letter may tell; what is confirmed goes into the record."""
    referral = of_person(patient_id, pk)
    answer_facts(request, referral, clinical=True)
    return redirect(f"{address_of(referral)}#letter")


@may("take_in", "undoing a step of a referral")
@require_POST
def undo(request: HttpRequest, patient_id: str, pk: int) -> HttpResponse:
    """Take the newest step back; a decision by those alone who may decide."""
    referral = of_person(patient_id, pk)
    number = next(iter(numbers([request.POST.get("step", "")])), 0)
    step = ReferralStep.objects.filter(pk=number, referral=referral).first()
    if step is None:
        raise Http404("no such step of this referral")
    if step.did in DECISIONS and not access.decide(request.user, "triage", patient_id).allowed:
        raise Http404("a decision is undone by those who may decide")
    try:
        deciding.undo(step.pk, referral, staff_of(request))
        messages.success(request, _("Taken back: %s.") % step.words)
    except InputError as problem:
        messages.error(request, str(problem))
    return redirect(address_of(referral))
