"""The line of function and intensity as points of a small drawing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from lenitive.reason.story import Timeline
from lenitive.reason.story.scores import Series
from lenitive.reason.story.words import month_words


@dataclass(frozen=True)
class Line:
    """One line. points : (from left 0..1, from below 0..1), worse higher. first, last : values in words."""

    label: str
    points: tuple[tuple[float, float], ...]
    first: str
    last: str


@dataclass(frozen=True)
class Chart:
    """Function thick, intensity thin, on one axis of time. alt : the same in words."""

    start: str
    end: str
    function: Line | None
    intensity: Line | None
    alt: str


def chart_of(line: Timeline) -> Chart | None:
    """The drawing; nothing where neither line has two points."""
    function, intensity = (_line(each, line) for each in (line.function, line.intensity))
    if function is None and intensity is None:
        return None
    said = [each for each in (function, intensity) if each is not None]
    alt = "; ".join(f"{each.label} from {each.first} to {each.last}" for each in said)
    span = f"{month_words(line.start)} to {month_words(line.today)}"
    return Chart(month_words(line.start), month_words(line.today), function, intensity, f"{span}: {alt}.")


def _line(series: Series | None, line: Timeline) -> Line | None:
    if series is None:
        return None
    shown = [point for point in series.points if line.start <= point.day <= line.today]
    if len(shown) < 2:
        return None
    points = tuple((_share(point.day, line), round(1 - series.good(point.value), 4)) for point in shown)
    label = f"{series.measure.label} ({series.unit})"
    return Line(label, points, shown[0].text, shown[-1].text)


def _share(day: date, line: Timeline) -> float:
    whole = max((line.today - line.start).days, 1)
    return round((day - line.start).days / whole, 4)
