"""What goes with what in a person's diary: said only where it is more than the ups and downs of days.

Days of one person follow each other: a bad night is often followed by another. So a rank correlation is
judged with the number of days that are worth something on their own (Bartlett's correction by the correlation
of each series with its next day), at fixed numbers of days that double, and shared out over all relations and
all looks (Bonferroni): without any relation somebody is told of one in at most `false_alarms` of cases, ever.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import NormalDist

import numpy as np
import numpy.typing as npt

from lenitive.knowledge.portal.diary import DiaryRule, Relation, diary_rule

FloatArray = npt.NDArray[np.float64]
DONE = "done"
_OF_RANKS = 1.06  # how much more Fisher's z of ranks varies than that of values


@dataclass(frozen=True)
class Found:
    """A relation that the days show. difference : of `on`, points, days with more of it less those with less.

    low, high : its interval, of the coverage that the rule names. days : how many were compared.
    """

    relation: Relation
    difference: float
    low: float
    high: float
    days: int


@dataclass(frozen=True)
class Weekly:
    """found : at most one relation, the clearest; enough : whether there were days enough for a look."""

    found: Found | None
    enough: bool


def weekly(days: Mapping[date, Mapping[str, float]], today: date) -> Weekly:
    """What the diary of one person shows by a day. days : day -> sleep, mood, pain, and `done`, a count."""
    rule = diary_rule()
    looked = [(each, _pairs(days, each, today)) for each in rule.relations]
    at_look = [(each, x[:size], y[:size]) for each, (x, y) in looked if (size := _look(len(x), rule))]
    clear = [
        (float(doubt[0]), each, x, y)
        for each, x, y in at_look
        if (doubt := chance(x[None, :], y[None, :]))[0] < _level(rule) and _split(x, rule) is not None
    ]
    if not clear:
        return Weekly(None, bool(at_look))
    _doubt, relation, x, y = min(clear, key=lambda each: each[0])
    found = _found(relation, x, y, rule)
    return Weekly(None if found.low < 0 < found.high else found, True)


def chance(x: FloatArray, y: FloatArray) -> FloatArray:
    """How likely a rank correlation so far from none is without any relation, one of 0 to 1 a row.

    x, y : people x days, no missing values. Series that never change, or with too few days worth something
    on their own, give 1. Source : Bartlett 1935 for the days; Fisher's z with the variance that Fieller,
    Hartley and Pearson give for ranks (Biometrika 1957;44:470-481).
    """
    first, second = _ranks(x), _ranks(y)
    days = x.shape[1]
    both = _lagged(first) * _lagged(second)
    worth = np.clip(days * (1 - both) / (1 + both), 4, days)
    related = np.clip(_correlation(first, second), -0.999999, 0.999999)
    z = np.abs(np.arctanh(related)) * np.sqrt((worth - 3) / _OF_RANKS)
    made: FloatArray = np.array([2 * (1 - NormalDist().cdf(float(each))) for each in z])
    return np.where(np.isfinite(related), made, 1.0)


def _level(rule: DiaryRule) -> float:
    return rule.false_alarms / (len(rule.relations) * rule.looks)


def _look(days: int, rule: DiaryRule) -> int:
    """The number of days of the last look that is due; 0 before the first one."""
    sizes = [rule.first_look_days * 2**number for number in range(rule.looks)]
    return max((size for size in sizes if size <= days), default=0)


def _pairs(
    days: Mapping[date, Mapping[str, float]], of: Relation, today: date
) -> tuple[FloatArray, FloatArray]:
    """The days that can be compared, the first first."""
    later = timedelta(days=of.days_later)
    known = [
        (days[day][of.of], days[day + later][of.on])
        for day in sorted(days)
        if day + later <= today and of.of in days[day] and of.on in days.get(day + later, {})
    ]
    pairs = np.array(known, dtype=float).reshape(-1, 2)
    return pairs[:, 0], pairs[:, 1]


def _ranks(values: FloatArray) -> FloatArray:
    """Ranks along a row, ties sharing theirs."""
    less = (values[:, None, :] < values[:, :, None]).sum(axis=2)
    same = (values[:, None, :] == values[:, :, None]).sum(axis=2)
    made: FloatArray = less + (same - 1) / 2.0
    return made


def _correlation(x: FloatArray, y: FloatArray) -> FloatArray:
    """Of each row; NaN where one of them never changes."""
    first, second = x - x.mean(axis=1, keepdims=True), y - y.mean(axis=1, keepdims=True)
    spread = np.sqrt((first**2).sum(axis=1) * (second**2).sum(axis=1))
    made: FloatArray = np.full(len(x), np.nan)
    np.divide((first * second).sum(axis=1), spread, out=made, where=spread > 0)
    return made


def _lagged(x: FloatArray) -> FloatArray:
    """Correlation of each row with its next day, never below none: that would count days more than once."""
    return np.clip(np.nan_to_num(_correlation(x[:, :-1], x[:, 1:])), 0, 0.95)


def _split(x: FloatArray, rule: DiaryRule) -> npt.NDArray[np.bool_] | None:
    """Which days had more; None where one side has too few."""
    more = x > np.median(x)
    least: int = min(int(more.sum()), int((~more).sum()))
    return more if least >= rule.group_least else None


def _found(relation: Relation, x: FloatArray, y: FloatArray, rule: DiaryRule) -> Found:
    more = x > np.median(x)
    with_more, with_less = y[more], y[~more]
    difference = float(with_more.mean() - with_less.mean())
    error = float(np.sqrt(with_more.var(ddof=1) / len(with_more) + with_less.var(ddof=1) / len(with_less)))
    reach = NormalDist().inv_cdf((1 + rule.interval) / 2) * error
    return Found(relation, difference, difference - reach, difference + reach, len(x))


def numbers_of(
    answers: Mapping[str, object], things: Sequence[str], scales: Sequence[str]
) -> dict[str, float]:
    """A day's answers as numbers: each scale that was answered, and how many of the things were done."""
    told = {name: float(value) for name in scales if isinstance(value := answers.get(name), (int, float))}
    return {**told, DONE: float(sum(answers.get(name) is True for name in things))}
