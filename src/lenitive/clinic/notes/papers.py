"""A note or letter as PDF/UA-1: a signed version as it stands now, or a draft that says that it is one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext as _

from lenitive.clinic.models import Note, NoteDraft
from lenitive.clinic.notes.day import place_of, whose
from lenitive.clinic.notes.reading import ReadSection
from lenitive.clinic.notes.signing import sections_of
from lenitive.clinic.notes.standing import Shown
from lenitive.knowledge.visits.notes import TO
from lenitive.plan.papers import Earlier, LetterPaper, NotePaper, PaperSection, Signature, pdf
from lenitive.plan.papers.note import PaperLine
from lenitive.plan.papers.press import Head, Template
from lenitive.reason.story.words import day_words

_MARK = 16
Made = NotePaper | LetterPaper


def signed_pdf(one: Shown, every: Sequence[Shown]) -> bytes:
    """A version as it is printed now: the words that were signed, and whether it was amended."""
    return _pdf(signed_paper(one, every))


def draft_pdf(note: Note, draft: NoteDraft) -> bytes:
    """A draft as it would read; its first line says that nobody signed it."""
    return _pdf(draft_paper(note, draft))


def _pdf(made: Made) -> bytes:
    template: Template = "letter" if isinstance(made, LetterPaper) else "note"
    return pdf(template, made)


def signed_paper(one: Shown, every: Sequence[Shown]) -> Made:
    """The words of a version as papers take them."""
    reading, standing = one.reading, one.standing
    banner = Earlier(standing.stands, standing.words, standing.why) if standing.amended else None
    state = _(", version {number}, amended").format(number=reading.number) if standing.amended else ""
    signatures = tuple(_signature(each, len(every) > 1) for each in every)
    details = _details(reading.born, reading.record, None if reading.letter else reading.on)
    head = _head(reading.title, reading.name, details, reading.on, reading.when.date(), state)
    return _paper(
        reading.letter, head, banner, reading.sections, signatures, reading.place, reading.when.date()
    )


def draft_paper(note: Note, draft: NoteDraft) -> Made:
    """The words of a draft as papers take them."""
    person = whose(note.patient_id)
    details = _details(person.born, person.record, None if note.letter else note.day)
    banner = Earlier("draft", _("Draft. Nobody signed it."), "")
    head = _head(note.title, person.name, details, note.day, note.day, _(", draft"))
    return _paper(note.letter, head, banner, sections_of(draft), (), place_of(note.patient_id), note.day)


def _paper(
    letter: bool,
    head: Head,
    banner: Earlier | None,
    sections: Sequence[ReadSection],
    signatures: tuple[Signature, ...],
    place: tuple[str, ...],
    day: date,
) -> Made:
    shown = tuple(_section(each) for each in sections if not (letter and each.id == TO))
    if not letter:
        return NotePaper(head, banner, shown, signatures, _("Signed"))
    to = next((each.lines for each in sections if each.id == TO), ())
    return LetterPaper(
        head=head,
        standing=banner,
        sender=place,
        to=tuple(line.text for line in to),
        day=day_words(day),
        about=_("About {who}").format(who=f"{head.heading}, {head.details}"),
        sections=shown,
        signatures=signatures,
        history=_("Signed"),
    )


def _section(section: ReadSection) -> PaperSection:
    return PaperSection(
        section.title,
        tuple(PaperLine(point, tuple(line.text for line in lines)) for point, lines in section.blocks),
    )


def _signature(one: Shown, several: bool) -> Signature:
    reading = one.reading
    number = _("Version {number}: ").format(number=reading.number) if several else ""
    mark = f"SHA-256 {one.version.hash[:_MARK]}"
    return Signature(f"{number}{reading.signature}", reading.why, mark)


def _details(born: str, record: str, day: date | None) -> str:
    said = [
        _("born {day}").format(day=born) if born else "",
        _("record {number}").format(number=record) if record else "",
        day_words(day) if day else "",
    ]
    return (" · " if day else ", ").join(each for each in said if each)


def _head(kind: str, name: str, details: str, day: date, made: date, state: str) -> Head:
    return Head(
        kind=kind,
        title=f"{kind}: {name}, {day_words(day)}",
        heading=name,
        details=details,
        foot=f"{name} · {kind} · {day_words(day)}{state}",
        day=(made.year, made.month, made.day),
    )
