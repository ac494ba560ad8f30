from __future__ import annotations

import pytest
from django.apps import apps

from lenitive.clinic.models import PersonSummary
from lenitive.desk.models import RECORD, AuditEvent
from lenitive.errors import ConfigurationError

FINDING = "/people/rosa-lindqvist/findings/yellow_suicidality/"
ANSWER = {"outcome": "cleared", "reason": "Talked today; safety plan made, no plans, sister is with her."}


@pytest.fixture
def rosa(invented, signed_in):
    invented("rosa-lindqvist")
    return signed_in("physician")


def test_each_condition_is_shown_with_its_truth_and_its_rows(rosa):
    page = rosa.get(FINDING).content.decode()
    assert "Thoughts of death or self-harm" in page
    assert 'class="truth-met' in page
    assert "/people/rosa-lindqvist/rows/" in page
    assert "not yet verified" in page


def test_an_answer_closes_the_finding_and_the_list_follows_at_once(rosa):
    rosa.get("/people/")
    assert PersonSummary.objects.get().alert == "Thoughts of death or self-harm"
    response = rosa.post(FINDING, ANSWER, follow=True)
    assert response.redirect_chain == [("/people/rosa-lindqvist/", 302)]
    review = RECORD["review"].objects.get()
    assert (review.finding, review.outcome, review.reviewer) == (
        "yellow_suicidality",
        "cleared",
        "The physician",
    )
    assert 'class="alert alert-emergency"' not in response.content.decode()
    assert PersonSummary.objects.get().alert != "Thoughts of death or self-harm"
    assert AuditEvent.objects.filter(action="review", allowed=True).count() == 1


def test_an_answer_that_leaves_it_open_leaves_it_open(rosa):
    response = rosa.post(FINDING, {**ANSWER, "outcome": "open"}, follow=True)
    assert "Thoughts of death or self-harm" in response.content.decode()
    assert RECORD["review"].objects.get().outcome == "open"


@pytest.mark.parametrize(
    "wrong", [{}, {"outcome": "cleared"}, {**ANSWER, "reason": "ok"}, {**ANSWER, "outcome": "whatever"}]
)
def test_an_answer_without_a_reason_is_not_kept(rosa, wrong):
    response = rosa.post(FINDING, wrong)
    assert response.status_code == 422
    assert not RECORD["review"].objects.exists()


def test_a_coordinator_sees_the_finding_and_cannot_answer_it(rosa, signed_in):
    coordinator = signed_in("coordinator")
    assert "Answering is for the clinicians" in coordinator.get(FINDING).content.decode()
    assert coordinator.post(FINDING, ANSWER).status_code == 404
    assert not RECORD["review"].objects.exists()
    assert AuditEvent.objects.filter(action="review", allowed=False).count() == 1


def test_an_unknown_rule_and_an_unknown_person_are_not_found(rosa):
    assert rosa.get("/people/rosa-lindqvist/findings/no_such_rule/").status_code == 404
    assert rosa.get("/people/nobody/findings/yellow_suicidality/").status_code == 404


def test_the_unknown_is_shown_as_unknown(rosa):
    page = rosa.get("/people/rosa-lindqvist/findings/nsaid_egfr30/").content.decode()
    assert "This is not" in page


def medicine(order_id: str, rxcui: str, words: str) -> dict[str, object]:
    return {
        "resourceType": "MedicationRequest",
        "id": order_id,
        "status": "active",
        "intent": "order",
        "medicationCodeableConcept": {
            "coding": [{"system": "http://www.nlm.nih.gov/research/umls/rxnorm", "code": rxcui}],
            "text": words,
        },
    }


@pytest.fixture
def sedated(chart_of, signed_in):
    """Somebody who takes an opioid and a benzodiazepine."""
    chart_of(
        medicine("oxy", "1049683", "oxycodone hydrochloride 10 MG Oral Tablet"),
        medicine("lor", "197901", "lorazepam 1 MG Oral Tablet"),
        birthDate="1970-02-03",
        gender="female",
    )
    return signed_in("physician")


def test_where_sources_disagree_the_finding_and_the_one_page_show_both_sides(sedated):
    for address in ("/people/p/findings/cdc22_11/", "/people/p/"):
        page = sedated.get(address).content.decode()
        assert "A benzodiazepine together with an opioid" in page
        assert "Recommends against the combination." in page
        assert "Particular caution; weigh benefit and risk" in page
    assert "disagree" not in sedated.get("/people/p/findings/cdc22_4/").content.decode()


def test_what_a_site_switched_off_is_not_there_and_the_page_says_so(sedated, monkeypatch, tmp_path):
    assert "Benzodiazepine" in sedated.get("/people/p/").content.decode()
    path = tmp_path / "guidelines.yaml"
    path.write_text("switched_off:\n  vadod22: We follow CDC.\n", encoding="utf-8")
    monkeypatch.setenv("LENITIVE_GUIDELINES", str(path))
    page = sedated.get("/people/p/").content.decode()
    assert "/findings/vadod22_no_benzo/" not in page
    assert "/findings/cdc22_11/" in page
    assert "without vadod22" in page
    assert sedated.get("/people/p/findings/vadod22_no_benzo/").status_code == 404
    assert sedated.post("/people/p/findings/vadod22_no_benzo/", ANSWER).status_code == 404


def test_a_site_whose_choice_cannot_be_followed_does_not_start(monkeypatch, tmp_path):
    path = tmp_path / "guidelines.yaml"
    path.write_text("switched_off:\n  red_flag: Too many.\n", encoding="utf-8")
    monkeypatch.setenv("LENITIVE_GUIDELINES", str(path))
    with pytest.raises(ConfigurationError, match="red_flag cannot be switched off"):
        apps.get_app_config("clinic").ready()


def test_a_grade_opens_to_its_criteria_and_cannot_be_answered(invented, signed_in):
    invented("rosa-lindqvist")
    physician = signed_in("physician")
    page = physician.get("/people/rosa-lindqvist/").content.decode()
    for mechanism in ("nociceptive", "neuropathic", "nociplastic"):
        assert f"/people/rosa-lindqvist/findings/{mechanism}." in page
    page = physician.get("/people/rosa-lindqvist/findings/neuropathic.definite/").content.decode()
    assert "A test confirms the lesion or disease" in page
    assert 'class="truth-' in page
    assert "Keep the answer" not in page
    assert "At this visit" not in page
    answered = physician.post("/people/rosa-lindqvist/findings/neuropathic.definite/", ANSWER)
    assert answered.status_code == 404
