"""Keeping diary entries: each counts once, every version stays, a day shows the last answer of a field.

Two devices may write about one day, in any order and more than once. By field, the answer with the latest
time of the person's own clock wins; where two clocks say the same, the one that came in later.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lenitive.portal.diary.fields import Refused, answer_of
from lenitive.portal.models import DiaryEntry, DiaryVersion

# Any throughout: what a device sent, before it is read into `Sent`.
Answers = dict[str, Any]
MOST_AT_ONCE = 100
_AHEAD = timedelta(days=1)  # in the east it is tomorrow already
_OLDEST = date(2020, 1, 1)
_WIDEST_OFFSET = 14 * 60


@dataclass(frozen=True)
class Sent:
    """A version of an entry as a device sent it; `at` by the person's clock."""

    entry: UUID
    version: UUID
    day: date
    at: datetime
    offset_minutes: int
    answers: Answers


def read(raw: object) -> Sent:
    """What a device sent, checked. Raises Refused with a sentence for the person."""
    if not isinstance(raw, Mapping):
        raise Refused(_("This is not an entry of the diary."))
    try:
        entry, version = UUID(str(raw["uuid"])), UUID(str(raw["version"]))
        day, at = date.fromisoformat(str(raw["day"])), datetime.fromisoformat(str(raw["at"]))
        offset, answers = int(raw.get("offset", 0)), raw["answers"]
    except (KeyError, TypeError, ValueError, OverflowError) as error:
        raise Refused(_("This is not an entry of the diary.")) from error
    if at.tzinfo is None or abs(offset) > _WIDEST_OFFSET or not isinstance(answers, Mapping):
        raise Refused(_("This is not an entry of the diary."))
    if not _OLDEST <= day <= (timezone.now() + _AHEAD).date():
        raise Refused(_("This day has not come yet, or is too long ago."))
    return Sent(
        entry, version, day, at, offset, {str(key): answer_of(str(key), answers[key]) for key in answers}
    )


def keep(patient_id: str, sent: Sent, *, by: str) -> bool:
    """Keep a version; whether it is new. A second time changes nothing, and no entry changes its day."""
    now = timezone.now()
    with transaction.atomic():
        entry, _made = DiaryEntry.objects.get_or_create(
            patient_id=patient_id, uuid=sent.entry, defaults={"day": sent.day, "received_at": now}
        )
        _version, made = DiaryVersion.objects.get_or_create(
            entry=entry,
            uuid=sent.version,
            defaults={
                "at": min(sent.at, now),  # a clock that is fast must not win for ever
                "offset_minutes": sent.offset_minutes,
                "answers": sent.answers,
                "by": by,
                "received_at": now,
            },
        )
    return made


def days(patient_id: str, first: date, last: date) -> dict[date, Answers]:
    """What the diary says of each day from first to last that has an entry, the last answer of each field."""
    rows = DiaryVersion.objects.filter(entry__patient_id=patient_id, entry__day__range=(first, last))
    return dict(merged(rows.order_by("at", "received_at", "pk").values_list("entry__day", "answers")))


def merged(versions: Iterable[tuple[date, Answers]]) -> list[tuple[date, Answers]]:
    """Days with the last answer of each field, of versions in the order in which they count."""
    told: dict[date, Answers] = {}
    for day, answers in versions:
        told.setdefault(day, {}).update(answers)
    kept = {day: {key: value for key, value in told[day].items() if value is not None} for day in told}
    return [(day, kept[day]) for day in sorted(kept) if kept[day]]


def last_day(patient_id: str) -> date | None:
    """The last day with an entry."""
    return (
        DiaryEntry.objects.filter(patient_id=patient_id)
        .order_by("-day")
        .values_list("day", flat=True)
        .first()
    )
