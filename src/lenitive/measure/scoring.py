"""One scorer for every instrument: an array of answers in, an array of scores for each scale out."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from lenitive.knowledge.instruments import Instrument, Scale
from lenitive.measure.arrays import BoolArray, FloatArray, IntArray, TextArray, round_half_up
from lenitive.measure.checks import ChunkChecker, refuse
from lenitive.measure.frames import Answers, as_array
from lenitive.measure.plan import LinearScale, Plan, plan_for

# So many answers stay in the processor's cache while every step of a chunk passes over them.
_CHUNK_ANSWERS = 2**16


@dataclass(frozen=True)
class ScaleScores:
    """The scores of one scale; every array is (responses,).

    scale : what is known of the scale.
    value : points of the scale, NaN where withheld; or text (a profile), None where withheld.
    """

    scale: Scale
    value: FloatArray | TextArray
    _answered: IntArray | None = None
    _raw: NDArray[np.float32] | None = None
    _linear: LinearScale | None = None

    @cached_property
    def withheld(self) -> BoolArray:
        """Where no score is given."""
        if self.value.dtype == object:
            return np.array([value is None for value in self.value], dtype=bool)
        return np.isnan(self.value.astype(np.float64))

    @cached_property
    def se(self) -> FloatArray | None:
        """Standard errors, points of the scale, NaN where withheld; None where its table has none."""
        if self._linear is None or self._linear.table_se is None or self._raw is None:
            return None
        return np.where(
            self.withheld, np.nan, self._linear.looked_up(self._linear.table_se, self._raw.astype(np.float64))
        )

    @cached_property
    def band(self) -> TextArray | None:
        """Severity bands, None where there is no score; None for a scale without bands."""
        if not self.scale.bands:
            return None
        return bands_of(self.scale, self.value.astype(np.float64))

    @cached_property
    def reason(self) -> TextArray:
        """Why a score is withheld; None where it is given."""
        total = len(self.scale.items)
        by_count = np.array([self._why(count) for count in range(total + 1)], dtype=object)
        answered = np.full(self.value.shape, total) if self._answered is None else self._answered
        reasons: TextArray = by_count[answered]
        reasons[~self.withheld] = None
        return reasons

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
    rows = max(1, _CHUNK_ANSWERS // max(1, len(plan.keys)))
    checker = ChunkChecker(plan, min(rows, len(array)))
    for start in range(0, len(array), rows):
        chunk = np.ascontiguousarray(array[start : start + rows], dtype=np.float64)
        if checker.all_answered_and_allowed(chunk):
            run.complete(chunk, start)
        else:
            refuse(plan, chunk, first_row=start)
            run.incomplete(chunk, start)
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


class _Run:
    """The arrays that one call fills, chunk by chunk."""

    def __init__(self, plan: Plan, responses: int) -> None:
        self.plan = plan
        self.responses = responses
        self.values = [np.empty(responses) for _ in plan.linear]
        self.raws = [
            np.empty(responses, dtype=np.float32) if linear.table_se is not None else None
            for linear in plan.linear
        ]
        self.named: list[list[FloatArray | TextArray]] = [[] for _ in plan.named]
        self.answered: dict[str, IntArray] = {}

    def complete(self, chunk: FloatArray, start: int) -> None:
        """Score a chunk in which every item is answered and allowed."""
        columns = self._with_recoded(chunk)
        sums = columns @ self.plan.weights
        stop = start + len(chunk)
        for linear, values, raws in zip(self.plan.linear, self.values, self.raws, strict=True):
            raw = sums[:, linear.spot]
            if linear.value_of_raw is not None:
                place = (raw + (linear.constant - linear.first)).astype(np.intp)
                np.take(linear.value_of_raw, place, out=values[start:stop], mode="clip")
            else:
                count = np.full(len(raw), float(linear.items))
                most = np.full(len(raw), self.plan.most[:, linear.spot].sum())
                values[start:stop] = linear.value(raw + linear.constant, count, most)
            if raws is not None:
                np.add(raw, linear.constant, out=raws[start:stop], casting="unsafe")
        self._named_rules(chunk)

    def incomplete(self, chunk: FloatArray, start: int) -> None:
        """Score a chunk with missing answers; those given are allowed."""
        columns = self._with_recoded(chunk)
        there = np.isfinite(columns).astype(np.float64)
        sums = np.nan_to_num(columns) @ self.plan.weights + there @ self.plan.reversed_weights
        answered, most = there @ self.plan.counted, there @ self.plan.most
        stop = start + len(chunk)
        for linear, values, raws in zip(self.plan.linear, self.values, self.raws, strict=True):
            count = answered[:, linear.spot]
            values[start:stop] = linear.value(sums[:, linear.spot], count, most[:, linear.spot])
            self._count(linear.scale, count, start)
            if raws is not None:
                raws[start:stop] = linear.prorated(sums[:, linear.spot], count)
        for scale, _ in self.plan.named:
            places = [self.plan.instrument.position[key] for key in scale.items]
            self._count(scale, there[:, places].sum(axis=1), start)
        self._named_rules(chunk)

    def scores(self) -> dict[str, ScaleScores]:
        """The scores of every scale, in the order of the instrument's file."""
        found: dict[str, ScaleScores] = {}
        for linear, values, raws in zip(self.plan.linear, self.values, self.raws, strict=True):
            answered = self.answered.get(linear.scale.id)
            found[linear.scale.id] = ScaleScores(linear.scale, values, answered, raws, linear)
        for (scale, _), parts in zip(self.plan.named, self.named, strict=True):
            value = _joined(parts, scale.decimals)
            found[scale.id] = ScaleScores(scale, value, self.answered.get(scale.id))
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

    def _named_rules(self, chunk: FloatArray) -> None:
        position = self.plan.instrument.position
        for (_, rule), parts in zip(self.plan.named, self.named, strict=True):
            parts.append(rule(lambda key: chunk[:, position[key]]))

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
