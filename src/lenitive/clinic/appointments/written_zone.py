"""A time zone written out (RFC 5545, section 3.6.5), for programs that do not know its name.

One part for each change of the clock, without rules that repeat: every reader understands these, also for
zones whose changes follow the moon. DTSTART of a part is what the clock showed until then, as the standard
says; what icalendar makes of a zone has the time after the change there.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from icalendar import Timezone, TimezoneDaylight, TimezoneStandard

from lenitive.clinic.appointments.wall import zone_of

_A_DAY = timedelta(days=1)
_SECOND = timedelta(seconds=1)


@lru_cache(maxsize=64)
def written_zone(name: str, first: int, last: int) -> Timezone:
    """The zone of a name from the beginning of one year to the end of another."""
    zone = zone_of(name)
    made = Timezone()
    made.add("tzid", name)
    begin, end = datetime(first, 1, 1, tzinfo=UTC), datetime(last + 1, 1, 1, tzinfo=UTC)
    made.add_component(_part(zone, begin, begin))
    for change in changes(zone, begin, end):
        made.add_component(_part(zone, change - _SECOND, change))
    return made


def changes(zone: ZoneInfo, begin: datetime, end: datetime) -> Iterator[datetime]:
    """The instants in UTC at which a zone's clock changes, in order."""
    at = begin
    while at < end:
        after = at + _A_DAY
        if _rule(zone, at) != _rule(zone, after):
            yield _first_of_new(zone, at, after)
        at = after


def _first_of_new(zone: ZoneInfo, low: datetime, high: datetime) -> datetime:
    old = _rule(zone, low)
    while high - low > _SECOND:
        middle = (low + (high - low) / 2).replace(microsecond=0)
        if _rule(zone, middle) == old:
            low = middle
        else:
            high = middle
    return high


def _rule(zone: ZoneInfo, at: datetime) -> tuple[timedelta | None, str | None]:
    local = at.astimezone(zone)
    return local.utcoffset(), local.tzname()


def _part(zone: ZoneInfo, before: datetime, change: datetime) -> TimezoneStandard | TimezoneDaylight:
    old, new = before.astimezone(zone), change.astimezone(zone)
    part = TimezoneDaylight() if new.dst() else TimezoneStandard()
    offset = old.utcoffset() or timedelta()
    part.add("dtstart", (change + offset).replace(tzinfo=None))
    part.add("tzoffsetfrom", offset)
    part.add("tzoffsetto", new.utcoffset() or timedelta())
    part.add("tzname", new.tzname())
    return part
