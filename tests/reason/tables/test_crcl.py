from __future__ import annotations

import pytest

from tests.reason.tables.drawn import ago, made, one

PERSON = {"age_years_low": 70.0, "age_years_high": 70.0, "sex": "male"}


def value(concept, low, high=None, at=10):
    day = None if at is None else ago(at)
    return {
        "concept": concept,
        "value_low": low,
        "value_high": low if high is None else high,
        "at": day,
        "row_ids": [f"{concept} {at}"],
    }


def clearance(*measured, **person):
    how = {"measurement": measured, "patient": [PERSON | person]}
    return one("crcl", "value_low", "value_high", **how)


def test_cockcroft_and_gault_of_a_man_and_of_a_woman():
    values = value("creatinine", 1.4), value("weight_kg", 72)
    assert clearance(*values) == pytest.approx((50, 50))
    assert clearance(*values, sex="female") == pytest.approx((42.5, 42.5))


def test_what_is_not_known_exactly_makes_bounds():
    values = value("creatinine", 1.4), value("weight_kg", 72)
    assert clearance(*values, sex=None) == pytest.approx((42.5, 50))
    assert clearance(*values, age_years_low=60.0) == pytest.approx((50, 57.142857))
    assert clearance(value("creatinine", 1.0, 1.4), values[1]) == pytest.approx((50, 70))


@pytest.mark.parametrize(("days", "counts"), [(365, True), (366, False), (None, False)])
def test_a_weight_counts_for_a_year(days, counts):
    found = clearance(value("creatinine", 1.4), value("weight_kg", 72, at=days))
    assert (found is not None) == counts


def test_the_latest_creatinine_and_the_latest_weight_count_whatever_the_order():
    values = [
        *(value("creatinine", 1.4, at=5), value("creatinine", 0.7, at=50)),
        *(value("weight_kg", 72, at=20), value("weight_kg", 144, at=300)),
    ]
    assert clearance(*values) == clearance(*reversed(values)) == pytest.approx((50, 50))
    (row,) = made("crcl", measurement=values, patient=[PERSON])
    assert (str(row["at_low"]), str(row["at_high"])) == (ago(5), ago(5))


def test_two_creatinines_of_one_day_make_bounds():
    found = clearance(value("creatinine", 1.0), value("creatinine", 1.4), value("weight_kg", 72))
    assert found == pytest.approx((50, 70))


@pytest.mark.parametrize(
    ("measured", "person"),
    [
        ([value("weight_kg", 72)], {}),
        ([value("creatinine", 1.4)], {}),
        ([value("creatinine", 1.4, at=None), value("weight_kg", 72)], {}),
        ([value("creatinine", 1.4), value("weight_kg", 72)], {"age_years_low": None}),
        ([value("creatinine", 1.4), value("weight_kg", 72)], {"age_years_low": 17.0}),
    ],
)
def test_what_is_missing_is_not_guessed(measured, person):
    assert clearance(*measured, **person) is None


def test_a_latest_creatinine_that_cannot_be_read_hides_the_older_one():
    values = value("creatinine", None, at=1), value("creatinine", 1.4, at=50), value("weight_kg", 72)
    assert clearance(*values) == (None, None)


def test_a_reported_clearance_stands_beside_it():
    rows = made(
        "crcl",
        measurement=[value("crcl", 33), value("creatinine", 1.4), value("weight_kg", 72)],
        patient=[PERSON],
    )
    assert sorted(round(row["value_low"]) for row in rows) == [33, 50]
