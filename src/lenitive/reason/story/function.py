"""Function first, then pain: the headline numbers with words beside them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from lenitive.reason.story.change import Change, judge
from lenitive.reason.story.scores import Series, all_series, one_a_measure, scale_of
from lenitive.reason.story.words import number_words

if TYPE_CHECKING:
    from lenitive.record.rows import Record

SIDE_WORDS = {">=": "at or above", ">": "above", "<=": "at or below", "<": "below"}


@dataclass(frozen=True)
class Headline:
    """One number of the page. meaning : its band, or what a published cut-off says; empty when none is."""

    series: Series
    value: str
    meaning: str
    last: Change | None
    whole: Change | None

    @property
    def rows(self) -> tuple[str, ...]:
        """The rows of the newest score."""
        return self.series.latest.rows


def function_and_pain(connection: Record, as_of: date) -> tuple[Headline, ...]:
    """The measures that knowledge shows, function first, intensity last; empty when nothing was measured."""
    shown = one_a_measure(each for each in all_series(connection, as_of) if each.measure.shown)
    return tuple(headline(each) for each in shown)


def headline(series: Series) -> Headline:
    """The newest score of a series, against the one before and against the first."""
    last = judge(series, series.previous, series.latest) if series.previous else None
    whole = judge(series, series.first, series.latest) if series.first else None
    return Headline(series, number_words(series.latest.value), _meaning(series), last, whole)


def _meaning(series: Series) -> str:
    """The band of the score as stored, else what a published cut-off says of it."""
    value = series.latest.value
    if series.latest.band:
        return series.latest.band
    for band in series.bands:
        if band.low <= value <= band.high:
            return band.label
    scale = scale_of(series.instrument, series.scale)
    for cutoff in scale.cutoffs if scale else ():
        if _beyond(value, cutoff.op, cutoff.value):
            return f"{SIDE_WORDS[cutoff.op]} {number_words(cutoff.value)}: {cutoff.means}"
    return ""


def _beyond(value: float, op: str, limit: float) -> bool:
    return {">=": value >= limit, ">": value > limit, "<=": value <= limit, "<": value < limit}[op]
