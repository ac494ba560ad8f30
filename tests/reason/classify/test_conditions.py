"""Fibromyalgia (Wolfe 2016), CRPS (Harden 2010), headache counts (ICHD-3), cancer, surgery, end of life."""

import pytest

from tests.reason.classify.drawing import cases
from tests.reason.classify.people import classified, days_ago, row


def grade(subject, facts, *more):
    found = classified(facts, *more).details
    return next(each.grade for each in found if each.subject == subject)


@cases("""
                                                        | unknown
    wpi:7 sss:5 regions:4 months=1   | criteria_met
    wpi:7 sss:4 regions:4 months=1   | none
    wpi:6 sss:9 regions:4 months=1   | criteria_met
    wpi:6 sss:8 regions:4 months=1   | none
    wpi:4 sss:9 regions:4 months=1   | criteria_met
    wpi:3 sss:12 regions:4 months=1  | none
    wpi:12 sss:9 regions:3 months=1  | none
    wpi:12 sss:9 regions:3 quarters=5 months=1 | none   # the form outranks the body map
    wpi:12 sss:9 regions:4           | unknown      # since when?
    wpi:12 sss:9 regions:4 days=200  | criteria_met
    wpi:12 sss:9 regions:4 days=60 months=0 | none
    sss:6 areas=9 quarters=5 days=200 | criteria_met # body map in place of the form
    wpi:12 regions:5 months=1        | unknown
""")
def test_fibromyalgia_needs_index_severity_regions_and_three_months(facts, expected):
    words = {"wpi:": "fm2016.wpi:", "sss:": "fm2016.sss:", "regions:": "fm2016.regions:"}
    for word, meant in words.items():
        facts = facts.replace(word, meant)
    assert grade("fibromyalgia", facts.replace("months=", "fm2016.three_months=")) == expected


@cases("""
                    | unknown
    d s1110 g1100   | clinical
    d s1111 g1100   | research
    d s1110 g1000   | none
    d s1100 g1111   | none
    d s1111 g1111   | research
    d s11?? g1111   | unknown
    d s111? g11??   | clinical    # enough is known
    s1111 g1111     | unknown     # out of proportion?
""")
def test_crps_counts_categories_of_symptoms_and_signs(facts, expected):
    words = ["crps_symptoms.other_diagnosis=0"]
    for word in facts.split():
        kind = {"s": "symptom", "g": "sign"}.get(word[0])
        if word == "d":
            words.append("crps_symptoms.disproportionate=1")
        elif kind:
            categories = ("sensory", "vasomotor", "sudomotor", "motor")
            words += [
                f"crps_symptoms.{kind}_{name}={value}"
                for name, value in zip(categories, word[1:], strict=True)
                if value != "?"
            ]
    assert grade("crps", " ".join(words)) == expected


def test_another_better_diagnosis_excludes_crps():
    signs = " ".join(f"crps_symptoms.{kind}_{name}=1" for kind in ("symptom", "sign")
                     for name in ("sensory", "vasomotor", "sudomotor", "motor"))  # fmt: skip
    facts = f"crps_symptoms.disproportionate=1 {signs}"
    assert grade("crps", f"{facts} crps_symptoms.other_diagnosis=1") == "none"
    assert grade("crps", facts) == "unknown"


MIGRAINE = "attacks=5 hours=12 one_sided=1 pulsating=1 nausea=1 other_diagnosis=0"
AURA = "aura=1 aura_attacks=2 aura_spreads=1 aura_one_side=1 aura_then_headache=1 other_diagnosis=0"


def headache(facts):
    words = facts.replace("MIGRAINE", MIGRAINE).replace("AURA", AURA).split()
    return " ".join(word if ":" in word or "." in word else f"headache_history.{word}" for word in words)


@cases("""
    MIGRAINE                    | without_aura
    MIGRAINE attacks=4          | unknown
    MIGRAINE hours=3            | unknown
    MIGRAINE hours=73           | unknown
    MIGRAINE one_sided=0        | unknown    # the others of the four were not asked
    MIGRAINE nausea=0 light=1 sound=1 vomiting=0 | without_aura
    MIGRAINE nausea=0 light=1 sound=0 vomiting=0 | unknown
    AURA                        | with_aura
    AURA aura_attacks=1         | unknown
    AURA aura_one_side=0        | unknown
    MIGRAINE migraine_days=8 over_three_months=1 headache_days.per_month:15 | chronic
    MIGRAINE migraine_days=7 over_three_months=1 headache_days.per_month:15 | without_aura
    MIGRAINE migraine_days=8 over_three_months=1 headache_days.per_month:14 | without_aura
    MIGRAINE other_diagnosis=1  | none
""")
def test_migraine_is_counted(facts, expected):
    last = {}
    for word in headache(facts).split():
        last[word.partition("=")[0]] = word  # a later word corrects an earlier one
    assert grade("migraine", " ".join(last.values())) == expected


TENSION = "attacks=10 hours=6 both_sides=1 pressing=1 nausea=0 vomiting=0 light=0 other_diagnosis=0"


@cases("""
    TENSION headache_days.per_month:5                      | unknown  # a diary in days a month was not kept
    TENSION headache_days.per_month:20 over_three_months=1 | chronic
    TENSION nausea=1 headache_days.per_month:20 over_three_months=1 | none
""")
def test_tension_type_headache_is_counted(facts, expected):
    last = {}
    for word in headache(facts.replace("TENSION", TENSION)).split():
        last[word.partition("=")[0]] = word
    assert grade("tension_type", " ".join(last.values())) == expected


def test_few_headache_days_by_diary_make_tension_type_headache_episodic():
    diary = row("measurement", concept="headache_days_per_month", value_low=5, value_high=5, **days_ago(3))
    facts = headache(f"{TENSION} headache_days.per_month:5")
    assert grade("tension_type", facts, ("measurement", diary)) == "episodic"


@pytest.mark.parametrize(
    ("group", "days", "expected"),
    [
        ("triptan_ergot_opioid_combination", 10, "counts_met"),
        ("triptan_ergot_opioid_combination", 9, "unknown"),
        ("simple_analgesic", 15, "counts_met"),
        ("simple_analgesic", 14, "unknown"),
    ],
)
def test_overuse_is_ten_days_of_triptans_or_fifteen_of_simple_painkillers(group, days, expected):
    use = row("acute_use_days", group=group, days_per_month=days, **days_ago(1))
    facts = headache("headache_days.per_month:15 over_three_months=1")
    assert grade("medication_overuse", facts, ("acute_use_days", use)) == expected


@cases("""
    held                                 | False
                                         | None
    cancer_pain                          | True
    active_malignancy                    | True
    chemotherapy_neuropathy              | True
    low_back_pain held                   | False
""")
def test_cancer_is_active_or_named_as_the_cause(facts, expected):
    assert str(classified(facts).cancer) == expected


@cases("""
    held                                  | None     # nobody asked
    held pain_history.after_surgery=0     | False
    pain_history.after_surgery=1          | True
    postoperative_pain                    | True
    persistent_spinal_pain_after_surgery  | True
""")
def test_pain_after_surgery_is_named_or_answered(facts, expected):
    assert str(classified(facts).post_surgical) == expected


@cases("""
    held                    | False
                            | None
    terminal_illness        | True
    limited_life_expectancy | True
""")
def test_end_of_life_is_on_record_or_not(facts, expected):
    assert str(classified(facts).end_of_life) == expected


@pytest.mark.parametrize(
    ("concept", "days", "end_of_life", "grade_"),
    [
        ("hospice", 10, True, "end_of_life"),
        ("hospice", 366, False, "none"),
        ("palliative_care", 10, False, "palliative"),  # palliative care needs no terminal illness
    ],
)
def test_palliative_care_is_told_apart_from_the_end_of_life(concept, days, end_of_life, grade_):
    care = row("concept", concept=concept, of="procedure", **days_ago(days))
    found = classified("held", ("concept", care))
    assert found.end_of_life is end_of_life
    assert grade("end_of_life", "held", ("concept", care)) == grade_
