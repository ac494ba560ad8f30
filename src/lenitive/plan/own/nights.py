"""Nights of a sleep diary: how much of the time in bed was sleep, and what the time in bed could become.

Clock times are those of the wall. A night belongs to the morning on which the person got up, so nothing here
needs to know on which side of midnight somebody went to bed; a change of the clocks is in the zone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from lenitive.knowledge.portal.sleep import sleep_rule

_A_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Told:
    """One night as it was told; None is not told. asleep_after, awake : minutes."""

    morning: date
    zone: str
    to_bed: time | None
    lights_out: time | None
    asleep_after: int | None
    awake: int | None
    up: time | None


@dataclass(frozen=True)
class Slept:
    """Minutes in bed and asleep; None where too little was told."""

    in_bed: float | None
    asleep: float | None


@dataclass(frozen=True)
class Week:
    """The last nights together.

    efficiency : share of the time in bed, None with too few nights; counted : of looked_at nights, those that
    could be used; in_bed : mean minutes of these.
    """

    efficiency: float | None
    counted: int
    looked_at: int
    in_bed: float | None


@dataclass(frozen=True)
class Advice:
    """window : minutes in bed, None where none is given; reason : a key of the rule's reasons."""

    window: int | None
    reason: str


def slept(night: Told) -> Slept:
    """What a night comes to. Of a clock time that came twice, bed is the first and getting up the second."""
    if night.to_bed is None or night.up is None:
        return Slept(None, None)
    zone = ZoneInfo(night.zone)
    up = datetime.combine(night.morning, night.up)
    bed = _last_before(night.to_bed, up)
    in_bed = _minutes(bed, up, zone)
    if night.lights_out is None or night.asleep_after is None or night.awake is None:
        return Slept(in_bed, None)
    dark = datetime.combine(bed.date(), night.lights_out)
    dark += _A_DAY if dark < bed else timedelta()
    return Slept(in_bed, _minutes(dark, up, zone) - night.asleep_after - night.awake)


def _last_before(clock: time, up: datetime) -> datetime:
    same_day = datetime.combine(up.date(), clock)
    return same_day if same_day < up else same_day - _A_DAY


def _minutes(begin: datetime, end: datetime, zone: ZoneInfo) -> float:
    first = begin.replace(tzinfo=zone, fold=0).astimezone(UTC)
    last = end.replace(tzinfo=zone, fold=1).astimezone(UTC)
    return (last - first).total_seconds() / 60


def is_plausible(night: Told) -> bool:
    """Whether a night can be so: not longer in bed than anybody stays, and not less than no sleep."""
    found = slept(night)
    if found.in_bed is not None and found.in_bed > sleep_rule().in_bed_most:
        return False
    return found.asleep is None or 0 <= found.asleep <= (found.in_bed or 0)


def week(nights: Sequence[Told], today: date) -> Week:
    """The nights that count up to today. A night that was told in part is not counted, and not guessed."""
    rule = sleep_rule()
    first = today - int(rule.nights_looked_at - 1) * _A_DAY
    known = [slept(each) for each in nights if first <= each.morning <= today]
    whole = [(each.in_bed, each.asleep) for each in known if each.in_bed and each.asleep is not None]
    in_bed, asleep = sum(each[0] for each in whole), sum(each[1] for each in whole)
    enough = len(whole) >= rule.nights_least
    return Week(
        efficiency=asleep / in_bed if enough else None,
        counted=len(whole),
        looked_at=int(rule.nights_looked_at),
        in_bed=in_bed / len(whole) if enough else None,
    )


def advice(of: Week, *, answered: bool, safe: bool, agreed: bool) -> Advice:
    """The time in bed of the next week, only where it is safe and the team agreed; else why not.

    answered : every safety question was; safe : each with no.
    """
    rule = sleep_rule()
    closed = (
        (answered, "screen_open"),
        (safe, "screen_not_safe"),
        (agreed, "not_agreed"),
        (of.efficiency is not None, "too_few_nights"),
    )
    missing = next((reason for holds, reason in closed if not holds), None)
    if missing is not None or of.efficiency is None or of.in_bed is None:
        return Advice(None, missing or "too_few_nights")
    if of.efficiency >= rule.widen_from:
        return Advice(_within(of.in_bed + rule.window_step), "widen")
    if of.efficiency >= rule.narrow_below:
        return Advice(_within(of.in_bed), "keep")
    if of.in_bed - rule.window_step < rule.window_least:
        return Advice(_within(of.in_bed), "narrowest")
    return Advice(_within(of.in_bed - rule.window_step), "narrow")


def _within(minutes: float) -> int:
    """Between the shortest and the longest window, to five minutes."""
    rule = sleep_rule()
    return 5 * round(min(max(minutes, rule.window_least), rule.window_most) / 5)
