from __future__ import annotations

import pytest

from tests.reason.tables.drawn import AS_OF, ago, lab, made, one


def answer(**said):
    row = {"response_row": "r1", "instrument": "phq9", "item": "q9", "at": ago(3)} | said
    return one("answer", "item", "value", record={"answer": [row]})


@pytest.mark.parametrize(
    ("said", "value"),
    [
        ({"value_number": 2.0}, 2.0),
        ({"value_boolean": True}, 1.0),
        ({"value_boolean": False}, 0.0),
        ({"value_text": "often"}, None),
        ({}, None),
    ],
)
def test_an_answer_is_a_number_and_yes_is_one(said, value):
    assert answer(**said) == ("phq9.q9", value)


def test_a_form_that_is_none_of_ours_gives_no_answer():
    assert answer(instrument=None, value_number=2.0) is None


@pytest.mark.parametrize(("days", "counts"), [(0, True), (-1, True), (-2, False)])
def test_an_answer_of_tomorrow_may_be_one_of_today_elsewhere_and_a_later_one_is_not_known_yet(days, counts):
    assert (answer(value_number=1.0, at=ago(days)) is not None) == counts


def test_an_answer_without_a_date_is_kept():
    assert answer(value_number=1.0, at=None) == ("phq9.q9", 1.0)


@pytest.mark.parametrize(
    ("said", "value"),
    [
        ({"value_number": 1.0}, 1.0),
        ({"value_code": "LA6570-1"}, 2.0),  # more than half the days, LOINC answer list LL358-3
        ({"value_boolean": True}, 1.0),
        ({"value_text": "sometimes"}, None),
    ],
)
def test_an_item_that_comes_as_an_observation_is_an_answer(said, value):
    record = lab("44260-8", **said)  # PHQ-9, thoughts of death
    assert one("answer", "item", "value", record=record) == ("phq9.q9", value)


def test_a_cancelled_observation_is_no_answer():
    assert one("answer", "item", record=lab("44260-8", 2.0, status="cancelled")) is None


def test_a_score_that_was_withheld_is_a_row_without_a_value():
    score = {"instrument": "pcs", "scale": "total", "origin": "computed", "at": ago(5)}
    assert one("score", "scale", "value", record={"score": [score]}) == ("pcs.total", None)
    assert one("score", "value", record={"score": [score | {"value_number": 30.0}]}) == 30.0


@pytest.mark.parametrize(
    ("kind", "status", "stands"),
    [
        ("pain_plan", "active", True),
        ("pain_plan", None, True),
        ("pain_plan", "completed", True),
        ("pain_plan", "revoked", False),
        ("pain_plan", "draft", False),
        ("other", "active", False),
    ],
)
def test_a_pain_plan_that_stands_is_a_plan(kind, status, stands):
    found = made("plan", {"plan": [{"kind": kind, "status": status, "at": ago(90)}]})
    assert [row["kind"] for row in found] == (["pain_plan"] if stands else [])


def test_a_review_keeps_what_it_says_and_when():
    row = {"finding": "red_cancer", "reviewer": "Dr Ito", "outcome": "cleared", "at": "2026-05"}
    (found,) = made("review", {"review": [row]})
    assert (found["finding"], found["outcome"], str(found["at_low"]), str(found["at_high"])) == (
        *("red_cancer", "cleared"),
        *("2026-05-01", "2026-05-31"),
    )
    assert found["at_low"] < AS_OF
