"""Pacing: a start from a few days, a small step a kept week, down after bad days, never faster."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lenitive.knowledge.portal.pacing import pacing_rule
from lenitive.plan.own.pacing import Did, today

START = date(2026, 3, 2)
RULE = pacing_rule()


def on(number):
    return START + timedelta(days=number)


def first(*minutes):
    return [Did(on(place), 60.0 * each, planned=False) for place, each in enumerate(minutes)]


BASE = first(10, 14, 12)  # the example of the lesson: a mean of 12 minutes, so a start of 9.6


def kept(days, seconds=576.0):
    return [Did(on(number), seconds) for number in days]


def test_the_start_is_a_fifth_less_than_the_mean_of_the_timed_days():
    made = today(BASE, on(3))
    assert made.seconds == pytest.approx(576)
    assert (made.reason, made.timed) == ("baseline", 3)


def test_too_few_days_are_no_start():
    assert today(first(10, 14), on(2)).seconds is None
    assert today([], on(0)).reason == "too_few_days"


def test_two_times_on_one_day_are_one_day():
    twice = [Did(on(0), 300, planned=False), Did(on(0), 300, planned=False), Did(on(1), 600, planned=False)]
    assert today(twice, on(2)).timed == 2


def test_a_kept_week_goes_up_one_step_and_no_more():
    week = BASE + kept(range(3, 9))
    assert today(week, on(9)).seconds == pytest.approx(576)
    up = today(BASE + kept(range(3, 10)), on(10))
    assert (up.seconds, up.reason) == (pytest.approx(576 * 1.1), "up")


def test_far_more_than_the_plan_is_not_keeping_it():
    assert today(BASE + kept(range(3, 10), 1800.0), on(10)).seconds == pytest.approx(576)


def test_too_few_kept_days_stay_the_same():
    assert today(BASE + kept(range(3, 7)), on(10)).seconds == pytest.approx(576)


def test_a_bad_day_is_half_and_then_it_goes_up_a_quarter_a_day():
    bad = [*BASE, *kept([3]), Did(on(4), 0, flare=True)]
    assert today(bad, on(4)).seconds == pytest.approx(288)
    assert [today(bad, on(number)).seconds for number in (5, 6, 7)] == pytest.approx([288, 432, 576])
    assert today(bad, on(4)).reason == "flare"
    assert today(bad, on(6)).reason == "after_flare"


def test_bad_days_that_last_take_one_step_back():
    bad = [*BASE, *(Did(on(number), 0, flare=True) for number in (3, 4, 5, 6))]
    assert today(bad, on(7)).reason == "step_back"
    assert today(bad, on(12)).seconds == pytest.approx(576 / 1.1)


def test_after_a_long_break_one_begins_at_the_start():
    long = BASE + kept(range(3, 10))
    back = today(long, on(30))
    assert (back.seconds, back.reason) == (pytest.approx(576), "after_break")


def test_what_lies_after_the_day_has_no_part_in_it():
    assert today(BASE + kept(range(3, 10)), on(5)) == today(BASE + kept(range(3, 5)), on(5))


days = st.lists(st.tuples(st.floats(0, 7200), st.booleans()), max_size=60)


@given(days)
def test_it_never_rises_faster_than_one_step_a_week(told):
    did = BASE + [Did(on(3 + place), seconds, flare=bad) for place, (seconds, bad) in enumerate(told)]
    for number in range(3, 3 + len(told) + 1):
        made = today(did, on(number))
        assert made.seconds <= made.baseline * RULE.raised ** ((number - 3) // RULE.week) * (1 + 1e-9)
        assert made.seconds > 0


@given(days)
def test_a_bad_day_never_makes_it_more(told):
    did = BASE + [Did(on(3 + place), seconds, flare=bad) for place, (seconds, bad) in enumerate(told)]
    end = on(3 + len(told))
    good = today(did, end).seconds
    assert today([*did, Did(end, 0, flare=True)], end).seconds <= good * (1 + 1e-9)
    assert today([*did, Did(end, 0, flare=True)], end + timedelta(days=1)).seconds <= good * (1 + 1e-9)
