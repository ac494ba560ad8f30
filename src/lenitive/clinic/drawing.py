"""Where everything of the timeline stands: coordinates as text, for one template to write out as SVG.

Better is up for every score, whichever way its numbers run: the eye need not ask. The wide drawing names
lanes at their left; the narrow one, for phones, writes the name above each bar and needs no scrolling.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from lenitive.clinic.svg import at
from lenitive.reason.story.scores import Point, Series
from lenitive.reason.story.timeline import Bar, Lane, Mark, Timeline
from lenitive.reason.story.words import month_name, number_words


@dataclass(frozen=True)
class Layout:
    """Sizes in SVG units; about a pixel each at the width the drawing is meant for."""

    width: int
    left: int
    right: int
    plot: int
    lane: int
    names_above: bool
    letter: float = 6.3
    top: int = 34
    gap: int = 30


Span = tuple[float, float]
_NAME_LETTER, _LEAST_LEFT, _MOST_LEFT = 6.9, 110, 280
_FEWEST_LETTERS = 6

WIDE = Layout(width=1180, left=190, right=46, plot=150, lane=30, names_above=False)
NARROW = Layout(width=358, left=26, right=30, plot=120, lane=44, names_above=True, top=16)


@dataclass(frozen=True)
class Tick:
    """A month on the axis; most have no name."""

    x: str
    name: str
    year: bool


@dataclass(frozen=True)
class Dot:
    """One score on the plot."""

    x: str
    y: str


@dataclass(frozen=True)
class Line:
    """A series: its points, the band of its error, and its newest value in words beside the end."""

    kind: str
    name: str
    path: str
    error: str
    dots: tuple[Dot, ...]
    end: str
    end_y: str


@dataclass(frozen=True)
class Level:
    """A value of the thick line's scale, at the left of the plot."""

    y: str
    text_y: str
    words: str


@dataclass(frozen=True)
class Shade:
    """The worst band of the thick line's scale."""

    y: str
    height: str
    words: str
    words_y: str


@dataclass(frozen=True)
class Label:
    """Words beside or inside a bar; the anchor is SVG's."""

    text: str
    x: str
    anchor: str


@dataclass(frozen=True)
class Block:
    """A bar of a lane; `open` where its end is not known."""

    x: str
    y: str
    width: str
    height: str
    open: bool
    label: Label
    words: str


@dataclass(frozen=True)
class Diamond:
    """A mark of a lane."""

    points: str
    label: Label
    words: str


@dataclass(frozen=True)
class Row:
    """One lane; y is the baseline of its writing."""

    name: str
    full_name: str
    name_x: str
    name_y: str
    text_y: str
    family: str
    blocks: tuple[Block, ...]
    diamonds: tuple[Diamond, ...]

    @property
    def labels(self) -> tuple[Label, ...]:
        """The words of the lane that found a place."""
        found = [block.label for block in self.blocks] + [mark.label for mark in self.diamonds]
        return tuple(label for label in found if label.text)


@dataclass(frozen=True)
class Drawing:
    """A whole timeline, ready to be written."""

    kind: str
    box: str
    left: str
    right: str
    top: str
    bottom: str
    axis_y: str
    level_x: str
    end_x: str
    plot_width: str
    today_x: str
    today_top: str
    ticks: tuple[Tick, ...]
    levels: tuple[Level, ...]
    shade: Shade | None
    lines: tuple[Line, ...]
    note: str
    note_y: str
    rows: tuple[Row, ...]


class Axis:
    """Days to x."""

    def __init__(self, line: Timeline, layout: Layout) -> None:
        self.start, self.layout = line.start, layout
        self.days = max((line.today - line.start).days, 1)

    def x(self, day: date) -> float:
        """Where a day stands; one outside the axis stands at its end."""
        width = self.layout.width - self.layout.left - self.layout.right
        share = min(max((day - self.start).days / self.days, 0), 1)
        return self.layout.left + share * width

    @property
    def last(self) -> float:
        """The right end."""
        return float(self.layout.width - self.layout.right)


def draw(line: Timeline, layout: Layout, *, kind: str, note: str = "") -> Drawing:
    """The timeline in one layout; `kind` names it for the style sheet, `note` stands at the thick line."""
    layout = _with_room_for_names(line, layout)
    axis = Axis(line, layout)
    drawn = [
        (name, series)
        for name, series in (("function", line.function), ("intensity", line.intensity))
        if series is not None
    ]
    plot = layout.plot if drawn else 0
    first_lane = layout.top + plot + (layout.gap if drawn else 0)
    bottom = first_lane + layout.lane * len(line.lanes)
    lead = drawn[0][1] if drawn else None
    return Drawing(
        kind=kind,
        box=f"0 0 {layout.width} {bottom + 24}",
        left=at(layout.left),
        right=at(axis.last),
        top=at(layout.top),
        bottom=at(bottom),
        axis_y=at(bottom + 17),
        level_x=at(layout.left - 7),
        end_x=at(axis.last + 8),
        plot_width=at(axis.last - layout.left),
        today_x=at(axis.x(line.today)),
        today_top=at(layout.top - 8),
        ticks=tuple(ticks(line, axis, layout)),
        levels=tuple(_levels(lead, layout)) if lead else (),
        shade=_shade(lead, layout) if lead else None,
        lines=_apart([_line(name, series, axis, layout) for name, series in drawn]),
        note=note if lead else "",
        note_y=at(layout.top - 14),
        rows=tuple(
            _row(lane, first_lane + place * layout.lane, axis, layout)
            for place, lane in enumerate(line.lanes)
        ),
    )


def _with_room_for_names(line: Timeline, layout: Layout) -> Layout:
    """The names of lanes at the left decide how far right the plot begins, within limits."""
    if layout.names_above:
        return layout
    longest = max((len(lane.label) for lane in line.lanes), default=0)
    left = int(min(max(longest * _NAME_LETTER + 24, _LEAST_LEFT), _MOST_LEFT))
    return replace(layout, left=left)


def ticks(line: Timeline, axis: Axis, layout: Layout) -> Iterator[Tick]:
    """A line a month, or a year on a long axis; names as close as they can be read."""
    months = list(_months(line.start, line.today))
    per_month = (axis.last - layout.left) / max(axis.days / 30.4, 1)
    step = next((step for step in (1, 2, 3, 6) if per_month * step >= 44), 12)
    for month in months:
        january = month.month == 1
        if (month.month - 1) % step == 0 or (step < 12 and per_month > 9):
            named = (month.month - 1) % step == 0 and axis.last - axis.x(month) > 46
            name = (str(month.year) if january else month_name(month.month)) if named else ""
            yield Tick(at(axis.x(month)), name, january)


def _months(start: date, end: date) -> Iterator[date]:
    month = date(start.year + start.month // 12, start.month % 12 + 1, 1)
    while month <= end:
        yield month
        month = date(month.year + month.month // 12, month.month % 12 + 1, 1)


def _y(series: Series, value: float, layout: Layout) -> float:
    return layout.top + (1 - series.good(value)) * layout.plot


def _levels(series: Series, layout: Layout) -> Iterator[Level]:
    middle = (series.low + series.high) / 2
    for value in (series.low, middle, series.high):
        y = _y(series, value, layout)
        yield Level(at(y), at(y + 4), number_words(value))


def _shade(series: Series, layout: Layout) -> Shade | None:
    if not series.bands:
        return None
    worst = min(series.bands, key=lambda band: series.good((band.low + band.high) / 2))
    ends = sorted((_y(series, worst.low, layout), _y(series, worst.high, layout)))
    if ends[1] - ends[0] < 12:
        return None
    return Shade(at(ends[0]), at(ends[1] - ends[0]), worst.label, at(ends[1] - 5))


def _line(kind: str, series: Series, axis: Axis, layout: Layout) -> Line:
    dots = [(axis.x(point.day), _y(series, point.value, layout)) for point in series.points]
    return Line(
        kind=kind,
        name=series.measure.label,
        path=" ".join(f"{at(x)},{at(y)}" for x, y in dots),
        error=_error(series, axis, layout) if kind == "function" else "",
        dots=tuple(Dot(at(x), at(y)) for x, y in dots),
        end=number_words(series.latest.value),
        end_y=at(dots[-1][1] + 4),
    )


def _error(series: Series, axis: Axis, layout: Layout) -> str:
    """A band of one standard error to each side, where every score has one."""
    known = [point for point in series.points if point.se is not None]
    if len(known) != len(series.points) or len(known) < 2:
        return ""

    def edge(point: Point, side: int) -> str:
        value = point.value + side * (point.se or 0)
        return f"{at(axis.x(point.day))},{at(_y(series, value, layout))}"

    there = [edge(point, 1) for point in known]
    back = [edge(point, -1) for point in reversed(known)]
    return " ".join([*there, *back])


def _apart(lines: Sequence[Line]) -> tuple[Line, ...]:
    """End values that would lie on each other move apart."""
    if len(lines) < 2:
        return tuple(lines)
    first, second = lines
    above, below = float(first.end_y), float(second.end_y)
    near = 13 - abs(above - below)
    if near <= 0:
        return tuple(lines)
    sign = 1 if above <= below else -1
    moved = [(first, above - sign * near / 2), (second, below + sign * near / 2)]
    return tuple(Line(**{**vars(line), "end_y": at(y)}) for line, y in moved)


def _row(lane: Lane, y: int, axis: Axis, layout: Layout) -> Row:
    """One lane: the bar stands in the middle of its band, under its name where names stand above."""
    middle = y + (30 if layout.names_above else layout.lane / 2)
    begin = layout.left if layout.names_above else layout.left - 12
    room = layout.width / layout.letter if layout.names_above else (layout.left - 14) / _NAME_LETTER
    taken = [(axis.x(bar.start), axis.x(bar.end)) for bar in lane.bars]
    taken += [_around(axis.x(mark.day)) for mark in lane.marks]
    return Row(
        name=short(lane.label, int(room)),
        full_name=lane.label,
        name_x=at(begin),
        name_y=at(y + 14 if layout.names_above else middle + 4),
        text_y=at(middle + 4),
        family=lane.family,
        blocks=tuple(_block(bar, middle, taken, axis, layout) for bar in lane.bars),
        diamonds=tuple(_diamonds(lane, middle, taken, axis, layout)),
    )


def short(text: str, letters: int) -> str:
    """The text, cut to so many letters."""
    return text if len(text) <= letters else f"{text[: max(letters - 1, 1)].rstrip()}…"


def _block(bar: Bar, middle: float, taken: list[Span], axis: Axis, layout: Layout) -> Block:
    x, end = axis.x(bar.start), axis.x(bar.end)
    height = 7 + 13 * bar.share if bar.dose else 14
    width = max(end - x, 4)
    return Block(
        x=at(x),
        y=at(middle - height / 2),
        width=at(width),
        height=at(height),
        open=bar.ending == "not_said",
        label=_label((bar.label,), (x, x + width), taken, axis, layout),
        words=bar.words,
    )


def _diamonds(lane: Lane, middle: float, taken: list[Span], axis: Axis, layout: Layout) -> Iterator[Diamond]:
    for mark in lane.marks:
        x = axis.x(mark.day)
        corners = ((x, middle - 7), (x + 7, middle), (x, middle + 7), (x - 7, middle))
        yield Diamond(
            points=" ".join(f"{at(left)},{at(top)}" for left, top in corners),
            label=_label(_said(mark), _around(x), taken, axis, layout),
            words=mark.words,
        )


def _said(mark: Mark) -> tuple[str, ...]:
    return (f"{mark.label}: {mark.outcome}", mark.label) if mark.outcome else (mark.label,)


def _around(x: float) -> Span:
    return x - 7, x + 7


def _label(texts: Sequence[str], span: Span, taken: list[Span], axis: Axis, layout: Layout) -> Label:
    """The first of the texts that fits: inside its bar, else right of it, else left; else the last one, cut.

    taken : what stands on the lane already; the place of this label is added.
    """
    x, end = span
    after = min((start for start, _end in taken if start > x + 1), default=axis.last) - end
    before = x - max((stop for start, stop in taken if start < x - 1), default=float(layout.left))
    letters = int((max(end - x, after, before) - 10) / layout.letter)
    shortest = short(texts[-1], letters) if letters >= _FEWEST_LETTERS else ""
    text = next((each for each in texts if len(each) <= letters), shortest)
    needed = len(text) * layout.letter + 10
    if needed <= end - x:
        return Label(text, at(x + 6), "start")
    if needed <= after:
        taken.append((end, end + needed))
        return Label(text, at(end + 5), "start")
    taken.append((x - needed, x))
    return Label(text, at(x - 5), "end")
