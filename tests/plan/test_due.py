"""What a record asks a clinic to do, as drawn charts."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from lenitive.knowledge.rules import rules
from lenitive.knowledge.work import work
from lenitive.plan.due import asked, judged
from lenitive.reason.assess import assess
from tests.plan.charts_due import TODAY, ago, chart, encounter, oxycodone, record_of


def work_of(tmp_path, *resources, **person):
    with record_of(tmp_path, chart(*resources, **person)) as record:
        summary = assess(record, as_of=TODAY)
        return {each.kind: each for each in asked(judged(record, "p", TODAY, summary))}


def test_every_rule_that_a_list_watches_is_a_rule():
    known = {rule.id for rule in rules()}
    watched = {rule for kind in work().kinds.values() for rule in (*kind.rules, *kind.not_for)}
    assert watched <= known


@pytest.mark.parametrize(
    ("started", "days", "due", "urgency"),
    [
        (40, 60, None, None),  # lasts for another 20 days
        (25, 30, 5, 2),  # ends within a week
        (35, 30, -5, 2),  # ended
        (90, 30, -60, 3),  # ended long ago, and nothing later is on record: still asked for
    ],
)
def test_a_refill_is_due_when_the_supply_ends(tmp_path, started, days, due, urgency):
    found = work_of(tmp_path, oxycodone(started, days)).get("refill")
    if due is None:
        assert found is None
    else:
        assert (found.due, found.urgency) == (TODAY + timedelta(days=due), urgency)


def test_a_medicine_that_nobody_controls_has_no_refill_on_the_list(tmp_path):
    assert "refill" not in work_of(tmp_path, oxycodone(35, 30, text="Ibuprofen 400 mg tablet", code="310965"))


def test_a_lasting_opioid_asks_for_an_agreement_until_there_is_one(tmp_path):
    lasting = oxycodone(200, 300)
    assert "agreement" in work_of(tmp_path, lasting)
    assert "agreement" not in work_of(tmp_path, oxycodone(20, 30))
    signed = {
        "resourceType": "Procedure",
        "status": "completed",
        "performedDateTime": ago(20),
        "code": {"text": "Opioid treatment agreement signed"},
    }
    assert "agreement" not in work_of(tmp_path, lasting, signed)


def test_an_agreement_of_two_years_ago_is_due_again(tmp_path):
    old = {
        "resourceType": "Procedure",
        "status": "completed",
        "performedDateTime": ago(730),
        "code": {"text": "Pain agreement"},
    }
    found = work_of(tmp_path, oxycodone(200, 300), old)["agreement"]
    assert found.due < TODAY
    assert "last one" in found.detail


@pytest.mark.parametrize(
    ("visits", "lost"),
    [
        ([(200, "finished")], True),
        ([(100, "finished")], False),
        ([(200, "finished"), (-5, "planned")], False),
        ([(200, "cancelled")], False),  # never was here: not lost
        ([], False),
    ],
)
def test_lost_is_who_was_here_and_neither_came_nor_will_come(tmp_path, visits, lost):
    made = [encounter(days, status) for days, status in visits]
    assert ("lost" in work_of(tmp_path, *made)) == lost


def laboratory(days, text, value, flag=""):
    made = {
        "resourceType": "Observation",
        "status": "final",
        "category": [{"coding": [{"code": "laboratory"}]}],
        "code": {"text": text},
        "effectiveDateTime": ago(days),
        "valueQuantity": {"value": value, "unit": "mg/dL"},
    }
    return made | ({"interpretation": [{"coding": [{"code": flag}]}]} if flag else {})


def test_results_that_came_after_the_last_visit_are_one_piece_of_work_a_day(tmp_path):
    seen = laboratory(30, "Urea", 20)
    new = [laboratory(3, f"Value {n}", n) for n in range(4)] + [laboratory(3, "Creatinine", 3.1, "H")]
    found = work_of(tmp_path, encounter(10, "finished"), seen, *new)["result"]
    assert found.title.startswith("Creatinine")
    assert found.title.endswith("2 more")
    assert found.urgency == 2


def test_who_died_asks_for_nothing(tmp_path):
    assert work_of(tmp_path, oxycodone(35, 30), encounter(200, "finished"), deceasedDateTime=ago(2)) == {}


def test_function_measured_long_ago_is_overdue_and_measured_lately_is_not(tmp_path):
    def peg(days):
        return {
            "resourceType": "QuestionnaireResponse",
            "status": "completed",
            "authored": f"{ago(days)}T10:00:00Z",
            "questionnaire": "http://example.org/Questionnaire/peg",
            "item": [
                {"linkId": key, "answer": [{"valueInteger": 5}]} for key in ("pain", "enjoyment", "activity")
            ],
        }

    overdue = work_of(tmp_path, peg(120), encounter(5, "finished"))["questionnaire"]
    assert overdue.since == date.fromisoformat(ago(120))
    assert "questionnaire" not in work_of(tmp_path, peg(20), encounter(5, "finished"))
    assert "never" in work_of(tmp_path, encounter(5, "finished"))["questionnaire"].title
