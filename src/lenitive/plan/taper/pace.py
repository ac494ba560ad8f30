"""From a first dose to a goal: when the dose falls, and to which, within the limit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from lenitive.knowledge.taper import Limit, Pace
from lenitive.plan.taper.model import TaperRefused, Wish
from lenitive.plan.taper.units import smallest_at_least
from lenitive.reason.story.words import counted, number_words

_HAIR = 1e-9  # of a unit: what rounding of a float may leave


@dataclass(frozen=True)
class Speed:
    """How fast: percent of the first dose every so many weeks, the limit, and the slower end."""

    percent: float
    every_weeks: int
    limit: Limit
    slower_below_percent: float = 0.0
    slower_every_weeks: int = 0


class Indivisible(Exception):
    """With these pieces the next lower dose is too far below: from `dose` to `lower`."""

    def __init__(self, dose: float, lower: float) -> None:
        super().__init__(dose, lower)
        self.dose, self.lower = dose, lower


def speed_of(wish: Wish, pace: Pace, danger: Limit, *, least_percent: float, most_weeks: int) -> Speed:
    """The speed that is wished, else the usual one.

    Raises TaperRefused for one outside what can be planned, naming the limit; an immediate danger recorded
    in words raises the limit to `danger`.
    """
    percent = pace.percent if wish.percent is None else wish.percent
    every = pace.every_weeks if wish.every_weeks is None else wish.every_weeks
    if not least_percent <= percent <= 100:
        raise TaperRefused(
            f"a step of {number_words(percent)}% cannot be planned",
            do=f"Choose from {number_words(least_percent)}% up.",
        )
    if not 1 <= every <= most_weeks:
        raise TaperRefused(
            f"steps {counted(every, 'week')} apart cannot be planned", do=f"Choose 1 to {most_weeks} weeks."
        )
    limit = _limit(wish, pace, danger, percent, every)
    return Speed(percent, every, limit, pace.slower_below_percent, max(every, pace.slower_every_weeks))


def _limit(wish: Wish, pace: Pace, danger: Limit, percent: float, every: int) -> Limit:
    if _within(percent, every, pace.limit):
        return pace.limit
    asked = f"{number_words(percent)}% every {counted(every, 'week')}"
    if not wish.danger.strip():
        raise TaperRefused(
            f"{asked} is faster than the limit of {_said(pace.limit)} "
            f"({pace.limit.says}; {pace.limit.source})",
            do="Choose a slower pace, or record the immediate danger in words (--danger).",
        )
    if not _within(percent, every, danger):
        raise TaperRefused(
            f"{asked} is faster than {_said(danger)}, the most that is planned even in danger "
            f"({danger.source})",
            do="This needs care in hospital.",
        )
    return danger


def _within(percent: float, every: int, limit: Limit) -> bool:
    """Whether all steps that fall into one window stay within the limit together."""
    return percent * ceil(limit.weeks / every) <= limit.percent + _HAIR


def _said(limit: Limit) -> str:
    return f"{number_words(limit.percent)}% every {counted(limit.weeks, 'week')}"


def falls(first: float, goal: float, speed: Speed, doses: Sequence[float]) -> list[tuple[int, float]]:
    """The falls of the dose: (week from the start, the dose from then on), the first in week 0 if it can be.

    doses : all daily doses that can be made, the least first. A fall is at most the wished step; where the
    pieces are too coarse for that, the next lower dose waits until the line of the wished pace has reached
    it, and is taken only within the limit. So rounding makes a taper slower, never faster.
    Raises : Indivisible where the next lower dose is further away than the limit.
    """
    made: list[tuple[int, float]] = []
    now, week, allowed = first, 0, 0.0
    end = smallest_at_least(doses, goal)
    while now > end + _HAIR:
        allowed += first * speed.percent / 100
        least = max(
            end, first - allowed, _before(made, first, week, speed) - first * speed.limit.percent / 100
        )
        dose = _next(now, least, first * speed.percent / 100, doses)
        if dose is not None:
            made.append((week, dose))
            now = dose
        else:
            _refuse_a_gap(first, now, speed, doses)
        week += speed.slower_every_weeks if _near_the_end(now, first, speed) else speed.every_weeks
    return made


def _next(now: float, least: float, step: float, doses: Sequence[float]) -> float | None:
    """The next dose, within a step if it can be, else the next lower one; nothing where it must wait."""
    within = smallest_at_least(doses, max(least, now - step))
    if within < now - _HAIR:
        return within
    lower = _lower(now, doses)
    return lower if lower >= least - _HAIR else None


def _lower(now: float, doses: Sequence[float]) -> float:
    return max(dose for dose in doses if dose < now - _HAIR)


def _before(made: Sequence[tuple[int, float]], first: float, week: int, speed: Speed) -> float:
    """The dose in force one window earlier, after any fall of that week."""
    earlier = [dose for at, dose in made if at <= week - speed.limit.weeks]
    return earlier[-1] if earlier else first


def _refuse_a_gap(first: float, now: float, speed: Speed, doses: Sequence[float]) -> None:
    lower = _lower(now, doses)
    if now - lower > first * speed.limit.percent / 100 + _HAIR:
        raise Indivisible(now, lower)


def _near_the_end(now: float, first: float, speed: Speed) -> bool:
    return now <= first * speed.slower_below_percent / 100 + _HAIR
