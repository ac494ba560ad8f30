"""Medicines and allergies of a person, as they are really taken."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lenitive.clinic.decisions.medicines import (
    DOMAINS,
    MARKS,
    ChangedMeanwhile,
    add_allergy,
    add_medicine,
    confirm,
    mark,
    reconciled,
)
from lenitive.clinic.decisions.written import new_token, token_of
from lenitive.clinic.medicine_forms import AllergyForm, MarkForm, MedicineForm
from lenitive.clinic.models import Entry, Kind
from lenitive.clinic.views.undoing import tell, undo_view
from lenitive.desk.access import decide, may
from lenitive.desk.models import RECORD, Patient
from lenitive.errors import InputError

if TYPE_CHECKING:
    from lenitive.desk.models import Staff


@may("see", "medicines and allergies")
def medicines(request: HttpRequest, patient_id: str) -> HttpResponse:
    """Everything that is taken by source, the allergies, and whether the lists are complete."""
    return _page(request, patient_id)


@may("record", "a medicine that was gone through")
@require_POST
def mark_medicine(request: HttpRequest, patient_id: str) -> HttpResponse:
    """Mark one medicine as taken, not taken, or taken otherwise; 409 where somebody changed it meanwhile."""
    form = MarkForm(request.POST, born=_born(patient_id))
    if not form.is_valid():
        return _page(request, patient_id, marking=form, status=422)
    said = form.cleaned_data

    def kept() -> tuple[Entry, bool]:
        return mark(
            patient_id,
            said["row"],
            said["how"],
            _staff(request),
            seen=said["seen"],
            token=said["token"],
            dose=said["dose"],
            why=said["why"],
            since=said["since_day"],
        )

    try:
        return _kept(request, patient_id, kept)
    except ChangedMeanwhile:
        form.add_error(
            None,
            _("Somebody changed this medicine meanwhile. Look at it below: what you wrote is not kept yet."),
        )
        return _page(request, patient_id, marking=form, status=409)


@may("record", "a medicine that is taken besides")
@require_POST
def add(request: HttpRequest, patient_id: str) -> HttpResponse:
    """Add what is taken besides, such as what is bought over the counter."""
    form = MedicineForm(request.POST, born=_born(patient_id))
    if not form.is_valid():
        return _page(request, patient_id, medicine=form, status=422)
    said = form.cleaned_data

    def kept() -> tuple[Entry, bool]:
        return add_medicine(
            patient_id,
            said["name"],
            _staff(request),
            token=said["token"],
            dose=said["dose"],
            since=said["since"],
            over_the_counter=said["over_the_counter"],
        )

    return _kept(request, patient_id, kept)


@may("record", "an allergy")
@require_POST
def allergy(request: HttpRequest, patient_id: str) -> HttpResponse:
    """Add an allergy."""
    form = AllergyForm(request.POST)
    if not form.is_valid():
        return _page(request, patient_id, allergy_form=form, status=422)
    said = form.cleaned_data

    def kept() -> tuple[Entry, bool]:
        return add_allergy(patient_id, said["name"], said["category"], _staff(request), token=said["token"])

    return _kept(request, patient_id, kept)


@may("record", "that a list is complete")
@require_POST
def complete(request: HttpRequest, patient_id: str) -> HttpResponse:
    """Say that a list is complete, or that there is none known."""
    domain = request.POST.get("domain", "")
    if domain not in DOMAINS:
        raise Http404("no such list")
    token, none = token_of(request.POST.get("token", "")), request.POST.get("none") == "yes"

    def kept() -> tuple[Entry, bool]:
        return confirm(patient_id, domain, _staff(request), token=token, none=none)

    return _kept(request, patient_id, kept)


undo = undo_view("record", (Kind.MEDICINE, Kind.ALLERGY, Kind.LIST), "clinic:medicines")


def _kept(
    request: HttpRequest,
    patient_id: str,
    keep: Callable[[], tuple[Entry, bool]],
) -> HttpResponse:
    """Keep something, tell what was kept, and go back to the page; what cannot be kept is said in words."""
    try:
        with transaction.atomic():  # a deed and its event are kept both, or neither
            entry, is_new = keep()
            if is_new:
                tell(request, entry)
    except InputError as problem:
        messages.error(request, str(problem))
        return _page(request, patient_id, status=422)
    if is_new and not _dose_was_read(patient_id, entry):
        messages.warning(
            request,
            _("The dose is kept in words; it could not be read as numbers, so no daily amount is known."),
        )
    return redirect("clinic:medicines", patient_id)


def _dose_was_read(patient_id: str, entry: Entry) -> bool:
    """Whether every instruction that was entered says how much and how often; true where there is none."""
    rows = [row for table, row in entry.wrote if table == "dosage"]
    found: Any = RECORD["dosage"].objects.filter(patient_id=patient_id, row_id__in=rows)
    return all(row.dose_high is not None and row.times_high is not None for row in found)


def _page(
    request: HttpRequest,
    patient_id: str,
    *,
    marking: MarkForm | None = None,
    medicine: MedicineForm | None = None,
    allergy_form: AllergyForm | None = None,
    status: int = 200,
) -> HttpResponse:
    person: Any = Patient.objects.filter(patient_id=patient_id).first()
    context = {
        "patient_id": patient_id,
        "name": person.name if person else "",
        "page": reconciled(patient_id),
        "marks": MARKS,
        "marking": marking,
        "medicine": medicine or MedicineForm(initial={"token": new_token(), "over_the_counter": True}),
        "allergy": allergy_form or AllergyForm(initial={"token": new_token()}),
        "may_record": decide(request.user, "record", patient_id).allowed,
        "today": timezone.localdate(),
    }
    return render(request, "clinic/medicines.html", context, status=status)


def _born(patient_id: str) -> Any:
    """The first day on which the person may be born; None where it is not known."""
    return Patient.objects.filter(patient_id=patient_id).values_list("birth_date_low", flat=True).first()


def _staff(request: HttpRequest) -> Staff:
    return request.user  # type: ignore[return-value]
