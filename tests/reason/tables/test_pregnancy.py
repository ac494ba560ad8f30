from __future__ import annotations

import pytest

from tests.reason.tables.drawn import ago, both, coded, lab, one

WOMAN = {"age_years_low": 30.0, "age_years_high": 30.0, "sex": "female"}
TEST, STATUS = "2106-3", "82810-3"


def state(record=None, *, measurement=(), concept=(), **person):
    how = {"record": record, "measurement": measurement, "concept": concept, "patient": [WOMAN | person]}
    return one("pregnancy", "status", "weeks_low", "weeks_high", **how)


def counted(weeks, days):
    return {"concept": "pregnancy_weeks", "value_low": weeks, "value_high": weeks, "at": ago(days)}


def written(concept, days, row="c1", status="active"):
    return {"concept": concept, "of": "condition", "status": status, "at": ago(days), "row_ids": [row]}


def test_nothing_known_is_no_row():
    assert state() is None
    assert state(sex=None) is None


@pytest.mark.parametrize(("person"), [{"sex": "male"}, {"age_years_low": 56.0}])
def test_male_sex_and_56_years_say_not_pregnant(person):
    assert state(**person) == ("not_pregnant", None, None)


def test_55_years_say_nothing():
    assert state(age_years_low=55.0) is None
    assert state(age_years_low=None) is None


def test_a_pregnancy_in_a_chart_that_says_male_is_a_contradiction_and_so_unknown():
    assert state(measurement=[counted(20, 14)], sex="male")[0] is None


def test_weeks_move_on_to_the_day_asked_about():
    assert state(measurement=[counted(20, 14)]) == ("pregnant", 22, 22)


@pytest.mark.parametrize(("days", "status"), [(168, "pregnant"), (169, None)])
def test_past_44_weeks_nothing_is_known(days, status):
    assert state(measurement=[counted(20, days)])[0] == status


@pytest.mark.parametrize(("days", "status"), [(300, "pregnant"), (301, None)])
def test_a_code_without_weeks_holds_for_300_days_and_gives_bounds(days, status):
    found = state(concept=[written("pregnancy", days)])
    assert found[0] == status
    if status:
        assert found[1:] == (pytest.approx(days / 7), 44)


def test_a_code_of_weeks_gives_the_week():
    record = {"coding": [coded("condition", "c1", "http://hl7.org/fhir/sid/icd-10-cm", "Z3A.20")]}
    assert state(record, concept=[written("pregnancy", 7)]) == ("pregnant", 21, 22)


def test_a_code_of_the_same_pregnancy_does_not_outlive_its_weeks():
    signs = {"measurement": [counted(30, 120)], "concept": [written("pregnancy", 110)]}
    assert state(**signs)[0] is None


def test_a_code_after_a_pregnancy_that_is_over_is_a_new_one():
    signs = {"measurement": [counted(30, 400)], "concept": [written("pregnancy", 20)]}
    assert state(**signs)[0] == "pregnant"


def test_an_end_closes_what_came_before_it_and_says_nothing_for_long():
    assert state(measurement=[counted(38, 30)], concept=[written("pregnancy_ended", 20)])[0] == "not_pregnant"
    assert state(measurement=[counted(38, 60)], concept=[written("pregnancy_ended", 31)])[0] is None
    new = [written("pregnancy_ended", 200), written("pregnancy", 50, "c2")]
    assert state(concept=new)[0] == "pregnant"


def test_a_problem_that_is_over_is_no_pregnancy():
    assert state(concept=[written("pregnancy", 50, status="inactive")]) is None


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ({"value_code": "10828004"}, "pregnant"),
        ({"interpretation": "POS"}, "pregnant"),
        ({"value_text": "Negative"}, "not_pregnant"),
        ({"value_code": "260385009", "at": ago(30)}, "not_pregnant"),
        ({"value_code": "260385009", "at": ago(31)}, None),
    ],
)
def test_a_test_says_so_for_its_days(said, status):
    assert state(lab(TEST, **said))[0] == status


def test_a_result_that_says_neither_is_no_sign():
    assert state(lab(STATUS, value_text="perhaps")) is None


def test_the_newest_sign_counts():
    negative = lab(TEST, interpretation="NEG", at=ago(3))
    assert state(negative, measurement=[counted(8, 20)])[0] == "not_pregnant"
    positive = lab(TEST, interpretation="POS", at=ago(2), row="o2")
    assert state(both(negative, positive))[0] == "pregnant"
