"""Kosek 2021: chronic, regional, not wholly explained by tissue or nerve, evoked; then history."""

from tests.reason.classify.drawing import cases
from tests.reason.classify.people import classified

STEP_1 = "held days=200 pain_history.regional=1"
EVOKED = "neuropathic_exam.allodynia_mechanical=1"
ALL = f"{STEP_1} {EVOKED} pain_history.hypersensitivity=1"


def grade(facts):
    words = {"STEP1": STEP_1, "EVOKED": EVOKED, "ALL": ALL, "E.": "neuropathic_exam.", "H.": "pain_history."}
    for word, facts_meant in words.items():
        facts = facts.replace(word, facts_meant)
    return classified(facts).mechanisms["nociplastic"]


@cases("""
                              | unknown
    STEP1                     | unknown    # without a bedside test it is unknown, not absent
    STEP1 EVOKED              | possible
    STEP1 E.allodynia_thermal=1 | possible
    STEP1 E.after_sensation=1 | possible
    STEP1 E.allodynia_mechanical=0 | unknown  # warmth, cold and what follows were not tested
    STEP1 E.allodynia_mechanical=0 E.allodynia_thermal=0 E.after_sensation=0 | none
    days=20 EVOKED            | none       # under three months
    days=80..100 EVOKED held H.regional=1 | unknown
    held days=200 EVOKED      | unknown    # one spot or a region?
    held days=200 EVOKED H.widespread=1 | possible
    held days=200 EVOKED areas=5  | possible
    held days=200 EVOKED areas=1 H.regional=0 | unknown
    held days=200 EVOKED fm2016.wpi:9 | possible
    days=200 EVOKED H.regional=1  | unknown    # the list of problems is not held
    fibromyalgia held days=400    | unknown
    fibromyalgia held days=400 EVOKED | possible
""")
def test_the_first_steps_with_evoked_hypersensitivity_make_it_possible(facts, expected):
    assert grade(facts) == expected


@cases("""
    STEP1 EVOKED osteoarthritis                | unknown   # does the joint explain all of it?
    STEP1 EVOKED osteoarthritis H.spread=1     | possible
    STEP1 EVOKED osteoarthritis H.spread=0 H.widespread=0 | unknown  # body map and form are still missing
    STEP1 EVOKED osteoarthritis H.widespread=1 | possible
    STEP1 EVOKED radiculopathy                 | unknown
    STEP1 EVOKED radiculopathy H.spread=1      | possible
""")
def test_tissue_or_nerve_disease_leaves_it_open_until_the_pain_reaches_beyond(facts, expected):
    assert grade(facts) == expected


@cases("""
    ALL                           | possible   # comorbidity not asked about
    ALL H.fatigue=1               | probable
    ALL H.cognitive=1             | probable
    ALL H.sleep_disturbed=1       | probable
    ALL H.sensitive_sound_light_odour=1 | probable
    ALL fm2016.unrefreshed=2      | probable
    ALL fm2016.unrefreshed=1      | possible
    ALL isi.total:15              | probable
    ALL csi_a.q7=3                | probable
    STEP1 EVOKED H.fatigue=1      | possible   # no history of hypersensitivity
    STEP1 EVOKED H.hypersensitivity=0 H.fatigue=1 | possible
    STEP1 H.hypersensitivity=1 H.fatigue=1 | unknown
""")
def test_history_of_hypersensitivity_and_a_comorbidity_make_it_probable(facts, expected):
    assert grade(facts) == expected


@cases("""
    csi_a.total:100              | unknown
    STEP1 csi_a.total:100        | unknown
    STEP1 EVOKED csi_a.total:100 | possible
""")
def test_the_central_sensitization_inventory_supports_and_does_not_grade(facts, expected):
    assert grade(facts) == expected
