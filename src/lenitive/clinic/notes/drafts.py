"""Drafts: begun, written by several hands at once, put aside; no word that was typed is lost.

A section is saved with the text that its writer began from; what others wrote meanwhile is merged with it.
Once the draft is signed or put aside, what still arrives is refused and given back.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import orjson
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lenitive.clinic.evaluation.words import merged
from lenitive.clinic.models import DraftPart, Note, NoteDraft
from lenitive.clinic.notes.compose import Composed, composed
from lenitive.clinic.notes.day import day_of
from lenitive.clinic.notes.sources import Source
from lenitive.clinic.summary import refresh
from lenitive.errors import InputError
from lenitive.knowledge.visits.notes import NoteKind

if TYPE_CHECKING:
    from lenitive.desk.models import Staff

SIGNED, DISCARDED = "signed", "discarded"
LONGEST = 20_000  # signs of one section
_OWN = "own_"


@dataclass(frozen=True)
class Typed:
    """What somebody typed into a section. base : the text that they began from."""

    base: str
    text: str


@dataclass(frozen=True)
class Saved:
    """What a save came to. met : titles of sections in which two people changed the same place."""

    changed: tuple[str, ...]
    met: tuple[str, ...]


class Closed(Exception):
    """The draft was signed or put aside meanwhile; nothing was written."""

    def __init__(self, draft: NoteDraft) -> None:
        super().__init__(draft.closed_as)
        self.draft = draft


def begin(
    patient_id: str, kind: NoteKind, day: date, staff: Staff, token: str, source: Source | None = None
) -> Note:
    """A note with its first draft, once for each token: the same form sent twice gives the same note."""
    found = Note.objects.filter(token=token).first()
    if found is None:
        sections = composed(kind, day_of(patient_id, day, source))
        found = _begun(patient_id, kind, day, staff, token, source, sections)
    if found.patient_id != patient_id:
        raise InputError(_("this form belongs to another person"), do=_("Open the page again."))
    return found


def _begun(
    patient_id: str,
    kind: NoteKind,
    day: date,
    staff: Staff,
    token: str,
    source: Source | None,
    sections: Iterable[Composed],
) -> Note:
    now = timezone.now()
    with transaction.atomic():
        note, is_new = Note.objects.get_or_create(
            token=token,
            defaults={
                "patient_id": patient_id,
                "kind": kind.id,
                "title": kind.title,
                "letter": kind.letter,
                "source": source.kind if source else "",
                "source_pk": source.pk if source else None,
                "day": day,
                "at": now,
                "staff": staff,
                "who": staff.name,
            },
        )
        if is_new:
            draft = NoteDraft.objects.create(note=note, at=now, who=staff.name, hands=_hand(staff))
            _fill(draft, sections)
    return note


def _hand(staff: Staff) -> dict[str, list[str]]:
    return {staff.username: [staff.name, staff.role]}


def _fill(draft: NoteDraft, sections: Iterable[Composed]) -> None:
    DraftPart.objects.bulk_create(
        DraftPart(
            draft=draft,
            section=each.section,
            title=each.title,
            place=place,
            prose=each.prose,
            text=each.text,
            told=each.told,
            at=draft.at,
        )
        for place, each in enumerate(sections)
    )


def amend(note: Note, staff: Staff) -> NoteDraft:
    """The open draft of the next version, which begins with the words of the last one.

    Two who begin at once write in the same draft.
    """
    from lenitive.clinic.notes.reading import reading_of

    with transaction.atomic():
        note = Note.objects.select_for_update().get(pk=note.pk)
        draft = open_draft(note)
        last = note.versions.last()
        if draft is not None or last is None:
            if draft is None:
                raise InputError(_("nothing was signed yet"), do=_("Open the draft."))
            return draft
        draft = NoteDraft.objects.create(
            note=note, replaces=last.number, at=timezone.now(), who=staff.name, hands=_hand(staff)
        )
        _fill(
            draft,
            (
                Composed(each.id, each.title, each.text, each.rows or {}, each.prose)
                for each in reading_of(last).sections
            ),
        )
        return draft


def open_draft(note: Note) -> NoteDraft | None:
    """The draft that is being written; None where nothing is."""
    found: NoteDraft | None = note.drafts.filter(closed_at=None).first()
    return found


def save(draft_pk: int, typed: Mapping[str, Typed], staff: Staff) -> Saved:
    """Write what was typed into its sections, merged with what others typed meanwhile.

    typed : section -> what was typed; a section that did not change is left alone.
    Raises : Closed where the draft is open no more; InputError for a section that is too long.
    """
    texts = {name: Typed(_text(each.base), _text(each.text)) for name, each in typed.items()}
    with transaction.atomic():
        draft = NoteDraft.objects.select_for_update().select_related("note").get(pk=draft_pk)
        wanted = {name: each for name, each in texts.items() if each.text != each.base}
        if draft.closed_at is not None and wanted:
            raise Closed(draft)
        parts = draft.parts.filter(section__in=list(wanted))
        saved = [(part, _write(part, wanted[part.section], staff)) for part in parts]
        changed = tuple(part.title for part, (wrote, _met) in saved if wrote)
        if changed:
            _sign_in(draft, staff)
    return Saved(changed, tuple(part.title for part, (_wrote, met) in saved if met))


def _write(part: DraftPart, typed: Typed, staff: Staff) -> tuple[bool, bool]:
    """Whether the section changed, and whether two people changed the same place of it."""
    made = merged(typed.base, part.text, typed.text)
    if len(made.text) > LONGEST:
        raise InputError(
            _("this section is too long ({n} signs)").format(n=len(made.text)),
            where=part.title,
            do=_("Keep it below {n} signs; your words are still here.").format(n=LONGEST),
        )
    if made.text == part.text:
        return False, False
    part.text, part.at, part.who = made.text, timezone.now(), staff.name
    part.revision += 1
    part.save(update_fields=["text", "at", "who", "revision"])
    return True, made.met


def _sign_in(draft: NoteDraft, staff: Staff) -> None:
    if staff.username not in draft.hands:
        draft.hands = {**draft.hands, **_hand(staff)}
        draft.save(update_fields=["hands"])


def _text(text: str) -> str:
    """As it is kept: lines end in one sign, whatever the browser sends, and not in spaces."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "").split("\n")
    return "\n".join(line.rstrip() for line in lines).strip("\n")


def add_section(draft_pk: int, title: str, staff: Staff) -> DraftPart:
    """Another section, at the end, with a heading of one's own. Raises Closed."""
    with transaction.atomic():
        draft = NoteDraft.objects.select_for_update().get(pk=draft_pk)
        if draft.closed_at is not None:
            raise Closed(draft)
        last = draft.parts.last()
        number = draft.parts.filter(section__startswith=_OWN).count() + 1
        _sign_in(draft, staff)
        made: DraftPart = draft.parts.create(
            section=f"{_OWN}{number}",
            title=" ".join(title.split()),
            place=last.place + 1 if last else 0,
            at=timezone.now(),
            who=staff.name,
        )
        return made


def discard(draft_pk: int, staff: Staff, *, back: bool = False) -> None:
    """Put a draft aside, or take it up again; its words stay. Raises Closed where it is signed."""
    with transaction.atomic():
        draft = NoteDraft.objects.select_for_update().select_related("note").get(pk=draft_pk)
        if draft.closed_as == SIGNED or (back and open_draft(draft.note) is not None):
            raise Closed(draft)
        draft.closed_at, draft.closed_as = (None, "") if back else (timezone.now(), DISCARDED)
        draft.save(update_fields=["closed_at", "closed_as"])
        note = draft.note
        whole = not back and not note.versions.exists()
        note.discarded_at, note.discarded_by = (timezone.now(), staff.name) if whole else (None, "")
        note.save(update_fields=["discarded_at", "discarded_by"])
        take_back(note)


def hand_over(note: Note, staff: Staff) -> None:
    """Let a draft wait for somebody who may sign it, on their work list."""
    with transaction.atomic():
        note.handed_at, note.handed_by = timezone.now(), staff.name
        note.save(update_fields=["handed_at", "handed_by"])
        refresh([note.patient_id])


def take_back(note: Note) -> None:
    """It waits no more: it was signed or put aside; within a transaction."""
    if note.handed_at is not None:
        note.handed_at, note.handed_by = None, ""
        note.save(update_fields=["handed_at", "handed_by"])
        refresh([note.patient_id])


def seen(draft: NoteDraft) -> str:
    """The mark of what a draft says now: whoever signs it signs exactly this."""
    parts: list[Any] = list(draft.parts.values_list("section", "title", "place", "text"))
    return hashlib.sha256(orjson.dumps(parts)).hexdigest()
