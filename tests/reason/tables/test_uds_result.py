from __future__ import annotations

import pytest

from tests.reason.tables.drawn import ago, lab, one

OXYCODONE, COCAINE, PCP, OPIATES = "11246-6", "70146-6", "8237-0", "19295-5"
MORPHINE, OXYMORPHONE, HYDROMORPHONE, CANNABIS = "16196-8", "11247-4", "9834-3", "18282-4"
HELD = [{"domain": "medicines"}]


def taken(ingredient, first, last=None, **more):
    """A medicine from `first` to `last` days ago; without a last day it goes on."""
    to_day = None if last is None else float(-last)
    given = {"ingredient": ingredient, "kind": "order", "status": "active"}
    return {**given, "from_day": float(-first), "to_day": to_day, **more}


def result(code, *, medicine=(), held=HELD, at=10, **said):
    record = lab(code, at=None if at is None else ago(at), **said)
    return one("uds_result", "result", "verdict", record=record, medicine=medicine, held=held)


def verdict(code, interpretation, *medicine, **how):
    return result(code, interpretation=interpretation, medicine=medicine, **how)[1]


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({"interpretation": "POS"}, "positive"),
        ({"interpretation": "neg"}, "negative"),
        ({"value_code": "260373001"}, "positive"),
        ({"value_code": "260415000"}, "negative"),
        ({"value_text": "Positive"}, "positive"),
        ({"value_text": "Not detected"}, "negative"),
        ({"value_boolean": True}, "positive"),
        ({"value_boolean": False}, "negative"),
        ({"value": 50.0, "comparator": "<"}, "negative"),
        ({"value": 0.0}, "negative"),
        ({"value": 812.0}, None),
        ({"value_text": "see note"}, None),
        ({}, None),
        ({"interpretation": "POS", "value_text": "Negative"}, None),
    ],
)
def test_a_result_is_read_by_interpretation_code_or_words(said, expected):
    found, judged = result(OXYCODONE, **said)
    assert found == expected
    assert (judged == "not_judged") == (expected is None)


@pytest.mark.parametrize(
    ("medicine", "expected"),
    [
        ([], "unexpected"),
        ([taken("oxycodone", 60)], "expected"),
        ([taken("oxycodone", 10)], "expected"),  # begun on the day of the test
        ([taken("oxycodone", 9)], "unexpected"),  # begun after it
        ([taken("oxycodone", 90, 41)], "expected"),  # 31 days before
        ([taken("oxycodone", 90, 42)], "unexpected"),
        ([taken("codeine", 60)], "unexpected"),
    ],
)
def test_a_positive_result_needs_a_medicine_in_the_31_days_before(medicine, expected):
    assert verdict(OXYCODONE, "POS", *medicine) == expected


@pytest.mark.parametrize(
    ("medicine", "expected"),
    [
        ([], "expected"),
        ([taken("oxycodone", 60)], "unexpected"),
        ([taken("oxycodone", 11)], "unexpected"),
        ([taken("oxycodone", 10)], "expected"),  # begun on the day of the test: not due yet
        ([taken("oxycodone", 60, 11)], "expected"),  # ran out the day before
        ([taken("oxycodone", 60, 10)], "unexpected"),
    ],
)
def test_a_negative_result_is_unexpected_with_a_medicine_that_was_due(medicine, expected):
    assert verdict(OXYCODONE, "NEG", *medicine) == expected


@pytest.mark.parametrize(
    ("code", "ingredient"),
    [
        *((MORPHINE, "codeine"), (OXYMORPHONE, "oxycodone"), (HYDROMORPHONE, "hydrocodone")),
        *((OPIATES, "oxycodone"), ("16228-9", "diazepam")),
    ],
)
def test_a_metabolite_explains_its_parent_and_its_absence_proves_nothing(code, ingredient):
    medicine = taken(ingredient, 60)
    assert verdict(code, "POS", medicine) == "expected"
    assert verdict(code, "NEG", medicine) == "expected"


@pytest.mark.parametrize("code", [COCAINE, PCP])
def test_cocaine_and_pcp_count_when_positive_alone(code):
    assert verdict(code, "POS", held=[]) == "unexpected"
    assert verdict(code, "NEG") == "expected"


def test_cannabis_is_not_judged():
    assert verdict(CANNABIS, "POS") == "not_judged"


def test_a_positive_result_is_not_judged_without_a_list_that_can_be_read():
    assert verdict(OXYCODONE, "POS", held=[]) == "not_judged"
    assert verdict(OXYCODONE, "POS", taken(None, 60)) == "not_judged"
    assert verdict(OXYCODONE, "POS", taken(None, 60), taken("oxycodone", 60)) == "expected"


def test_a_result_without_a_date_is_not_judged():
    assert verdict(OXYCODONE, "POS", at=None) == "not_judged"


def test_the_substance_is_the_narrowest_set():
    record = lab(OXYCODONE, interpretation="POS")
    assert one("uds_result", "substance", record=record) == "uds_oxycodone"
    assert one("uds_result", "substance", record=lab("2160-0", 1.0, "mg/dL")) is None
