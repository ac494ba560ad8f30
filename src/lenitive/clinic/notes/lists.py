"""Pages: the notes and the letters of a person, what waits for a signature, and how one is begun."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_date

from lenitive.clinic.decisions.written import new_token
from lenitive.clinic.models import Note
from lenitive.clinic.notes import drafts, listed
from lenitive.clinic.notes.day import whose
from lenitive.clinic.notes.forms import NewNote
from lenitive.clinic.notes.sources import DAY, Source, source_of
from lenitive.clinic.notes.tell import tell
from lenitive.desk.access import may, rule
from lenitive.knowledge.visits.notes import NoteKind, note_kinds


def allowed(request: HttpRequest, action: str) -> bool:
    """Whether whoever reads this page may do something about its person; the relation is known by now."""
    relation = request.decision.relation  # type: ignore[attr-defined]
    return rule(request.user.role, action, relation).allowed  # type: ignore[union-attr]


@may("see", "notes")
def notes(request: HttpRequest, patient_id: str) -> HttpResponse:
    """The notes of a person: those being written first, then the newest day."""
    return _list(request, patient_id, letters=False)


@may("see", "letters")
def letters(request: HttpRequest, patient_id: str) -> HttpResponse:
    """The letters about a person."""
    return _list(request, patient_id, letters=True)


def _list(request: HttpRequest, patient_id: str, *, letters: bool) -> HttpResponse:
    context = {
        "patient_id": patient_id,
        "person": whose(patient_id),
        "letters": letters,
        "lines": listed.lines(patient_id, letters=letters),
        "may_write": allowed(request, "record"),
        "may_sign": allowed(request, "sign"),
    }
    return render(request, "clinic/notes/list.html", context)


@may("work", "notes that wait for a signature")
def waiting(request: HttpRequest) -> HttpResponse:
    """What one may sign and others have handed over, and what one has begun."""
    staff: Any = request.user
    context = {"waiting": listed.waiting(staff), "mine": listed.written_by(staff)}
    return render(request, "clinic/notes/waiting.html", context)


@may("record", "a new note")
def new_note(request: HttpRequest, patient_id: str) -> HttpResponse:
    """Choose a kind with GET; the draft is written with POST."""
    return _new(request, patient_id, letters=False)


@may("record", "a new letter")
def new_letter(request: HttpRequest, patient_id: str) -> HttpResponse:
    """The same for a letter."""
    return _new(request, patient_id, letters=True)


def _new(request: HttpRequest, patient_id: str, *, letters: bool) -> HttpResponse:
    asked = request.POST if request.method == "POST" else request.GET
    source = source_of(asked.get("source", ""), asked.get("pk", ""), patient_id)
    kinds = _offered(letters, source, asked.get("kind", "") or (source.wanted if source else ""))
    if request.method == "POST":
        form = NewNote(request.POST, kinds=kinds)
        if form.is_valid():
            return _begin(request, patient_id, form, source)
    else:
        day = parse_date(asked.get("day", "")) if _is_day(asked.get("day", "")) else None
        then = day or (source.day if source else timezone.localdate())
        initial = {"kind": kinds[0].id, "day": then, "token": new_token()}
        form = NewNote(initial=initial, kinds=kinds)
    context = {
        "patient_id": patient_id,
        "person": whose(patient_id),
        "letters": letters,
        "form": form,
        "source": source,
        "before": _of(source),
    }
    return render(request, "clinic/notes/new.html", context, status=422 if form.is_bound else 200)


def _is_day(text: str) -> bool:
    try:
        return parse_date(text) is not None
    except ValueError:
        return False


def _offered(letters: bool, source: Source | None, wanted: str) -> list[NoteKind]:
    """The kinds, first the one that the address names, then those that suit what it is written from."""
    suits = source.kind if source else ("letter" if letters else DAY)
    kinds = [each for each in note_kinds().kinds if each.letter == letters]
    return sorted(kinds, key=lambda each: (wanted not in (each.id, *each.suits), suits not in each.suits))


def _of(source: Source | None) -> list[Note]:
    """What was written from the same visit already."""
    if source is None:
        return []
    found = Note.objects.filter(source=source.kind, source_pk=source.pk, discarded_at=None)
    return list(found.order_by("pk"))


def _begin(request: HttpRequest, patient_id: str, form: NewNote, source: Source | None) -> HttpResponse:
    said = form.cleaned_data
    kind = note_kinds().kind(said["kind"])
    staff: Any = request.user
    note = drafts.begin(patient_id, kind, said["day"], staff, said["token"], source)  # type: ignore[arg-type]
    tell(request, note, f"began {note.title}, {note.day}")
    return redirect("clinic:note_draft", patient_id, note.pk)
