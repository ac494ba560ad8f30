"""From two scores of a scale to what the change amounts to: is it real, does it matter, and by whose measure.

Two questions are kept apart, because they have different answers (IMMPACT, Dworkin 2008, J Pain 9:105):
whether a difference is more than measurement error makes (reliable change, Jacobson and Truax 1991), and
whether it matters to people (published important changes). Where sources differ, `contested` says so.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from math import erfc, sqrt
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import ArrayLike

from lenitive.errors import AnswerError
from lenitive.knowledge import instruments
from lenitive.knowledge.instruments import Instrument, Scale, Threshold, change_rules, threshold
from lenitive.measure.arrays import BoolArray, FloatArray, TextArray
from lenitive.measure.scoring import bands_of, outside, outside_words

Verdict: TypeAlias = Literal["improved_much", "improved", "no_change", "worse", "unknown"]

# A difference that binary fractions put a hair below a threshold has reached it: 7 to 4.9 is 30 %.
_HAIR = 1e-9
# T scores in tables have one decimal.
_T_STEP = 0.05

# NumPy has no erfc; this one is called once a person, and only where a p-value is asked for.
_erfc = np.vectorize(erfc, otypes=[np.float64])


@dataclass(frozen=True)
class Change:
    """The change of one scale between two times; every array is (people,), NaN where not known.

    first, last : points of the scale. error : standard error of last - first, points.
    """

    instrument: Instrument
    scale: Scale
    threshold: Threshold
    first: FloatArray
    last: FloatArray
    error: FloatArray

    @cached_property
    def difference(self) -> FloatArray:
        """Last minus first, points."""
        return self.last - self.first

    @cached_property
    def improvement(self) -> FloatArray:
        """How much better, points; negative is worse."""
        return -self.difference if self.scale.higher == "worse" else self.difference

    @cached_property
    def interval(self) -> tuple[FloatArray, FloatArray]:
        """Confidence interval of the difference (95 % by change_rules.yaml), points."""
        margin = change_rules().z * self.error
        return self.difference - margin, self.difference + margin

    @cached_property
    def percent(self) -> FloatArray:
        """Improvement in percent of the first value; NaN where that is 0 or the scale does not start at 0."""
        if self.scale.low != 0:
            return np.full(self.first.shape, np.nan)
        return 100 * self.improvement / np.where(self.first == 0, np.nan, self.first)

    @cached_property
    def reliable_index(self) -> FloatArray:
        """Improvement over its error: the reliable change index; for T scores the test of theta."""
        return self.improvement / np.where(self.error == 0, np.nan, self.error)

    @cached_property
    def p_value(self) -> FloatArray:
        """Chance of so large a difference either way if nothing had changed."""
        found: FloatArray = _erfc(np.abs(self.reliable_index) / sqrt(2))
        return found

    @cached_property
    def reliable(self) -> TextArray:
        """improved, worse or no_change, judged by error alone; unknown where the error is not known."""
        z = change_rules().z
        index = self.reliable_index
        return _words(np.isnan(index), [(index >= z, "improved"), (index <= -z, "worse")])

    @cached_property
    def needed(self) -> FloatArray:
        """Points that count as an important change of this person; NaN where no source gives any."""
        return self._points(self.threshold.points, self.threshold.percent)

    @cached_property
    def much(self) -> FloatArray:
        """Points that count as much."""
        return self._points(self.threshold.much_points, self.threshold.much_percent)

    @cached_property
    def needed_range(self) -> tuple[FloatArray, FloatArray]:
        """Least and greatest points that any source would ask of this person."""
        by_source = [self._constant(self.threshold.low), self._constant(self.threshold.high)]
        if self.threshold.percent is not None:
            by_source.append(self._share_of_first(self.threshold.percent))
        stacked = np.stack(by_source)
        low = np.nan_to_num(stacked, nan=np.inf).min(axis=0)
        high = np.nan_to_num(stacked, nan=-np.inf).max(axis=0)
        return np.where(np.isfinite(low), low, np.nan), np.where(np.isfinite(high), high, np.nan)

    @cached_property
    def verdict(self) -> TextArray:
        """improved_much, improved, no_change, worse, or unknown (a score or every threshold is missing).

        Worse is the same size in the wrong direction.
        """
        better, needed = self.improvement, self.needed
        moved = np.abs(better) > _HAIR
        return _words(
            np.isnan(better) | np.isnan(needed),
            [
                (moved & (better >= self.much - _HAIR), "improved_much"),
                (moved & (better >= needed - _HAIR), "improved"),
                (moved & (better <= _HAIR - needed), "worse"),
            ],
        )

    @cached_property
    def contested(self) -> BoolArray:
        """Where some source would call the change important and another would not."""
        low, high = self.needed_range
        size = np.abs(self.improvement)
        found: BoolArray = (size > _HAIR) & (size >= low - _HAIR) & (size < high - _HAIR)
        return found

    @cached_property
    def at_best(self) -> tuple[BoolArray, BoolArray]:
        """Whether first and last stand at the best end of the scale, where it can show no more."""
        end = self.scale.low if self.scale.higher == "worse" else self.scale.high
        return self._at(self.first, end), self._at(self.last, end)

    @cached_property
    def at_worst(self) -> tuple[BoolArray, BoolArray]:
        """Whether first and last stand at the worst end of the scale."""
        end = self.scale.high if self.scale.higher == "worse" else self.scale.low
        return self._at(self.first, end), self._at(self.last, end)

    @cached_property
    def no_room(self) -> BoolArray:
        """Where the first value is so near the best end that no important improvement could show."""
        end = self.scale.low if self.scale.higher == "worse" else self.scale.high
        if end is None:
            return np.zeros(self.first.shape, dtype=bool)
        found: BoolArray = np.abs(self.first - end) < self.needed - _HAIR
        return found

    @cached_property
    def bands(self) -> tuple[TextArray, TextArray]:
        """Severity bands of first and last; None where there are none."""
        if not self.scale.bands:
            nothing: TextArray = np.full(self.first.shape, None, dtype=object)
            return nothing, nothing
        return bands_of(self.scale, self.first), bands_of(self.scale, self.last)

    def responder(self, percent: float) -> BoolArray:
        """Whether the improvement reaches that percentage of the first value (30 and 50 for intensity).

        False where it is not known; `percent` tells the two apart.
        """
        found: BoolArray = self.percent >= percent - _HAIR
        return found

    def _points(self, points: float | None, percent: float | None) -> FloatArray:
        """Points that count, by the measure that leads; of a first value of 0 no percentage can be taken."""
        if self.threshold.leads_by == "percent" and percent is not None:
            share = self._share_of_first(percent)
            return np.where(np.isnan(share) & np.isfinite(self.first), self._constant(points), share)
        return self._constant(points if self.threshold.leads_by == "points" else None)

    def _share_of_first(self, percent: float) -> FloatArray:
        return np.where(self.first == 0, np.nan, self.first) * percent / 100

    def _constant(self, value: float | None) -> FloatArray:
        return np.full(self.first.shape, np.nan if value is None else value)

    @staticmethod
    def _at(values: FloatArray, end: float | None) -> BoolArray:
        if end is None:
            return np.zeros(values.shape, dtype=bool)
        found: BoolArray = np.abs(values - end) <= _HAIR
        return found


def compare(
    instrument: Instrument | str,
    first: ArrayLike,
    last: ArrayLike,
    *,
    scale: str | None = None,
    first_se: ArrayLike | None = None,
    last_se: ArrayLike | None = None,
) -> Change:
    """The change of one scale between two times.

    first, last : scores, (people,) or one number; NaN is not known.
    scale : id of the scale; the one that speaks for the instrument when left out.
    first_se, last_se : standard errors of the two scores, points, where they came with the scores; else the
        raw-to-T table gives them, or the scale's standard error of measurement stands for both.
    Raises : AnswerError for shapes that do not fit, a score outside the scale, a scale that does not exist,
        or a rating that is itself one of change.
    """
    form = instruments.instrument(instrument) if isinstance(instrument, str) else instrument
    chosen = _scale_of(form, scale or form.main)
    values = [_scores_of(form, chosen, given, name) for given, name in ((first, "first"), (last, "last"))]
    errors = [_errors_of(chosen, value, se) for value, se in zip(values, (first_se, last_se), strict=True)]
    try:
        before, after, *both = np.broadcast_arrays(*values, *errors)
    except ValueError as problem:
        raise AnswerError(
            f"first and last of {form.name} have different shapes ({problem})",
            do="Give one value a person in each.",
        ) from problem
    error = np.sqrt(both[0] ** 2 + both[1] ** 2)
    return Change(form, chosen, threshold(chosen), before, after, error)


def global_rating(values: ArrayLike) -> tuple[TextArray, BoolArray]:
    """Verdicts of the person's own global rating of change (PGIC), and where sources differ on it.

    values : (people,), the rating, NaN for not answered. Returns : verdicts and contested, (people,).
    """
    rating = np.atleast_1d(np.asarray(values, dtype=np.float64))
    rules = change_rules()
    cases = [(rating == value, verdict) for value, verdict in rules.global_verdicts]
    known = np.logical_or.reduce([case for case, _ in cases])
    return _words(~known, cases), np.isin(rating, rules.global_contested)


def theta_test(
    first: ArrayLike, first_se: ArrayLike, last: ArrayLike, last_se: ArrayLike
) -> tuple[FloatArray, FloatArray]:
    """Whether two thetas (or T scores) of a person differ: z of last - first with both errors, and its p.

    Source : the Wald test of two independent estimates; Finkelman 2010, Appl Psychol Meas 34:238.
    """
    before, before_se, after, after_se = (
        np.atleast_1d(np.asarray(given, dtype=np.float64)) for given in (first, first_se, last, last_se)
    )
    z = (after - before) / np.sqrt(before_se**2 + after_se**2)
    p: FloatArray = _erfc(np.abs(z) / sqrt(2))
    return z, p


def function_first(changes: list[Change]) -> list[Change]:
    """Changes in the order of a summary: function, interference and self-efficacy before intensity."""
    return sorted(changes, key=lambda change: summary_place(change.scale))


def summary_place(scale: Scale) -> int:
    """Where a scale stands in a summary, from 0; what change_rules.yaml does not name comes last."""
    order = change_rules().order
    return order.index(scale.measures) if scale.measures in order else len(order)


def _scale_of(form: Instrument, scale_id: str) -> Scale:
    try:
        scale = form.scale(scale_id)
    except KeyError:
        raise AnswerError(
            f"{form.name} has no scale {scale_id!r}",
            do=f"Its scales are {', '.join(scale.id for scale in form.scales)}.",
        ) from None
    if scale.measures == "change":
        raise AnswerError(
            f"{form.name} is itself a rating of change", do="Read it with measure.global_rating."
        )
    if scale.low is None:
        raise AnswerError(f"{form.name}, {scale_id} is text: it has no difference", do="Choose another.")
    return scale


def _scores_of(form: Instrument, scale: Scale, given: ArrayLike, name: str) -> FloatArray:
    values = np.atleast_1d(np.asarray(given, dtype=np.float64))
    strange = np.flatnonzero(outside(scale, values))
    if strange.size:
        row = int(strange[0])
        raise AnswerError(
            f"{form.name}, {scale.id}: {outside_words(scale, float(values[row]))}",
            where=f"{name} score {row + 1}",
            do="Correct the score.",
        )
    return values


def _errors_of(scale: Scale, values: FloatArray, given: ArrayLike | None) -> FloatArray:
    if given is not None:
        return np.atleast_1d(np.asarray(given, dtype=np.float64))
    if scale.rule.kind == "t_table":
        return _table_errors(scale, values)
    sem = None if scale.reliability is None else scale.reliability.sem
    return np.full(values.shape, np.nan if sem is None else sem)


def _table_errors(scale: Scale, values: FloatArray) -> FloatArray:
    """Standard errors of T scores by their table; NaN for a T that is not one of it."""
    table = instruments.t_table(scale.rule.table)
    if not table.se:
        return np.full(values.shape, np.nan)
    t = np.array(table.t)
    place = np.abs(values[:, None] - t[None, :]).argmin(axis=1)
    return np.where(np.abs(values - t[place]) <= _T_STEP, np.array(table.se)[place], np.nan)


def _words(unknown: BoolArray, cases: list[tuple[BoolArray, str]]) -> TextArray:
    """The word of the first case that holds; no_change where none does; unknown where that is so."""
    conditions = [unknown, *(case for case, _ in cases)]
    words = ["unknown", *(word for _, word in cases)]
    found: TextArray = np.select(conditions, words, "no_change").astype(object)
    return found
