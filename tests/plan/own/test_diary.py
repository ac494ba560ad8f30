"""The weeks of a diary: a relation is said when it is there, and hardly ever when it is not."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest

from lenitive.knowledge.portal.diary import diary_rule
from lenitive.plan.own.diary import chance, numbers_of, weekly

START = date(2026, 1, 5)
RULE = diary_rule()
LEVEL = RULE.false_alarms / (len(RULE.relations) * RULE.looks)
SIZES = [RULE.first_look_days * 2**number for number in range(RULE.looks)]


def diary(**series):
    length = len(next(iter(series.values())))
    return {
        START + timedelta(days=place): {name: float(values[place]) for name, values in series.items()}
        for place in range(length)
    }


def last(days):
    return max(days)


def followed(rng, people, days, again):
    """Series in which each day keeps a part of the one before, as answers from 0 to 10."""
    noise = rng.normal(size=(people, days))
    made = noise.copy()
    for place in range(1, days):
        made[:, place] = again * made[:, place - 1] + np.sqrt(1 - again**2) * noise[:, place]
    return np.clip(np.round(5 + 2 * made), 0, 10)


@pytest.mark.parametrize("again", [0.0, 0.3, 0.6])
def test_people_without_any_relation_are_hardly_ever_told_of_one(again):
    """2,000 people over all looks and three relations, also where bad days follow each other."""
    rng, people = np.random.default_rng(20261125), 2000
    told = np.zeros(people, dtype=bool)
    for _relation in RULE.relations:
        x, y = followed(rng, people, SIZES[-1], again), followed(rng, people, SIZES[-1], again)
        for size in SIZES:
            told |= chance(x[:, :size], y[:, :size]) < LEVEL
    assert told.mean() <= RULE.false_alarms


def test_a_relation_that_is_there_is_found_with_its_size():
    rng = np.random.default_rng(7)
    sleep = rng.integers(0, 11, 60)
    pain = np.clip(9 - 0.6 * sleep + rng.normal(0, 1, 60), 0, 10)
    days = diary(sleep=sleep, pain=pain, done=rng.integers(0, 5, 60), mood=rng.integers(0, 11, 60))
    made = weekly(days, last(days)).found
    assert made.relation.id == "night_pain"
    assert made.low < made.difference < made.high < 0
    assert made.days == 56


def test_too_few_days_are_no_look():
    days = diary(sleep=range(13), pain=range(13))
    assert weekly(days, last(days)) == type(weekly({}, START))(None, False)


def test_the_day_after_is_compared_for_what_follows():
    rng = np.random.default_rng(3)
    done = rng.integers(0, 8, 40)
    pain = np.concatenate([[5], done[:-1]])
    days = diary(done=done, pain=pain)
    made = weekly(days, last(days)).found
    assert (made.relation.id, made.difference > 0) == ("doing_pain_after", True)


def test_missing_days_are_left_out_and_not_guessed():
    days = diary(sleep=range(40), pain=range(40))
    for place in range(0, 40, 2):
        del days[START + timedelta(days=place)]["pain"]
    assert weekly(days, last(days)).found.days == 14


def test_what_never_changes_says_nothing():
    days = diary(sleep=[5] * 60, pain=[3] * 60)
    assert weekly(days, last(days)).found is None


def test_chance_is_that_of_all_orders_for_days_that_do_not_follow_each_other():
    """Of 20,000 random orders of 28 days about one in twenty lies below 0.05."""
    rng = np.random.default_rng(11)
    x = np.tile(np.arange(28.0), (20_000, 1))
    y = rng.permuted(x, axis=1)
    rng.permuted(x, axis=1, out=x)
    below = (chance(x, y) < 0.05).mean()
    assert 0.03 < below < 0.06


def test_a_day_is_numbers_of_what_was_answered_alone():
    day = numbers_of(
        {"pain": 4, "did.walked": True, "did.cooked": False, "words": "x"},
        ["did.walked", "did.cooked"],
        ["pain", "sleep"],
    )
    assert day == {"pain": 4.0, "done": 1.0}
