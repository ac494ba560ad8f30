"""Take a referral in by hand: the form, with the letter typed or pasted."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from lenitive.clinic.models import CameBy, Referral
from lenitive.clinic.referrals.forms import ReferralForm
from lenitive.clinic.referrals.intake import Arrived, same_letter, take_in
from lenitive.clinic.referrals.listing import visible
from lenitive.clinic.referrals.views.found import address_of, staff_of
from lenitive.desk import audit
from lenitive.desk.access import decide, may
from lenitive.desk.models import Patient
from lenitive.knowledge.visits.referrals import referrals


@may("refer", "the form of a referral")
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """The form; a letter that was pasted before leads to its referral."""
    patient_id = _allowed(request, request.POST.get("patient") or request.GET.get("patient", ""))
    form = ReferralForm(request.POST or None, initial={"patient": patient_id})
    if request.method != "POST" or not form.is_valid():
        return _page(request, form, patient_id, 422 if form.errors else 200)
    again = same_letter(form.cleaned_data["letter"])
    if again is not None and visible(staff_of(request)).filter(pk=again.pk).exists():
        messages.warning(request, _("This letter is here already; this is its referral."))
        return redirect(address_of(again))
    referral, is_new = take_in(_arrived(form, patient_id), staff_of(request), clinic=_clinic(request))
    if is_new:
        _tell(request, referral)
    return redirect(address_of(referral))


def _allowed(request: HttpRequest, patient_id: str) -> str:
    """The person whom the form is for, where one may take in a referral for them."""
    return patient_id if patient_id and decide(request.user, "take_in", patient_id).allowed else ""


def _arrived(form: ReferralForm, patient_id: str) -> Arrived:
    said = form.cleaned_data
    return Arrived(
        token=str(said["token"]),
        came_by=CameBy.LETTER if said["letter"] else CameBy.FORM,
        came_on=said["came_on"],
        person=form.person(),
        patient_id=patient_id or None,
        referrer=said["referrer"],
        practice=said["practice"],
        reach=said["reach"],
        pays=said["pays"] or "unknown",
        question=" ".join(said["question"].split()),
        letter=said["letter"],
        asked_urgency=said["asked_urgency"],
    )


def _clinic(request: HttpRequest) -> Any:
    return staff_of(request).clinics.filter(is_active=True).first()


def _tell(request: HttpRequest, referral: Referral) -> None:
    if referral.patient_id:
        audit.record(
            request,
            "take_in",
            what=_("a new referral"),
            patient_id=referral.patient_id,
            allowed=True,
            why="the role allows it",
        )
        messages.success(request, _("The referral is kept, and waits for triage."))
    else:
        messages.warning(
            request, _("The referral is kept. It has no person yet: choose who it is, or make a new person.")
        )


def _page(request: HttpRequest, form: ReferralForm, patient_id: str, status: int) -> HttpResponse:
    name = Patient.objects.filter(patient_id=patient_id).values_list("name", flat=True).first()
    context = {"form": form, "patient_id": patient_id, "name": name, "rule": referrals().rule}
    return render(request, "clinic/referrals/new.html", context, status=status)
