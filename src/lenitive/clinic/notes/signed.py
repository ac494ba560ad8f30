"""Pages: what was signed, every version of it with what changed, and the same as PDF and FHIR."""

from __future__ import annotations

from functools import wraps
from typing import Any

import orjson
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from lenitive.clinic.models import Note
from lenitive.clinic.notes import fhir
from lenitive.clinic.notes.day import whose
from lenitive.clinic.notes.differences import differences
from lenitive.clinic.notes.drafts import open_draft
from lenitive.clinic.notes.lists import allowed
from lenitive.clinic.notes.papers import signed_pdf
from lenitive.clinic.notes.sources import corrected_since
from lenitive.clinic.notes.standing import Shown, change_words, shown
from lenitive.clinic.notes.writing import note_of
from lenitive.desk import store
from lenitive.desk.access import View, may
from lenitive.errors import LenitiveError
from lenitive.reason import story


def _in_words(view: View) -> View:
    """A version that is not what was signed, or a paper that cannot be set, is said and not half shown."""

    @wraps(view)
    def told(request: HttpRequest, patient_id: str, **more: Any) -> HttpResponse:
        try:
            return view(request, patient_id=patient_id, **more)
        except LenitiveError as problem:
            context = {"patient_id": patient_id, "problem": str(problem)}
            return render(request, "clinic/notes/problem.html", context, status=500)

    return told


@may("see", "a note")
@_in_words
def note(request: HttpRequest, patient_id: str, pk: int) -> HttpResponse:
    """The newest version; a note that nobody signed is its draft, for those who may write."""
    found = note_of(patient_id, pk)
    versions = shown(list(found.versions.all()))
    if not versions:
        if open_draft(found) is not None and allowed(request, "record"):
            return redirect("clinic:note_draft", patient_id, pk)
        return _page(request, found, None, versions)
    return _page(request, found, versions[-1], versions)


@may("see", "a version of a note")
@_in_words
def version(request: HttpRequest, patient_id: str, pk: int, number: int) -> HttpResponse:
    """One version, as it was signed."""
    found = note_of(patient_id, pk)
    versions = shown(list(found.versions.all()))
    return _page(request, found, _one(versions, number), versions)


def _one(versions: list[Shown], number: int) -> Shown:
    one = next((each for each in versions if each.reading.number == number), None)
    if one is None:
        raise Http404("no such version")
    return one


def _page(request: HttpRequest, found: Note, one: Shown | None, versions: list[Shown]) -> HttpResponse:
    patient_id = found.patient_id
    rows = [row for each in (one.reading.sections if one else ()) for line in each.lines for row in line.rows]
    described: Any = {}
    if rows:
        with store.person(patient_id) as record:
            described = story.describe(record, rows)
    context = {
        "patient_id": patient_id,
        "person": whose(patient_id),
        "note": found,
        "one": one,
        "versions": versions,
        "described": described,
        "draft": open_draft(found),
        "may_write": allowed(request, "record"),
        "changed": _changed(versions, one) if one else None,
        "corrected": corrected_since(found, versions[-1].version.at) if versions else (),
    }
    return render(request, "clinic/notes/note.html", context)


def _changed(versions: list[Shown], one: Shown) -> dict[str, Any] | None:
    """What a version changed in the one before; None for the first one."""
    before = next((each for each in versions if each.reading.number == one.reading.number - 1), None)
    if before is None:
        return None
    return {
        "one": one,
        "before": before,
        "change": change_words(one.reading),
        "differences": differences(before.reading.sections, one.reading.sections),
    }


@may("see", "versions of a note")
@_in_words
def versions(request: HttpRequest, patient_id: str, pk: int) -> HttpResponse:
    """Every version: who, when, why, and word by word what it changed."""
    found = note_of(patient_id, pk)
    every = shown(list(found.versions.all()))
    if not every:
        raise Http404("nothing was signed yet")
    context = {
        "patient_id": patient_id,
        "person": whose(patient_id),
        "note": found,
        "versions": [{"one": each, "changed": _changed(every, each)} for each in reversed(every)],
    }
    return render(request, "clinic/notes/versions.html", context)


@may("see", "a note as PDF")
@_in_words
def paper(request: HttpRequest, patient_id: str, pk: int, number: int) -> HttpResponse:
    """A version as PDF/UA-1, which says whether it was amended."""
    found = note_of(patient_id, pk)
    every = shown(list(found.versions.all()))
    answer = HttpResponse(signed_pdf(_one(every, number), every), content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{found.kind}-{found.day}-{number}.pdf"'
    return answer


@may("see", "a note as FHIR document")
@_in_words
def document(request: HttpRequest, patient_id: str, pk: int, number: int) -> HttpResponse:
    """A version as FHIR document: a Bundle with its Composition."""
    found = note_of(patient_id, pk)
    every = shown(list(found.versions.all()))
    return _json(fhir.document(found, _one(every, number), every), f"{found.kind}-{found.day}-{number}")


@may("see", "a note as FHIR DocumentReference")
@_in_words
def reference(request: HttpRequest, patient_id: str, pk: int, number: int) -> HttpResponse:
    """A version as DocumentReference with its PDF."""
    found = note_of(patient_id, pk)
    every = shown(list(found.versions.all()))
    one = _one(every, number)
    made = fhir.document_reference(found, one, every, signed_pdf(one, every))
    return _json(made, f"{found.kind}-{found.day}-{number}-reference")


def _json(resource: Any, name: str) -> HttpResponse:
    answer = HttpResponse(
        orjson.dumps(resource, option=orjson.OPT_INDENT_2), content_type="application/fhir+json"
    )
    answer["Content-Disposition"] = f'attachment; filename="{name}.json"'
    return answer
