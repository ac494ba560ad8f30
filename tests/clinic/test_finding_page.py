from __future__ import annotations

import pytest

from lenitive.clinic.models import PersonSummary
from lenitive.desk.models import RECORD, AuditEvent

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
