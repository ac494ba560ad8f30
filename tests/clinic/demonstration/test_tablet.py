"""The demonstration's day holds a finished asking, whose answers count, and one that waits for its code."""

from __future__ import annotations

import pytest
from django.utils import timezone

from lenitive.clinic.demonstration.tablet import ask_some
from lenitive.clinic.models import Asking
from lenitive.desk.models import RECORD


@pytest.fixture
def nurse(invented, signed_in, staff):
    staff("nurse")
    invented("harold-okafor", "hannah-whitlock")
    ask_some()
    return signed_in("nurse")


def test_what_was_answered_in_the_waiting_room_counts_today(nurse):
    scores = RECORD["score"].objects.filter(
        patient_id="harold-okafor", instrument="bpi", at_low=timezone.localdate()
    )
    assert {each.scale for each in scores} >= {"interference", "severity"}
    response = RECORD["response"].objects.get(patient_id="harold-okafor", at_low=timezone.localdate())
    assert (response.status, response.answered_by) == ("completed", "patient")
    assert "today" in nurse.get("/people/harold-okafor/").content.decode()


@pytest.mark.parametrize(
    ("who", "words"), [("harold-okafor", "finished"), ("hannah-whitlock", "waits for its code")]
)
def test_staff_find_both_where_they_ask(nurse, who, words):
    page = nurse.get(f"/people/{who}/ask/").content.decode()
    asking = Asking.objects.get(patient_id=who)
    assert f'href="/people/{who}/ask/{asking.pk}/"' in page
    assert words in page
