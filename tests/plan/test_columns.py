"""What each fact makes of a standing: small people with one thing said of them."""

from lenitive.plan.program import number_of
from tests.plan.drawing import cases
from tests.plan.people import facts_of, standing_of

BACK = ("indication.low_back_pain_chronic", "indication.chronic_pain")


@cases("""
  treatment        | met                                  | unknown        | stands
  nsaid            | low_back_pain_chronic                |                | fits_now
  nsaid            | low_back_pain_chronic !egfr_under_30 |                | not_for_this_person
  nsaid            | low_back_pain_chronic                | !egfr_under_30 | unknown
  nsaid            | low_back_pain_chronic !acei_arb      |                | consider
  nsaid            |                                      |                | later  # no reason
  nsaid            |                                      | renal_colic    | unknown  # what hurts?
  nsaid            | fibromyalgia                         |                | later  # little benefit
  nsaid            | fibromyalgia osteoarthritis_knee_hip |                | consider  # contested
  duloxetine       | painful_diabetic_neuropathy          | !maoi          | unknown
  gabapentin       | sciatica neuropathic_pain            |                | later  # nearer speaks
  gabapentin       | painful_diabetic_neuropathy          | !crcl_under_30 | consider  # dose open
  triptan          | migraine_acute                       |                | fits_now
  cbt              |                                      |                | consider  # always
  aerobic_exercise | fibromyalgia                         | !red_flag_open | fits_now
  opioid_er        | neuropathic_pain !opioid_naive       |                | not_for_this_person
""")
def test_a_fact_makes_a_standing(treatment, met, unknown, stands):
    """Words are indications; with ! they are hazards."""
    name = "nsaid_oral_nonselective" if treatment == "nsaid" else treatment
    assert standing_of(facts_of(rules(met), unknown=rules(unknown)), name) == stands


def test_what_saves_a_life_does_not_wait_for_a_question():
    at_risk = ["indication.opioid_overdose_risk"]
    allergic = ["hazard.allergy_naloxone_rescue"]
    assert standing_of(facts_of(at_risk, unknown=allergic), "naloxone_rescue") == "fits_now"
    assert standing_of(facts_of([*at_risk, *allergic]), "naloxone_rescue") == "not_for_this_person"


def rules(words):
    return [f"hazard.{word[1:]}" if word.startswith("!") else f"indication.{word}" for word in words.split()]


def test_hands_and_needles_wait_for_the_red_flag_questions():
    nobody_asked = facts_of(BACK, unknown=["red_flag_any", "hazard.red_flag_open"])
    nobody_asked.truths[0, number_of("plan.red_flags_asked")] = 0
    asked = facts_of(BACK, unknown=["red_flag_any", "hazard.red_flag_open"])
    assert standing_of(nobody_asked, "spinal_manipulation") == "unknown"
    assert standing_of(asked, "spinal_manipulation") == "consider"
    assert standing_of(nobody_asked, "aerobic_exercise") == "consider"
    assert standing_of(asked, "aerobic_exercise") == "fits_now"


def test_opioids_come_after_a_medicine_and_something_without_medicine():
    ground = ("indication.osteoarthritis_knee_hip", "indication.chronic_pain")
    stands = [
        standing_of(facts_of(ground, step=tried, on_record=tried), "tramadol")
        for tried in (
            [],
            ["acetaminophen"],
            ["acetaminophen", "aerobic_exercise"],
            ["aerobic_exercise", "opioid_ir"],
        )
    ]
    assert stands == ["later", "later", "consider", "later"]


def test_an_opioid_for_cancer_pain_waits_for_nothing():
    assert standing_of(facts_of(["indication.cancer_pain"]), "opioid_cancer_pain") == "fits_now"
    assert standing_of(facts_of(["indication.cancer_pain"]), "opioid_ir") == "fits_now"
    assert standing_of(facts_of(["indication.cancer_pain"]), "intrathecal_pump") == "later"


def test_the_second_line_is_considered_until_a_first_line_of_its_kind_was_tried():
    ground = ["indication.osteoarthritis_knee_hip"]
    assert standing_of(facts_of(ground), "nsaid_cox2") == "consider"
    assert standing_of(facts_of(ground, step=["nsaid_oral_nonselective"]), "nsaid_cox2") == "fits_now"
    assert standing_of(facts_of(ground, step=["aerobic_exercise"]), "nsaid_cox2") == "consider"


def test_an_ablation_follows_its_block_and_an_implant_its_trial():
    tried = ["nsaid_oral_nonselective", "motor_control_exercise"]
    no_result = ["hazard.facet_block_relief_under_50", "hazard.trial_relief_under_50"]

    def stands(treatment, indication, on_record=(), unknown=()):
        facts = facts_of([indication], step=tried, on_record=[*tried, *on_record], unknown=unknown)
        return standing_of(facts, treatment)

    facet, spine = "indication.facet_pain_lumbar", "indication.persistent_spinal_pain_after_surgery"
    assert stands("rfa_lumbar", facet, unknown=no_result) == "later"
    assert stands("rfa_lumbar", facet, ["mbb_diagnostic"], no_result) == "unknown"  # how much did it relieve?
    assert stands("rfa_lumbar", facet, ["mbb_diagnostic"]) == "consider"
    assert stands("rfa_lumbar", facet) == "consider"  # the relief is known, so there was a block
    assert stands("scs_trial", spine) == "consider"
    assert stands("scs_implant", spine, unknown=no_result) == "later"


def test_care_of_which_only_the_kind_is_known_is_a_step():
    physiotherapy = facts_of(["indication.sciatica"], step=["nsaid_oral_nonselective"])
    physiotherapy.tried.other_steps[0] = 1
    assert standing_of(physiotherapy, "esi_lumbar") == "consider"
    assert (
        standing_of(facts_of(["indication.sciatica"], step=["nsaid_oral_nonselective"]), "esi_lumbar")
        == "later"
    )


def test_what_is_left_where_nsaids_must_not_be_used_is_considered():
    back = "indication.low_back_pain_chronic"
    assert standing_of(facts_of([back]), "acetaminophen") == "later"
    assert standing_of(facts_of([back, "hazard.pregnancy"]), "acetaminophen") == "consider"


def test_what_was_tried_enough_without_help_is_already_tried_and_what_was_not_borne_is_later():
    ground = ["indication.fibromyalgia"]
    assert standing_of(facts_of(ground, failed=["pregabalin"]), "pregabalin") == "already_tried"
    assert standing_of(facts_of(ground, not_tolerated=["pregabalin"]), "pregabalin") == "later"


def test_a_taper_is_for_those_for_whom_it_is_asked_and_never_for_those_left_out():
    ground = ["indication.long_term_opioid_therapy"]
    assert standing_of(facts_of(ground), "opioid_taper_support") == "later"
    assert standing_of(facts_of([*ground, "plan.taper_asked"]), "opioid_taper_support") == "consider"
    left_out = facts_of([*ground, "plan.taper_asked", "plan.taper_excluded"])
    assert standing_of(left_out, "opioid_taper_support") == "not_for_this_person"


def test_a_child_gets_what_has_an_entry_for_children_and_nothing_else():
    child = facts_of(["plan.child", "indication.strain_sprain_acute", "indication.fibromyalgia"])
    assert standing_of(child, "nsaid_topical") == "not_for_this_person"
    assert standing_of(child, "trigger_point_injection") == "not_for_this_person"
    assert standing_of(child, "cbt") == "fits_now"
    assert standing_of(child, "pilates") == "later"
    unborn_date = facts_of(["indication.strain_sprain_acute"], unknown=["plan.child"])
    assert standing_of(unborn_date, "nsaid_topical") == "unknown"


def test_a_caution_with_an_exception_leaves_more_where_the_exception_holds():
    fall = "hazard.falls_or_fracture"
    assert standing_of(facts_of(["indication.cancer_pain", fall]), "opioid_ir") == "not_for_this_person"
    assert standing_of(facts_of(["indication.hip_fracture_pain", fall]), "opioid_ir") in ("consider", "later")


def test_a_kind_of_nerve_pain_lets_no_opioid_come_first_and_a_fracture_does():
    face = facts_of(["indication.trigeminal_neuralgia", "indication.neuropathic_pain"])
    hip = facts_of(["indication.hip_fracture_pain", "indication.acute_trauma_pain"])
    assert standing_of(face, "opioid_ir") == "later"
    assert standing_of(hip, "opioid_ir") == "fits_now"


def test_what_is_for_a_specialist_may_be_weighed_by_one():
    ground = ["indication.cancer_pain", "hazard.opioid_use_disorder"]
    assert standing_of(facts_of(ground), "opioid_cancer_pain") == "later"
    assert standing_of(facts_of(ground, in_specialist_setting=True), "opioid_cancer_pain") == "consider"


def test_under_one_year_the_months_decide():
    ground = ["plan.child", "indication.postoperative_pain"]
    assert standing_of(facts_of(ground), "nsaid_oral_nonselective") == "fits_now"
    assert standing_of(facts_of([*ground, "plan.infant"]), "nsaid_oral_nonselective") == "unknown"
