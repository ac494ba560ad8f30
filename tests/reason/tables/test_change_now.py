from __future__ import annotations

import pytest

from tests.reason.tables.drawn import ago, made, one


def score(value, days, scale="peg.total"):
    day = None if days is None else ago(days)
    return {"scale": scale, "value": value, "at": day, "row_ids": [f"{scale} {days}"]}


def current(days, status="current"):
    return {"treatment": "yoga", "status": status, "at": ago(days)}


def change(*scores, trial=()):
    return one("change_now", "verdict", "weeks", score=scores, trial=trial)


@pytest.mark.parametrize(
    ("first", "last", "verdict"),
    [
        (7.0, 3.5, "improved_much"),  # half
        (7.0, 3.6, "improved"),
        (7.0, 4.9, "improved"),  # 30 percent
        (7.0, 5.0, "no_change"),
        (7.0, 7.0, "no_change"),
        (7.0, 9.0, "no_change"),
        (7.0, 9.1, "worse"),
        (0.0, 0.9, "no_change"),  # of 0 no percentage can be taken: by points
        (0.0, 1.0, "worse"),
    ],
)
def test_the_verdict_on_peg_is_by_percent_of_the_first(first, last, verdict):
    assert change(score(first, 84), score(last, 0)) == (verdict, 12)


@pytest.mark.parametrize(
    ("last", "verdict"), [(60.0, "improved_much"), (50.0, "improved"), (49.0, "no_change"), (30.0, "worse")]
)
def test_a_scale_where_more_is_better_goes_the_other_way(last, verdict):
    scale = "promis29.pf"
    values = {60.0: 44.0, 50.0: 42.0, 49.0: 41.9, 30.0: 38.0}
    assert change(score(40.0, 84, scale), score(values[last], 0, scale))[0] == verdict


@pytest.mark.parametrize(
    ("trial", "weeks"),
    [
        ([], 20),  # no treatment: the first score of all
        ([current(90)], 12),  # 84 days ago is the first after the start
        ([current(84)], 12),
        ([current(60)], 12),  # 24 days before the start
        ([current(50)], 4),  # 34 days before is too long: the first after the start
        ([current(20)], 4),  # the score 8 days before the start
        ([current(0)], 20),  # a treatment begun today has changed nothing yet
        ([current(90, "ended")], 20),
        ([current(150), current(20)], 4),
    ],
)
def test_the_first_score_is_that_at_the_start_of_the_present_treatment(trial, weeks):
    scores = score(7.0, 140), score(6.0, 84), score(5.0, 28), score(4.0, 0)
    assert change(*scores, trial=trial)[1] == weeks


def test_one_score_is_no_change_and_a_withheld_or_undated_one_is_no_score():
    assert change(score(7.0, 84)) is None
    assert change(score(7.0, 84), score(None, 0)) is None
    assert change(score(7.0, None), score(5.0, 0)) is None


def test_one_verdict_an_instrument_by_its_main_scale_with_its_rows():
    bpi = [score(6.0, 84, f"bpi.{scale}") for scale in ("severity", "interference")]
    bpi += [score(2.0, 0, f"bpi.{scale}") for scale in ("severity", "interference")]
    (row,) = made("change_now", score=bpi)
    assert (row["instrument"], row["verdict"]) == ("bpi", "improved_much")
    assert row["row_ids"] == ["bpi.interference 0", "bpi.interference 84"]
    assert str(row["at_high"]) == ago(0)
