"""Where everything of one score's chart stands: severity, error, what change matters, and treatments.

Better is up, as on the one page. What change matters is a range, from the least to the greatest that sources
ask for; where they agree it is one line. Treatments stand beneath, with marks at their start and stop.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from lenitive.clinic.drawing import NARROW, WIDE, Axis, Layout, Tick, short, ticks
from lenitive.clinic.svg import at
from lenitive.measure import compare
from lenitive.reason.story.scores import Point, Series
from lenitive.reason.story.timeline import Bar, Lane, Timeline
from lenitive.reason.story.words import day_words, number_words

SCORE_WIDE = replace(WIDE, plot=300, lane=26, right=60)
SCORE_NARROW = replace(NARROW, plot=250, lane=36, right=34)
_NAME_LETTER, _LEAST_LEFT, _MOST_LEFT = 6.9, 110, 280
_ROOM_FOR_WORDS, _WIDEST_BAND_NAME = 13, 110
_MARK = 5.5
_STEPS, _MOST_LEVELS = (0.1, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500), 6


@dataclass(frozen=True)
class Important:
    """Change from the first score that matters, points: the least and the most that any source asks for."""

    low: float
    high: float

    @property
    def differ(self) -> bool:
        """Whether sources differ."""
        return self.high - self.low > 0.05

    @property
    def words(self) -> str:
        """1 to 2.1."""
        low, high = number_words(self.low), number_words(self.high)
        return f"{low} to {high}" if self.differ else low

    @property
    def in_points(self) -> str:
        """1 to 2.1 points, 1 point."""
        return f"{self.words} point" if self.words == "1" else f"{self.words} points"


@dataclass(frozen=True)
class Stripe:
    """A severity band. place : 0 for the best, then worse; words_y : empty where it is too thin for words."""

    y: str
    height: str
    place: int
    words: str
    words_y: str


@dataclass(frozen=True)
class Strip:
    """The range of important change on one side of the first score; a height of 0 is one line."""

    side: str
    y: str
    height: str
    words: str
    words_y: str


@dataclass(frozen=True)
class Whisker:
    """One standard error to each side of a point."""

    x: str
    high: str
    low: str


@dataclass(frozen=True)
class Dot:
    """One score."""

    x: str
    y: str
    value_y: str
    value: str
    words: str


@dataclass(frozen=True)
class Event:
    """A treatment's start, stop, or single day; `points` are a polygon's."""

    kind: str
    x: str
    points: str
    words: str


@dataclass(frozen=True)
class Run:
    """A treatment from its start to its stop; `open` where its end is not known."""

    x: str
    end: str
    y: str
    open: bool
    words: str


@dataclass(frozen=True)
class TreatmentRow:
    """One treatment under the plot."""

    name: str
    full_name: str
    name_x: str
    name_y: str
    family: str
    runs: tuple[Run, ...]
    events: tuple[Event, ...]


@dataclass(frozen=True)
class ScoreChart:
    """A whole chart, ready to be written."""

    kind: str
    box: str
    left: str
    right: str
    top: str
    bottom: str
    plot_bottom: str
    plot_width: str
    level_x: str
    end_x: str
    axis_y: str
    words_x: str
    ticks: tuple[Tick, ...]
    levels: tuple[tuple[str, str, str], ...]
    stripes: tuple[Stripe, ...]
    strips: tuple[Strip, ...]
    first_y: str
    path: str
    error: str
    whiskers: tuple[Whisker, ...]
    dots: tuple[Dot, ...]
    rows: tuple[TreatmentRow, ...]


def important_change(series: Series) -> Important | None:
    """The range of change from the first score that sources call important; None where none gives any."""
    first = series.points[0].value
    low, high = compare(series.instrument, first, first, scale=series.scale).needed_range
    return Important(float(low[0]), float(high[0])) if math.isfinite(low[0]) else None


def score_chart(series: Series, line: Timeline, layout: Layout, *, kind: str) -> ScoreChart:
    """The scores of one scale over the time of `line`, with its treatments; `kind` is for the style sheet.

    Scores that were withheld are not among the points of a series, so none is drawn.
    """
    layout = _with_room(line, layout)
    axis = Axis(line, layout)
    plot_bottom = layout.top + layout.plot
    first_row = plot_bottom + layout.gap
    bottom = first_row + layout.lane * len(line.lanes) if line.lanes else plot_bottom
    drawn = [(axis.x(point.day), _y(series, point.value, layout)) for point in series.points]
    return ScoreChart(
        kind=kind,
        box=f"0 0 {layout.width} {bottom + 24}",
        left=at(layout.left),
        right=at(axis.last),
        top=at(layout.top),
        bottom=at(bottom),
        plot_bottom=at(plot_bottom),
        plot_width=at(axis.last - layout.left),
        level_x=at(layout.left - 6),
        end_x=at(axis.last + 8),
        axis_y=at(bottom + 17),
        words_x=at(layout.left + 6),
        ticks=tuple(ticks(line, axis, layout)),
        levels=tuple(_levels(series, layout)),
        stripes=tuple(_stripes(series, drawn, layout)),
        strips=tuple(_strips(series, layout)),
        first_y=at(drawn[0][1]),
        path=" ".join(f"{at(x)},{at(y)}" for x, y in drawn),
        error=_error(series, axis, layout),
        whiskers=tuple(_whiskers(series, axis, layout)),
        dots=_dots(series, drawn),
        rows=tuple(
            _row(lane, first_row + place * layout.lane, axis, layout) for place, lane in enumerate(line.lanes)
        ),
    )


def _with_room(line: Timeline, layout: Layout) -> Layout:
    """Names of treatments at the left decide how far right the plot begins, within limits."""
    if layout.names_above:
        return layout
    longest = max((len(lane.label) for lane in line.lanes), default=0)
    return replace(layout, left=int(min(max(longest * _NAME_LETTER + 24, _LEAST_LEFT), _MOST_LEFT)))


def _y(series: Series, value: float, layout: Layout) -> float:
    return layout.top + (1 - series.good(value)) * layout.plot


def _levels(series: Series, layout: Layout) -> Iterator[tuple[str, str, str]]:
    """Round values of the scale: where each one's line stands, where its number, and the number."""
    step = next((step for step in _STEPS if (series.high - series.low) / step <= _MOST_LEVELS), _STEPS[-1])
    for place in range(math.ceil(series.low / step), math.floor(series.high / step) + 1):
        y = _y(series, place * step, layout)
        yield at(y), at(y + 4), number_words(place * step)


def _stripes(series: Series, drawn: Sequence[tuple[float, float]], layout: Layout) -> Iterator[Stripe]:
    """The severity bands, the best first; each reaches to where the next begins, so that no gap is left."""
    by_value = sorted(series.bands, key=lambda band: band.low)
    ends = [*(band.low for band in by_value[1:]), series.high]
    whole = list(zip(by_value, ends, strict=False))  # a scale without bands has an end too many
    begin = layout.width - layout.right - _WIDEST_BAND_NAME
    near = [y for x, y in drawn if x >= begin]
    for place, (band, end) in enumerate(reversed(whole) if series.higher_is_better else whole):
        top, below = sorted((_y(series, band.low, layout), _y(series, end, layout)))
        yield Stripe(at(top), at(below - top), place, band.label, _words_y(top, below, near))


def _words_y(top: float, below: float, near: Sequence[float]) -> str:
    """Where the name of a band lies least on the line: in its middle, else at its top or its foot."""
    if below - top < _ROOM_FOR_WORDS - 1:
        return ""
    middle, high, low = (top + below) / 2 + 4, top + 12, below - 4

    def free(y: float) -> float:
        return min((abs(y - 4 - other) for other in near), default=_ROOM_FOR_WORDS)

    return at(next((y for y in (middle, high, low) if free(y) >= _ROOM_FOR_WORDS), max(high, low, key=free)))


def _strips(series: Series, layout: Layout) -> Iterator[Strip]:
    """The important change to the better and to the worse, where the scale has room for it."""
    found = important_change(series)
    if found is None:
        return
    first = series.points[0].value
    for side in ("better", "worse"):
        up = (side == "better") == series.higher_is_better
        sign = 1 if up else -1
        if not series.low <= first + sign * found.low <= series.high:
            continue
        near, far = (_y(series, first + sign * size, layout) for size in (found.low, found.high))
        top, below = sorted((near, far))
        inside = below - top >= _ROOM_FOR_WORDS
        beside = top - 4 if side == "better" else below + 12
        words_y = (top + below) / 2 + 4 if inside else beside
        words_y = min(max(words_y, layout.top + 11), layout.top + layout.plot - 3)
        yield Strip(side, at(top), at(below - top), f"{side} by {found.words}", at(words_y))


def _edge(series: Series, point: Point, side: int, layout: Layout) -> float:
    return _y(series, point.value + side * (point.se or 0), layout)


def _whiskers(series: Series, axis: Axis, layout: Layout) -> Iterator[Whisker]:
    for point in series.points:
        if point.se is not None:
            high, low = sorted(_edge(series, point, side, layout) for side in (1, -1))
            yield Whisker(at(axis.x(point.day)), at(high), at(low))


def _error(series: Series, axis: Axis, layout: Layout) -> str:
    """A band of one standard error to each side, where every score has one."""
    if len(series.points) < 2 or any(point.se is None for point in series.points):
        return ""
    there = [(axis.x(point.day), _edge(series, point, 1, layout)) for point in series.points]
    back = [(axis.x(point.day), _edge(series, point, -1, layout)) for point in reversed(series.points)]
    return " ".join(f"{at(x)},{at(y)}" for x, y in (*there, *back))


def _dots(series: Series, drawn: Sequence[tuple[float, float]]) -> tuple[Dot, ...]:
    """The points; only the last has its number written, at the right."""
    return tuple(
        Dot(at(x), at(y), at(y + 5), point.text, f"{point.at}: {point.text}")
        for point, (x, y) in zip(series.points, drawn, strict=True)
    )


def runs_of(lane: Lane) -> tuple[tuple[Bar, ...], ...]:
    """The bars of a lane as treatments from start to stop: bars that touch, such as doses, are one run."""
    made: list[list[Bar]] = []
    for bar in sorted(lane.bars, key=lambda each: (each.start, each.end)):
        if made and bar.start <= max(each.end for each in made[-1]) + timedelta(days=1):
            made[-1].append(bar)
        else:
            made.append([bar])
    return tuple(tuple(run) for run in made)


def _row(lane: Lane, y: int, axis: Axis, layout: Layout) -> TreatmentRow:
    middle = y + (24 if layout.names_above else layout.lane / 2)
    room = layout.width / layout.letter if layout.names_above else (layout.left - 14) / _NAME_LETTER
    runs = runs_of(lane)
    starts_and_stops = [event for run in runs for event in _ends(run, middle, axis)]
    days = [_event("day", axis.x(mark.day), middle, mark.words) for mark in lane.marks]
    return TreatmentRow(
        name=short(lane.label, int(room)),
        full_name=lane.label,
        name_x=at(layout.left if layout.names_above else layout.left - 12),
        name_y=at(y + 13 if layout.names_above else middle + 4),
        family=lane.family,
        runs=tuple(_run(lane, run, middle, axis) for run in runs),
        events=(*starts_and_stops, *days),
    )


def _last(run: Sequence[Bar]) -> Bar:
    return max(run, key=lambda bar: bar.end)


def _run(lane: Lane, run: Sequence[Bar], middle: float, axis: Axis) -> Run:
    x, end = axis.x(run[0].start), axis.x(_last(run).end)
    words = "; ".join(bar.words for bar in run)
    is_open = _last(run).ending == "not_said"
    return Run(at(x), at(max(end, x + 3)), at(middle), is_open, f"{lane.label}: {words}")


def _ends(run: Sequence[Bar], middle: float, axis: Axis) -> Iterator[Event]:
    """A mark where it started within the axis, and one where it is known to have stopped."""
    first, last = run[0], _last(run)
    if not first.began_before:
        yield _event("start", axis.x(first.start), middle, _on("start", first.start))
    if last.ending in ("written", "by_supply"):
        yield _event("stop", axis.x(last.end), middle, _on("stop", last.end))


def _on(what: str, day: date) -> str:
    return f"{what} {day_words(day)}"


def _event(kind: str, x: float, middle: float, words: str) -> Event:
    """A start is a triangle that points onward, a stop a square, a single day a diamond."""
    size = _MARK
    shapes = {
        "start": ((-size, -size), (size, 0), (-size, size)),
        "stop": ((-size, -size), (size, -size), (size, size), (-size, size)),
        "day": ((0, -size - 1), (size + 1, 0), (0, size + 1), (-size - 1, 0)),
    }
    corners = " ".join(f"{at(x + right)},{at(middle + down)}" for right, down in shapes[kind])
    return Event(kind, at(x), corners, words)
