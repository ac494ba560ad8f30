"""The graded response model (Samejima 1969) and pattern scores by expected a posteriori (EAP).

P(answer > k) = 1 / (1 + exp(-a (theta - b_k))), logistic metric, D = 1; answers are 1 to thresholds + 1.
The posterior is taken on evenly spaced points by plain sums, prior weights exp(-((x - mean) / sd)^2 / 2);
T = 50 + 10 theta. Source: Bock and Mislevy 1982, Appl Psychol Meas 6:431; the points are as CHOIR uses them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike

from lenitive.errors import AnswerError
from lenitive.measure.arrays import FloatArray

T_MEAN, T_SD = 50.0, 10.0
# Keeps the logarithm of a chance that binary numbers cannot tell from 0.
_LEAST_CHANCE = 1e-300
# More points than any result needs, and few enough for memory.
_MOST_POINTS = 10_001
# Responses scored in one go: (responses, points) stays within a few megabytes.
_ROWS = 4096


@dataclass(frozen=True)
class GradedItem:
    """One item: slope `a` and rising thresholds `b`, in units of theta.

    area : the content area it belongs to, for tests that balance areas; "" for none.
    """

    key: str
    a: float
    b: tuple[float, ...]
    area: str = ""


@dataclass(frozen=True)
class Prior:
    """What is believed of theta before any answer: a normal distribution."""

    mean: float = 0.0
    sd: float = 1.0


@dataclass(frozen=True)
class Quadrature:
    """The points that stand for all of theta."""

    low: float = -4.0
    high: float = 4.0
    points: int = 81


@dataclass(frozen=True)
class Bank:
    """A calibrated item bank. Items may have different numbers of thresholds.

    Raises : AnswerError for a slope that is not positive, thresholds that do not rise, or no items.
    """

    items: tuple[GradedItem, ...]
    prior: Prior = field(default_factory=Prior)
    quadrature: Quadrature = field(default_factory=Quadrature)

    def __post_init__(self) -> None:
        """Refuse a bank that no model could use."""
        problem = "" if self.items else "it has no items"
        if len({item.key for item in self.items}) < len(self.items):
            problem = "an item is given twice"
        for item in self.items:
            rises = all(low < high for low, high in zip(item.b, item.b[1:], strict=False))
            if not item.a > 0 or not item.b or not rises or not np.isfinite([item.a, *item.b]).all():
                problem = f"item {item.key!r} needs a positive slope and finite rising thresholds"
        grid = self.quadrature
        if not (2 <= grid.points <= _MOST_POINTS and -np.inf < grid.low < grid.high < np.inf):
            problem = f"the quadrature needs 2 to {_MOST_POINTS} points, from low to high"
        if not self.prior.sd > 0:
            problem = "the prior needs a positive standard deviation"
        if not problem and not self._prior_is_on_the_points:
            problem = "the prior lies off the quadrature's points, or between them"
        if problem:
            raise AnswerError(f"the bank cannot be used: {problem}", do="Correct the bank.")

    @property
    def _prior_is_on_the_points(self) -> bool:
        """Whether some point has a weight that binary numbers can tell from 0."""
        with np.errstate(over="ignore"):
            return bool(np.nan_to_num(self.log_prior, nan=-np.inf).max() > np.log(_LEAST_CHANCE))

    @cached_property
    def keys(self) -> tuple[str, ...]:
        """Item keys in bank order."""
        return tuple(item.key for item in self.items)

    @cached_property
    def places(self) -> dict[str, int]:
        """Item key to its place in the bank."""
        return {key: place for place, key in enumerate(self.keys)}

    def place(self, key: str) -> int:
        """The place of an item; raises AnswerError for one that the bank does not hold."""
        if key not in self.places:
            raise AnswerError(f"the bank has no item {key!r}", do=f"Its items are {', '.join(self.keys)}.")
        return self.places[key]

    @cached_property
    def slopes(self) -> FloatArray:
        """(items,)."""
        return np.array([item.a for item in self.items])

    @cached_property
    def thresholds(self) -> FloatArray:
        """(items, most thresholds); +inf after an item's last, which no theta passes."""
        most = max(len(item.b) for item in self.items)
        padded = [[*item.b, *[np.inf] * (most - len(item.b))] for item in self.items]
        return np.array(padded)

    @cached_property
    def categories(self) -> FloatArray:
        """How many answers each item has, (items,)."""
        return np.array([len(item.b) + 1.0 for item in self.items])

    @cached_property
    def theta(self) -> FloatArray:
        """The quadrature points, (points,)."""
        grid = self.quadrature
        return np.linspace(grid.low, grid.high, grid.points)

    @cached_property
    def log_prior(self) -> FloatArray:
        """Logarithm of the prior's weights, not normed, (points,)."""
        return -0.5 * ((self.theta - self.prior.mean) / self.prior.sd) ** 2

    @cached_property
    def prior_weights(self) -> FloatArray:
        """The prior's weights at the points, sum 1, (points,)."""
        weights: FloatArray = np.exp(self.log_prior)
        weights /= weights.sum()
        return weights

    @cached_property
    def powers(self) -> FloatArray:
        """1, theta and theta squared at the points: what the moments are taken with, (points, 3)."""
        return np.stack([np.ones_like(self.theta), self.theta, self.theta**2], axis=1)

    @cached_property
    def chance(self) -> FloatArray:
        """The chance of every answer at every point, (items, categories, points)."""
        return chances(self, self.theta)

    @cached_property
    def log_chance(self) -> FloatArray:
        """Logarithm of the chance of every answer at every point, (items, categories, points)."""
        return np.log(np.maximum(self.chance, _LEAST_CHANCE))

    @cached_property
    def information(self) -> FloatArray:
        """Fisher information of every item at every point, (items, points)."""
        return information(self, self.theta)


def passing(slope: FloatArray, thresholds: FloatArray, theta: FloatArray) -> FloatArray:
    """Chance to answer above each threshold.

    slope, theta : (...), of shapes that fit together; thresholds : (..., thresholds).
    Returns : (..., thresholds), falling along the last axis.
    """
    with np.errstate(over="ignore"):
        found: FloatArray = 1 / (1 + np.exp(slope[..., None] * (thresholds - theta[..., None])))
    return found


def chances_of(slope: FloatArray, thresholds: FloatArray, theta: FloatArray) -> FloatArray:
    """Chance of each answer, (..., thresholds + 1); 0 for an answer that the item does not have."""
    passed = _bounded(passing(slope, thresholds, theta))
    found: FloatArray = passed[..., :-1] - passed[..., 1:]
    return found


def information_of(slope: FloatArray, thresholds: FloatArray, theta: FloatArray) -> FloatArray:
    """Fisher information, (...): the sum over answers of P'(theta)^2 / P(theta)."""
    passed = _bounded(passing(slope, thresholds, theta))
    steep = passed * (1 - passed)
    change = steep[..., :-1] - steep[..., 1:]
    chance = np.maximum(passed[..., :-1] - passed[..., 1:], _LEAST_CHANCE)
    found: FloatArray = slope**2 * (change * change / chance).sum(axis=-1)
    return found


def chances(bank: Bank, theta: FloatArray) -> FloatArray:
    """Chance of every answer of every item, (items, categories, thetas)."""
    found = chances_of(bank.slopes[:, None], bank.thresholds[:, None, :], theta[None, :])
    return np.ascontiguousarray(np.moveaxis(found, 2, 1))


def information(bank: Bank, theta: FloatArray) -> FloatArray:
    """Fisher information of every item, (items, thetas)."""
    return information_of(bank.slopes[:, None], bank.thresholds[:, None, :], theta[None, :])


def _bounded(passed: FloatArray) -> FloatArray:
    """Everyone answers above "nothing" and nobody above the last answer: (..., thresholds + 2)."""
    bounds = np.empty((*passed.shape[:-1], passed.shape[-1] + 2))
    bounds[..., 0], bounds[..., -1] = 1, 0
    bounds[..., 1:-1] = passed
    return bounds


def log_likelihood(bank: Bank, answers: FloatArray) -> FloatArray:
    """Logarithm of the likelihood at every point, (responses, points); unanswered items add nothing.

    answers : (responses, items), 1 for the lowest answer; NaN for not answered.
    Raises : AnswerError for an answer that its item does not have.
    """
    refuse_strange(bank, answers)
    total = np.zeros((len(answers), len(bank.theta)))
    for place in range(len(bank.items)):
        given = np.flatnonzero(np.isfinite(answers[:, place]))
        if given.size:
            total[given] += bank.log_chance[place][answers[given, place].astype(np.intp) - 1]
    return total


def expected_a_posteriori(bank: Bank, answers: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Theta and its standard error (the posterior's SD) from whole response patterns.

    answers : (responses, items), 1 for the lowest answer; NaN for not answered. With no answer at all the
        prior comes back.
    Returns : theta and standard error, each (responses,), in units of theta.
    Raises : AnswerError for an answer that its item does not have.
    """
    answers = np.asarray(answers, dtype=np.float64)
    theta, se = np.empty(len(answers)), np.empty(len(answers))
    for start in range(0, len(answers), _ROWS):
        rows = slice(start, start + _ROWS)
        log_posterior = log_likelihood(bank, answers[rows]) + bank.log_prior
        theta[rows], se[rows] = moments(bank.theta, log_posterior)
    return theta, se


@dataclass(frozen=True)
class PatternScores:
    """Scores of whole response patterns; every array is (responses,), NaN where no item was answered.

    theta, se : units of theta. t, t_se : T scores (mean 50, SD 10 in the population of the calibration).
    """

    theta: FloatArray
    se: FloatArray
    t: FloatArray
    t_se: FloatArray


def pattern_scores(bank: Bank, answers: ArrayLike | Mapping[str, Sequence[float | None]]) -> PatternScores:
    """Scores from which answers were given, not only from their sum.

    answers : (responses, items) in bank order, 1 for the lowest answer, NaN for not answered; or item to its
        column, such as those of a short form.
    Raises : AnswerError for an item that the bank lacks, or an answer that its item does not have.
    """
    if isinstance(answers, Mapping):
        length = max((len(column) for column in answers.values()), default=0)
        array = np.full((length, len(bank.items)), np.nan)
        for key, column in answers.items():
            array[:, bank.place(str(key))] = np.array(column, dtype=np.float64)
    else:
        array = np.asarray(answers, dtype=np.float64)
    theta, se = expected_a_posteriori(bank, array)
    nothing = np.isnan(array).all(axis=1)
    theta, se = np.where(nothing, np.nan, theta), np.where(nothing, np.nan, se)
    return PatternScores(theta, se, *t_score(theta, se))


def moments(points: FloatArray, log_posterior: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Mean and SD of posteriors (responses, points) that are known up to a factor."""
    weight = np.exp(log_posterior - log_posterior.max(axis=1, keepdims=True))
    total = weight.sum(axis=1)
    mean = weight @ points / total
    square = weight @ points**2 / total
    return mean, np.sqrt(np.maximum(square - mean**2, 0))


def t_score(theta: FloatArray, se: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Theta and its error on the T metric (mean 50, SD 10 in the population of the calibration)."""
    return T_MEAN + T_SD * theta, T_SD * se


def refuse_strange(bank: Bank, answers: FloatArray) -> None:
    """Raise AnswerError for the first answer that its item does not have."""
    if answers.ndim != 2 or answers.shape[1] != len(bank.items):
        raise AnswerError(
            f"answers have the shape {answers.shape}, not (responses, {len(bank.items)})",
            do="Give one row a response and one column an item, in bank order.",
        )
    with np.errstate(invalid="ignore"):
        bad = (answers < 1) | (answers > bank.categories) | (answers != np.rint(answers))
    bad &= ~np.isnan(answers)
    if bad.any():
        row, place = (int(spot[0]) for spot in np.nonzero(bad))
        raise AnswerError(
            f"item {bank.keys[place]!r} is {answers[row, place]:g}, but its answers are 1 to "
            f"{bank.categories[place]:g}",
            where=f"response {row + 1}",
            do="Correct the answer, or leave the item out to count it as not answered.",
        )
