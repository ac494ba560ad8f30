"""The pathway: which one, when to look again, what may make the pain last, and what fits in each step."""

from __future__ import annotations

import pytest

from lenitive.plan.pathways import pathway_of
from lenitive.reason.classify import Classification
from tests.plan.charts import oxycodone, person, planned, problem
from tests.plan.drawing import cases

YES_OR_NO = {"yes": True, "no": False, "?": None}


@cases("""
  course   | cancer | end_of_life | pathway
  acute    | no     | no          | acute
  subacute | no     | no          | acute
  chronic  | no     | no          | chronic
  unknown  | ?      | ?           | chronic
  acute    | yes    | no          | cancer
  chronic  | yes    | yes         | palliative
  acute    | no     | yes         | palliative
""")
def test_the_end_of_life_comes_before_cancer_and_cancer_before_time(course, cancer, end_of_life, pathway):
    known = Classification(course, {}, (), YES_OR_NO[cancer], None, YES_OR_NO[end_of_life], None, ())
    assert pathway_of(known) == pathway


@pytest.fixture(scope="module")
def sprain():
    """An ankle, seven days ago."""
    return planned(person(), problem("S93.401A", 7))


def test_an_acute_pain_has_an_expected_recovery_and_a_day_to_look_again(sprain):
    outlook = sprain["pathway"]["outlook"]
    assert outlook["of"] == "Acute strain or sprain"
    assert outlook["review_on"] == "2026-06-15"
    assert outlook["late_on"] == "2026-08-17"
    assert not outlook["is_late"]


def test_a_recovery_that_takes_too_long_is_late():
    outlook = planned(person(), problem("S93.401A", 85))["pathway"]["outlook"]
    assert outlook["is_late"]


def test_each_step_names_what_fits_in_it(sprain):
    steps = {step["id"]: step["treatments"] for step in sprain["pathway"]["steps"]}
    assert "daily_movement" in steps["explain"]
    assert steps["opioid_if_needed"] == []


def test_an_acute_pain_is_not_given_a_programme(sprain):
    parts = {part["part"]: part["start"] for part in sprain["combination"]["parts"]}
    assert parts["programme"] == parts["procedure"] == []
    assert parts["movement"] == ["daily_movement"]


def test_what_may_make_a_pain_last_is_named_with_its_rows():
    answers = {
        "resourceType": "QuestionnaireResponse",
        "id": "pcs",
        "status": "completed",
        "questionnaire": "https://lenitive.example/Questionnaire/pcs",
        "subject": {"reference": "Patient/ana"},
        "authored": "2026-05-28T09:00:00Z",
        "item": [{"linkId": f"q{number}", "answer": [{"valueInteger": 4}]} for number in range(1, 14)],
    }
    lasting = planned(person(), problem("M54.50", 30), answers)["pathway"]["lasting"]
    assert lasting
    assert all(each["rows"] for each in lasting)


def test_chronic_care_has_no_expected_recovery_and_all_its_steps():
    way = planned(person(), problem("M54.50"), oxycodone(2, start=5))["pathway"]
    assert (way["id"], way["outlook"]) == ("chronic", None)
    assert len(way["steps"]) > 3
