"""Where everything of a goal's picture stands: the person's own line, and the goal above it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format

from lenitive.clinic.svg import at

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 360, 220, 44, 350, 34, 186
_LINES, _MOST_DAYS = 4, 3


@dataclass(frozen=True)
class Level:
    """A level of the axis with its number."""

    y: str
    words: str


@dataclass(frozen=True)
class Spot:
    """One day of the line."""

    x: str
    y: str
    words: str


@dataclass(frozen=True)
class Picture:
    """The picture: coordinates as text, so that the template computes nothing."""

    line: str
    spots: tuple[Spot, ...]
    last: Spot
    goal_y: str
    levels: tuple[Level, ...]
    days: tuple[tuple[str, str, str], ...]


def picture(days: Sequence[tuple[date, float]], target: float) -> Picture | None:
    """The picture of a goal's marks, each day with its best; None for none. The axis begins at 0."""
    if not days:
        return None
    top = max(target, *(value for _day, value in days)) * 1.08 or 1.0
    first, last = days[0][0].toordinal(), days[-1][0].toordinal()
    spots = tuple(
        Spot(at(_across(day, first, last)), at(_up(value, top)), f"{value:g}") for day, value in days
    )
    return Picture(
        line=" ".join(f"{spot.x},{spot.y}" for spot in spots),
        spots=spots,
        last=spots[-1],
        goal_y=at(_up(target, top)),
        levels=tuple(Level(at(_up(value, top)), f"{value:g}") for value in _levels(top)),
        days=_days(days, first, last),
    )


def _across(day: date, first: int, last: int) -> float:
    if first == last:
        return (LEFT + RIGHT) / 2
    return LEFT + 8 + (day.toordinal() - first) / (last - first) * (RIGHT - LEFT - 16)


def _up(value: float, top: float) -> float:
    return BOTTOM - value / top * (BOTTOM - TOP)


def _levels(top: float) -> list[float]:
    """Round numbers from 0 on, a handful."""
    step = next(
        size * 10**power for power in range(-2, 7) for size in (1, 2, 5) if top / (size * 10**power) <= _LINES
    )
    return [step * number for number in range(int(top / step) + 1)]


def _days(days: Sequence[tuple[date, float]], first: int, last: int) -> tuple[tuple[str, str, str], ...]:
    chosen = [days[0][0]] if len(days) == 1 else [days[0][0], days[-1][0]]
    anchors = ["middle"] if len(days) == 1 else ["start", "end"]
    return tuple(
        (at(_across(day, first, last)), anchor, date_format(day, "j M"))
        for day, anchor in zip(chosen, anchors, strict=True)
    )
