"""The page of an activity: its days, today's amount with the reason, and that each form counts once."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from lenitive.desk.policy import Helper
from lenitive.portal.models import Paced, PacedDay

pytestmark = pytest.mark.django_db


@pytest.fixture
def walking(me):
    """Ana, and an activity that she timed on three days of last week."""
    one = me("ana")
    one.post("/me/pacing/", {"activity": "Walking", "token": str(uuid.uuid4())})
    paced = Paced.objects.get()
    for back, minutes in ((5, 10), (4, 14), (3, 12)):
        day = timezone.localdate() - timedelta(days=back)
        PacedDay.objects.create(
            paced=paced, day=day, seconds=60 * minutes, at=timezone.now(), by="Ana", token=str(uuid.uuid4())
        )
    return one, paced


def page(client, paced):
    return client.get(f"/me/pacing/{paced.pk}/").content.decode()


def keep(client, paced, **said):
    return client.post(f"/me/pacing/{paced.pk}/time/", {"token": str(uuid.uuid4()), **said})


def test_before_three_days_it_asks_for_more_and_names_no_amount(me):
    one = me("ana")
    one.post("/me/pacing/", {"activity": "Standing", "token": str(uuid.uuid4())})
    text = page(one, Paced.objects.get())
    assert "Time a few ordinary days first" in text
    assert "today-amount" not in text


def test_then_it_says_todays_amount_with_the_reason_rounded_down(walking):
    text = page(*walking)
    assert "<b>9 minutes</b>" in text
    assert "a little less than your mean" in text
    assert "not yet verified" in text


def test_what_is_kept_stands_beside_the_plan_of_that_day(walking):
    one, paced = walking
    keep(one, paced, minutes="9")
    last = PacedDay.objects.order_by("pk").last()
    assert (last.seconds, last.planned_seconds) == (540, 576)


def test_a_bad_day_is_about_half(walking):
    one, paced = walking
    keep(one, paced, flare="1")
    text = page(one, paced)
    assert "<b>4.5 minutes</b>" in text
    assert "keep moving a little" in text


@pytest.mark.parametrize("wrong", ["", "ten", "nan", "-3", "99999"])
def test_what_is_no_number_is_not_kept(walking, wrong):
    one, paced = walking
    keep(one, paced, minutes=wrong)
    assert PacedDay.objects.count() == 3


def test_the_same_form_twice_counts_once(walking):
    one, paced = walking
    token = str(uuid.uuid4())
    for _time in range(2):
        one.post(f"/me/pacing/{paced.pk}/time/", {"token": token, "minutes": "9"})
    assert PacedDay.objects.count() == 4


def test_nobody_else_opens_it(walking, me):
    _one, paced = walking
    assert me("ben").get(f"/me/pacing/{paced.pk}/").status_code == 404
    assert me("ana", Helper.READER).get(f"/me/pacing/{paced.pk}/").status_code == 404
