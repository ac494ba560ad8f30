"""Find the referral that an address names, for whoever may see it; what is not theirs is not there."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from django.http import Http404, HttpRequest
from django.urls import reverse

from lenitive.clinic.models import Referral
from lenitive.clinic.referrals.listing import visible

if TYPE_CHECKING:
    from lenitive.desk.models import Staff


def staff_of(request: HttpRequest) -> Staff:
    """Whoever is signed in; `may` let nobody else in."""
    return cast("Staff", request.user)


def of_person(patient_id: str, pk: int) -> Referral:
    """The person's referral of that number."""
    found: Referral | None = Referral.objects.filter(pk=pk, patient_id=patient_id).first()
    if found is None:
        raise Http404("no such referral of this person")
    return found


def own(request: HttpRequest, pk: int) -> Referral:
    """The referral of that number that one may see, with or without a person."""
    found: Referral | None = visible(staff_of(request)).filter(pk=pk).first()
    if found is None:
        raise Http404("no such referral, or not for you")
    return found


def unmatched(request: HttpRequest, pk: int) -> Referral:
    """The referral of that number that has no person yet."""
    found = own(request, pk)
    if found.patient_id:
        raise Http404("this referral has a person")
    return found


def address_of(referral: Referral) -> str:
    """Where the page of a referral is."""
    if referral.patient_id:
        return reverse("clinic:referral", args=[referral.patient_id, referral.pk])
    return reverse("clinic:referral_unmatched", args=[referral.pk])


def numbers(values: list[str]) -> list[int]:
    """Those of these texts that are numbers."""
    return [int(each) for each in values if each.isascii() and each.isdigit() and len(each) < 12]
