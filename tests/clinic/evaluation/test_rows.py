"""What an evaluation records changes classification, findings and plan at once, by the same rules."""

from __future__ import annotations

import pytest
from django.utils import timezone

from lenitive.clinic.evaluation.rows import field_of
from lenitive.clinic.models import PersonSummary
from lenitive.clinic.plan.made import made_plan
from lenitive.desk import store
from lenitive.desk.models import RECORD
from lenitive.reason.assess import assess

pytestmark = pytest.mark.django_db


@pytest.fixture
def judged(evaluation):
    def judge():
        with store.person("ana") as record:
            return assess(record, patient_id="ana", as_of=timezone.localdate())

    return judge


def grade(summary, subject):
    return next(each["grade"] for each in summary["classification"]["details"] if each["subject"] == subject)


def status(summary, rule):
    return next(each for each in summary["findings"] if each["rule"] == rule)


def test_signs_on_examination_raise_the_neuropathic_grade_one_by_one(says, judged):
    says("nurse", "pain_history.onset_date", "2020")
    grades = [grade(judged(), "neuropathic")]
    for field in ("relevant_history", "plausible_distribution", "allodynia", "test_confirms_lesion"):
        says("physician", f"examination.{field}", "yes")
        grades.append(grade(judged(), "neuropathic"))
    assert grades == ["unknown", "unknown", "possible", "probable", "definite"]


def test_the_grade_names_the_row_that_the_field_became_and_the_row_leads_back(says, judged, evaluation):
    for field in ("relevant_history", "plausible_distribution", "allodynia"):
        says("physician", f"examination.{field}", "yes")
    detail = next(each for each in judged()["classification"]["details"] if each["subject"] == "neuropathic")
    rows = next(each["rows"] for each in detail["for"] if each["criterion"] == "neuropathic.signs")
    assert [field_of(row) for row in rows] == [(evaluation.pk, "examination.allodynia")]


def test_a_value_that_is_put_back_takes_its_rows_back(says, judged):
    before = grade(judged(), "neuropathic")
    for field in ("relevant_history", "plausible_distribution"):
        says("physician", f"examination.{field}", "yes")
    assert grade(judged(), "neuropathic") == "possible"
    for field in ("relevant_history", "plausible_distribution"):
        says("physician", f"examination.{field}", "")
    assert grade(judged(), "neuropathic") == before
    assert not RECORD["answer"].objects.filter(row_id__startswith="Evaluation/").exists()
    assert not RECORD["response"].objects.filter(row_id__startswith="Evaluation/").exists()


def test_not_known_is_no_no(says, judged):
    says("physician", "examination.sensory_signs", "unknown")
    assert not RECORD["answer"].objects.filter(item="sensory_signs").exists()
    says("physician", "examination.sensory_signs", "no")
    detail = next(each for each in judged()["classification"]["details"] if each["subject"] == "neuropathic")
    assert "neuropathic.normal_feeling" in {each["criterion"] for each in detail["against"]}


def test_a_red_flag_raises_an_emergency_on_the_lists_at_once(says, judged):
    assert status(judged(), "red_cauda_equina")["status"] == "unknown"
    says("nurse", "red_flags.saddle_numbness", "yes")
    says("nurse", "red_flags.new_urinary_retention_or_incontinence", "yes")
    found = status(judged(), "red_cauda_equina")
    assert (found["status"], found["urgency"]) == ("met", "emergency")
    assert all(field_of(row) for row in found["evidence"])
    assert PersonSummary.objects.get(patient_id="ana").urgency == 0


def test_thoughts_of_self_harm_raise_an_emergency_at_once(says, judged):
    says("psychologist", "psychology.thoughts_of_death", "1")
    found = status(judged(), "yellow_suicidality")
    assert (found["status"], found["urgency"]) == ("met", "emergency")


def test_budapest_symptoms_and_signs_make_the_criteria(says, judged):
    for name in ("disproportionate", "symptom_sensory", "symptom_vasomotor", "symptom_sudomotor"):
        says("physician", f"examination.crps_{name}", "yes")
    for name in ("sign_vasomotor", "sign_motor"):
        says("physiotherapist", f"examination.crps_{name}", "yes")
    assert grade(judged(), "crps") != "clinical"
    says("physician", "examination.crps_other_diagnosis", "no")
    assert grade(judged(), "crps") == "clinical"


def test_signs_of_the_dn4_are_scored_with_what_the_person_answered(says, evaluation):
    today = timezone.localdate()
    response = {"patient_id": "ana", "instrument": "dn4", "at_low": today, "at_high": today}
    for number, item in enumerate(("burning", "cold", "shocks", "tingling", "pins", "numb", "itch")):
        RECORD["answer"].objects.create(
            row_id=f"QuestionnaireResponse/x#{number}",
            response_row="QuestionnaireResponse/x#1",
            item=item,
            value_number=float(item in ("burning", "shocks")),
            **response,
        )
    for item in ("hypo_touch", "hypo_prick", "brush"):
        says("physician", f"examination.dn4_{item}", "yes")
    score = RECORD["score"].objects.get(patient_id="ana", instrument="dn4", scale="total")
    assert score.value_number == 5


def test_a_test_of_function_is_a_score_and_grip_an_observation_with_its_unit(says):
    says("physiotherapist", "function.sit_to_stand", "9")
    says("physiotherapist", "function.grip_left", "18.5")
    says("physiotherapist", "function.grip_left", "19")
    assert RECORD["score"].objects.get(instrument="sit_to_stand_30s").value_number == 9
    grip = RECORD["observation"].objects.get(text="Grip strength, left hand")
    assert (grip.value_number, grip.unit) == (19, "kg")


def against(treatment):
    """What the plan says against a treatment, in words."""
    with store.person("ana") as record:
        made = made_plan(record, "ana", timezone.localdate())
    option = next(each for each in made.options if each.treatment.id == treatment)
    return [each.text for each in option.against]


def test_a_pacemaker_speaks_against_stimulation_in_the_plan_at_once(says):
    before = against("tens")
    says("nurse", "implants.pacemaker", "yes")
    assert [each for each in against("tens") if each not in before]


def test_a_goal_is_a_row_while_it_has_words(says):
    says("psychologist", "goals.first_target", "three times a week")
    assert not RECORD["goal"].objects.filter(patient_id="ana", row_id__startswith="Evaluation/").exists()
    says("psychologist", "goals.first", "carry my grandson")
    says("nurse", "goals.first_due", "2027-03")
    goal = RECORD["goal"].objects.get(row_id__startswith="Evaluation/")
    assert (goal.text, goal.target, str(goal.due_high)) == (
        "carry my grandson",
        "three times a week",
        "2027-03-31",
    )


def test_a_treatment_that_was_tried_is_one_row_with_its_end(says):
    base = "prior_treatments.tried.duloxetine"
    says("physician", f"{base}.outcome", "no_benefit")
    says("physician", f"{base}.weeks", "8")
    says("physician", f"{base}.amount", "60 mg")
    row = RECORD["treatment"].objects.get(row_id__startswith="Evaluation/")
    assert (row.treatment, row.outcome, row.amount) == ("duloxetine", "no_benefit", "60 mg, 8 weeks")
    says("physician", f"{base}.start", "2023-01-10")
    says("physician", f"{base}.stopped", "side effects")
    row.refresh_from_db()
    assert (str(row.end_low), row.amount, row.stopped_because) == ("2023-03-07", "60 mg", "side effects")
