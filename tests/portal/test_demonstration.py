"""The demonstration's accounts: they open once, for invented people alone, and somebody watches."""

from __future__ import annotations

import pytest
from django.test import Client

from lenitive.clinic.models import Asking
from lenitive.desk import facts
from lenitive.desk.models import Patient
from lenitive.portal import demonstration
from lenitive.portal.models import Account, Tie, Watch

pytestmark = pytest.mark.django_db


@pytest.fixture
def demo(invented, staff):
    """Rosa and Maya as the demonstration has them, and its nurse."""
    invented("rosa-lindqvist", "maya-lindholm")
    nurse = staff("nurse")
    nurse.demo = True
    nurse.save()
    facts.remember(facts.DEMO_PASSWORD, "a password of the demonstration")


def test_the_accounts_are_made_once_and_open(demo):
    assert "rosa" in demonstration.install()[0]
    assert demonstration.install() == []
    assert Account.objects.count() == 3
    one = Client()
    answer = one.post("/me/enter/", {"login": "rosa", "password": "a password of the demonstration"})
    assert answer.status_code == 302
    assert "Hello Rosa" in one.get("/me/").content.decode()
    assert Watch.objects.standing().count() == 1


def test_questions_that_follow_from_the_answers_wait_for_one_of_them(demo):
    demonstration.install()
    one = Client()
    one.post("/me/enter/", {"login": "petra", "password": "a password of the demonstration"})
    assert "Questions from your team" in one.get("/me/").content.decode()
    asking = Asking.objects.get(patient_id="maya-lindholm")
    page = one.get(f"/me/ask/{asking.pk}/0/0/").content.decode()
    assert "how much did pain get in the way" in page
    assert "more questions" in page


def test_nothing_is_opened_for_a_person_who_is_not_invented(demo):
    Patient.objects.filter(patient_id="rosa-lindqvist").update(synthetic=False)
    demonstration.install()
    assert not Tie.objects.filter(patient_id="rosa-lindqvist").exists()


def test_without_the_demonstration_nothing_is_made(db):
    assert demonstration.install() == []
    assert Account.objects.count() == 0
