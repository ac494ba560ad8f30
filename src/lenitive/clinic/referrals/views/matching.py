"""A referral without a person: its page, who may be meant, matching, and the way back."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from lenitive.clinic.decisions.written import new_token, token_of
from lenitive.clinic.referrals import deciding, matching
from lenitive.clinic.referrals.shown import shown
from lenitive.clinic.referrals.views.answers import answer_facts
from lenitive.clinic.referrals.views.found import address_of, numbers, of_person, own, staff_of
from lenitive.clinic.referrals.views.found import unmatched as without_a_person
from lenitive.desk import audit
from lenitive.desk.access import decide, may
from lenitive.desk.people.forms import NewPerson
from lenitive.errors import InputError, LenitiveError


@may("refer", "a referral without a person")
@require_safe
def unmatched(request: HttpRequest, pk: int) -> HttpResponse:
    """What it says, who may be meant, and a form for a new person; once matched, its page is elsewhere."""
    referral = own(request, pk)
    if referral.patient_id:
        return redirect(address_of(referral))
    search = " ".join(request.GET.get("who", "").split())[:100]
    staff = staff_of(request)
    context = {
        "shown": shown(referral),
        "referral": referral,
        "likely": matching.likely(referral, staff, search),
        "search": search,
        "form": _new_person(request, referral.pk),
        "may_make": decide(staff, "make_person").allowed,
        "may_confirm": deciding.may_confirm(staff),
        "token": new_token(),
        "newest": deciding.newest_step(referral),
    }
    return render(request, "clinic/referrals/unmatched.html", context)


def _new_person(request: HttpRequest, pk: int) -> NewPerson:
    told = matching.identity_of(own(request, pk))
    return NewPerson(staff=staff_of(request), initial={**vars(told), "token": uuid.uuid4()})


@may("refer", "matching a referral to a person")
@require_POST
def match(request: HttpRequest, pk: int) -> HttpResponse:
    """To the person chosen, or to a new one that is made."""
    referral, staff = own(request, pk), staff_of(request)
    try:
        if request.POST.get("new"):
            patient_id = _made(request, pk)
        else:
            patient_id = request.POST.get("patient", "")
            matching.match(referral, patient_id, staff)
    except LenitiveError as problem:
        messages.error(request, str(problem))
        return redirect(address_of(referral))
    what = _("referral %(number)d is theirs") % {"number": pk}
    audit.record(request, "take_in", what=what, patient_id=patient_id, allowed=True, why="the role allows it")
    messages.success(request, _("Matched. It waits for triage."))
    referral.refresh_from_db()
    return redirect(address_of(referral))


def _made(request: HttpRequest, pk: int) -> str:
    """A new person from the form, where one may make people; raises InputError."""
    referral, staff = without_a_person(request, pk), staff_of(request)
    if not decide(staff, "make_person").allowed:
        raise InputError(_("you may not make people"), do=_("Ask a coordinator."))
    form = NewPerson(request.POST, staff=staff)
    if not form.is_valid():
        first = next(iter(form.errors.values()))[0]
        raise InputError(str(first), where=_("the new person"), do=_("Correct it, and send it again."))
    return matching.make_and_match(
        referral,
        form.identity(),
        staff,
        clinic=form.clinic_chosen(),
        token=str(form.cleaned_data["token"]),
    )


@may("refer", "what a letter may tell")
@require_POST
def facts(request: HttpRequest, pk: int) -> HttpResponse:
    """Confirm or reject what the letter of a referral without a person may tell."""
    referral = without_a_person(request, pk)
    answer_facts(request, referral, clinical=deciding.may_confirm(staff_of(request)))
    return redirect(address_of(referral))


@may("refer", "asking the referrer")
@require_POST
def ask(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask the referrer who it is, or for what is missing: the only decision without a person."""
    referral = without_a_person(request, pk)
    seen = numbers([request.POST.get("seen", "")])
    said = deciding.Said(
        decision="ask",
        token=token_of(request.POST.get("token", "")),
        reason=" ".join(request.POST.get("reason", "").split())[:2000],
        seen=seen[0] if seen else None,
    )
    try:
        deciding.decide(referral, said, staff_of(request))
        messages.success(request, _("Kept. The letter to the referrer is below."))
    except InputError as problem:
        messages.error(request, str(problem))
    return redirect(address_of(referral))


@may("take_in", "taking the match of a referral back")
@require_POST
def unmatch(request: HttpRequest, patient_id: str, pk: int) -> HttpResponse:
    """It was somebody else's: what its letter wrote leaves this record."""
    referral = of_person(patient_id, pk)
    try:
        matching.unmatch(referral, staff_of(request))
        messages.success(request, _("The match is taken back. The referral waits for its person."))
    except InputError as problem:
        messages.error(request, str(problem))
    return redirect(address_of(referral))
