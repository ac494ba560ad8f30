"""Times of a clock on a wall, and the instants they name: none or two of them on a day the clocks change."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from lenitive.errors import InputError

_FORM = "%Y-%m-%dT%H:%M"


class TwiceThere(InputError):
    """A wall time that comes twice on its day; `instants` are both, the earlier one first."""

    def __init__(self, wall: datetime, instants: tuple[datetime, ...]) -> None:
        super().__init__(
            _("the clocks go back that day, and %(time)s comes twice") % {"time": wall.strftime("%H:%M")},
            where=long_day(wall.date()),
            do=_("Choose the first or the second one."),
        )
        self.wall, self.instants = wall, instants


@dataclass(frozen=True)
class Wall:
    """A local time without a zone, to the minute; the zone; and which of two equal ones (0 or 1)."""

    local: datetime
    zone: str
    fold: int = 0

    @property
    def text(self) -> str:
        """As it is kept: 2026-03-28T09:30."""
        return self.local.strftime(_FORM)

    @property
    def instant(self) -> datetime:
        """In UTC; for a time that a later rule of the zone leaves out, as if the clock had not been moved."""
        aware = self.local.replace(tzinfo=zone_of(self.zone), fold=self.fold)
        return aware.astimezone(UTC)


def kept(text: str, zone: str, fold: int) -> Wall:
    """A wall time as it was kept."""
    return Wall(datetime.strptime(text, _FORM), zone, fold)  # noqa: DTZ007  the zone stands beside it


@lru_cache(maxsize=64)
def zone_of(name: str) -> ZoneInfo:
    """A time zone by its name. Raises : InputError."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise InputError(_("there is no time zone %(name)s") % {"name": name}) from None


def here() -> str:
    """The name of the clinic's time zone."""
    return timezone.get_current_timezone_name()


def instants(local: datetime, zone: str) -> tuple[datetime, ...]:
    """The instants (UTC) at which the clock shows this: one, none or two, the earlier one first."""
    where = zone_of(zone)
    tried = (local.replace(tzinfo=where, fold=fold).astimezone(UTC) for fold in (0, 1))
    found = {each for each in tried if each.astimezone(where).replace(tzinfo=None, fold=0) == local}
    return tuple(sorted(found))


def agreed(local: datetime, zone: str = "", which: int | None = None) -> Wall:
    """A wall time that somebody chose; `which` (0 or 1) answers where it comes twice.

    Raises : InputError where the clock never shows it; TwiceThere where it comes twice and nobody said which.
    """
    if local.tzinfo is not None or local.second or local.microsecond:
        raise InputError(_("a wall time has no zone of its own and is whole minutes"))
    name = zone or here()
    found = instants(local, name)
    if not found:
        raise _left_out(local, name)
    if len(found) == 1:
        return Wall(local, name)
    if which not in (0, 1):
        raise TwiceThere(local, found)
    return Wall(local, name, which)


def _left_out(local: datetime, zone: str) -> InputError:
    before, after = jump(local, zone)
    said = {"time": local.strftime("%H:%M"), "before": before, "after": after}
    return InputError(
        _("there is no %(time)s: the clocks go forward from %(before)s to %(after)s") % said,
        where=long_day(local.date()),
        do=_("Choose another time."),
    )


def jump(local: datetime, zone: str) -> tuple[str, str]:
    """From what to what the clock jumps around a time that it leaves out."""
    where = zone_of(zone)
    # By the clock of before the jump such a time lies after it, by that of after it lies before.
    before, after = local.replace(tzinfo=where, fold=0), local.replace(tzinfo=where, fold=1)
    change = _change(after.astimezone(UTC), before.astimezone(UTC), where)
    old, new = (change + (each.utcoffset() or timedelta()) for each in (before, after))
    return _clock(old, old.date() != new.date()), _clock(new, old.date() != new.date())


def _change(low: datetime, high: datetime, where: ZoneInfo) -> datetime:
    """The first second of the new rule, which lies between two instants."""
    offset = low.astimezone(where).utcoffset()
    while high - low > timedelta(seconds=1):
        middle = (low + (high - low) / 2).replace(microsecond=0)
        if middle.astimezone(where).utcoffset() == offset:
            low = middle
        else:
            high = middle
    return high


def _clock(local: datetime, with_day: bool) -> str:
    return f"{long_day(local.date())} {local:%H:%M}" if with_day else f"{local:%H:%M}"


def nearest(day: date, at: time, zone: str) -> datetime:
    """The instant of a wall time on a day: the first of two, and after the gap where there is none.

    For hours of work and for what is only compared; whoever books is asked (`agreed`).
    """
    return datetime.combine(day, at, zone_of(zone)).astimezone(UTC)


def of_instant(instant: datetime, zone: str) -> Wall:
    """What the clock shows at an instant."""
    local = instant.astimezone(zone_of(zone))
    return Wall(local.replace(tzinfo=None, fold=0, second=0, microsecond=0), zone, local.fold)


def long_day(day: date) -> str:
    """Sunday 29 March 2026."""
    return str(date_format(day, "l j F Y"))
