"""Persons made and corrected by hand, with what was before, and the way back."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from lenitive.desk import audit
from lenitive.desk.access import decide, may
from lenitive.desk.context import PEOPLE
from lenitive.desk.models import Patient, PersonChange, Staff
from lenitive.desk.people import corrections, merge
from lenitive.desk.people.corrections import Conflict
from lenitive.desk.people.duplicates import duplicates, taken_elsewhere
from lenitive.desk.people.forms import Correction, NewPerson
from lenitive.desk.people.identity import FIELDS, LABELS, Identity, of, seal
from lenitive.errors import LenitiveError

_TAKEN = gettext_lazy(
    "A person of another clinic has this record number. Ask that clinic, or leave the number out."
)


@may("make_person", "the form for a new person")
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Make a person; who may be the same is shown first, and only then made."""
    staff: Staff = request.user  # type: ignore[assignment]
    form = NewPerson(request.POST or None, staff=staff)
    likely: list[Any] = []
    if request.method == "POST" and form.is_valid():
        identity, token = form.identity(), str(form.cleaned_data["token"])
        again = PersonChange.objects.filter(token=token).values_list("patient_id", flat=True).first()
        if again is None and taken_elsewhere(identity, staff):
            form.add_error("identifier", _TAKEN)
        elif again is None and not form.cleaned_data["nobody_of_these"]:
            likely = duplicates(identity, staff)
        if not likely and not form.errors:
            return _made(request, form, identity, token)
    status = 422 if form.errors else 200
    return render(request, "desk/new_person.html", {"form": form, "likely": likely}, status=status)


def _made(request: HttpRequest, form: NewPerson, identity: Identity, token: str) -> HttpResponse:
    clinic = form.clinic_chosen()
    staff: Staff = request.user  # type: ignore[assignment]
    with transaction.atomic():  # a deed and its event are kept both, or neither
        patient_id, is_new = corrections.make(identity, clinic=clinic, staff=staff, token=token)
        if is_new:
            audit.record(
                request, "made_person", patient_id=patient_id, allowed=True, why="the role allows it"
            )
    if is_new:
        messages.success(request, _("%s is on the list now.") % identity.name)
    return redirect(f"{PEOPLE}{patient_id}/")


@may("edit_person", "the form")
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, patient_id: str) -> HttpResponse:
    """Correct a person; where somebody else changed the same meanwhile, both are shown."""
    staff: Staff = request.user  # type: ignore[assignment]
    patient: Any = Patient.objects.get(patient_id=patient_id)
    if request.method != "POST":
        return _edit_page(request, patient, Correction.of(of(patient)))
    form = Correction(request.POST, initial={"sex": patient.sex})
    if not form.is_valid():
        return _edit_page(request, patient, form, status=422)
    wanted = form.identity()
    if taken_elsewhere(wanted, staff, but=patient_id):
        form.add_error("identifier", _TAKEN)
        return _edit_page(request, patient, form, status=422)
    with transaction.atomic():
        done = corrections.correct(patient_id, seen=form.cleaned_data["seen"], wanted=wanted, staff=staff)
        what = "" if isinstance(done, Conflict) else ", ".join(str(LABELS[name]) for name in done)
        if what:
            _note(request, patient_id, what)
    if isinstance(done, Conflict):
        return _both(request, patient, wanted, done)
    if what:
        messages.success(request, _("Corrected: %s.") % what)
    return redirect("desk:changes", patient_id)


def _both(request: HttpRequest, patient: Any, wanted: Identity, conflict: Conflict) -> HttpResponse:
    """The form again with what was written, beside what stands there now; saving it once more means it."""
    form = Correction(
        initial={**{name: getattr(wanted, name) for name in FIELDS}, "seen": seal(conflict.now)}
    )
    last = PersonChange.objects.filter(patient_id=patient.patient_id).order_by("-id").first()
    rows = [(LABELS[name], getattr(conflict.now, name), getattr(wanted, name)) for name in conflict.fields]
    return _edit_page(request, patient, form, status=409, conflict=rows, by=last.who if last else "")


def _edit_page(
    request: HttpRequest, patient: Any, form: Correction, *, status: int = 200, **more: Any
) -> HttpResponse:
    context = {"form": form, "patient": patient, "patient_id": patient.patient_id, **more}
    return render(request, "desk/edit_person.html", context, status=status)


@may("edit_person", "what was changed")
def changes(request: HttpRequest, patient_id: str) -> HttpResponse:
    """What was made, corrected and merged by hand, newest first, each with its way back."""
    context = {
        "patient": Patient.objects.get(patient_id=patient_id),
        "patient_id": patient_id,
        "changes": [(each, _rows(each)) for each in _changes(patient_id)],
        "merges": [each for each in merge.merges_of(patient_id) if each.kept == patient_id],
        "may_merge": decide(request.user, "merge_person", patient_id).allowed,
    }
    return render(request, "desk/changes.html", context)


def _changes(patient_id: str) -> Any:
    return PersonChange.objects.filter(patient_id=patient_id).order_by("-id")


def _rows(change: PersonChange) -> list[tuple[Any, str, str]]:
    before = change.before or {}
    return [
        (LABELS[name], before.get(name, ""), value) for name, value in change.after.items() if value or before
    ]


@may("edit_person", "the way back")
@require_POST
def undo(request: HttpRequest, patient_id: str, pk: int) -> HttpResponse:
    """Take one change back."""
    change = get_object_or_404(PersonChange, pk=pk, patient_id=patient_id)
    making = change.before is None
    what = _("took back the making of the person") if making else _("took back a correction")
    try:
        with transaction.atomic():
            corrections.undo(change, request.user)  # type: ignore[arg-type]
            _note(request, patient_id, what)
    except LenitiveError as problem:
        messages.error(request, str(problem))
        return redirect("desk:changes", patient_id)
    messages.success(request, _("Taken back."))
    return redirect(PEOPLE) if making else redirect("desk:changes", patient_id)


def _note(request: HttpRequest, patient_id: str, what: str) -> None:
    audit.record(request, "edited_person", what=what, patient_id=patient_id, allowed=True, why="by hand")
