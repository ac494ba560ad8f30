"""Two records of one person: found, put side by side, merged, and taken apart again."""

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
from lenitive.desk.access import decide, may, visible_people
from lenitive.desk.models import RECORD, Merge, Patient, Staff
from lenitive.desk.people import merge as merging
from lenitive.desk.people.duplicates import days_meet, duplicates
from lenitive.desk.people.forms import Why
from lenitive.desk.people.identity import FIELDS, LABELS, of
from lenitive.desk.search import found
from lenitive.errors import LenitiveError

_MOST = 8
_LONGEST_SEARCH = 100
# Tables whose rows say how much a record holds, as people count it.
_ROWS = {
    "condition": gettext_lazy("Problems"),
    "medication": gettext_lazy("Medicines"),
    "observation": gettext_lazy("Values"),
    "encounter": gettext_lazy("Visits"),
    "response": gettext_lazy("Questionnaires"),
}


@may("merge_person", "the choice of the other record")
@require_http_methods(["GET", "POST"])
def merge(request: HttpRequest, patient_id: str) -> HttpResponse:
    """Choose the other record (`with`), see both side by side, and merge it into this one."""
    staff: Staff = request.user  # type: ignore[assignment]
    kept: Any = Patient.objects.get(patient_id=patient_id)
    other = _other(staff, request.POST.get("with") or request.GET.get("with") or "", patient_id)
    form = Why(request.POST or None)
    if request.method == "POST" and other is not None and form.is_valid():
        return _merge(request, kept, other, form)
    search = " ".join(request.GET.get("search", "").split())[:_LONGEST_SEARCH]
    context = {
        "patient": kept,
        "patient_id": patient_id,
        "form": form,
        "other": other,
        "sides": _sides(kept, other) if other is not None else [],
        "apart": other is not None and days_meet(of(kept).birth, of(other).birth) is False,
        "likely": duplicates(of(kept), staff, but=patient_id) if other is None else [],
        "found": _found(staff, search, patient_id) if search else [],
        "search_other": search,
    }
    return render(request, "desk/merge.html", context, status=422 if request.method == "POST" else 200)


def _other(staff: Staff, other_id: str, patient_id: str) -> Any:
    """The other record, for whoever may merge that one too."""
    if not other_id or other_id == patient_id or not decide(staff, "merge_person", other_id).allowed:
        return None
    return Patient.objects.get(patient_id=other_id)


def _found(staff: Staff, search: str, patient_id: str) -> list[Any]:
    people = visible_people(staff, "merge_person").exclude(patient_id=patient_id)
    return [(row.patient_id, of(row)) for row in found(people, search).order_by("name", "patient_id")[:_MOST]]


def _sides(kept: Any, other: Any) -> list[tuple[Any, ...]]:
    """Each field, and how much each record holds, of the one and of the other."""
    one, two = of(kept), of(other)
    fields = [(LABELS[name], getattr(one, name), getattr(two, name)) for name in FIELDS]
    ids = (kept.patient_id, other.patient_id)
    counts: list[tuple[Any, ...]] = []
    for name, words in _ROWS.items():
        model: Any = RECORD[name]
        counts.append((words, *(str(model.objects.filter(patient_id=each).count()) for each in ids)))
    return [*fields, *counts]


def _merge(request: HttpRequest, kept: Any, other: Any, form: Why) -> HttpResponse:
    reason, called, keep = form.cleaned_data["reason"], audit.called(other), kept.patient_id
    staff: Staff = request.user  # type: ignore[assignment]
    try:
        with transaction.atomic():  # a deed and its event are kept both, or neither
            merging.merge(kept=keep, gone=other.patient_id, reason=reason, staff=staff)
            audit.record(request, "merged_person", what=called, patient_id=keep, allowed=True, why=reason)
    except LenitiveError as problem:
        messages.error(request, str(problem))
        return redirect("desk:merge", keep)
    messages.success(request, _("%s is part of this record now. It can be undone here.") % called)
    return redirect("desk:changes", kept.patient_id)


@may("merge_person", "the way back")
@require_POST
def unmerge(request: HttpRequest, patient_id: str, pk: int) -> HttpResponse:
    """Take two records apart again, row for row."""
    done = get_object_or_404(Merge, pk=pk, kept=patient_id)
    try:
        with transaction.atomic():
            merging.undo(done, request.user)  # type: ignore[arg-type]
            called = audit.called(Patient.objects.get(patient_id=done.gone))
            audit.record(
                request, "unmerged_person", what=called, patient_id=patient_id, allowed=True, why="by hand"
            )
    except LenitiveError as problem:
        messages.error(request, str(problem))
        return redirect("desk:changes", patient_id)
    messages.success(request, _("%s is a record of its own again.") % called)
    return redirect("desk:changes", patient_id)
