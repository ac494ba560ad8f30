"""What stands first in a list, a line and a plan: what decides, what guidelines name, one taper at a time."""

from __future__ import annotations

from typing import Any

import pytest

from lenitive.plan.options import one_at_a_time
from tests.plan.charts import by_treatment, lorazepam, medicine, oxycodone, person, planned, problem

BOTH = (person(), problem("M54.50", 4000), oxycodone(6, start=900), lorazepam(start=900))


@pytest.fixture(scope="module")
def both() -> dict[str, Any]:
    """A man who takes an opioid and a benzodiazepine for years."""
    return planned(*BOTH)


def test_of_an_opioid_and_a_benzodiazepine_the_opioid_is_lowered_first(both):
    assert both["combination"]["stop_slowly"] == ["opioid_ir", "benzodiazepine"]


def test_both_say_that_only_one_is_lowered_at_a_time(both):
    options = by_treatment(both)
    for name in ("opioid_ir", "benzodiazepine"):
        assert "never two at once: the opioid first" in options[name]["do"]


def test_what_is_lowered_alone_says_nothing_of_another():
    options = by_treatment(
        planned(person(birthDate="1940-01-01"), problem("M54.50", 4000), lorazepam(start=900))
    )
    assert options["benzodiazepine"]["current"] == "stop_slowly"
    assert "at a time" not in options["benzodiazepine"]["do"]
    assert one_at_a_time(()) == []


def test_a_question_that_made_the_standing_unknown_is_asked_before_one_that_did_not(both):
    for option in both["options"]:
        if option["standing"] == "unknown" and option["needs"] and option["current"] is None:
            assert option["do"] == option["needs"][0], option["treatment"]


def test_a_question_names_three_hazards_at_most(both):
    for option in both["options"]:
        for need in option["needs"]:
            if need.startswith("Find out"):
                assert need.count(": ") - 1 <= 3, need


def test_acetaminophen_beside_an_opioid_in_one_tablet_is_looked_at_today_and_not_tapered():
    tablet = medicine(
        "norco",
        "857002",
        "acetaminophen 325 MG / hydrocodone bitartrate 5 MG Oral Tablet",
        start=200,
        times=6,
        take=3,
    )
    options = by_treatment(planned(person(), problem("M54.50", 4000), tablet))
    assert options["acetaminophen"]["current"] == "review"
    assert options["acetaminophen"]["do"].startswith("Look at it again today")
    assert not options["acetaminophen"]["never_suddenly"]
    assert options["opioid_ir"]["never_suddenly"]


def test_an_opioid_with_no_reason_on_record_is_looked_at_again():
    options = by_treatment(planned(person(), oxycodone(3, start=20)))
    assert options["opioid_ir"]["current"] == "review"
    assert "not on record" in options["opioid_ir"]["do"]


def test_preventing_falls_is_no_reason_for_exercise_on_the_day_of_a_fracture():
    options = by_treatment(planned(person(birthDate="1942-01-01"), problem("S72.001A", 0)))
    assert options["tai_chi"]["standing"] not in ("fits_now", "consider")
    assert "The pain is acute: this waits until the worst is over" in options["tai_chi"]["against"]


def test_smoking_is_asked_about_before_help_to_stop_is_offered():
    option = by_treatment(planned(person()))["smoking_cessation"]
    assert option["standing"] == "unknown"
    assert option["do"].startswith("Ask whether the person smokes")


@pytest.mark.parametrize(("treatment", "scale"), [("cbt_i", "isi.total"), ("triptan", "hit6.total")])
def test_a_treatment_is_judged_by_what_it_is_meant_for(both, treatment, scale):
    assert by_treatment(both)[treatment]["judged_by"]["scale"] == scale


def test_every_treatment_tells_its_effect_and_how_it_is_judged(both):
    for option in both["options"]:
        judged = option["judged_by"]
        assert all((option["effect"]["pain"], option["effect"]["function"], option["time_to_effect"])), option
        assert all((judged["scale"], judged["change"], judged["by_when"])), option["treatment"]
