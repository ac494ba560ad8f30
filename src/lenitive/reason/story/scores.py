"""Scores over time: one series a scale, with its error, and which of them the page speaks of."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from lenitive.errors import KnowledgeError
from lenitive.knowledge.instruments import Band, Scale, instrument
from lenitive.knowledge.story import Measure, story
from lenitive.reason.later import _
from lenitive.reason.story.query import Row, query
from lenitive.reason.story.words import Day, day_of, number_words

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from lenitive.reason.tables import Tables
    from lenitive.record.rows import Record


@dataclass(frozen=True)
class Point:
    """One score. se : standard error in points of the scale, where one is known; `wording` as answered."""

    at: Day
    value: float
    se: float | None
    band: str
    origin: str
    wording: str
    rows: tuple[str, ...]

    @property
    def day(self) -> date:
        """The day it stands at on an axis."""
        return self.at.low

    @property
    def text(self) -> str:
        """The value in words."""
        return number_words(self.value)

    @property
    def error_text(self) -> str:
        """The standard error in words, empty when not known."""
        return number_words(self.se, 2) if self.se is not None else ""


@dataclass(frozen=True)
class Series:
    """The scores of one scale of one person, oldest first."""

    instrument: str
    scale: str
    name: str
    measure: Measure
    low: float
    high: float
    higher_is_better: bool
    t_score: bool
    bands: tuple[Band, ...]
    points: tuple[Point, ...]

    def good(self, value: float) -> float:
        """How good a value is on this scale, from 0 (worst) to 1 (best)."""
        share = min(max((value - self.low) / (self.high - self.low), 0), 1)
        return share if self.higher_is_better else 1 - share

    @property
    def speaks_for_its_form(self) -> bool:
        """Whether it is the scale that speaks for its questionnaire."""
        return instrument(self.instrument).main == self.scale

    @property
    def latest(self) -> Point:
        """The newest score."""
        return self.points[-1]

    @property
    def previous(self) -> Point | None:
        """The one before, on an earlier day."""
        return self.points[-2] if len(self.points) > 1 else None

    @property
    def first(self) -> Point | None:
        """The oldest one, where it is neither the newest nor the one before."""
        return self.points[0] if len(self.points) > 2 else None

    @property
    def unit(self) -> str:
        """What a number of this scale is: T score, or its range."""
        return "T score" if self.t_score else f"of {self.high:g}"


@query
def _scores(t: Tables) -> ir.Table:
    """Every score with a value and a day, oldest first; computed before staff before what the chart says."""
    form = t.record.response.select("row_id", "wording").rename(form="row_id")
    score = t.record.score.filter(_.value_number.notnull() & _.at_low.notnull())
    joined = score.left_join(form, score.of_row == form.form)
    return joined.order_by(_.at_low, _.at_time, _.origin != "computed", _.row_id)


def all_series(connection: Record, as_of: date) -> tuple[Series, ...]:
    """Every series that knowledge has a measure for, in the page's order, up to the day asked about."""
    grouped: dict[tuple[str, str], dict[date, Row]] = {}
    for row in _scores(connection):
        if row["at_low"] <= as_of:
            days = grouped.setdefault((row["instrument"], row["scale"]), {})
            days[row["at_low"]] = _better_row(days.get(row["at_low"]), row)
    made = [_series(key, rows.values()) for key, rows in grouped.items()]
    kept = [each for each in made if each is not None]
    return tuple(sorted(kept, key=lambda each: (each.measure.place, each.instrument, each.scale)))


def _better_row(before: Row | None, row: Row) -> Row:
    """Of two scores of one day: what we computed from answers, else the later one."""
    return before if before is not None and before["origin"] == "computed" != row["origin"] else row


def scale_of(instrument_id: str, scale_id: str) -> Scale | None:
    """The scale as knowledge has it; nothing where it is none of ours."""
    try:
        return instrument(instrument_id).scale(scale_id)
    except (KnowledgeError, KeyError):
        return None


def _series(key: tuple[str, str], rows: Iterable[Row]) -> Series | None:
    scale = scale_of(*key)
    if scale is None or scale.low is None or scale.high is None:
        return None
    measure = story().measures.get(scale.measures)
    points = tuple(_point(row, scale) for row in rows if _possible(row["value_number"], scale))
    if measure is None or not points:
        return None
    return Series(
        instrument=key[0],
        scale=key[1],
        name=instrument(key[0]).name,
        measure=measure,
        low=scale.low,
        high=scale.high,
        higher_is_better=scale.higher == "better",
        t_score=scale.rule.kind == "t_table",
        bands=scale.bands,
        points=points,
    )


def _possible(value: float, scale: Scale) -> bool:
    """Whether the scale can have that score; one from a chart may not. T scores have no end."""
    return scale.rule.kind == "t_table" or (scale.low or 0) <= value <= (scale.high or 0)


def _point(row: Row, scale: Scale) -> Point:
    at = day_of(row["at_low"], row["at_high"])
    if at is None:
        raise AssertionError("the query leaves scores without a day out")
    sem = scale.reliability.sem if scale.reliability else None
    return Point(
        at=at,
        value=row["value_number"],
        se=row["se"] if row["se"] is not None else sem,
        band=row["band"] or "",
        origin=row["origin"],
        wording=row["wording"] or "unknown",
        rows=tuple(row_id for row_id in (row["row_id"], row["of_row"]) if row_id),
    )


def one_a_measure(series: Iterable[Series]) -> tuple[Series, ...]:
    """For each measure the series that says most: newest, then most scores, then a form's own main scale."""
    best: dict[str, Series] = {}
    for each in series:
        other = best.get(each.measure.id)
        if other is None or _says(each) > _says(other):
            best[each.measure.id] = each
    return tuple(sorted(best.values(), key=lambda each: each.measure.place))


def _says(series: Series) -> tuple[bool, date, int, bool]:
    has_before = series.previous is not None
    return has_before, series.latest.day, len(series.points), series.speaks_for_its_form
