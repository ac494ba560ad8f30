"""Pages: write a draft, read it as it would stand, and everything that is done to it before it is signed."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lenitive.clinic.decisions.written import new_token, token_of
from lenitive.clinic.models import Note, NoteChange, NoteDraft
from lenitive.clinic.notes import drafts
from lenitive.clinic.notes.day import whose
from lenitive.clinic.notes.forms import NewSection, typed
from lenitive.clinic.notes.lists import allowed
from lenitive.clinic.notes.papers import draft_pdf
from lenitive.clinic.notes.readiness import NO, YES, ask_consent, consent_of, level_of, problems
from lenitive.clinic.notes.reading import moment
from lenitive.clinic.notes.signing import Changed, NotReady, Wish, sections_of, sign
from lenitive.clinic.notes.tell import tell, tell_signed
from lenitive.desk.access import may
from lenitive.errors import InputError
from lenitive.knowledge.visits.notes import BLANK, note_kinds

_PREVIEW, _SCRIPT = "preview", "X-Autosave"


def note_of(patient_id: str, pk: int) -> Note:
    """The note of this person; 404 where there is none."""
    found = Note.objects.filter(pk=pk, patient_id=patient_id).first()
    if found is None:
        raise Http404("no such note of this person")
    return found


def _open(note: Note) -> NoteDraft | None:
    return drafts.open_draft(note)


@may("record", "a draft of a note")
def draft(request: HttpRequest, patient_id: str, pk: int) -> HttpResponse:
    """The words of a draft with GET, kept with POST; 409 gives back what cannot be kept any more."""
    note = note_of(patient_id, pk)
    found = _sent_to(note, request) if request.method == "POST" else _open(note)
    if found is None:
        return redirect("clinic:note", patient_id, pk)
    if request.method != "POST":
        return _draft_page(request, note, found)
    words = typed(request.POST, found.parts.values_list("section", flat=True))
    staff: Any = request.user
    try:
        saved = drafts.save(found.pk, words, staff)
    except drafts.Closed as closed:
        return _closed(request, note, closed.draft, words)
    except InputError as problem:
        if request.headers.get(_SCRIPT):
            return JsonResponse({"problem": str(problem)}, status=422)
        return _draft_page(request, note, found, words, str(problem))
    if request.headers.get(_SCRIPT):
        texts = found.parts.filter(section__in=list(words)).values_list("section", "text")
        return JsonResponse({"texts": dict(texts), "met": list(saved.met), "at": _clock()})
    _say(request, saved)
    where = "clinic:note_preview" if request.POST.get("go") == _PREVIEW else "clinic:note_draft"
    return redirect(where, patient_id, pk)


def _sent_to(note: Note, request: HttpRequest) -> NoteDraft | None:
    """The draft that a form was opened with, whatever became of it since."""
    number = request.POST.get("draft", "")
    wanted = note.drafts.filter(pk=int(number)) if number.isascii() and number.isdigit() else None
    found: NoteDraft | None = wanted.first() if wanted is not None else None
    return found


def _clock() -> str:
    return f"{timezone.localtime():%H:%M:%S}"


def _say(request: HttpRequest, saved: drafts.Saved) -> None:
    if saved.met:
        titles = ", ".join(saved.met)
        messages.warning(
            request,
            _("Somebody else wrote in the same place of {titles}: read it again.").format(titles=titles),
        )
    elif saved.changed:
        messages.success(request, _("Kept at {clock}.").format(clock=_clock()))


def _draft_page(
    request: HttpRequest,
    note: Note,
    found: NoteDraft,
    words: dict[str, drafts.Typed] | None = None,
    problem: str = "",
) -> HttpResponse:
    parts = [
        {
            "part": part,
            "text": words[part.section].text if words and part.section in words else part.text,
            "base": words[part.section].base if words and part.section in words else part.text,
            "blank": BLANK in part.text,
            "lines": max(2, part.text.count("\n") + len(part.text) // 90 + 2),
        }
        for part in found.parts.all()
    ]
    context = _context(request, note, found) | {
        "parts": parts,
        "problem": problem,
        "section_form": NewSection(),
        "level": level_of(note_kinds().kind(note.kind), found),
    }
    return render(request, "clinic/notes/draft.html", context, status=422 if problem else 200)


def _context(request: HttpRequest, note: Note, found: NoteDraft) -> dict[str, Any]:
    kind = note_kinds().kind(note.kind)
    consent = consent_of(note) if kind and kind.consent else None
    return {
        "patient_id": note.patient_id,
        "person": whose(note.patient_id),
        "note": note,
        "draft": found,
        "kind": kind,
        "hands": [name for name, _role in found.hands.values()],
        "consent": consent,
        "token": new_token(),
        "may_sign": allowed(request, "sign"),
        "handed": moment(note.handed_at) if note.handed_at else "",
    }


def _closed(
    request: HttpRequest, note: Note, found: NoteDraft, words: dict[str, drafts.Typed]
) -> HttpResponse:
    """What was typed into a draft that was signed or put aside meanwhile, to be copied or added."""
    if request.headers.get(_SCRIPT):
        return JsonResponse({"closed": found.closed_as}, status=409)
    titles = dict(found.parts.values_list("section", "title"))
    lost = [
        {"section": name, "title": titles[name], "text": each.text, "base": each.base}
        for name, each in words.items()
        if each.text != each.base
    ]
    last = note.versions.last()
    context = _context(request, note, found) | {
        "lost": lost,
        "last": last,
        "when": moment(found.closed_at) if found.closed_at else "",
    }
    return render(request, "clinic/notes/closed.html", context, status=409)


@may("record", "a draft of a note, as it would read")
def preview(request: HttpRequest, patient_id: str, pk: int) -> HttpResponse:
    """How it will stand, and what it still needs."""
    note = note_of(patient_id, pk)
    found = _open(note)
    if found is None:
        return redirect("clinic:note", patient_id, pk)
    return _preview(request, note, found)


def _preview(
    request: HttpRequest,
    note: Note,
    found: NoteDraft,
    *,
    wish: Wish | None = None,
    said: str = "",
    wrong: tuple[Any, ...] = (),
    status: int = 200,
) -> HttpResponse:
    needs = wrong or tuple(problems(note, found))
    context = _context(request, note, found) | {
        "sections": sections_of(found),
        "needs": [each for each in needs if not each.may_stay],
        "private": [each for each in needs if each.may_stay],
        "level": level_of(note_kinds().kind(note.kind), found),
        "seen": drafts.seen(found),
        "wish": wish,
        "changes": NoteChange.choices,
        "said": said,
    }
    return render(request, "clinic/notes/preview.html", context, status=status)


@may("sign", "a note")
@require_POST
def sign_note(request: HttpRequest, patient_id: str, pk: int) -> HttpResponse:
    """Sign what was read, once however often it is sent; 409 after others, 422 where something is missing."""
    note = note_of(patient_id, pk)
    found = _sent_to(note, request)
    if found is None:
        return redirect("clinic:note", patient_id, pk)
    wish = Wish(
        seen=request.POST.get("seen", ""),
        token=token_of(request.POST.get("token", "")),
        change=request.POST.get("change", ""),
        why=request.POST.get("why", ""),
        despite=request.POST.get("despite") == "yes",
    )
    staff: Any = request.user
    try:
        with transaction.atomic():  # the signature and its event together, or neither
            version, is_new = sign(found.pk, staff, wish)
            if is_new:
                tell_signed(request, version)
    except drafts.Closed as closed:
        return _signed_before(request, note, closed.draft)
    except Changed as changed:
        words = _("{who} wrote in it after you opened it. Read it again, then sign.").format(who=changed.who)
        return _preview(request, note, found, wish=wish, said=words, status=409)
    except NotReady as missing:
        return _preview(request, note, found, wish=wish, wrong=missing.problems, status=422)
    if is_new:
        messages.success(request, _("Signed: {what}.").format(what=note.title))
    return redirect("clinic:note", patient_id, pk)


def _signed_before(request: HttpRequest, note: Note, closed: NoteDraft) -> HttpResponse:
    if closed.closed_as == drafts.SIGNED:
        version = note.versions.get(number=closed.replaces + 1)
        words = _(
            "{who} signed it already, {when}. Nothing was signed twice; amend it to add something."
        ).format(who=version.who, when=moment(version.at))
    else:
        words = _("This draft was put aside, and nothing was signed.")
    messages.warning(request, words)
    return redirect("clinic:note", note.patient_id, note.pk)


@may("record", "handing a note over to be signed")
@require_POST
def hand(request: HttpRequest, patient_id: str, pk: int) -> HttpResponse:
    """Let it wait for somebody who may sign."""
    note = note_of(patient_id, pk)
    if _open(note) is not None and note.handed_at is None:
        drafts.hand_over(note, request.user)  # type: ignore[arg-type]
        tell(request, note, f"handed over to be signed: {note.title}, {note.day}")
        messages.success(request, _("Handed over: it waits for a signature."))
    return redirect("clinic:note_preview", patient_id, pk)


@may("record", "amending a note")
@require_POST
def amend(request: HttpRequest, patient_id: str, pk: int) -> HttpResponse:
    """Begin the next version with the words of the last; words that came too late are put in."""
    note = note_of(patient_id, pk)
    staff: Any = request.user
    found = drafts.amend(note, staff)
    words = typed(request.POST, found.parts.values_list("section", flat=True))
    if words:
        _say(request, drafts.save(found.pk, words, staff))
    tell(request, note, f"began to amend: {note.title}, {note.day}")
    return redirect("clinic:note_draft", patient_id, pk)


@may("record", "putting a draft aside")
@require_POST
def discard(request: HttpRequest, patient_id: str, pk: int) -> HttpResponse:
    """Put a draft aside, or take it up again; its words stay."""
    note = note_of(patient_id, pk)
    back = request.POST.get("back") == "yes"
    found = _sent_to(note, request) if not back else note.drafts.filter(closed_as=drafts.DISCARDED).last()
    if found is None:
        raise Http404("no such draft of this note")
    try:
        drafts.discard(found.pk, request.user, back=back)  # type: ignore[arg-type]
    except drafts.Closed as closed:
        return _signed_before(request, note, closed.draft)
    done = "took up again" if back else "put aside"
    tell(request, note, f"{done}: {note.title}, {note.day}")
    if back:
        return redirect("clinic:note_draft", patient_id, pk)
    messages.success(request, _("Put aside. Its words are kept; take it up again from the list."))
    return redirect("clinic:letters" if note.letter else "clinic:notes", patient_id)


@may("record", "another section of a note")
@require_POST
def section(request: HttpRequest, patient_id: str, pk: int) -> HttpResponse:
    """A section with a heading of one's own."""
    note = note_of(patient_id, pk)
    found, form = _sent_to(note, request), NewSection(request.POST)
    if found is not None and form.is_valid():
        try:
            made = drafts.add_section(found.pk, form.cleaned_data["title"], request.user)  # type: ignore[arg-type]
        except drafts.Closed as closed:
            return _signed_before(request, note, closed.draft)
        answer = redirect("clinic:note_draft", patient_id, pk)
        answer["Location"] += f"#text-{made.section}"
        return answer
    messages.error(request, _("Give the section a heading."))
    return redirect("clinic:note_draft", patient_id, pk)


@may("record", "what the person said about a letter")
@require_POST
def consent(request: HttpRequest, patient_id: str, pk: int) -> HttpResponse:
    """Write down whether the person agrees that the letter is written."""
    note = note_of(patient_id, pk)
    kind, answer = note_kinds().kind(note.kind), request.POST.get("answer", "")
    if kind is None or not kind.consent or answer not in (YES, NO):
        raise Http404("nothing to agree to")
    token = token_of(request.POST.get("token", ""))
    entry, is_new = ask_consent(note, kind, answer, request.user, token)  # type: ignore[arg-type]
    if is_new:
        tell(request, note, f"{note.title}: {entry.words}")
        messages.success(request, _("Kept: {what}.").format(what=entry.words))
    return redirect("clinic:note_draft", patient_id, pk)


@may("record", "a draft of a note as PDF")
def draft_paper(request: HttpRequest, patient_id: str, pk: int) -> HttpResponse:
    """The draft as PDF; its first line says that nobody signed it."""
    note = note_of(patient_id, pk)
    found = _open(note)
    if found is None:
        raise Http404("no draft of this note")
    answer = HttpResponse(draft_pdf(note, found), content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="draft-{note.kind}-{note.day}.pdf"'
    return answer
