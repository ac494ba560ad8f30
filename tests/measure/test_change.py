"""A change is judged by published thresholds, by error, and never by a hard line where sources differ."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lenitive.errors import AnswerError
from lenitive.knowledge import instruments
from lenitive.measure import compare, function_first, global_rating, sentences, theta_test, verdict_sentences


@pytest.mark.parametrize(
    ("instrument", "scale", "first", "last", "verdict", "contested"),
    [
        # IMMPACT: 30 % of intensity is moderate, 50 % substantial; 2 points is another source's line.
        ("nrs", None, 8, 4, "improved_much", False),
        ("nrs", None, 7, 4.9, "improved", False),
        ("nrs", None, 10, 8, "no_change", True),
        ("nrs", None, 4, 2.7, "improved", True),
        ("nrs", None, 8, 7, "no_change", False),
        ("nrs", None, 4, 8, "worse", False),
        ("nrs", None, 0, 0, "no_change", False),
        ("nrs", None, float("nan"), 4, "unknown", False),
        ("peg", None, 6, 4.2, "improved", False),
        ("peg", None, 6, 4.3, "no_change", True),  # about a point matters in some samples
        ("peg", None, 6, 5.3, "no_change", False),
        ("peg", None, 4, 5.2, "worse", False),
        ("peg", None, 0, 0.5, "no_change", False),  # no percentage of 0: a point decides
        ("peg", None, 0, 1.5, "worse", False),
        ("fiqr", None, 0, 20, "unknown", False),  # nor does any source give points
        # PSEQ: 5.5 by Chiarotto 2016, 11 by the case-series table; higher is better.
        ("pseq", None, 20, 25, "no_change", False),
        ("pseq", None, 20, 27, "no_change", True),
        ("pseq", None, 20, 31, "improved", False),
        ("pseq", None, 31, 20, "worse", False),
        ("pseq", None, 20, 42, "improved_much", False),
        # PROMIS physical function: 2 to 6 points; higher is better.
        ("promis29", "pf", 35.6, 37.9, "improved", True),
        ("promis29", "pf", 35.6, 43.5, "improved_much", False),
        # DN4 is no outcome: nobody says what change matters.
        ("dn4", None, 6, 2, "unknown", False),
    ],
)
def test_verdicts_follow_the_sources_and_say_where_they_differ(
    instrument, scale, first, last, verdict, contested
):
    change = compare(instrument, first, last, scale=scale)
    assert (change.verdict[0], bool(change.contested[0])) == (verdict, contested)


def test_reliable_change_is_that_of_jacobson_and_truax():
    change = compare("pseq", [20, 20, 32.7], [32.6, 32.7, 20])  # Vejlgaard 2021: 12.67 points
    assert change.reliable.tolist() == ["no_change", "improved", "worse"]
    assert change.reliable_index[0] == pytest.approx(12.6 / (4.57 * 2**0.5))


def test_a_promis_score_is_judged_by_the_errors_of_both_scores():
    change = compare("promis_pi_4a", 61.2, 55.6)
    assert change.error[0] == pytest.approx((1.8**2 + 1.9**2) ** 0.5)
    assert change.reliable[0] == "improved"
    wide = compare("promis_pi_4a", 61.2, 55.6, first_se=4, last_se=4)
    assert wide.reliable[0] == "no_change"
    low, high = wide.interval
    assert low[0] < -5.6 < high[0]


def test_a_t_score_of_no_table_needs_its_own_error():
    assert compare("promis_pi_4a", 61.27, 55.6).reliable[0] == "unknown"


def test_the_test_of_theta_agrees_with_the_normal_tables():
    z, p = theta_test(0.0, 0.3, 1.0, 0.4)
    assert z[0] == pytest.approx(2.0)
    assert p[0] == pytest.approx(0.0455, abs=1e-4)


def test_without_a_known_error_no_index_is_given():
    change = compare("phq8", 15, 5)
    assert change.verdict[0] == "improved_much"
    assert change.reliable[0] == "unknown"
    assert np.isnan(change.p_value[0])


def test_floor_and_ceiling_are_flagged():
    change = compare("peg", [1, 9, 10], [0, 10, 10])
    assert change.at_best[1].tolist() == [True, False, False]
    assert change.at_worst[1].tolist() == [False, True, True]
    assert compare("pseq", [55, 20], [60, 20]).no_room.tolist() == [True, False]


def test_responders_are_counted_at_thirty_and_fifty_percent():
    change = compare("nrs", [10, 10, 10, 0], [7, 5, 8, 0])
    assert change.responder(30).tolist() == [True, True, False, False]
    assert change.responder(50).tolist() == [False, True, False, False]


def test_the_persons_own_rating_of_change_is_read_as_it_is():
    verdicts, contested = global_rating([1, 2, 3, 4, 5, float("nan")])
    assert verdicts.tolist() == ["improved_much", "improved", "improved", "no_change", "worse", "unknown"]
    assert contested.tolist() == [False, False, True, False, False, False]
    with pytest.raises(AnswerError, match="itself a rating of change"):
        compare("pgic", 1, 2)


def test_function_leads_and_intensity_comes_after():
    changes = [
        compare("nrs", 5, 4),
        compare("phq9", 5, 4),
        compare("pseq", 20, 30),
        compare("bpi", 5, 4),
        compare("odi", 40, 30),
    ]
    order = [change.instrument.id for change in function_first(changes)]
    assert order == ["odi", "bpi", "pseq", "nrs", "phq9"]


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (
            lambda: compare("nrs", 12, 4),
            "first score 1: .* the value 12 lies outside the scale, which goes from 0 to 10",
        ),
        (lambda: compare("nrs", [1, 2], [1, 2, 3]), "different shapes"),
        (lambda: compare("nrs", 1, 2, scale="mood"), "has no scale 'mood'"),
        (lambda: compare("eq5d5l", 1, 2, scale="profile"), "is text"),
    ],
)
def test_what_cannot_be_compared_is_refused_in_one_line(call, says):
    with pytest.raises(AnswerError, match=says):
        call()


def test_sentences_say_what_changed_whether_it_matters_and_whether_it_is_real():
    sentences = verdict_sentences(compare("peg", [6.3, 6, np.nan], [3.0, 5.5, 3]))
    assert sentences[0] == (
        "Much better: 3.3 points (52 %), from 6.3 to 3 (0 to 10, lower is better). "
        "30 % or more is taken to matter; sources ask for 1 to 1.9 points. "
        "That is more than what measurement error makes (2.7 points)."
    )
    assert sentences[1].startswith("About the same: 0.5 points (8 %)")
    assert "within what measurement error makes" in sentences[1]
    assert sentences[2] == "Not known: there is no first score."


def test_a_sentence_shows_the_range_where_sources_differ():
    (sentence,) = verdict_sentences(compare("pseq", 20, 27))
    assert "sources ask for 5.5 to 11 points" in sentence
    assert "Sources differ on whether this much matters" in sentence


SCALES = [
    (form.id, scale.id)
    for form in instruments.instruments()
    for scale in form.scales
    if scale.low is not None and scale.measures != "change"
]


@given(st.sampled_from(SCALES), st.floats(0, 1), st.floats(0, 1))
def test_the_same_step_the_other_way_is_worse_where_this_way_is_better(scale, one, other):
    form, scale_id = scale
    known = instruments.instrument(form).scale(scale_id)
    middle, half = (known.low + known.high) / 2, (known.high - known.low) / 2
    step = (one - other) * half
    there, back = (compare(form, middle, middle + move, scale=scale_id) for move in (step, -step))
    worse_there = there.verdict[0] == "worse"
    assert worse_there == (back.verdict[0] in ("improved", "improved_much"))
    assert there.contested[0] == back.contested[0]
    assert there.difference[0] == pytest.approx(-back.difference[0])


@given(st.sampled_from(SCALES), st.floats(0, 1), st.floats(0, 1), st.floats(0, 1))
def test_more_improvement_is_never_a_lesser_verdict(scale, start, one, other):
    form, scale_id = scale
    known = instruments.instrument(form).scale(scale_id)
    rank = {"worse": 0, "no_change": 1, "improved": 2, "improved_much": 3, "unknown": 0}
    first, *lasts = (known.low + share * (known.high - known.low) for share in (start, one, other))
    change = compare(form, [first, first], lasts, scale=scale_id)
    less, more = np.argsort(change.improvement)
    assert rank[change.verdict[less]] <= rank[change.verdict[more]]


@pytest.mark.parametrize(("form", "scale"), SCALES)
def test_percent_leads_only_on_scales_that_start_at_zero(form, scale):
    change = compare(form, np.nan, np.nan, scale=scale)
    assert change.threshold.leads_by != "percent" or change.scale.low == 0


def test_one_point_is_one_point():
    assert sentences._points("1") == "1 point"
    assert sentences._points("1.5") == "1.5 points"
