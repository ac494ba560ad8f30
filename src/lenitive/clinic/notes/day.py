"""What was done with a person on one day: everything that a note is composed of, gathered once."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone

from lenitive.clinic.models import Entry, PlanTask
from lenitive.clinic.notes.parts import Line, Section
from lenitive.clinic.notes.sources import Source, told_by
from lenitive.desk import store
from lenitive.desk.models import RECORD, Patient, PersonClinic
from lenitive.errors import LenitiveError
from lenitive.knowledge.visits.notes import note_kinds
from lenitive.plan.papers.gather import Told, gather
from lenitive.reason.story.scores import all_series
from lenitive.reason.story.words import capital, day_words, number_words, plain

# What is asked of the person for a letter; the answer is a decision of the day, and no part of any note.
CONSENT = "letter_consent"
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Whose:
    """The person as a note names them; `born` is as exact as the record is."""

    name: str
    born: str
    record: str


@dataclass(frozen=True)
class Day:
    """One person on one day.

    story : the record as papers tell it; None where it cannot be judged. sections : what the visit tells.
    ability : tests of what the person can do, as lines. old_medicines : rows of medicines that stood in the
    record before this day, and that no decision of this day changed.
    """

    patient_id: str
    day: date
    whose: Whose
    story: Told | None
    entries: tuple[Entry, ...]
    tasks: tuple[PlanTask, ...]
    sections: tuple[Section, ...]
    ability: tuple[Line, ...]
    next_visit: Line | None
    old_medicines: frozenset[str]


def day_of(patient_id: str, day: date, source: Source | None) -> Day:
    """Gather the day; a record that cannot be judged gives a day without its story."""
    entries = Entry.objects.filter(patient_id=patient_id, day=day, undone_at=None).order_by("pk")
    made = tuple(each for each in entries if not each.subject.startswith(CONSENT))
    tasks = PlanTask.objects.filter(entry__in=[each.pk for each in made], done_at=None).order_by("pk")
    story, ability = _judged(patient_id, day)
    return Day(
        patient_id=patient_id,
        day=day,
        whose=whose(patient_id),
        story=story,
        entries=made,
        tasks=tuple(tasks.select_related("entry")),
        sections=told_by(source) if source else (),
        ability=ability,
        next_visit=_next_visit(patient_id, day),
        old_medicines=_old_medicines(patient_id, day, made),
    )


def whose(patient_id: str) -> Whose:
    """How the record calls a person."""
    row: Any = Patient.objects.get(patient_id=patient_id)
    low, high = row.birth_date_low, row.birth_date_high
    born = "" if low is None else day_words(low) if low == high else str(low.year)
    return Whose(row.name or patient_id, born, row.identifier or "")


def place_of(patient_id: str) -> tuple[str, ...]:
    """The clinic that a person belongs to, and who runs it; empty where it is not known or not one alone."""
    found = PersonClinic.objects.filter(patient_id=patient_id).select_related("clinic__organisation")[:2]
    return (found[0].clinic.name, found[0].clinic.organisation.name) if len(found) == 1 else ()


def _judged(patient_id: str, day: date) -> tuple[Told | None, tuple[Line, ...]]:
    try:
        with store.person(patient_id) as record:
            story = gather(record, patient_id=patient_id, as_of=day)
            return story, tuple(_ability(record, day))
    except LenitiveError as problem:
        _log.warning("a note of %s is written without its story: %s", patient_id, problem)
        return None, ()


def _ability(record: Any, day: date) -> Iterator[Line]:  # Any: rows in memory or a connection
    told = note_kinds().ability
    for series in all_series(record, day):
        if series.instrument in told:
            value = f"{number_words(series.latest.value)} {series.unit}".strip()
            words = f"{capital(series.measure.label)}: {value} ({day_words(series.latest.day)})"
            yield Line(words, tuple(series.latest.rows))


def _next_visit(patient_id: str, day: date) -> Line | None:
    """The first planned visit after this day; a day without a time is said as a day."""
    rows: Any = RECORD["encounter"].objects.filter(patient_id=patient_id, status="planned", start_low__gt=day)
    row = rows.order_by("start_low", "start_time", "row_id").first()
    if row is None:
        return None
    when = day_words(timezone.localdate(row.start_time) if row.start_time else row.start_low)
    clock = f", {timezone.localtime(row.start_time):%H:%M}" if row.start_time else ""
    kind = capital(plain(row.kind or "")) or "Visit"
    return Line(f"{kind}: {when}{clock}", (row.row_id,))


def _old_medicines(patient_id: str, day: date, made: tuple[Entry, ...]) -> frozenset[str]:
    rows: Any = RECORD["medication"].objects.filter(patient_id=patient_id)
    before = rows.exclude(start_low__gte=day).values_list("row_id", flat=True)
    changed = {each["row"] for entry in made for each in entry.changed}
    return frozenset(before) - changed
