from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.reason.tables.drawn import ago, both, lab, made, one

EGFR, CREATININE, WEIGHT, SYSTOLIC = "33914-3", "2160-0", "29463-7", "8480-6"
RATE = "mL/min/{1.73_m2}"


def value(*what, **said):
    return one("measurement", "value_low", "value_high", record=lab(*what, **said))


@pytest.mark.parametrize(
    ("code", "number", "unit", "expected"),
    [
        (EGFR, 24, RATE, 24),
        (EGFR, 24, "mL/min/1.73 m2", 24),
        (EGFR, 24, "ml/min/1.73m2", 24),
        (CREATININE, 1.2, "mg/dL", 1.2),
        ("14682-9", 106, "umol/L", 1.199),
        ("14682-9", 106, "µmol/L", 1.199),
        (WEIGHT, 150, "[lb_av]", 68.039),
        (WEIGHT, 70, "kg", 70),
        ("8310-5", 101.3, "[degF]", 38.5),
        (EGFR, 24, "furlong", None),  # a unit that we cannot convert
        (EGFR, 24, None, None),  # no unit: not guessed
        (EGFR, None, RATE, None),
        (WEIGHT, 7000, "kg", None),  # not possible
        (SYSTOLIC, 1600, "mm[Hg]", None),
    ],
)
def test_a_value_is_in_the_unit_of_its_concept_or_empty(code, number, unit, expected):
    low, high = value(code, number, unit)
    assert low == high
    assert low == (None if expected is None else pytest.approx(expected, rel=1e-3))


def test_a_comparator_makes_bounds_and_leaves_the_number_itself_out():
    low, high = value(EGFR, 60, RATE, comparator=">")
    assert low > 60 and low == pytest.approx(60) and high > 200
    low, high = value(EGFR, 15, RATE, comparator="<")
    assert low == 0 and high < 15 and high == pytest.approx(15)
    assert value(EGFR, 60, RATE, comparator=">=")[0] == 60
    assert value(EGFR, 15, RATE, comparator="<=")[1] == 15


@pytest.mark.parametrize(
    ("status", "counts"),
    [
        *(("final", True), ("amended", True), ("preliminary", True), (None, True)),
        *(("cancelled", False), ("entered-in-error", False), ("registered", False)),
    ],
)
def test_a_result_counts_by_its_status(status, counts):
    assert (value(EGFR, 24, RATE, status=status) is not None) == counts


def test_a_code_of_another_system_or_of_nothing_we_measure_is_left_out():
    record = lab("1234-5", 24, RATE)
    assert made("measurement", record) == []
    record = lab(EGFR, 24, RATE)
    record["coding"] = [dict(record["coding"][0], system="http://example.org")]
    assert made("measurement", record) == []


def test_the_system_may_be_written_as_an_oid():
    record = lab(EGFR, 24, RATE)
    record["coding"] = [dict(record["coding"][0], system="urn:oid:2.16.840.1.113883.6.1")]
    assert one("measurement", "concept", record=record) == "egfr"


def diary(filled, days=10):
    answers = [{"response_row": "r1", "instrument": "headache_days", "item": "days", "value_number": days}]
    if filled is not None:
        answers += [answers[0] | {"item": "diary_days", "value_number": filled}]
    return [row | {"at": ago(2)} for row in answers]


@pytest.mark.parametrize(
    ("filled", "expected"), [(28, 10 * 30 / 28), (21, 10 * 30 / 21), (20, None), (None, 10 * 30 / 28)]
)
def test_headache_days_are_scaled_to_a_month_and_need_21_filled_days(filled, expected):
    found = one("measurement", "concept", "value_low", record={"answer": diary(filled)})
    assert found == ("headache_days_per_month", None if expected is None else pytest.approx(expected))


@settings(deadline=None, max_examples=10)
@given(st.permutations([lab(EGFR, 20 + n, RATE, row=f"o{n}", at=ago(n)) for n in range(4)]))
def test_the_order_of_rows_is_irrelevant(records):
    usual = [lab(EGFR, 20 + n, RATE, row=f"o{n}", at=ago(n)) for n in range(4)]
    assert made("measurement", both(*records)) == made("measurement", both(*usual))
