"""Judge people one at a time, from the same answer as their page: lines of lists and the day, and their work.

No page runs the rules of everybody. People are judged when charts are loaded or their record is written to,
and in the background when the day or the knowledge has changed (`work/background.py`).
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from datetime import date

from django.db import DatabaseError, transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _

from lenitive.clinic.alerts import URGENCY, Alert, alerts
from lenitive.clinic.models import NOTHING, PersonSummary
from lenitive.clinic.work.beside import asked_beside
from lenitive.clinic.work.keep import keep
from lenitive.clinic.work.lines import lines
from lenitive.clinic.work.reach import reach
from lenitive.desk import store
from lenitive.desk.models import Patient
from lenitive.desk.search import plain
from lenitive.errors import LenitiveError
from lenitive.knowledge.rules.site import knowledge_version
from lenitive.plan.due import Wanted, asked, judged
from lenitive.reason import story
from lenitive.reason.assess import assess

_TREND = 12
_AT_ONCE = 500
_WRITTEN_AT_ONCE = 50
_SORTED_BY = 100  # letters
_FIELDS = [field.name for field in PersonSummary._meta.fields if field.name != "patient_id"]
_log = logging.getLogger(__name__)


def refresh(patient_ids: Iterable[str], as_of: date | None = None) -> int:
    """Judge these people for a day (today when left out): their lines and their work; returns how many."""
    day = as_of or timezone.localdate()
    everybody = list(dict.fromkeys(patient_ids))
    for start in range(0, len(everybody), _WRITTEN_AT_ONCE):
        _judge(everybody[start : start + _WRITTEN_AT_ONCE], day)
    return len(everybody)


def _judge(people: Sequence[str], day: date) -> None:
    """Judge a few people, then write all of it at once: others can write in between."""
    asked: dict[str, tuple[Sequence[Wanted], str]] = {}
    made = [_line(patient_id, day, asked) for patient_id in sorted(people)]
    _name(made)
    with transaction.atomic():
        keep(asked, day)
        PersonSummary.objects.bulk_create(
            made, update_conflicts=True, unique_fields=["patient_id"], update_fields=_FIELDS
        )


def sort_name(name: str | None, patient_id: str) -> str:
    """What lists are sorted by; a name that goes on for pages is cut, since an index holds no more."""
    return plain(name or patient_id)[:_SORTED_BY]


def _name(made: Sequence[PersonSummary]) -> None:
    """Put the names into the lines; of all of them at once."""
    ids = [line.patient_id for line in made]
    names = dict(Patient.objects.filter(patient_id__in=ids).values_list("patient_id", "name"))
    for line in made:
        line.sort_name = sort_name(names.get(line.patient_id), line.patient_id)


def stale(patient_ids: Sequence[str], as_of: date) -> list[str]:
    """Those of these people whose line is missing, of another day, or made with other knowledge."""
    good = PersonSummary.objects.filter(
        patient_id__in=patient_ids, as_of=as_of, knowledge=knowledge_version()
    ).values_list("patient_id", flat=True)
    fresh = set(good)
    return [patient_id for patient_id in patient_ids if patient_id not in fresh]


def forget(patient_ids: Iterable[str]) -> None:
    """Blank the lines of people whose rows changed; the next look makes them again.

    They keep their place in the list, since whoever was in danger is first to be looked at until it is known;
    new people get one, and those who are not there any more lose theirs.
    """
    everybody = sorted(set(patient_ids))  # as judging writes them: two that wait for each other never meet
    for start in range(0, len(everybody), _AT_ONCE):
        some = everybody[start : start + _AT_ONCE]
        names = dict(Patient.objects.filter(patient_id__in=some).values_list("patient_id", "name"))
        PersonSummary.places.filter(patient_id__in=some).exclude(patient_id__in=names).delete()
        PersonSummary.places.bulk_create(
            (_blank(patient_id, names[patient_id]) for patient_id in sorted(names)),
            update_conflicts=True,
            unique_fields=["patient_id"],
            update_fields=[field for field in _FIELDS if field != "urgency"],
        )


def keep_places() -> int:
    """Give a line to everybody who has none, however they came; returns how many."""
    has = PersonSummary.places.filter(patient_id=OuterRef("patient_id"))
    new = list(Patient.objects.filter(~Exists(has)).values_list("patient_id", flat=True))
    forget(new)
    return len(new)


def _blank(patient_id: str, name: str | None) -> PersonSummary:
    return PersonSummary(
        patient_id=patient_id,
        sort_name=sort_name(name, patient_id),
        as_of=timezone.localdate(),
        made_at=timezone.now(),
    )


def _line(patient_id: str, as_of: date, asked_of: dict[str, tuple[Sequence[Wanted], str]]) -> PersonSummary:
    """One person's line; a chart that cannot be judged gets one that says so, and the others are listed.

    So does one that meets a fault of the program: nobody else's line, and no decision, may be lost by it.
    """
    line = PersonSummary(
        patient_id=patient_id, as_of=as_of, knowledge=knowledge_version(), made_at=timezone.now()
    )
    try:
        asked_of[patient_id] = _fill(line, patient_id, as_of)
    except LenitiveError as problem:
        _log.warning("no summary of %s: %s", patient_id, problem)
        line.trouble = str(problem)
    except DatabaseError:
        raise
    except Exception:  # noqa: BLE001  it is told, and nobody else is to suffer from it
        _log.exception("no summary of %s, by a fault of the program", patient_id)
        line.trouble = _("a fault of the program, which is in its log")
    return line


def _fill(line: PersonSummary, patient_id: str, as_of: date) -> tuple[Sequence[Wanted], str]:
    """Fill a person's line; returns their work, and how to reach them."""
    found = reach(patient_id)
    with store.person(patient_id) as record:
        summary = assess(record, patient_id=patient_id, as_of=as_of)
        person = judged(record, patient_id, as_of, summary)
        words = story.pain_in_words(record, as_of)
        line.day = lines(person, found)
        wanted = (*asked(person), *asked_beside(patient_id, as_of))
    _alerts(line, alerts(summary["findings"]))
    _function(line, person.numbers)
    line.last_visit = person.visits.last
    line.hurts = words.hurts.text if words.hurts else ""
    return wanted, found.words


def _alerts(line: PersonSummary, found: Sequence[Alert]) -> None:
    line.urgency = URGENCY.index(found[0].urgency) if found else NOTHING
    line.alert = found[0].title if found else ""
    line.loud = sum(alert.loud for alert in found)


def _function(line: PersonSummary, numbers: Sequence[story.Headline]) -> None:
    """The first number of what the person can do, its verdict, and its newest scores for a small line."""
    first = next((each for each in numbers if each.series.measure.group == "function"), None)
    if first is None:
        return
    series = first.series
    line.function_name, line.function_value = series.measure.label, f"{first.value} {series.unit}"
    line.function_at = series.latest.day
    if first.last:
        line.function_words, line.function_tone = first.last.words, first.last.tone
    line.trend = [
        [point.day.toordinal(), round(series.good(point.value), 3)] for point in series.points[-_TREND:]
    ]
