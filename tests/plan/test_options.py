"""The options of whole charts: every treatment, with its standing, its reasons and what is to be done."""

from itertools import pairwise

import pytest

from tests.plan.charts import (
    ago,
    by_treatment,
    gabapentin,
    lorazepam,
    oxycodone,
    person,
    planned,
    problem,
)

RADICULOPATHY, KNEE, FIBROMYALGIA = "M54.16", "M17.0", "M79.7"
NEUROPATHY = "E11.42"


@pytest.fixture(scope="module")
def sedated():
    """Oxycodone 60 mg a day and lorazepam, for years."""
    return planned(person(), problem(RADICULOPATHY), oxycodone(6, start=400), lorazepam(start=300))


def test_every_treatment_is_listed_once_in_order_with_a_reason(sedated):
    options = sedated["options"]
    assert len({option["treatment"] for option in options}) == len(options) == 124
    assert [option["rank"] for option in options] == list(range(1, 125))
    assert all(option["for"] or option["against"] or option["needs"] for option in options)
    assert all(option["do"] for option in options)


def test_what_must_not_stop_suddenly_says_so_and_how(sedated):
    options = by_treatment(sedated)
    for name in ("opioid_ir", "benzodiazepine"):
        assert options[name]["current"] == "stop_slowly"
        assert options[name]["never_suddenly"]
        assert "Never stop it suddenly" in options[name]["do"]
        assert "withdrawal" in options[name]["do"] or "seizures" in options[name]["do"]
    assert sedated["combination"]["stop_slowly"] == ["opioid_ir", "benzodiazepine"] or set(
        sedated["combination"]["stop_slowly"]
    ) == {"opioid_ir", "benzodiazepine"}


def test_naloxone_comes_first_while_an_overdose_is_likely(sedated):
    first = sedated["options"][0]
    assert (first["treatment"], first["standing"]) == ("naloxone_rescue", "fits_now")


def test_every_reason_that_rests_on_the_chart_names_its_rows(sedated):
    option = by_treatment(sedated)["opioid_ir"]
    reasons = {reason["text"]: reason["rows"] for reason in option["reasons"] if reason["side"] == "against"}
    told = next(rows for text, rows in reasons.items() if text.startswith("Takes a benzodiazepine"))
    assert told == ["MedicationRequest/lorazepam#1"]


def test_a_gabapentinoid_that_goes_on_is_continued_and_never_stopped_suddenly():
    option = by_treatment(planned(person(), problem(NEUROPATHY), gabapentin(3, start=90)))["gabapentin"]
    assert option["current"] == "continue"
    assert "Never stop it suddenly" in option["do"]


@pytest.mark.parametrize(
    ("times", "days", "stands"),
    [(3, 60, "already_tried"), (1, 60, None), (3, 10, None)],
)
def test_only_a_trial_in_dose_and_length_that_did_not_help_counts_as_tried(times, days, stands):
    """1800 mg for five weeks is a trial of gabapentin; 600 mg, or ten days, is not."""
    tried = gabapentin(times, start=200, end=200 - days, why="no benefit")
    option = by_treatment(planned(person(), problem(NEUROPATHY), tried, lorazepam(start=20)))["gabapentin"]
    if stands:
        assert option["standing"] == stands
        assert "an adequate trial" in option["tried"]
    else:
        assert option["standing"] != "already_tried"
        assert any("does not count as tried" in text for text in option["against"])


def test_a_trial_of_long_ago_may_be_tried_again():
    tried = gabapentin(3, start=365 * 7, end=365 * 6, why="no benefit")
    option = by_treatment(planned(person(), problem(NEUROPATHY), tried))["gabapentin"]
    assert option["standing"] != "already_tried"


def test_what_was_stopped_for_harm_was_not_tolerated():
    tried = gabapentin(1, start=100, end=90, why="side effects: dizziness")
    option = by_treatment(planned(person(), problem(NEUROPATHY), tried))["gabapentin"]
    assert option["standing"] == "later"
    assert "Was stopped because of harm: not tolerated" in option["against"]


def test_kidneys_lower_the_dose_and_the_lowest_limit_counts():
    egfr = {
        "resourceType": "Observation",
        "id": "crcl",
        "status": "final",
        "subject": {"reference": "Patient/ana"},
        "code": {"coding": [{"system": "http://loinc.org", "code": "2164-2"}]},
        "effectiveDateTime": "2026-05-20",
        "valueQuantity": {"value": 20, "unit": "mL/min", "code": "mL/min"},
    }
    option = by_treatment(planned(person(), problem(NEUROPATHY), egfr, lorazepam(start=9)))["pregabalin"]
    assert option["start"]["limits"] == [
        "at most 150 mg of pregabalin a day, all products counted: Creatinine clearance under 30"
    ]


def test_a_dose_for_a_child_is_worked_out_for_the_weight():
    child = person(birthDate="2016-05-01")
    weight = {
        "resourceType": "Observation",
        "id": "weight",
        "status": "final",
        "subject": {"reference": "Patient/ana"},
        "code": {"coding": [{"system": "http://loinc.org", "code": "29463-7"}]},
        "effectiveDateTime": "2026-05-20",
        "valueQuantity": {"value": 30, "unit": "kg", "code": "kg"},
    }
    options = by_treatment(planned(child, problem("S83.91XA", 7), weight))
    assert options["acetaminophen"]["start"]["for_a_child"]
    assert "(300-450 mg at 30 kg)" in options["acetaminophen"]["start"]["start"]
    assert options["tramadol"]["start"] is None
    unweighed = by_treatment(planned(child, problem("S83.91XA", 7)))["acetaminophen"]
    assert any("Weigh the child first" in text for text in unweighed["needs"])


def test_an_allergy_to_one_of_the_class_forbids_the_class():
    allergy = {
        "resourceType": "AllergyIntolerance",
        "id": "allergy",
        "patient": {"reference": "Patient/ana"},
        "code": {"coding": [{"system": "http://www.nlm.nih.gov/research/umls/rxnorm", "code": "5640"}]},
    }
    options = by_treatment(planned(person(), problem(KNEE), allergy))
    for name in ("nsaid_oral_nonselective", "nsaid_cox2", "nsaid_topical"):
        assert options[name]["standing"] == "not_for_this_person"


def test_antithrombotics_are_held_before_a_needle():
    knee = planned(person(), problem(KNEE), warfarin())
    needs = by_treatment(knee)["scs_trial"]["needs"]
    assert any(text.startswith("Warfarin: leave out 5 days") for text in needs)


def warfarin():
    from tests.plan.charts import medicine

    return medicine("warfarin", "855332", "warfarin sodium 5 MG Oral Tablet", start=300)


@pytest.mark.parametrize("died", [{"deceasedDateTime": "2026-05-01"}, {"deceasedBoolean": True}])
def test_no_plan_is_made_for_a_person_who_died(died):
    summary = planned(person(**died), problem(KNEE))
    assert summary["options"] == []
    assert summary["combination"] is None
    assert any("has died; no plan is made" in note for note in summary["notes"])


def test_what_once_checked_would_be_is_never_worse_than_what_is(sedated):
    order = ["fits_now", "consider", "unknown", "later", "already_tried", "not_for_this_person"]
    for option in sedated["options"]:
        assert order.index(option["once_checked"]) <= order.index(option["standing"])


def test_how_it_worked_will_be_judged_by_what_this_person_answers():
    answers = {
        "resourceType": "QuestionnaireResponse",
        "id": "peg",
        "status": "completed",
        "questionnaire": "https://lenitive.example/Questionnaire/peg",
        "subject": {"reference": "Patient/ana"},
        "authored": "2026-05-20T09:00:00Z",
        "item": [
            {"linkId": name, "answer": [{"valueInteger": 6}]} for name in ("pain", "enjoyment", "activity")
        ],
    }
    judged = by_treatment(planned(person(), problem(KNEE), answers))["aerobic_exercise"]["judged_by"]
    assert (judged["scale"], judged["baseline"], judged["baseline_at"]) == ("peg.total", 6.0, "2026-05-20")
    assert judged["change"] == "30 percent lower"
    assert judged["by_when"]


def test_ranks_follow_standings(sedated):
    order = ["fits_now", "consider", "unknown", "later", "already_tried", "not_for_this_person"]
    stands = [order.index(option["standing"]) for option in sedated["options"]]
    assert all(one <= other for one, other in pairwise(stands))


def test_fibromyalgia_in_an_adult_starts_with_movement_and_mind_and_no_opioid():
    summary = planned(person(), problem(FIBROMYALGIA), lorazepam(start=5, end=2))
    options = by_treatment(summary)
    assert options["aerobic_exercise"]["standing"] in ("fits_now", "consider")
    assert options["opioid_ir"]["standing"] == "later"
    parts = {part["part"]: part["start"] for part in summary["combination"]["parts"]}
    assert "aerobic_exercise" in parts["movement"]
    assert parts["mind"]


def consent(name, decision, days, words="Acupuncture for pain"):
    return {
        "resourceType": "Consent",
        "id": name,
        "status": "active",
        "scope": {"text": "Treatment"},
        "category": [{"text": words}],
        "patient": {"reference": "Patient/ana"},
        "dateTime": ago(days),
        "provision": {"type": decision},
    }


def test_what_a_person_refused_is_said_and_is_no_part_of_the_plan():
    summary = planned(person(), problem("M54.50"), consent("no", "deny", 9, "CBT"))
    refused = by_treatment(summary)["cbt"]
    assert any("has refused it" in text for text in refused["against"])
    part = next(part for part in summary["combination"]["parts"] if part["part"] == "mind")
    assert "cbt" not in (*part["start"], *part["alternatives"])
    assert part["start"]


def test_a_later_word_takes_the_place_of_an_earlier_one():
    changed = planned(person(), problem("M54.50"), consent("no", "deny", 90), consent("yes", "permit", 9))
    assert not any("refused" in text for text in by_treatment(changed)["acupuncture"]["against"])


def test_consent_given_and_refused_at_once_is_one_clear_line():
    summary = planned(person(), problem("M54.50"), consent("no", "deny", 9), consent("yes", "permit", 9))
    said = [note for note in summary["notes"] if "agreed to and refused at once" in note]
    assert len(said) == 1
    assert "Acupuncture" in said[0]
    assert "Ask the person which holds" in said[0]


def test_a_dose_above_what_the_kidneys_allow_is_looked_at_again_and_lowered_slowly():
    clearance = {
        "resourceType": "Observation",
        "id": "crcl",
        "status": "final",
        "subject": {"reference": "Patient/ana"},
        "code": {"coding": [{"system": "http://loinc.org", "code": "2164-2"}]},
        "effectiveDateTime": "2026-05-20",
        "valueQuantity": {"value": 20, "unit": "mL/min", "code": "mL/min"},
    }
    taken = gabapentin(3, start=90)
    option = by_treatment(planned(person(), problem(NEUROPATHY), clearance, taken))["gabapentin"]
    assert option["current"] == "review"
    assert any(
        text.startswith("Takes 1800 mg of gabapentin a day, more than the 700 mg") for text in option["needs"]
    )
    assert "Never stop it suddenly" in option["do"]
