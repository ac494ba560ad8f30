"""What the page of one scale says: the chart, its table, the verdict in words, and whose figures it uses."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from lenitive.clinic.score_chart import (
    SCORE_NARROW,
    SCORE_WIDE,
    Important,
    ScoreChart,
    important_change,
    score_chart,
)
from lenitive.knowledge.instruments import Scale
from lenitive.knowledge.instruments.model import ImportantChange
from lenitive.measure import compare, verdict_sentences
from lenitive.reason import story
from lenitive.reason.story.change import Change, judge
from lenitive.reason.story.function import SIDE_WORDS
from lenitive.reason.story.scores import Point, Series, all_series, scale_of
from lenitive.reason.story.words import listed, number_words

if TYPE_CHECKING:
    from lenitive.record.rows import Record

_SHORTEST = 90  # days of axis at least
_BEFORE = 28  # days of axis at least before the first score: what began just before it is seen
_BEFORE_SHARE = 0.08


@dataclass(frozen=True)
class Verdict:
    """The newest score against an earlier one. against : which; sentences : of measure, as people read it."""

    against: str
    change: Change
    sentence: str


@dataclass(frozen=True)
class PointRow:
    """A point of the chart as a line of its table. from_first : its change in words, empty for the first."""

    point: Point
    band: str
    from_first: str
    tone: str


@dataclass(frozen=True)
class Figure:
    """A published figure that the chart draws, with its source."""

    words: str
    source: str
    verified: bool


@dataclass(frozen=True)
class ScorePage:
    """The page's view model. The charts are None where the scale was never answered."""

    series: Series | None
    line: story.Timeline
    wide: ScoreChart | None
    narrow: ScoreChart | None
    important: Important | None
    verdicts: tuple[Verdict, ...]
    hints: tuple[str, ...]
    points: tuple[PointRow, ...]
    figures: tuple[Figure, ...]

    @property
    def once(self) -> bool:
        """Whether there is one score, with which nothing can be compared yet."""
        return self.series is not None and len(self.series.points) == 1

    @property
    def caption(self) -> str:
        """The chart in one sentence, for those who do not see it."""
        if self.series is None:
            return ""
        first, last = self.series.points[0], self.series.latest
        said = f"{self.series.measure.label}, {self.series.name}: {first.text} on {first.at}"
        if self.once:
            return f"{said}, the only score."
        words = self.verdicts[0].change.words
        return f"{said}, {last.text} on {last.at}; {words}. {len(self.series.points)} scores."

    @property
    def described(self) -> str:
        """What else the chart shows, in words."""
        series = self.series
        if series is None:
            return ""
        parts = ["Better is up", self.severity]
        if self.important:
            parts.append(f"A change of {self.important.in_points} from the first score matters")
        if self.line.lanes:
            parts.append(f"Beneath: the start and stop of {listed([lane.label for lane in self.line.lanes])}")
        return ". ".join(parts) + ". The same as a table stands beneath."

    @property
    def severity(self) -> str:
        """The severity bands in words."""
        bands = self.series.bands if self.series else ()
        said = [f"{_range(band.low, band.high)} {band.label}" for band in bands]
        return f"Severity: {', '.join(said)}" if said else "No severity bands are published for this scale"


def score_page(connection: Record, instrument: str, scale_id: str, as_of: date) -> ScorePage:
    """One scale of the person whose record and derived tables the connection holds, up to a day.

    Raises : LookupError for a scale that knowledge does not have, or that is text and has no line.
    """
    scale = scale_of(instrument, scale_id)
    if scale is None or scale.low is None:
        raise LookupError(f"{instrument} {scale_id} is no scale with numbers")
    every = all_series(connection, as_of)
    series = next((each for each in every if (each.instrument, each.scale) == (instrument, scale_id)), None)
    line = story.timeline(connection, as_of, since=_since(series, as_of))
    return page_of_series(series, line, scale)


def page_of_series(series: Series | None, line: story.Timeline, scale: Scale) -> ScorePage:
    """The page from what the story gives; nothing is read."""
    return ScorePage(
        series=series,
        line=line,
        wide=score_chart(series, line, SCORE_WIDE, kind="wide") if series else None,
        narrow=score_chart(series, line, SCORE_NARROW, kind="narrow") if series else None,
        important=important_change(series) if series else None,
        verdicts=_verdicts(series) if series else (),
        hints=_hints(series) if series else (),
        points=tuple(_point(series, point) for point in series.points) if series else (),
        figures=_figures(scale),
    )


def _since(series: Series | None, as_of: date) -> date | None:
    if series is None:
        return None
    first = series.points[0].day
    before = max(_BEFORE, round((as_of - first).days * _BEFORE_SHARE))
    return min(first - timedelta(days=before), as_of - timedelta(days=_SHORTEST))


def _verdicts(series: Series) -> tuple[Verdict, ...]:
    """Against the first score, and against the one before where that is another."""
    if series.previous is None:
        return ()
    made = [_verdict("Since the first score", series, series.points[0])]
    if series.first is not None:
        made.append(_verdict("Since the score before", series, series.previous))
    return tuple(made)


def _verdict(against: str, series: Series, before: Point) -> Verdict:
    both = before.se is not None and series.latest.se is not None
    found = compare(
        series.instrument,
        before.value,
        series.latest.value,
        scale=series.scale,
        first_se=before.se if both else None,
        last_se=series.latest.se if both else None,
    )
    return Verdict(against, judge(series, before, series.latest), verdict_sentences(found)[0])


def _hints(series: Series) -> tuple[str, ...]:
    """Where an end of the scale hides what happens."""
    first, last = series.points[0].value, series.latest.value
    found = compare(series.instrument, first, last, scale=series.scale)
    said = (
        (found.at_best[1][0], "The newest score stands at the best end: the scale can show nothing better."),
        (
            found.at_worst[1][0],
            "The newest score stands at the worst end: the scale can show nothing worse.",
        ),
        (found.no_room[0], "The first score stood so near the best end that no important gain could show."),
        (found.at_worst[0][0], "The first score stood at the worst end: getting worse could not show."),
    )
    return tuple(words for holds, words in said if holds)


def _point(series: Series, point: Point) -> PointRow:
    """A band as stored, else by the bands of the scale; the change in words from the second score on."""
    band = point.band or next(
        (each.label for each in reversed(series.bands) if each.low <= point.value <= series.high), ""
    )
    if point == series.points[0]:
        return PointRow(point, band, "", "flat")
    change = judge(series, series.points[0], point)
    return PointRow(point, band, change.words, change.tone)


def _figures(scale: Scale) -> tuple[Figure, ...]:
    """Each published figure that the chart rests on: changes that matter, exactness, cut-offs."""
    made = [Figure(_change_words(each), each.source, each.verified) for each in scale.changes]
    exact = scale.reliability
    if exact is not None and exact.sem is not None:
        words = f"Standard error of measurement {number_words(exact.sem, 2)} points"
        made.append(
            Figure(f"{words} ({exact.basis})" if exact.basis else words, exact.source, exact.verified)
        )
    elif exact is not None and exact.sem_from_table:
        made.append(Figure("The standard error comes with each score", exact.source, exact.verified))
    made += [
        Figure(f"{SIDE_WORDS[cut.op].capitalize()} {number_words(cut.value)}: {cut.means}", cut.source, False)
        for cut in scale.cutoffs
    ]
    return tuple(made)


def _range(low: float, high: float) -> str:
    return number_words(low, 2) if low == high else f"{number_words(low, 2)} to {number_words(high, 2)}"


def _change_words(change: ImportantChange) -> str:
    said = []
    if change.points is not None:
        said.append(f"{number_words(change.points)} {'point' if change.points == 1 else 'points'}")
    if change.percent is not None:
        said.append(f"{number_words(change.percent)} % of the first score")
    if change.low is not None and change.high is not None:
        said.append(f"between {number_words(change.low)} and {number_words(change.high)} points")
    who = f", {change.population}" if change.population else ""
    return f"A change that matters{who}: {' or '.join(said)}"
