"""When somebody can be booked: the hours of their week, and the days that are unlike it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from lenitive.clinic.appointments.wall import nearest
from lenitive.clinic.models import OtherDays, WorkHours

_A_DAY = timedelta(days=1)
# (begin, end) as wall times; the end of a day is 24:00, which `time` cannot say.
Span = tuple[time, time]
Instants = tuple[datetime, datetime]


@dataclass(frozen=True)
class Hours:
    """The hours of several people. known : who has any; without, nobody can say when they are here."""

    week: dict[int, dict[int, tuple[Span, ...]]]
    others: dict[int, tuple[OtherDays, ...]]

    def is_known(self, staff: int) -> bool:
        """Whether anybody said when this one works."""
        return staff in self.week or staff in self.others

    def spans(self, staff: int, day: date) -> tuple[Span, ...]:
        """The wall times between which somebody can be booked on a day, in order, apart from each other."""
        open_ = list(self.week.get(staff, {}).get(day.weekday(), ()))
        for other in self.others.get(staff, ()):
            if other.first <= day <= other.last:
                span = (other.begins or time.min, other.ends or time.max)
                open_ = _joined([*open_, span]) if other.here else _without(open_, span)
        return tuple(_joined(open_))

    def instants(self, staff: int, day: date, zone: str) -> tuple[Instants, ...]:
        """The same as instants, on a day of a zone."""
        return tuple(
            (nearest(day, begin, zone), _end(day, end, zone)) for begin, end in self.spans(staff, day)
        )

    def covers(self, staff: int, start: datetime, end: datetime, day: date, zone: str) -> bool:
        """Whether somebody can be booked from start to end."""
        return any(begin <= start and end <= until for begin, until in self.instants(staff, day, zone))


def hours_of(staff_ids: Iterable[int], first: date, last: date) -> Hours:
    """The hours of these people, with the unlike days between two days."""
    ids = list(staff_ids)
    week: dict[int, dict[int, tuple[Span, ...]]] = {}
    for each in WorkHours.objects.filter(staff__in=ids):
        days = week.setdefault(each.staff_id, {})
        days[each.weekday] = (*days.get(each.weekday, ()), (each.begins, each.ends))
    others: dict[int, tuple[OtherDays, ...]] = {}
    found = OtherDays.objects.filter(staff__in=ids, first__lte=last, last__gte=first)
    # Who is away is away, whatever another line says: these come last.
    for other in found.order_by("-here", "pk"):
        others[other.staff_id] = (*others.get(other.staff_id, ()), other)
    return Hours(week, others)


def _end(day: date, end: time, zone: str) -> datetime:
    return nearest(day + _A_DAY, time.min, zone) if end == time.max else nearest(day, end, zone)


def _joined(spans: Sequence[Span]) -> list[Span]:
    """Spans in order, with those that touch or overlap made one."""
    made: list[Span] = []
    for begin, end in sorted(spans):
        if made and begin <= made[-1][1]:
            made[-1] = (made[-1][0], max(end, made[-1][1]))
        else:
            made.append((begin, end))
    return made


def _without(spans: Sequence[Span], away: Span) -> list[Span]:
    """What is left of spans when another one is taken out."""
    left: list[Span] = []
    for begin, end in spans:
        pieces = ((begin, min(end, away[0])), (max(begin, away[1]), end))
        left += [piece for piece in pieces if piece[0] < piece[1]]
    return left
