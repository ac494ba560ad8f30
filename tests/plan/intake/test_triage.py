"""The rules of triage on drawn charts: each reason alone, what is not known, and that no rule is left out."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import orjson
import pytest

from lenitive.knowledge.rules import rules
from lenitive.knowledge.rules.model import rules_named
from lenitive.knowledge.visits.referrals import URGENCIES
from lenitive.knowledge.visits.triage import read_triage, triage_rules, without_rules
from lenitive.plan.intake import prior_records, suggest
from lenitive.record.read import bundle_record

TODAY = date(2026, 11, 25)
ICD = "http://hl7.org/fhir/sid/icd-10-cm"
FORMS = "https://lenitive.example/Questionnaire"


def condition(code, **more):
    return {
        "resourceType": "Condition",
        "code": {"coding": [{"system": ICD, "code": code}]},
        "clinicalStatus": {"coding": [{"code": "active"}]},
        "recordedDate": "2026-10-01",
        **more,
    }


def answered(form, **items):
    from lenitive.knowledge.instruments import LABEL_FORMS

    return {
        "resourceType": "QuestionnaireResponse",
        "status": "completed",
        "questionnaire": f"{LABEL_FORMS}/{form}",
        "authored": "2026-11-20T10:00:00Z",
        "item": [{"linkId": key, "answer": [{"valueDecimal": value}]} for key, value in items.items()],
    }


def order(text, instruction):
    return {
        "resourceType": "MedicationRequest",
        "status": "active",
        "intent": "order",
        "authoredOn": "2026-11-10",
        "medicationCodeableConcept": {"text": text},
        "dosageInstruction": [{"text": instruction, "route": {"text": "oral"}}],
        "dispenseRequest": {"expectedSupplyDuration": {"value": 30, "code": "d", "unit": "d"}},
    }


PHQ9 = {f"q{n}": 3 for n in range(1, 9)}


def chart(*resources):
    person = {"resourceType": "Patient", "id": "p", "birthDate": "1970-01-01", "gender": "female"}
    subject = {"reference": "Patient/p"}
    told = [person, *({"id": f"r{n}", "subject": subject, **each} for n, each in enumerate(resources))]
    bundle = {"resourceType": "Bundle", "type": "collection", "entry": [{"resource": each} for each in told]}
    return bundle_record(orjson.dumps(bundle), "a test", now=datetime(2026, 11, 25, tzinfo=UTC))


def judged(*resources):
    from lenitive.measure import score_record

    with chart(*resources) as (record, _notes):
        score_record(record)
        return suggest(record, "p", TODAY)


@pytest.mark.parametrize(
    ("resources", "urgency", "rule"),
    [
        ([answered("red_flags", saddle_numbness=1)], "emergency", "triage_red_flag_emergency"),
        ([answered("red_flags", hot_swollen_joint=1)], "emergency", "triage_red_flag_emergency"),
        ([condition("G83.4")], "emergency", "triage_red_flag_emergency"),
        ([condition("R45.851")], "emergency", "triage_suicide"),
        ([answered("phq9", **{**PHQ9, "q9": 1})], "emergency", "triage_suicide"),
        ([answered("red_flags", unexplained_weight_loss=1)], "urgent", "triage_red_flag_urgent"),
        ([condition("G89.3")], "urgent", "triage_cancer_pain"),
        ([condition("G90.50")], "urgent", "triage_crps"),
        ([condition("T40.2X1A")], "urgent", "triage_opioid_danger"),
        ([order("oxycodone", "20 mg 4 times a day"), condition("G47.33")], "urgent", "triage_opioid_danger"),
        ([order("oxycodone", "20 mg 2 times a day")], "soon", "triage_opioid_risk"),
        ([condition("F11.20")], "soon", "triage_opioid_risk"),
        ([condition("G54.6")], "soon", "triage_nerve_damage"),
        ([answered("phq9", **{**PHQ9, "q9": 0})], "soon", "triage_distress"),
        ([answered("peg", pain=9, enjoyment=9, activity=9)], "soon", "triage_function"),
        ([answered("work", working_now=0, days_absent_12w=60, expects_return=0)], "soon", "triage_function"),
        ([answered("red_flags", saddle_numbness=0)], "routine", None),
        ([condition("M54.50")], "routine", None),
        ([], "routine", None),
    ],
)  # fmt: skip
def test_one_reason_alone_gives_its_urgency(resources, urgency, rule):
    found = judged(*resources)
    assert found.urgency == urgency
    assert (found.reasons[0].rule if found.reasons else None) == rule


def test_the_gravest_reason_wins_and_all_are_told_with_their_rows():
    found = judged(condition("G90.50"), answered("red_flags", saddle_numbness=1), condition("G54.6"))
    assert [each.urgency for each in found.reasons] == ["emergency", "urgent", "soon"]
    assert all(each.rows for each in found.reasons)
    assert "Emergency department now" in found.reasons[0].do[0]


def test_what_is_not_known_is_said_with_what_would_settle_it_and_lowers_nothing():
    unknown = {each.rule: each.settles_by for each in judged().unknown}
    assert "the red flag questions" in unknown["triage_red_flag_emergency"]
    assert "phq9.q9" in unknown["triage_suicide"]
    assert not judged(answered("red_flags", saddle_numbness=1)).unknown  # nothing is graver than an emergency


def test_a_review_that_cleared_a_red_flag_takes_it_off():
    from lenitive.record.rows import in_memory

    with chart(answered("red_flags", saddle_numbness=1)) as (record, _notes):
        assert suggest(record, "p", TODAY).urgency == "emergency"
        held = in_memory(record)
        assert held is not None
        record.execute(
            "INSERT INTO review (patient_id, row_id, finding, reviewer, outcome, at_low, at_high) "
            "VALUES ('p', 'review/1#1', 'red_cauda_equina', 'Dr Ito', 'cleared', $1, $1)",
            [TODAY],
        )
        assert suggest(record, "p", TODAY).urgency == "routine"


def test_every_emergency_and_urgent_finding_of_danger_is_a_reason_of_triage():
    named = {rule for each in triage_rules() for rule in rules_named(each.when)}
    dangers = {
        each.id
        for each in rules()
        if each.urgency in ("emergency", "urgent") and each.set in ("red_flag", "suicide")
    }
    assert dangers <= named


def test_each_rule_of_triage_says_where_it_is_from_and_is_of_a_known_urgency():
    for each in triage_rules():
        assert each.source
        assert each.urgency in URGENCIES
        assert each.settles_by


def test_a_set_that_is_switched_off_leaves_the_rest_of_a_rule():
    rule = next(each for each in triage_rules() if each.id == "triage_distress")
    left = without_rules(rule.when, {"yellow_pcs"})
    assert "yellow_pcs" not in rules_named(left)
    assert "yellow_gad7_10" in rules_named(left)
    assert without_rules(rule.when, set()) == rule.when


def test_a_rule_of_triage_in_a_layer_of_guidelines_is_refused():
    from importlib.resources import files

    from lenitive.errors import KnowledgeError

    text = files("lenitive.knowledge.visits").joinpath("triage.yaml").read_text()
    with pytest.raises(KnowledgeError, match="has the layer 1"):
        read_triage(text.replace("layer: 9", "layer: 1", 1))


def imaging(day):
    return {
        "resourceType": "DiagnosticReport",
        "status": "final",
        "category": [{"coding": [{"code": "RAD"}]}],
        "code": {"text": "MRI of the lumbar spine"},
        "effectiveDateTime": day,
    }


def laboratory(day):
    return {
        "resourceType": "Observation",
        "status": "final",
        "category": [{"coding": [{"code": "laboratory"}]}],
        "code": {"text": "Creatinine"},
        "effectiveDateTime": day,
        "valueQuantity": {"value": 1},
    }


def operation(text, status="completed"):
    return {
        "resourceType": "Procedure",
        "status": status,
        "code": {"text": text},
        "performedDateTime": "2024-02-01",
    }


@pytest.mark.parametrize(
    ("resource", "kind", "there"),
    [
        (imaging("2026-01-02"), "imaging", True),
        (laboratory("2026-06-01"), "labs", True),
        (laboratory(str(TODAY - timedelta(days=366))), "labs", False),
        (operation("Lumbar fusion"), "operative", True),
        (operation("Lumbar fusion", "not-done"), "operative", False),
        (operation("Acupuncture"), "operative", False),
        (order("gabapentin 300 mg", "1 capsule daily"), "medicines", True),
        (condition("M54.50"), "medicines", False),
    ],
)
def test_an_earlier_record_is_there_when_the_chart_holds_it(resource, kind, there):
    with chart(resource) as (record, _notes):
        found = {each.id: each for each in prior_records(record, TODAY)}
    assert found[kind].there == there
    assert bool(found[kind].rows) == (there and kind != "medicines")
