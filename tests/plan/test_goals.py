"""Goals in the person's words, their scales, and goal attainment scaling against published values."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lenitive.cli import options
from lenitive.errors import AnswerError
from lenitive.knowledge.goals import goals_knowledge
from lenitive.knowledge.instruments import instrument
from lenitive.measure import score_record
from lenitive.plan.goals import attainment_t, levels_of, open_goals, review_days, weight_of
from lenitive.reason.judgement import judge_person
from tests.cli.charts import bundle, person, write

AS_OF = date(2026, 6, 1)


# Medians and quartiles of Turner-Stokes and others, Clin Rehabil 2010 (PubMed 20026573). All goals at -2:
# 21.0 (19.8 to 22.6), which are four, five and three goals; as rated at the start: 34.9 (31.9 to 35.5),
# which are five goals at -1, four with one at -2, and four at -1.
@pytest.mark.parametrize(
    ("levels", "published"),
    [
        ([-2, -2, -2], 22.6),
        ([-2, -2, -2, -2], 21.0),
        ([-2, -2, -2, -2, -2], 19.8),
        ([-1, -1, -1, -1, -1], 34.9),
        ([-2, -1, -1, -1], 31.9),
        ([-1, -1, -1, -1], 35.5),
        ([0, 0, 0], 50.0),
        ([0], 50.0),
    ],
)
def test_the_t_score_is_the_published_one(levels, published):
    assert attainment_t(np.array([levels], dtype=float))[0] == pytest.approx(published, abs=0.06)


def test_the_t_score_with_weights_is_that_of_the_example_of_the_r_package_gasr():
    # Sum of w x is 7; 0.7 x 91 + 0.3 x 21^2 = 196, whose root is 14: 50 + 10 x 7 / 14 = 55.
    levels, weights = [[-2, 0, -1, 2, 0, 1]], [[3, 5, 1, 4, 2, 6]]
    assert attainment_t(np.array(levels, float), np.array(weights, float))[0] == pytest.approx(55)


def test_a_goal_that_was_not_judged_is_left_out_and_none_at_all_is_not_known():
    made = attainment_t(np.array([[1.0, np.nan], [np.nan, np.nan]]))
    assert made[0] == pytest.approx(60)
    assert np.isnan(made[1])


@pytest.mark.parametrize(
    ("levels", "weights"), [([3.0], [1.0]), ([-2.5], [1.0]), ([1.0], [0.0]), ([1.0], [-1.0])]
)
def test_a_level_or_a_weight_outside_its_range_is_refused_and_named(levels, weights):
    with pytest.raises(AnswerError, match="of goal 1 is"):
        attainment_t(np.array([levels]), np.array([weights]))


@given(
    st.lists(st.tuples(st.integers(-2, 2), st.integers(1, 9)), min_size=1, max_size=8),
    st.integers(2, 5),
)
def test_better_levels_never_lower_the_score_and_weights_count_only_against_each_other(goals, times):
    levels = np.array([[float(level) for level, _ in goals]])
    weights = np.array([[float(weight) for _, weight in goals]])
    score = attainment_t(levels, weights)[0]
    assert attainment_t(levels, weights * times)[0] == pytest.approx(score)
    assert attainment_t(np.minimum(levels + 1, 2), weights)[0] >= score - 1e-9
    assert attainment_t(-levels, weights)[0] == pytest.approx(100 - score)


def test_the_levels_of_a_counted_goal_start_at_minus_one_and_go_on_beyond_what_was_agreed():
    said = {each.level: each.says for each in levels_of(10, 30, "minutes")}
    assert said == {
        -2: "less than 10 minutes",
        -1: "10 minutes",
        0: "30 minutes",
        1: "40 minutes",
        2: "50 minutes",
    }
    assert [each.says for each in levels_of(8, 4, "days")][:2] == ["more than 8 days", "8 days"]
    with pytest.raises(AnswerError, match="so already"):
        levels_of(5, 5, "minutes")


def test_a_weight_is_importance_times_difficulty():
    assert weight_of(3, 2) == 6
    with pytest.raises(AnswerError, match="difficulty is 4"):
        weight_of(1, 4)


def test_a_goal_is_looked_at_after_four_weeks_then_every_twelve_and_last_on_its_own_day():
    assert review_days(date(2026, 6, 1), date(2026, 9, 1), AS_OF) == (
        date(2026, 6, 29),
        date(2026, 9, 1),
    )
    assert review_days(date(2026, 1, 1), None, AS_OF)[0] >= AS_OF
    assert review_days(date(2026, 1, 1), date(2026, 5, 1), AS_OF) == (AS_OF,)


def goal(words: str, target: str = "", due: str = "2026-09-01", status: str = "active") -> dict:
    made = {
        "resourceType": "Goal",
        "id": f"g{abs(hash(words)) % 10_000}",
        "lifecycleStatus": status,
        "subject": {"reference": "Patient/ana"},
        "description": {"text": words},
        "startDate": "2026-05-01",
        "target": [{"dueDate": due}],
    }
    if target:
        made["target"][0]["detailString"] = target
    return made


@pytest.fixture
def goals_of(tmp_path):
    def read(*resources):
        connection, who = options.open_chart(write(tmp_path, bundle(person(), *resources)), None)
        score_record(connection)
        judge_person(connection, patient_id=who, as_of=AS_OF)
        return open_goals(connection, patient_id=who, as_of=AS_OF)

    return read


@pytest.mark.parametrize(
    ("words", "first", "amount"),
    [
        ("Walk 30 minutes with my daughter", "six_minute_walk.metres", (30.0, "minutes")),
        ("Back to my job three days a week", "work.days_absent_12w", None),
        ("Sleep through the night", "isi.total", None),
        ("Play with my grandchildren", "peg.total", None),
        ("Climb 2 flights of stairs", "promis_pf_4a.t", None),
        ("Paint again", "psfs.mean", None),
    ],
)
def test_the_words_of_a_goal_choose_the_scale_that_shows_it(goals_of, words, first, amount):
    (found,) = goals_of(goal(words))
    assert found.text == words
    assert found.scales[0].scale == first
    assert found.amount == amount
    assert found.due == date(2026, 9, 1)
    assert all(shown.name for shown in found.scales)


def test_goals_that_are_over_are_left_out(goals_of):
    assert goals_of(goal("Walk more", status="cancelled"), goal("Cook again", status="completed")) == ()


def test_every_scale_that_knowledge_names_exists():
    known = goals_knowledge()
    for link in (*known.links, known.otherwise):
        for scale in link.scales:
            form, name = scale.split(".")
            found = instrument(form)
            names = [each.id for each in found.scales] + [each.key for each in found.items]
            assert name in names, scale
