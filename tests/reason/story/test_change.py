from __future__ import annotations

import pytest

from lenitive.reason.story import function_and_pain, since_last_time
from tests.reason.story.people import TODAY, person, scores


def lines(*series):
    return since_last_time(person({"score": [row for rows in series for row in rows]}), TODAY)


def test_function_comes_first_and_intensity_is_only_one_of_the_rest():
    found = lines(
        scores("nrs", "total", d2026_01_01=7, d2026_05_01=2),
        scores("bpi", "interference", d2026_01_01=6, d2026_05_01=6),
    )
    assert [change.series.measure.id for change in found] == ["interference", "intensity"]


def test_three_lines_at_most_and_what_changed_most_before_what_did_not():
    found = lines(
        scores("bpi", "interference", d2026_01_01=6, d2026_05_01=6),
        scores("pcs", "total", d2026_01_01=30, d2026_05_01=30),
        scores("phq9", "total", d2026_01_01=4, d2026_05_01=20),
        scores("gad7", "total", d2026_01_01=4, d2026_05_01=4),
    )
    assert [change.series.instrument for change in found][:2] == ["bpi", "phq9"]
    assert len(found) == 3


@pytest.mark.parametrize(
    ("instrument", "scale", "before", "now", "verdict"),
    [
        ("bpi", "interference", 8.0, 3.0, "better"),
        ("bpi", "interference", 3.0, 8.0, "worse"),
        ("bpi", "interference", 6.0, 6.0, "same"),
        ("bpi", "interference", 6.0, 4.5, "unsure_better"),  # matters by 1 point, error explains 2.1
        ("phq9", "total", 4.0, 20.0, "worse"),
    ],
)
def test_a_verdict_weighs_what_matters_against_the_error(instrument, scale, before, now, verdict):
    (change,) = lines(scores(instrument, scale, d2026_01_01=before, d2026_05_01=now))
    assert change.verdict == verdict


def test_a_higher_t_score_of_function_is_better_and_its_error_comes_with_the_score():
    (change,) = lines(scores("promis29", "pf", se=2.1, d2026_01_01=38, d2026_05_01=46))
    assert (change.verdict, change.words) == ("better", "better, and it matters")
    assert change.error == pytest.approx(1.96 * 2.1 * 2**0.5, abs=0.01)


def test_without_an_error_no_change_is_called_sure():
    (change,) = lines(scores("promis29", "pf", d2026_01_01=38.05, d2026_05_01=46.15))
    assert (change.verdict, change.error) == ("unsure_better", None)
    assert change.words == "better, error not known"


def test_a_line_opens_to_both_scores_their_dates_and_the_error():
    (change,) = lines(scores("bpi", "interference", d2026_01_01=8, d2026_05_01=3))
    assert change.sums[0] == "8 on 1 Jan 2026, 3 on 1 May 2026: −5."
    assert "2.1" in change.sums[1]
    assert len(change.rows) == 2


@pytest.mark.parametrize("by_day", [{}, {"d2026_01_01": 5.0}, {"d2026_01_01": None, "d2026_05_01": 5.0}])
def test_one_score_or_none_is_no_change(by_day):
    assert lines(scores("peg", "total", **by_day)) == ()


def test_a_score_after_the_day_asked_about_does_not_count():
    (change,) = lines(scores("peg", "total", d2026_01_01=8, d2026_05_01=7, d2026_07_01=1))
    assert change.now.value == 7


def test_a_score_outside_its_scale_is_left_out_and_breaks_nothing():
    assert lines(scores("peg", "total", d2026_01_01=8, d2026_05_01=47)) == ()


def test_of_two_scores_of_one_day_the_one_computed_from_answers_counts():
    rows = scores("peg", "total", d2026_01_01=8, d2026_05_01=3)
    rows.append({**rows[1], "row_id": "Observation/x#1", "value_number": 9, "origin": "observation"})
    (change,) = lines(rows)
    assert change.now.value == 3


def test_headline_numbers_go_from_function_to_intensity_with_their_words():
    found = function_and_pain(
        person(
            {
                "score": [
                    *scores("nrs", "total", d2026_01_01=7, d2026_05_01=6.4),
                    *scores("promis29", "pf", d2026_05_01=38),
                    *scores("bpi", "interference", d2025_11_01=7.6, d2026_01_01=5.9, d2026_05_01=5.1),
                ]
            }
        ),
        TODAY,
    )
    assert [line.series.measure.id for line in found] == ["interference", "function", "intensity"]
    interference, function, intensity = found
    assert (interference.value, interference.last.before.value) == ("5.1", 5.9)
    assert interference.whole.before.value == 7.6
    assert (function.value, function.meaning, function.last) == ("38", "moderate", None)
    assert intensity.value == "6.4"


def test_nothing_measured_gives_no_number():
    assert function_and_pain(person(), TODAY) == ()
