"""My documents: signed letters and notes, to read and to take along."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from lenitive.clinic.models import Note
from lenitive.clinic.notes.papers import signed_pdf
from lenitive.clinic.notes.standing import Shown, shown
from lenitive.knowledge.portal.documents import held_back
from lenitive.portal.access import PortalRequest, mine
from lenitive.portal.sessions import Me


@mine("own_see", "documents")
@require_GET
def my_documents(request: PortalRequest) -> HttpResponse:
    """Every signed letter and note, the newest first; what is gone through together is named as such."""
    found = _signed(request.me)
    back = held_back()
    context = {
        "documents": [note for note in found if note.kind not in back.kinds],
        "held": any(note.kind in back.kinds for note in found),
        "why": back.why(request.me.language),
    }
    return render(request, "portal/documents.html", context)


@mine("own_see", "a document")
@require_GET
def document(request: PortalRequest, pk: int) -> HttpResponse:
    """The words of one document, as they were signed."""
    note, versions = _one(request.me, pk)
    return render(
        request, "portal/document.html", {"note": note, "one": versions[-1], "count": len(versions)}
    )


@mine("own_see", "a document as PDF")
@require_GET
def paper(request: PortalRequest, pk: int) -> HttpResponse:
    """One document as a PDF that a screen reader can read."""
    note, versions = _one(request.me, pk)
    response = HttpResponse(signed_pdf(versions[-1], versions), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{note.kind}-{note.day}.pdf"'
    return response


def _signed(me: Me) -> QuerySet[Any]:
    notes = Note.objects.filter(patient_id=me.patient_id, discarded_at=None, versions__isnull=False)
    return notes.distinct().order_by("-day", "-pk")


def _one(me: Me, pk: int) -> tuple[Note, list[Shown]]:
    note = _signed(me).exclude(kind__in=held_back().kinds).filter(pk=pk).first()
    if note is None:
        raise Http404("no such document of this person")
    return note, shown(list(note.versions.all()))
