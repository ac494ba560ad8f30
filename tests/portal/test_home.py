"""The first page: it opens for whoever is in, in their language, and says for whom."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from lenitive.desk.models import AuditEvent
from lenitive.desk.policy import OWN, OWN_IN_WORDS, Helper
from lenitive.portal.models import Session, Tie

pytestmark = pytest.mark.django_db


def test_it_greets_the_person_by_the_first_name(me):
    answer = me("ana").get("/me/")
    assert answer.status_code == 200
    assert "Hello Ana" in answer.content.decode()


def test_it_speaks_the_language_of_the_account_and_is_read_from_the_right_in_arabic(me):
    assert '<html lang="es" dir="ltr">' in me("ana", language="es").get("/me/").content.decode()
    assert '<html lang="ar" dir="rtl">' in me("ben", language="ar").get("/me/").content.decode()


def test_a_helper_sees_for_whom_they_came_in_and_stands_in_the_trail_by_their_own_name(me):
    page = me("ana", Helper.CARER).get("/me/").content.decode()
    assert "For Ana" in page
    last = AuditEvent.objects.order_by("id").last()
    assert (last.actor_name, last.role, last.action, last.patient_id) == (
        "Helper of Ana",
        "carer",
        "own_see",
        "ana",
    )


def test_staff_who_are_signed_in_in_the_same_browser_have_no_part_in_it(me, staff):
    one = me("ana")
    one.force_login(staff("nurse"))
    one.get("/me/")
    assert AuditEvent.objects.order_by("id").last().actor_name == "Ana"


def test_a_tie_that_ended_opens_nothing(me):
    one = me("ana")
    Tie.objects.update(until=timezone.now())
    assert one.get("/me/").url.startswith("/me/enter/?next=")


def test_a_session_that_lay_too_long_opens_nothing(me):
    one = me("ana")
    Session.objects.update(own_device=False, used_at=timezone.now() - timedelta(minutes=31))
    assert one.get("/me/").status_code == 302


def test_the_policy_of_the_portal_as_written_by_hand():
    yes = {
        Helper.SELF: {"own_see", "own_answer", "own_ask", "own_take", "own_settle"},
        Helper.PARENT: {"own_see", "own_answer", "own_ask", "own_take", "own_settle"},
        Helper.CARER: {"own_see", "own_answer", "own_ask"},
        Helper.READER: {"own_see"},
    }
    assert {helper: set(OWN[helper]) for helper in Helper} == yes
    assert set().union(*yes.values()) == set(OWN_IN_WORDS)
