"""One scorer for every instrument: an array of answers in, an array of scores for each scale out."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lenitive.knowledge.instruments import Instrument, Scale
from lenitive.measure.arrays import BoolArray, FloatArray, IntArray, TextArray, round_half_up
from lenitive.measure.checks import refuse
from lenitive.measure.frames import Answers, as_array
from lenitive.measure.plan import Plan, plan_for
from lenitive.measure.whole import PIECE, ScaleTable, WholeScorer, whole_plan

# So many answers stay in the processor's cache while every step of a chunk passes over them.
_CHUNK_ANSWERS = 2**17
# What binary fractions may add to a score that stands at the end of its scale.
_HAIR = 1e-9


@dataclass(frozen=True)
class ScaleScores:
    """The scores of one scale; every array is (responses,).

    scale : what is known of the scale.
    value : points of the scale, NaN where withheld; or text (a profile), None where withheld.
    """

    scale: Scale
    value: FloatArray | TextArray
    _answered: IntArray | None = None
    _places: NDArray[np.uint16] | None = None
    _table: ScaleTable | None = None

    @cached_property
    def withheld(self) -> BoolArray:
        """Where no score is given."""
        if self.value.dtype == object:
            return np.array([value is None for value in self.value], dtype=bool)
        return np.isnan(self.value.astype(np.float64))

    @cached_property
    def se(self) -> FloatArray | None:
        """Standard errors, points of the scale, NaN where withheld; None where its table has none."""
        if self._table is None or self._table.errors is None or self._places is None:
            return None
        return self._table.errors[self._places]

    @cached_property
    def band(self) -> TextArray | None:
        """Severity bands, None where there is no score; None for a scale without bands."""
        if not self.scale.bands:
            return None
        return bands_of(self.scale, self.value.astype(np.float64))

    @cached_property
    def reason(self) -> TextArray:
        """Why a score is withheld; None where it is given."""
        by_count = np.array([self._why(count) for count in range(len(self.scale.items) + 1)], dtype=object)
        reasons: TextArray = by_count[self._counts]
        reasons[~self.withheld] = None
        return reasons

    @property
    def _counts(self) -> NDArray[np.integer[Any]]:
        """How many of the scale's items were answered, (responses,)."""
        if self._table is not None and self._places is not None:
            return self._places // self._table.width
        if self._answered is not None:
            return self._answered
        return np.full(self.value.shape, len(self.scale.items))

    def _why(self, answered: int) -> str:
        total, needed = len(self.scale.items), self.scale.missing.needed
        if answered >= needed:
            return "an item that the rule needs is not answered"
        of = f"all {total} items" if needed == total else f"at least {needed} of {total} items"
        return f"{of} are needed, {answered} answered" if total > 1 else "not answered"


def score(instrument: Instrument | str, answers: Answers) -> dict[str, ScaleScores]:
    """The scores of every scale of an instrument.

    instrument : the instrument, or its id.
    answers : (responses, items) in the order of the instrument's items, NaN for "not answered"; or a table
        (mapping of columns, or a data frame) whose columns are item keys. A choice of words (the sex of the
        Opioid Risk Tool) is held by its place among the item's values, from 0. A date column stays NaN.
    Returns : scale id to scores, in the order of the instrument's file. The instrument's own rule decides
        what a missing answer does; it is never counted as 0 unless the rule says so.
    Raises : AnswerError, naming the first response and item that the instrument does not allow;
        KnowledgeError for an unknown instrument.
    """
    plan = plan_for(instrument)
    array = as_array(plan, answers)
    run = _Run(plan, len(array))
    for start in range(0, len(array), run.rows):
        run.take(array[start : start + run.rows], start)
    return run.scores()


def flags(instrument: Instrument | str, answers: Answers) -> dict[str, BoolArray]:
    """The safety flags of every response, (responses,) for each flag id; they need no total.

    An unanswered item raises nothing; the score's reason says that it was not answered.
    """
    plan = plan_for(instrument)
    array = as_array(plan, answers)
    with np.errstate(invalid="ignore"):
        return {
            flag.id: np.logical_or.reduce(
                [
                    np.asarray(array[:, plan.instrument.position[key]], dtype=np.float64) >= low
                    for key, low in flag.at_least
                ]
            )
            for flag in plan.instrument.flags
        }


def bands_of(scale: Scale, values: FloatArray) -> TextArray:
    """The severity band of each value; a value between two bands belongs to the lower one. None for NaN."""
    lows = np.array([band.low for band in scale.bands])
    labels = np.array([None, *(band.label for band in scale.bands)], dtype=object)
    place = np.searchsorted(lows, values, side="right")
    inside = np.isfinite(values) & (values <= scale.bands[-1].high)
    bands: TextArray = labels[np.where(inside, place, 0)]
    return bands


def outside(scale: Scale, values: FloatArray) -> BoolArray:
    """Which scores from elsewhere cannot be ones of this scale; NaN is not one of them.

    T scores are not held to the ends of their table: other forms of the same bank reach further.
    """
    if scale.low is None or scale.high is None or scale.rule.kind == "t_table":
        return np.zeros(values.shape, dtype=bool)
    found: BoolArray = (values < scale.low - _HAIR) | (values > scale.high + _HAIR)
    return found


def outside_words(scale: Scale, value: float) -> str:
    """Why such a score is refused."""
    return f"the value {value:g} lies outside the scale, which goes from {scale.low:g} to {scale.high:g}"


class _Run:
    """The arrays that one call fills, chunk by chunk."""

    def __init__(self, plan: Plan, responses: int) -> None:
        self.plan = plan
        self.responses = responses
        self.rows = max(1, _CHUNK_ANSWERS // len(plan.keys) // PIECE) * PIECE
        whole = whole_plan(plan)
        self.whole = None if whole is None else WholeScorer(whole, min(self.rows, max(1, responses)))
        # One block for all scales, because the system is slow at giving many.
        self.values: list[FloatArray] = list(np.empty((len(plan.linear), responses)))
        tables = () if whole is None else whole.tables
        self.places = list(np.empty((len(tables), responses), dtype=np.uint16))
        self.named: list[list[FloatArray | TextArray]] = [[] for _ in plan.named]
        self.answered: dict[str, IntArray] = {}

    def take(self, given: NDArray[Any], start: int) -> None:
        """Score one chunk; raises AnswerError for an answer that the instrument does not allow."""
        if self.whole is not None and not self.plan.named and given.dtype.kind in "iu":
            self.whole.score(given, start, self.values, self.places)
            return
        chunk = np.ascontiguousarray(given, dtype=np.float64)
        if self.whole is not None:
            self.whole.score(chunk, start, self.values, self.places)
        else:
            refuse(self.plan, chunk, first_row=start)
            self._by_formula(chunk, start)
        self._named_rules(chunk, start)

    def _by_formula(self, chunk: FloatArray, start: int) -> None:
        columns = self._with_recoded(chunk)
        there = np.isfinite(columns).astype(np.float64)
        sums = np.nan_to_num(columns) @ self.plan.weights + there @ self.plan.reversed_weights
        answered, most = there @ self.plan.counted, there @ self.plan.most
        for linear, values in zip(self.plan.linear, self.values, strict=True):
            count = answered[:, linear.spot]
            values[start : start + len(chunk)] = linear.value(
                sums[:, linear.spot], count, most[:, linear.spot]
            )
            self._count(linear.scale, count, start)

    def scores(self) -> dict[str, ScaleScores]:
        """The scores of every scale, in the order of the instrument's file."""
        found: dict[str, ScaleScores] = {}
        for spot, linear in enumerate(self.plan.linear):
            scale, value = linear.scale, self.values[spot]
            if self.whole is not None:
                table = self.whole.whole.tables[spot]
                found[scale.id] = ScaleScores(scale, value, None, self.places[spot], table)
            else:
                found[scale.id] = ScaleScores(scale, value, self.answered.get(scale.id))
        for (scale, _), parts in zip(self.plan.named, self.named, strict=True):
            joined = _joined(parts, scale.decimals)
            found[scale.id] = ScaleScores(scale, joined, self.answered.get(scale.id))
        return {scale.id: found[scale.id] for scale in self.plan.instrument.scales}

    def _with_recoded(self, chunk: FloatArray) -> FloatArray:
        if not self.plan.recodes:
            return chunk
        extra = []
        for recode in self.plan.recodes:
            given = chunk[:, recode.column]
            place = np.searchsorted(recode.answers, given).clip(0, len(recode.answers) - 1)
            extra.append(np.where(np.isnan(given), np.nan, recode.points[place]))
        return np.column_stack([chunk, *extra])

    def _named_rules(self, chunk: FloatArray, start: int) -> None:
        position = self.plan.instrument.position
        for (scale, rule), parts in zip(self.plan.named, self.named, strict=True):
            parts.append(rule(lambda key: chunk[:, position[key]]))
            there = np.isfinite(chunk[:, [position[key] for key in scale.items]])
            self._count(scale, there.sum(axis=1).astype(np.float64), start)

    def _count(self, scale: Scale, answered: FloatArray, start: int) -> None:
        if scale.id not in self.answered:
            self.answered[scale.id] = np.full(self.responses, len(scale.items), dtype=np.int16)
        counts = self.answered[scale.id]
        counts[start : start + len(answered)] = answered


def _joined(parts: list[FloatArray | TextArray], decimals: int | None) -> FloatArray | TextArray:
    """The chunks of a named rule as one array, numbers rounded as the scale says."""
    whole = np.concatenate(parts) if parts else np.empty(0)
    if whole.dtype == object:
        text: TextArray = whole.astype(object)
        return text
    return round_half_up(whole.astype(np.float64), decimals)
