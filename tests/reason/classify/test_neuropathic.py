"""Finnerup 2016: history and plausible distribution, then sensory signs, then a confirming test."""

from tests.reason.classify.drawing import cases
from tests.reason.classify.people import classified, problem

EXAM = "neuropathic_exam"


def grade(facts, *more):
    return classified(facts, *more).mechanisms["neuropathic"]


@cases("""
                                    | unknown
    held                            | unknown   # a list of problems does not rule a lesion out
    radiculopathy                   | possible
    postherpetic_neuralgia          | possible
    painful_diabetic_neuropathy held | possible
    stroke                          | unknown   # history alone; where it hurts must fit
    stroke E.plausible_distribution=1 | possible
    low_back_pain held              | unknown
    E.relevant_history=1            | unknown
    E.relevant_history=1 E.plausible_distribution=1 | possible
    E.relevant_history=0 held       | none      # examined, and nothing on record
    E.relevant_history=0            | unknown   # the list of problems is not held
    E.plausible_distribution=0      | none
    radiculopathy E.plausible_distribution=0 | none  # the examination outranks the name
    radiculopathy areas=3 in_territory=2 | possible
    radiculopathy areas=3 in_territory=0 | unknown   # marked elsewhere
""")
def test_history_and_a_plausible_distribution_make_it_possible(facts, expected):
    assert grade(facts.replace("E.", f"{EXAM}.")) == expected


@cases("""
    radiculopathy E.sensory_loss=1         | probable
    radiculopathy E.allodynia=1            | probable
    radiculopathy E.allodynia_mechanical=1 | probable
    radiculopathy E.hyperalgesia=1         | probable
    radiculopathy E.sensory_signs=1        | probable
    radiculopathy E.sensory_signs=0        | possible   # other signs were not asked about
    E.sensory_loss=1                       | unknown    # signs alone
    E.relevant_history=0 held E.sensory_loss=1 | none
""")
def test_sensory_signs_make_it_probable(facts, expected):
    assert grade(facts.replace("E.", f"{EXAM}.")) == expected


@cases("""
    radiculopathy E.sensory_loss=1 E.nerve_conduction_abnormal=1 | definite
    radiculopathy E.sensory_loss=1 E.skin_biopsy_abnormal=1      | definite
    radiculopathy E.sensory_loss=1 E.imaging_nerve_lesion=1      | definite
    radiculopathy E.sensory_loss=1 E.surgical_nerve_lesion=1     | definite
    radiculopathy E.sensory_loss=1 E.test_confirms_lesion=1      | definite
    radiculopathy E.imaging_nerve_lesion=1                       | possible  # the steps are taken in order
    E.imaging_nerve_lesion=1                                     | unknown
""")
def test_a_confirming_test_after_the_signs_makes_it_definite(facts, expected):
    assert grade(facts.replace("E.", f"{EXAM}.")) == expected


@cases("""
    dn4.total:10        | unknown
    paindetect.total:38 | unknown
    lanss.total:24      | unknown
    dn4.total:0         | unknown
    dn4.total:10 pain_history.burning_electric=1 pain_history.numb_tingling=1 | unknown
""")
def test_screening_tools_and_words_raise_suspicion_and_never_grade(facts, expected):
    assert grade(facts) == expected


def test_a_positive_screen_is_told_as_speaking_for_it():
    found = next(each for each in classified("dn4.total:4").details if each.subject == "neuropathic")
    assert [each.criterion for each in found.speaks_for] == ["neuropathic.screen"]
    assert found.speaks_for[0].rows == ("score/dn4.total",)


def test_a_resolved_nerve_disease_is_no_history_of_now():
    assert grade("held", ("concept", problem("radiculopathy", status="inactive"))) == "unknown"


def test_shingles_that_are_over_are_still_history():
    facts = f"{EXAM}.plausible_distribution=1"
    assert grade(facts, ("concept", problem("herpes_zoster", status="inactive"))) == "possible"
