"""The graded response model (Samejima 1969) and pattern scores by expected a posteriori (EAP).

P(answer > k) = 1 / (1 + exp(-a (theta - b_k))), logistic metric, D = 1; answers are 1 to thresholds + 1.
The posterior is taken on evenly spaced points by plain sums, prior weights exp(-((x - mean) / sd)^2 / 2);
T = 50 + 10 theta. Source: Bock and Mislevy 1982, Appl Psychol Meas 6:431; the points are as CHOIR uses them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from lenitive.errors import AnswerError
from lenitive.measure.arrays import FloatArray

T_MEAN, T_SD = 50.0, 10.0
# Keeps the logarithm of a chance that binary numbers cannot tell from 0.
_LEAST_CHANCE = 1e-300
# Responses scored in one go: (responses, points) stays within a few megabytes.
_ROWS = 4096


@dataclass(frozen=True)
class GradedItem:
    """One item: slope `a` and rising thresholds `b`, in units of theta."""

    key: str
    a: float
    b: tuple[float, ...]


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
        if self.quadrature.points < 2 or not self.quadrature.low < self.quadrature.high:
            problem = "the quadrature needs two points or more, from low to high"
        if not self.prior.sd > 0:
            problem = "the prior needs a positive standard deviation"
        if problem:
            raise AnswerError(f"the bank cannot be used: {problem}", do="Correct the bank.")

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
    def log_chance(self) -> FloatArray:
        """Logarithm of the chance of every answer at every point, (items, categories, points)."""
        return np.log(np.maximum(chances(self, self.theta), _LEAST_CHANCE))

    @cached_property
    def information(self) -> FloatArray:
        """Fisher information of every item at every point, (items, points)."""
        return information(self, self.theta)


def chances(bank: Bank, theta: FloatArray) -> FloatArray:
    """Chance of every answer, (items, categories, thetas); 0 for answers that an item does not have."""
    passed = passing(bank, theta)
    ones = np.ones((len(bank.items), 1, len(theta)))
    bounds = np.concatenate([ones, passed, np.zeros_like(ones)], axis=1)
    found: FloatArray = bounds[:, :-1] - bounds[:, 1:]
    return found


def passing(bank: Bank, theta: FloatArray) -> FloatArray:
    """Chance to answer above each threshold, (items, thresholds, thetas)."""
    distance = theta[None, None, :] - bank.thresholds[:, :, None]
    with np.errstate(over="ignore"):
        found: FloatArray = 1 / (1 + np.exp(-bank.slopes[:, None, None] * distance))
    return found


def information(bank: Bank, theta: FloatArray) -> FloatArray:
    """Fisher information of every item, (items, thetas): sum over answers of P'(theta)^2 / P(theta)."""
    passed = passing(bank, theta)
    slope = bank.slopes[:, None, None] * passed * (1 - passed)
    zeros = np.zeros((len(bank.items), 1, len(theta)))
    steep = np.concatenate([zeros, slope, zeros], axis=1)
    change = steep[:, :-1] - steep[:, 1:]
    found: FloatArray = (change**2 / np.maximum(chances(bank, theta), _LEAST_CHANCE)).sum(axis=1)
    return found


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
