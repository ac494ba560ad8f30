"""Sign a draft: once, exactly as it was read, into a version that never changes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from lenitive.clinic.models import Note, NoteChange, NoteDraft, NoteVersion
from lenitive.clinic.notes.day import place_of, whose
from lenitive.clinic.notes.drafts import SIGNED, Closed, seen, take_back
from lenitive.clinic.notes.readiness import Problem, problems, unexplained
from lenitive.clinic.notes.reading import FORMAT, Hand, Reading, ReadSection, body_of, hash_of
from lenitive.clinic.notes.sources import close
from lenitive.knowledge.visits.notes import note_kinds

if TYPE_CHECKING:
    from lenitive.desk.models import Staff


@dataclass(frozen=True)
class Wish:
    """What is sent with a signature.

    seen : the mark of what was read. token : of the form, so that a second click counts as the first.
    change, why : of a later version. despite : private words that were found were left in on purpose.
    """

    seen: str
    token: str
    change: str = ""
    why: str = ""
    despite: bool = False


class Changed(Exception):
    """Somebody wrote in it after it was read; `who` did it last."""

    def __init__(self, who: str) -> None:
        super().__init__(who)
        self.who = who


class NotReady(Exception):
    """What must be put right before anybody signs."""

    def __init__(self, found: tuple[Problem, ...]) -> None:
        super().__init__("; ".join(each.words for each in found))
        self.problems = found


def sign(draft_pk: int, staff: Staff, wish: Wish) -> tuple[NoteVersion, bool]:
    """The signed version, and whether this call signed it; a second click of the same form gives the first.

    Raises : Closed where it was signed or put aside by another form; Changed; NotReady.
    """
    with transaction.atomic():
        draft = NoteDraft.objects.select_for_update().select_related("note").get(pk=draft_pk)
        if draft.closed_at is not None:
            if draft.closed_as == SIGNED and draft.token == wish.token:
                return draft.note.versions.get(number=draft.replaces + 1), False
            raise Closed(draft)
        note = Note.objects.select_for_update().get(pk=draft.note_id)
        if seen(draft) != wish.seen:
            raise Changed(_last_hand(draft))
        found = (*problems(note, draft), *unexplained(draft, wish.change, wish.why))
        in_the_way = tuple(each for each in found if not (each.may_stay and wish.despite))
        if in_the_way:
            raise NotReady(in_the_way)
        return _signed(note, draft, staff, wish), True


def _last_hand(draft: NoteDraft) -> str:
    last = draft.parts.exclude(who="").order_by("-at").first()
    return str(last.who) if last else draft.who


def _signed(note: Note, draft: NoteDraft, staff: Staff, wish: Wish) -> NoteVersion:
    now = timezone.now()
    reading = _reading(note, draft, staff, wish, now.isoformat(timespec="microseconds"))
    body = body_of(reading)
    version = NoteVersion.objects.create(
        note=note,
        number=reading.number,
        at=now,
        staff=staff,
        who=staff.name,
        role=staff.role,
        change=reading.change,
        why=reading.why,
        body=body,
        hash=hash_of(body),
    )
    draft.closed_at, draft.closed_as, draft.token = now, SIGNED, wish.token
    draft.save(update_fields=["closed_at", "closed_as", "token"])
    take_back(note)
    close(note, staff)
    return version


def _reading(note: Note, draft: NoteDraft, staff: Staff, wish: Wish, at: str) -> Reading:
    person, kind = whose(note.patient_id), note_kinds().kind(note.kind)
    before = note.versions.last()
    later = before is not None
    return Reading(
        format=FORMAT,
        number=draft.replaces + 1,
        kind=note.kind,
        title=note.title,
        letter=note.letter,
        template=f"{kind.version} {kind.place}".strip() if kind else "",
        name=person.name,
        born=person.born,
        record=person.record,
        place=place_of(note.patient_id),
        day=note.day.isoformat(),
        at=at,
        written_by=tuple(Hand(name, role) for name, role in draft.hands.values()),
        signed_by=Hand(staff.name, staff.role),
        change=NoteChange(wish.change).value if later else "",
        why=" ".join(wish.why.split()) if later else "",
        before=before.hash if before else "",
        sections=sections_of(draft),
    )


def sections_of(draft: NoteDraft) -> tuple[ReadSection, ...]:
    """The sections that hold words; each line keeps the rows that it rests on where nobody changed it."""
    made = []
    for part in draft.parts.all():
        section = ReadSection(part.section, part.title, part.text, part.prose, part.told)
        if section.lines:
            rows = {line.text: list(line.rows) for line in section.lines if line.rows}
            made.append(ReadSection(part.section, part.title, part.text, part.prose, rows))
    return tuple(made)
