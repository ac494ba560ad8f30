"""The visits of one day, in the clinic's own time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from lenitive.desk.models import RECORD
from lenitive.reason.story.words import plain

_COMING = ("planned", "in_progress")
_A_DAY = timedelta(days=1)
_FIELDS = (
    "row_id",
    "patient_id",
    "kind",
    "reason",
    "specialty",
    "status",
    "setting",
    "start_low",
    "start_time",
    "end_time",
)


@dataclass(frozen=True)
class Visit:
    """One visit: who, at what time (None when only the day is written), how many minutes, and why."""

    row_id: str
    patient_id: str
    at: datetime | None
    minutes: int | None
    kind: str
    why: str
    here: bool

    @property
    def time(self) -> str:
        """The clock of the clinic."""
        return timezone.localtime(self.at).strftime("%H:%M") if self.at else ""


def visits_of_day(day: date, people: QuerySet[Any]) -> list[Visit]:
    """The visits of these people on a day, in the order of time; those without a time stand last.

    A visit with a time is on the day that the clinic's clock shows then, whatever date its text began with.
    """
    rows = _near(day).filter(theirs(people)).values(*_FIELDS)
    found = (_visit(row) for row in rows if _is_on(row, day))
    return sorted(found, key=lambda each: (each.at is None, each.at or 0, each.patient_id))


def theirs(people: QuerySet[Any]) -> Exists:
    """A condition on rows with `patient_id`: of these people; asked row by row, and not of everybody."""
    return Exists(people.filter(patient_id=OuterRef("patient_id")))


def people_of_day(day: date) -> set[str]:
    """Who comes on a day."""
    return {row["patient_id"] for row in _near(day).values(*_FIELDS) if _is_on(row, day)}


def busy_days(people: QuerySet[Any], first: date, most: int) -> list[date]:
    """The next days after `first` on which these people come."""
    rows = RECORD["encounter"].objects.filter(theirs(people), start_low__gt=first, status__in=_COMING)
    days: Iterable[date] = rows.order_by("start_low").values_list("start_low", flat=True)[: most * 50]
    return list(dict.fromkeys(days))[:most]


def _near(day: date) -> QuerySet[Any]:
    """Visits that may be on a day in some time zone."""
    return RECORD["encounter"].objects.filter(
        start_low__range=(day - _A_DAY, day + _A_DAY), status__in=_COMING
    )


def _is_on(row: dict[str, Any], day: date) -> bool:
    at = row["start_time"]
    return bool((timezone.localdate(at) if at else row["start_low"]) == day)


def _visit(row: dict[str, Any]) -> Visit:
    at, end = row["start_time"], row["end_time"]
    why = ", ".join(dict.fromkeys(plain(each) for each in (row["reason"], row["specialty"]) if each))
    minutes = round((end - at).total_seconds() / 60) if at and end and end > at else None
    return Visit(
        row["row_id"],
        row["patient_id"],
        at,
        minutes,
        plain(row["kind"] or ""),
        why,
        row["status"] == "in_progress",
    )
