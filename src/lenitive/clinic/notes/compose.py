"""Compose a draft: the sections of its kind, in their order, filled from what was done on the day."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from lenitive.clinic.notes.blocks import EVERY
from lenitive.clinic.notes.day import Day
from lenitive.clinic.notes.parts import Line, Section
from lenitive.knowledge.visits.notes import NoteKind, Part, SectionKind
from lenitive.reason.story.words import day_words

POINT = "- "
_WORD = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True)
class Composed:
    """One section of a draft. text : its lines, points begin with "- ". told : line -> its rows."""

    section: str
    title: str
    text: str
    told: dict[str, list[str]]
    prose: bool


def composed(kind: NoteKind, day: Day) -> tuple[Composed, ...]:
    """The sections of a kind for a day, in their order; what is empty stays to be filled in."""
    taken = {name for section in kind.sections for name in section.takes}
    made: list[Composed] = []
    for section in kind.sections:
        if section.told:
            made += [_told(each, day) for each in day.sections if each.id not in taken]
        else:
            made.append(_section(section, day))
    return tuple(each for each in made if each is not None)


def _section(kind: SectionKind, day: Day) -> Composed:
    mine = [each for each in day.sections if each.id in kind.takes]
    given = [line for part in kind.parts for line in _part(part, day, kind)]
    given += [line for each in mine for line in _points(_without_the_list(each.lines, day), prose=kind.prose)]
    lines = given or ([Line(_filled(kind.if_empty, day))] if kind.if_empty else [])
    return _made(kind.id, _filled(kind.title, day), lines, prose=kind.prose)


def _told(section: Section, day: Day) -> Composed:
    lines = _points(_without_the_list(section.lines, day), prose=False)
    return _made(f"told_{section.id}"[:60], section.title, lines, prose=False)


def _part(part: Part, day: Day, kind: SectionKind) -> Iterator[Line]:
    lines = [Line(_filled(part.say, day))] if part.say else EVERY[part.block](day)
    yield from _points(lines, prose=kind.prose)


def _points(lines: Iterable[Line], *, prose: bool) -> Iterator[Line]:
    """Each line as a point; what somebody typed in several lines stays several."""
    for line in lines:
        for text in line.text.splitlines():
            words = " ".join(text.split())
            if words:
                yield Line(words if prose else f"{POINT}{words}", line.rows)


def _without_the_list(lines: Iterable[Line], day: Day) -> Iterator[Line]:
    """A line that rests on medicines of before alone repeats their list, and the note does not."""
    return (line for line in lines if not line.rows or not day.old_medicines.issuperset(line.rows))


def _made(name: str, title: str, lines: Iterable[Line], *, prose: bool) -> Composed:
    kept = list(dict.fromkeys(line for line in lines if line.text.strip()))
    told = {line.text.removeprefix(POINT): list(line.rows) for line in kept if line.rows}
    return Composed(name, title, "\n".join(line.text for line in kept), told, prose)


def _filled(phrase: str, day: Day) -> str:
    """A fixed phrase with its words; the loader has refused any other word in braces."""
    words = {
        "name": day.whose.name,
        "born": day.whose.born or "____",
        "record": day.whose.record or "____",
        "day": day_words(day.day),
        "them": "them",
        "they": "they",
        "They": "They",
    }
    return _WORD.sub(lambda found: words[found[1]], phrase)
