"""Breaking the glass: with a reason, for some hours, said loudly, and read by those who answer for it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from lenitive.desk.access import Relation, decide
from lenitive.desk.models import AuditEvent, BrokenGlass
from lenitive.desk.views.glass import HOURS

WHY = "found unconscious, asks for opioids"


@pytest.fixture
def of_others(load, cares_for):
    load("ana")
    cares_for("physician", "ana")


def break_it(one, reason=WHY):
    return one.post("/people/ana/break-glass/", {"reason": reason})


def test_the_record_opens_with_a_reason_and_says_so_on_every_page(of_others, signed_in):
    one = signed_in("nurse")
    assert one.get("/people/ana/access/").status_code == 404
    assert break_it(one).url == "/people/ana/"
    page = one.get("/people/ana/access/").content.decode()
    assert "You broke the glass." in page
    assert WHY in page
    last = AuditEvent.objects.filter(action="see", allowed=True).last()
    assert "broken glass until" in last.why
    assert WHY in last.why


@pytest.mark.parametrize("reason", ["", "x", "       ", "x" * 301])
def test_it_needs_a_reason_in_words(of_others, signed_in, reason):
    one = signed_in("nurse")
    assert break_it(one, reason).status_code == 422
    assert one.get("/people/ana/access/").status_code == 404


def test_the_form_says_nothing_about_the_person(of_others, signed_in):
    assert b"Silva" not in signed_in("nurse").get("/people/ana/break-glass/").content


def test_it_closes_by_itself(of_others, staff, signed_in):
    break_it(signed_in("nurse"))
    assert decide(staff("nurse"), "see", "ana").relation == Relation.BROKEN
    since = timezone.now() - timedelta(hours=HOURS, minutes=1)
    BrokenGlass.objects.update(since=since, until=since + timedelta(hours=HOURS))
    assert not decide(staff("nurse"), "see", "ana").allowed


def test_it_is_closed_by_hand(of_others, signed_in):
    one = signed_in("nurse")
    break_it(one)
    assert one.post("/people/ana/mend-glass/").url == "/people/"
    assert one.get("/people/ana/access/").status_code == 404
    assert AuditEvent.objects.filter(action="mended_glass").count() == 1


def test_sending_the_form_twice_breaks_it_once(of_others, signed_in):
    one = signed_in("nurse")
    break_it(one)
    break_it(one)
    assert BrokenGlass.objects.count() == 1
    assert AuditEvent.objects.filter(action="broke_glass").count() == 1


def test_it_is_for_whoever_broke_it_and_not_for_their_colleagues(of_others, staff, signed_in):
    break_it(signed_in("nurse"))
    assert not decide(staff("nurse", "second_nurse"), "see", "ana").allowed


def test_a_role_that_never_answers_emergencies_cannot(of_others, signed_in):
    for role in ("trainee", "health_coach", "coordinator", "administrator", "programme_lead"):
        assert break_it(signed_in(role)).status_code == 404, role


@pytest.mark.parametrize("role", ["administrator", "programme_lead"])
def test_those_who_answer_for_it_read_who_and_why_but_not_whose_name(of_others, signed_in, role):
    break_it(signed_in("nurse"))
    page = signed_in(role).get("/broken-glass/").content.decode()
    assert "The nurse" in page
    assert WHY in page
    assert "N-ana" in page
    assert "open now" in page
    assert "Silva" not in page


def test_the_care_team_reads_it_on_the_persons_pages(of_others, signed_in):
    break_it(signed_in("nurse"))
    one = signed_in("physician")
    assert WHY in one.get("/people/ana/access/").content.decode()
    trail = one.get("/people/ana/trail/").content.decode()
    assert f"The nurse broke the glass for Ana Silva (N-ana): {WHY}" in trail
    assert "You broke the glass" not in trail
