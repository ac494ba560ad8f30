"""Make the list's line of people: from the same answer as their page, one person's rows at a time.

The list never runs the rules of everybody. Lines are made when charts are loaded and when a finding is
answered; a line of another day is made again when somebody looks at it.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from datetime import date

from django.utils import timezone

from lenitive.clinic.alerts import URGENCY, Alert, alerts
from lenitive.clinic.models import NOTHING, PersonSummary
from lenitive.desk import store
from lenitive.errors import LenitiveError
from lenitive.knowledge.rules.site import knowledge_version
from lenitive.reason import story
from lenitive.reason.assess import assess

_TREND = 12
_AT_ONCE = 500
_log = logging.getLogger(__name__)


def refresh(patient_ids: Iterable[str], as_of: date | None = None) -> int:
    """Make the lines of these people for a day (today when left out); returns how many."""
    day = as_of or timezone.localdate()
    made = [_line(patient_id, day) for patient_id in dict.fromkeys(patient_ids)]
    names = [field.name for field in PersonSummary._meta.fields if field.name != "patient_id"]
    PersonSummary.objects.bulk_create(
        made, update_conflicts=True, unique_fields=["patient_id"], update_fields=names, batch_size=200
    )
    return len(made)


def stale(patient_ids: Sequence[str], as_of: date) -> list[str]:
    """Those of these people whose line is missing, of another day, or made with other knowledge."""
    good = PersonSummary.objects.filter(
        patient_id__in=patient_ids, as_of=as_of, knowledge=knowledge_version()
    ).values_list("patient_id", flat=True)
    fresh = set(good)
    return [patient_id for patient_id in patient_ids if patient_id not in fresh]


def forget(patient_ids: Iterable[str]) -> None:
    """Drop the lines of people whose rows changed; the next look makes them again."""
    everybody = list(patient_ids)
    for start in range(0, len(everybody), _AT_ONCE):
        PersonSummary.objects.filter(patient_id__in=everybody[start : start + _AT_ONCE]).delete()


def _line(patient_id: str, as_of: date) -> PersonSummary:
    """One person's line; a chart that cannot be judged gets one that says so, and the others are listed."""
    line = PersonSummary(
        patient_id=patient_id, as_of=as_of, knowledge=knowledge_version(), made_at=timezone.now()
    )
    try:
        _fill(line, patient_id, as_of)
    except LenitiveError as problem:
        _log.warning("no summary of %s: %s", patient_id, problem)
        line.trouble = str(problem)
    return line


def _fill(line: PersonSummary, patient_id: str, as_of: date) -> None:
    with store.person(patient_id) as record:
        summary = assess(record, patient_id=patient_id, as_of=as_of)
        visit = story.last_visit(record, as_of)
        numbers = story.function_and_pain(record, as_of)
        words = story.pain_in_words(record, as_of)
    _alerts(line, alerts(summary["findings"]))
    _function(line, numbers)
    line.last_visit = visit.day.high if visit else None
    line.hurts = words.hurts.text if words.hurts else ""


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
