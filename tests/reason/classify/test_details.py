"""Each subject says what speaks for it and against it, what is unknown, and what would move it most."""

from lenitive.reason.classify.classification import Classification
from tests.reason.classify.drawing import cases
from tests.reason.classify.people import classified


def of(subject: str, found: Classification):
    return next(each for each in found.details if each.subject == subject)


@cases("""
                                                     | neuropathic.lesion
    held radiculopathy                               | neuropathic.signs
    held radiculopathy neuropathic_exam.sensory_signs=1 | neuropathic.test
    held stroke                                      | neuropathic.distribution
""")
def test_the_next_question_is_the_one_that_settles_most_grades(facts, expected):
    assert of("neuropathic", classified(facts)).next.criterion == expected


def test_nothing_is_asked_once_the_grades_are_settled():
    facts = "radiculopathy neuropathic_exam.sensory_signs=1 neuropathic_exam.test_confirms_lesion=1"
    assert of("neuropathic", classified(facts)).next is None


def test_statements_carry_the_rows_they_rest_on():
    found = of("neuropathic", classified("radiculopathy neuropathic_exam.sensory_loss=1"))
    rows = {each.criterion: each.rows for each in found.speaks_for}
    assert rows["neuropathic.lesion"] == ("Condition/radiculopathy",)
    assert rows["neuropathic.signs"] == ("answer/neuropathic_exam.sensory_loss",)


def test_weights_count_for_against_and_unknown():
    found = of("neuropathic", classified("radiculopathy areas=2 in_territory=0 dn4.total:5"))
    assert found.grade == "unknown"
    assert found.weight == {"for": 2, "against": 1, "unknown": 5}


def test_mixed_pain_names_its_parts_and_the_stronger_grade_leads():
    found = classified(
        "osteoarthritis radiculopathy pain_history.mechanical=1 pain_history.eases_with_rest=1"
    )
    assert found.mixed.parts == ("nociceptive", "neuropathic")
    assert found.mixed.leading == "nociceptive"


def test_one_mechanism_alone_is_not_mixed():
    assert classified("radiculopathy").mixed is None


def test_json_has_the_shape_that_assess_promises():
    made = classified("held days=400 radiculopathy").as_json()
    assert made["time_course"] == "chronic"
    assert made["mechanisms"] == {
        "nociceptive": "unknown",
        "neuropathic": "possible",
        "nociplastic": "unknown",
    }
    assert made["icd11"][0]["code"] == "MG30.51"
    assert (made["cancer"], made["post_surgical"], made["end_of_life"]) == (False, "unknown", False)
    assert [each["subject"] for each in made["details"]][:4] == [
        *("time_course", "neuropathic", "nociceptive", "nociplastic"),
    ]


@cases("""
    held days=400 fibromyalgia                       | MG30.01
    held days=400 low_back_pain peg.total:7          | MG30.02
    held days=400 low_back_pain                      |
    held days=400 irritable_bowel                    | MG30.00
    held days=400 migraine                           | MG30.03
    held days=400 crps                               | MG30.04
    held days=400 cancer_pain                        | MG30.10
    held days=400 chemotherapy_neuropathy            | MG30.11 MG30.51
    held days=400 chronic_pain_trauma                | MG30.20
    held days=400 post_surgical_neuropathic_pain     | MG30.21 MG30.51
    held days=400 inflammatory_arthritis             | MG30.30
    held days=400 osteoarthritis peg.total:7         | MG30.31
    held days=400 visceral_disease                   | MG30.4
    held days=400 central_neuropathic_pain           | MG30.50
    held days=400 radiculopathy                      | MG30.51
    held days=400 headache_secondary                 | MG30.6
    held days=20 low_back_pain peg.total:7           | MG31
    held days=80..100 radiculopathy                  |
    days=400                                         |
""")
def test_chronic_pain_is_placed_in_icd_11(facts, expected):
    assert [each.code for each in classified(facts).icd11] == expected.split()
