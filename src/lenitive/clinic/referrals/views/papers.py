"""Letters and the sheet for the time of waiting: as a page to print, and as an accessible PDF."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from lenitive.clinic.models import Referral, ReferralLetter
from lenitive.clinic.referrals.letters import person_of
from lenitive.clinic.referrals.paper import paper_of
from lenitive.clinic.referrals.views.found import address_of, of_person, own
from lenitive.desk.access import may
from lenitive.errors import LenitiveError
from lenitive.knowledge.visits.while_waiting import while_waiting
from lenitive.plan.papers import pdf
from lenitive.plan.papers.waiting import waiting_pdf
from lenitive.reason.story.words import day_words


@may("refer", "a letter of a referral")
@require_safe
def own_letter(request: HttpRequest, pk: int, item: int) -> HttpResponse:
    """A letter of a referral, with or without a person, that one may see."""
    return _page(request, own(request, pk), item)


@may("refer", "a letter of a referral, to print")
@require_safe
def own_letter_pdf(request: HttpRequest, pk: int, item: int) -> HttpResponse:
    """The same as PDF."""
    return _pdf(request, own(request, pk), item)


@may("see", "a letter of a referral")
@require_safe
def letter(request: HttpRequest, patient_id: str, pk: int, item: int) -> HttpResponse:
    """A letter of a person's referral."""
    return _page(request, of_person(patient_id, pk), item)


@may("see", "a letter of a referral, to print")
@require_safe
def letter_pdf(request: HttpRequest, patient_id: str, pk: int, item: int) -> HttpResponse:
    """The same as PDF."""
    return _pdf(request, of_person(patient_id, pk), item)


@may("see", "the sheet for the time of waiting")
@require_safe
def sheet(request: HttpRequest, patient_id: str, pk: int) -> HttpResponse:
    """What helps while waiting, in plain words."""
    referral = of_person(patient_id, pk)
    context = {
        "referral": referral,
        "patient_id": patient_id,
        "sheet": while_waiting(),
        "due": day_words(referral.due) if referral.due else "",
    }
    return render(request, "clinic/referrals/sheet.html", context)


@may("see", "the sheet for the time of waiting, to print")
@require_safe
def sheet_pdf(request: HttpRequest, patient_id: str, pk: int) -> HttpResponse:
    """The same as PDF."""
    referral = of_person(patient_id, pk)
    try:
        made = waiting_pdf(person_of(referral), referral.due, timezone.localdate())
    except LenitiveError as problem:
        return _problem(request, patient_id, problem)
    return _as_pdf(made, f"while-waiting-{timezone.localdate().isoformat()}")


def _letter(referral: Referral, item: int) -> ReferralLetter:
    found: ReferralLetter | None = ReferralLetter.objects.filter(pk=item, referral=referral).first()
    if found is None:
        raise Http404("no such letter of this referral")
    return found


def _page(request: HttpRequest, referral: Referral, item: int) -> HttpResponse:
    context = {"referral": referral, "letter": _letter(referral, item), "back": address_of(referral)}
    return render(request, "clinic/referrals/letter.html", context)


def _pdf(request: HttpRequest, referral: Referral, item: int) -> HttpResponse:
    found = _letter(referral, item)
    try:
        made = pdf("letter", paper_of(found))
    except LenitiveError as problem:
        return _problem(request, referral.patient_id or "", problem)
    return _as_pdf(made, f"referral-{referral.pk}-{found.kind}")


def _problem(request: HttpRequest, patient_id: str, problem: LenitiveError) -> HttpResponse:
    context = {"patient_id": patient_id, "problem": str(problem)}
    return render(request, "clinic/paper_problem.html", context, status=422)


def _as_pdf(made: bytes, name: str) -> HttpResponse:
    answer = HttpResponse(made, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    return answer
