"""Smart 2012: indicators for and against; no agreed grading, so ours never says definite."""

import pytest

from tests.reason.classify.drawing import cases
from tests.reason.classify.people import classified, row


def grade(facts, *more):
    return classified(facts.replace("H.", "pain_history."), *more).mechanisms["nociceptive"]


@cases("""
                                    | unknown
    held                            | unknown    # a list without a disease does not rule tissue out
    low_back_pain held              | unknown
    osteoarthritis                  | possible
    injury                          | possible
    sickle_cell_disease             | possible
    neuropathic_exam.imaging_concordant=1 | possible
    H.mechanical=1                  | unknown    # one indicator is too few
    H.mechanical=1 H.eases_with_rest=1 | possible
    H.mechanical=1 areas=2          | possible
    H.mechanical=1 areas=3          | unknown
    osteoarthritis H.mechanical=1   | probable
    osteoarthritis areas=1          | probable
    neuropathic_exam.imaging_concordant=1 H.eases_with_rest=1 | probable
    H.mechanical=1 H.eases_with_rest=1 areas=1 | possible  # no damage shown
""")
def test_indicators_are_counted(facts, expected):
    assert grade(facts) == expected


def test_relief_by_a_simple_painkiller_is_an_indicator():
    helped = row("trial", treatment="nsaid_oral_nonselective", outcome="benefit", modality="medicine")
    assert grade("osteoarthritis", ("trial", helped)) == "probable"


def test_it_is_never_definite_whatever_speaks_for_it():
    facts = "osteoarthritis injury H.mechanical=1 H.eases_with_rest=1 areas=1"
    assert grade(f"{facts} neuropathic_exam.imaging_concordant=1") == "probable"


@pytest.mark.parametrize("against", ["H.mechanical=0", "quarters=5 areas=15"])
def test_what_speaks_against_it_is_told_and_takes_no_grade_away(against):
    facts = f"osteoarthritis {against}".replace("H.", "pain_history.")
    found = next(each for each in classified(facts).details if each.subject == "nociceptive")
    assert found.grade == "possible"
    assert found.weight["against"] >= 1
