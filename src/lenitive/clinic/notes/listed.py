"""The notes and letters of a person as a list, and those that wait for somebody's signature."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from lenitive.clinic.models import Note, NoteDraft, NoteVersion
from lenitive.clinic.notes.reading import moment
from lenitive.clinic.today.visits import theirs
from lenitive.desk.access import visible_people
from lenitive.desk.models import Patient
from lenitive.reason.story.words import day_words

if TYPE_CHECKING:
    from lenitive.desk.models import Staff

_MOST_WAITING = 200


@dataclass(frozen=True)
class Line:
    """One note of a list. words : how it stands. tone : of a verdict. draft : being written now."""

    note: Note
    day: str
    words: str
    tone: str
    draft: NoteDraft | None
    last: NoteVersion | None
    person: str = ""

    @property
    def who(self) -> str:
        """Who signed it last, or began it."""
        return self.last.who if self.last else self.note.who

    @property
    def at(self) -> str:
        """When it was signed last, or begun."""
        return moment(self.last.at if self.last else self.note.at)


@dataclass(frozen=True)
class Lines:
    """Notes that are being written, those that were signed (the newest day first), and those put aside."""

    writing: tuple[Line, ...]
    signed: tuple[Line, ...]
    aside: tuple[Line, ...]

    def __bool__(self) -> bool:
        return bool(self.writing or self.signed or self.aside)


def lines(patient_id: str, *, letters: bool) -> Lines:
    """The notes of a person, or their letters."""
    notes = Note.objects.filter(patient_id=patient_id, letter=letters).order_by("-day", "-pk")
    made = [_line(note) for note in _with_versions(notes)]
    return Lines(
        writing=tuple(each for each in made if each.draft is not None and not each.note.discarded_at),
        signed=tuple(each for each in made if each.last is not None and each.draft is None),
        aside=tuple(each for each in made if each.note.discarded_at),
    )


def waiting(staff: Staff) -> list[Line]:
    """Drafts that were handed over, of people about whom this member of staff may sign; the oldest first."""
    people = visible_people(staff, "sign")
    notes = Note.objects.filter(theirs(people), handed_at__isnull=False).order_by("handed_at")[:_MOST_WAITING]
    found = list(_with_versions(notes))
    return [_line(note, person) for note, person in zip(found, _names(found), strict=True)]


def written_by(staff: Staff) -> list[Line]:
    """What one has begun and nobody has signed; the newest first."""
    people = visible_people(staff, "record")
    drafts = NoteDraft.objects.filter(closed_at=None, hands__has_key=staff.username).values("note")
    notes = Note.objects.filter(theirs(people), pk__in=drafts, handed_at=None).order_by("-pk")[:_MOST_WAITING]
    found = list(_with_versions(notes))
    return [_line(note, person) for note, person in zip(found, _names(found), strict=True)]


def _with_versions(notes: QuerySet[Any]) -> QuerySet[Any]:
    return notes.prefetch_related("versions", "drafts")


def _names(notes: Sequence[Note]) -> Iterable[str]:
    ids = [note.patient_id for note in notes]
    people: Iterable[Any] = Patient.objects.filter(patient_id__in=ids)
    named = {each.patient_id: each.name or each.patient_id for each in people}
    return [named.get(each, each) for each in ids]


def _line(note: Note, person: str = "") -> Line:
    versions, drafts = list(note.versions.all()), list(note.drafts.all())
    draft = next((each for each in drafts if each.closed_at is None), None)
    last = versions[-1] if versions else None
    words, tone = _stands(note, draft, last)
    return Line(note, day_words(note.day), words, tone, draft, last, person)


def _stands(note: Note, draft: NoteDraft | None, last: NoteVersion | None) -> tuple[str, str]:
    if draft is not None and note.handed_at:
        return _("waits for a signature"), "caution"
    if draft is not None:
        return (_("being amended") if last else _("draft")), "caution"
    if last is None:
        return _("put aside"), "flat"
    return (
        (_("amended, version {n}").format(n=last.number), "caution")
        if last.number > 1
        else (_("signed"), "up")
    )
