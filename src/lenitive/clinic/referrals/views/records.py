"""Earlier records: ask, remind, came, not needed; and the small things of the waiting list."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lenitive.clinic.models import Referral
from lenitive.clinic.referrals import records as kept
from lenitive.clinic.referrals import steps
from lenitive.clinic.referrals.views.found import address_of, of_person, staff_of
from lenitive.clinic.summary import refresh
from lenitive.desk.access import may
from lenitive.errors import InputError
from lenitive.knowledge.visits.referrals import referrals

_LONGEST = 300


@may("take_in", "earlier records")
@require_POST
def records(request: HttpRequest, patient_id: str, pk: int) -> HttpResponse:
    """Say something to the checklist of earlier records."""
    referral = of_person(patient_id, pk)
    try:
        messages.success(request, _done(request, referral))
    except InputError as problem:
        messages.error(request, str(problem))
    refresh([patient_id])
    return redirect(f"{address_of(referral)}#records")


def _done(request: HttpRequest, referral: Referral) -> str:
    said, staff = request.POST, staff_of(request)
    did, kind = said.get("did", ""), said.get("kind", "")
    if did == "ask":
        kept.ask(referral, said.getlist("kinds"), said.get("of", "")[:_LONGEST], staff)
        return _("Asked. The letter is below, to print or send.")
    if did == "remind":
        letters = kept.remind(referral, staff)
        return _("Reminders are below, to print or send.") if letters else _("No answer is overdue.")
    if did == "came":
        kept.came(referral, kind, staff)
    elif did == "not_needed":
        kept.not_needed(referral, kind, said.get("why", "")[:_LONGEST], staff)
    elif did == "open":
        kept.open_again(referral, kind, staff)
    else:
        raise InputError(_("nothing of that name can be done to a record"))
    return _("Kept.")


@may("take_in", "the waiting list")
@require_POST
def keep(request: HttpRequest, patient_id: str, pk: int) -> HttpResponse:
    """The sheet was given, the referral was withdrawn, or the first visit took place."""
    referral, staff = of_person(patient_id, pk), staff_of(request)
    did = request.POST.get("did", "")
    if did == "education" and referral.education_at is None:
        words = _("The sheet for the time of waiting was given")
        steps.change(referral, {"education_at": timezone.now()}, "education", words, staff)
    elif did in ("seen", "withdrawn") and referrals().states[referral.state].open:
        reason = " ".join(request.POST.get("reason", "").split())[:_LONGEST]
        words = referrals().states[did].label
        steps.change(referral, {"state": did}, did, words, staff, reason=reason)
    else:
        messages.info(request, _("Nothing changed."))
        return redirect(address_of(referral))
    messages.success(request, _("Kept."))
    refresh([patient_id])
    return redirect(address_of(referral))
