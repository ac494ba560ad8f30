"""What a draft still needs before somebody signs it: blanks, reasons, the person's word, private words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from lenitive.clinic.decisions import resources
from lenitive.clinic.decisions.written import Act, keep, undo
from lenitive.clinic.models import Entry, Kind, Note, NoteChange, NoteDraft
from lenitive.clinic.notes.day import CONSENT
from lenitive.desk.models import RECORD, Staff
from lenitive.knowledge.visits.notes import BLANK, NoteKind, note_kinds
from lenitive.plan.reading_level import reading_level
from lenitive.reason.story.words import plain

YES, NO = "yes", "no"
_LEAST_WHY = 8
_SHORT = 4  # a word with fewer letters is too common to be looked for
_NAMED = 3
_SENTENCE = re.compile(r"(?<=[.!?])\s+")


@dataclass(frozen=True)
class Problem:
    """Something that is to be put right. may_stay : whoever signs may leave it in on purpose."""

    words: str
    may_stay: bool = False


@dataclass(frozen=True)
class Level:
    """How hard a letter in plain words is to read. hard : its hardest sentences, where it is too hard."""

    grade: float
    most: float
    hard: tuple[str, ...]

    @property
    def good(self) -> bool:
        """Whether most people can read it."""
        return self.grade <= self.most


def problems(note: Note, draft: NoteDraft) -> Iterator[Problem]:
    """What in the draft itself stands in the way of a signature."""
    kind = note_kinds().kind(note.kind)
    parts = [part for part in draft.parts.all() if part.text.strip()]
    if not parts:
        yield Problem(_("It says nothing yet."))
    for part in parts:
        if BLANK in part.text:
            yield Problem(_("{title}: fill in the blank, or take it out.").format(title=part.title))
    if kind is not None and kind.consent and not draft.replaces:
        yield from _consent(note)
    if kind is not None and kind.private:
        yield from _private(note, "\n".join(part.text for part in parts))


def unexplained(draft: NoteDraft, change: str, why: str) -> Iterator[Problem]:
    """What an amendment does not say of itself yet."""
    if draft.replaces and change not in NoteChange.values:
        yield Problem(_("Say whether it is a correction or an addition."))
    if draft.replaces and len(why.strip()) < _LEAST_WHY:
        yield Problem(_("Say why it is amended, in a sentence."))


def _consent(note: Note) -> Iterator[Problem]:
    said = consent_of(note)
    if said is None:
        yield Problem(
            _("Ask the person whether they agree that this letter is written, and note the answer.")
        )
    elif said.answer != YES:
        yield Problem(_("The person did not agree to this letter."))


def _private(note: Note, text: str) -> Iterator[Problem]:
    found = private_words(note.patient_id, text)
    if found:
        named = ", ".join(f"“{word}”" for word in found[:_NAMED])
        yield Problem(
            _(
                "It names {words}. A letter about what somebody can do needs no diagnosis and no medicine."
            ).format(words=named),
            may_stay=True,
        )


def private_words(patient_id: str, text: str) -> list[str]:
    """Diagnoses and medicines of the person's record that a text names."""
    low = text.lower()
    names = dict.fromkeys([*_diagnoses(patient_id), *_medicines(patient_id)])
    return [name for name in names if re.search(rf"\b{re.escape(name)}\b", low)]


def _diagnoses(patient_id: str) -> Iterator[str]:
    rows: Any = RECORD["condition"].objects.filter(patient_id=patient_id)
    for text in rows.values_list("text", flat=True):
        name = plain(text or "").lower().strip()
        if len(name) >= _SHORT:
            yield name


def _medicines(patient_id: str) -> Iterator[str]:
    rows: Any = RECORD["medication"].objects.filter(patient_id=patient_id)
    for text in rows.values_list("text", flat=True):
        for word in re.findall(r"[^\W\d_]+", (text or "").lower()):
            if len(word) > _SHORT and word not in note_kinds().form_words:
                yield word


def consent_of(note: Note) -> Entry | None:
    """What the person said about this letter, the last word first; None while nobody asked."""
    found: Entry | None = (
        Entry.objects.filter(patient_id=note.patient_id, subject=f"{CONSENT}:{note.pk}", undone_at=None)
        .order_by("-pk")
        .first()
    )
    return found


def ask_consent(note: Note, kind: NoteKind, answer: str, staff: Staff, token: str) -> tuple[Entry, bool]:
    """Write what the person said: a consent of the record, with the decision that it came from.

    A later word takes the place of an earlier one.
    """
    agreed, before = answer == YES, consent_of(note)
    if before is not None and before.token != token:
        undo(before.pk, note.patient_id, staff)
    words = (
        _("Agrees: {what}").format(what=kind.consent)
        if agreed
        else _("Does not agree: {what}").format(what=kind.consent)
    )
    row = resources.consent(kind.consent, decision="permit" if agreed else "deny", at=timezone.localtime())
    act = Act(
        patient_id=note.patient_id,
        kind=Kind.CHOICE,
        subject=f"{CONSENT}:{note.pk}",
        title=note.title,
        answer=YES if agreed else NO,
        words=words,
        token=token,
    )
    return keep(act, staff, resources=[row])


def level_of(kind: NoteKind | None, draft: NoteDraft) -> Level | None:
    """How hard it is to read, for a letter in plain words."""
    if kind is None or not kind.plain:
        return None
    text = "\n".join(part.text for part in draft.parts.all())
    most = note_kinds().reading_grade
    grade = reading_level(text.replace(BLANK, "")).grade
    sentences = (each for line in text.splitlines() for each in _SENTENCE.split(line) if each.strip())
    hard = sorted(sentences, key=lambda each: -reading_level(each).grade) if grade > most else []
    return Level(grade, most, tuple(hard[:_NAMED]))
