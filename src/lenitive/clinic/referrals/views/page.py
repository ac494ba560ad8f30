"""A person's referrals, and one of them: how urgent and why, what is missing, and what to decide."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from lenitive.clinic.appointments.booking import next_for
from lenitive.clinic.decisions.written import new_token
from lenitive.clinic.models import Evaluation, Referral
from lenitive.clinic.referrals import deciding
from lenitive.clinic.referrals import listing as lists
from lenitive.clinic.referrals.forms import DecideForm
from lenitive.clinic.referrals.judging import person_rows, record_of
from lenitive.clinic.referrals.shown import Shown, shown
from lenitive.clinic.referrals.views.found import of_person as referral_of
from lenitive.desk.access import decide, may
from lenitive.desk.models import Patient
from lenitive.knowledge.visits.referrals import URGENCIES, referrals
from lenitive.reason import story


@may("see", "referrals")
@require_safe
def of_person(request: HttpRequest, patient_id: str) -> HttpResponse:
    """The person's referrals, the newest first."""
    context = {
        "patient_id": patient_id,
        "name": Patient.objects.filter(patient_id=patient_id).values_list("name", flat=True).first(),
        "rows": lists.rows(list(lists.of_person(patient_id)), timezone.localdate()),
        "may_take_in": decide(request.user, "take_in", patient_id).allowed,
        "rule": referrals().rule,
    }
    return render(request, "clinic/referrals/of_person.html", context)


@may("see", "a referral")
@require_safe
def referral(request: HttpRequest, patient_id: str, pk: int) -> HttpResponse:
    """One referral."""
    return referral_page(request, referral_of(patient_id, pk))


def referral_page(
    request: HttpRequest, of: Referral, form: DecideForm | None = None, status: int = 200
) -> HttpResponse:
    """The page of a referral that has a person; `form` : one that came back with problems."""
    patient_id = of.patient_id or ""
    held = person_rows(of)
    page = shown(of, held=held)
    with record_of(held) as record:
        person = story.person_of(record, timezone.localdate())
        described = story.describe(record, _rows(page))
    context = {
        "shown": page,
        "referral": of,
        "patient_id": patient_id,
        "person": person,
        "described": described,
        "form": form or _form(of, page),
        "decisions": list(referrals().decisions.values()),
        "urgencies": [each for each in referrals().urgencies.values() if each.id != page.suggested.id],
        "routine": URGENCIES[-1],
        "may_triage": decide(request.user, "triage", patient_id).allowed,
        "may_take_in": decide(request.user, "take_in", patient_id).allowed,
        "appointment": next_for(patient_id),
        "evaluation": Evaluation.objects.filter(patient_id=patient_id).order_by("-opened_at").first(),
        "others": lists.open_beside(of),
    }
    return render(request, "clinic/referrals/referral.html", context, status=status)


def _form(of: Referral, page: Shown) -> DecideForm:
    # Any: what a form starts with.
    initial: dict[str, Any] = {
        "token": new_token(),
        "seen": deciding.newest_step(of),
        "suggested": page.suggested.id,
        "decision": "accept",
    }
    return DecideForm(initial=initial)


def _rows(page: Shown) -> list[str]:
    """The rows of the record that the reasons and the checklist rest on."""
    reasons = [row for each in page.judged.now.reasons for row in each.rows]
    return list(dict.fromkeys([*reasons, *(row for each in page.records for row in each.rows)]))
