"""What theory fixes about the graded response model and its scores."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lenitive.errors import AnswerError
from lenitive.measure import pattern_scores
from lenitive.measure.irt import (
    Bank,
    GradedItem,
    Prior,
    chances,
    expected_a_posteriori,
    information,
    passing,
)
from tests.measure.banks_for_tests import bank_of, banks, banks_with_answers

THETAS = np.linspace(-3, 3, 13)


def test_at_the_threshold_the_chance_to_pass_it_is_one_half():
    bank = bank_of(5)
    for place, item in enumerate(bank.items):
        passed = passing(bank.slopes[place], bank.thresholds[place], np.array(item.b))
        assert np.diag(passed) == pytest.approx(0.5)


@given(banks())
def test_the_chances_of_an_items_answers_add_up_to_one(bank):
    found = chances(bank, THETAS)
    assert found.sum(axis=1) == pytest.approx(1)
    assert (found >= 0).all()


@given(banks())
def test_the_information_of_a_test_is_the_sum_over_its_items(bank):
    whole = information(bank, THETAS).sum(axis=0)
    alone = [information(Bank((item,)), THETAS)[0] for item in bank.items]
    assert whole == pytest.approx(np.sum(alone, axis=0))


def test_information_is_the_expected_curvature_of_the_log_likelihood():
    bank, step = bank_of(4), 1e-4
    log = [np.log(chances(bank, THETAS + shift)) for shift in (-step, 0, step)]
    curvature = (log[0] - 2 * log[1] + log[2]) / step**2
    expected = -(np.exp(log[1]) * curvature).sum(axis=1)
    assert information(bank, THETAS) == pytest.approx(expected, rel=1e-4, abs=1e-5)


def test_a_two_category_item_is_the_two_parameter_logistic_model():
    bank = Bank((GradedItem("i", 1.7, (0.4,)),))
    p = 1 / (1 + np.exp(-1.7 * (THETAS - 0.4)))
    assert information(bank, THETAS)[0] == pytest.approx(1.7**2 * p * (1 - p))


@given(banks(), st.floats(-1, 1), st.floats(0.5, 1.5))
def test_with_no_answers_the_score_is_the_prior(bank, mean, sd):
    theta, se = expected_a_posteriori(
        Bank(bank.items, Prior(mean, sd)), np.full((1, len(bank.items)), np.nan)
    )
    # The points end at -4 and 4, which cuts off a little of a wide prior.
    assert theta[0] == pytest.approx(mean, abs=0.15)
    assert se[0] == pytest.approx(sd, rel=0.15)


@given(banks_with_answers(), st.data())
def test_a_higher_answer_never_gives_a_lower_theta(known, data):
    bank, answers = known
    place = data.draw(st.integers(0, len(bank.items) - 1))
    column = np.repeat(answers, int(bank.categories[place]), axis=0)
    column[:, place] = np.arange(1, bank.categories[place] + 1)
    theta, _ = expected_a_posteriori(bank, column)
    assert (np.diff(theta) >= -1e-12).all()


@given(banks_with_answers())
def test_theta_lies_on_the_points_and_its_error_is_never_negative(known):
    bank, answers = known
    theta, se = expected_a_posteriori(bank, answers)
    assert -4 <= theta[0] <= 4
    assert 0 <= se[0] <= 4


@given(banks_with_answers(), st.randoms())
def test_the_order_of_items_does_not_matter(known, random):
    bank, answers = known
    order = list(range(len(bank.items)))
    random.shuffle(order)
    turned = Bank(tuple(bank.items[place] for place in order))
    for one, other in zip(
        expected_a_posteriori(bank, answers), expected_a_posteriori(turned, answers[:, order]), strict=True
    ):
        assert one == pytest.approx(other, abs=1e-9)


def test_the_weight_of_the_prior_fades_with_answers():
    bank = bank_of(40, seed=3)
    answers = np.full((1, 40), 5.0)
    few, many = answers.copy(), answers
    few[:, 2:] = np.nan
    assert expected_a_posteriori(bank, few)[0][0] < expected_a_posteriori(bank, many)[0][0]


@pytest.mark.parametrize(
    ("items", "says"),
    [
        ((), "no items"),
        ((GradedItem("i", 0, (1.0,)),), "positive slope"),
        ((GradedItem("i", 1, (1.0, 0.5)),), "rising thresholds"),
        ((GradedItem("i", 1, ()),), "rising thresholds"),
        ((GradedItem("i", float("nan"), (1.0,)),), "positive slope"),
        ((GradedItem("i", 1, (1.0,)), GradedItem("i", 1, (1.0,))), "given twice"),
    ],
)
def test_a_bank_that_no_model_can_use_is_refused(items, says):
    with pytest.raises(AnswerError, match=says):
        Bank(items)


@pytest.mark.parametrize("answer", [0, 6, 2.5, np.inf])
def test_an_answer_that_the_item_does_not_have_is_refused(answer):
    with pytest.raises(AnswerError, match="its answers are 1 to 5"):
        expected_a_posteriori(bank_of(1), np.array([[answer]]))


def test_pattern_scores_take_columns_by_name_and_withhold_where_nothing_is_answered():
    bank = bank_of(3)
    found = pattern_scores(bank, {"i0": [3, None], "i2": [4, None]})
    theta, se = expected_a_posteriori(bank, np.array([[3, np.nan, 4]]))
    assert (found.theta[0], found.se[0]) == pytest.approx((theta[0], se[0]))
    assert found.t[0] == pytest.approx(50 + 10 * theta[0])
    assert np.isnan([found.theta[1], found.se[1], found.t[1]]).all()
    with pytest.raises(AnswerError, match="no item 'i9'"):
        pattern_scores(bank, {"i9": [1]})
