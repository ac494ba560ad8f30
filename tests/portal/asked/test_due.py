"""What is due at home: drawn occasions, and nothing that was answered lately."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone

from lenitive.desk.models import RECORD
from lenitive.portal.asked.due import due, occasions
from tests.portal.safety.test_watch import watched

__all__ = ["watched"]
TODAY = date(2026, 5, 15)


@pytest.mark.parametrize(
    ("anchor", "day", "open_now"),
    [
        ("appointment", "2026-05-15", {"before_visit"}),
        ("appointment", "2026-05-22", {"before_visit"}),
        ("appointment", "2026-05-23", set()),  # more than a week ahead
        ("appointment", "2026-05-14", set()),  # over
        ("block", "2026-05-01", {"after_block"}),  # two weeks ago
        ("block", "2026-05-14", set()),
    ],
)
def test_an_occasion_is_open_from_its_first_day_to_its_last(anchor, day, open_now):
    assert {each.occasion for each in occasions({anchor: [date.fromisoformat(day)]}, TODAY)} == open_now


def test_with_nothing_to_follow_nothing_is_due():
    assert occasions({}, TODAY) == []


@pytest.mark.django_db
class TestOfAPerson:
    @pytest.fixture(autouse=True)
    def _programme(self, me, watched):
        me("ana")
        today = timezone.localdate()
        RECORD["treatment"].objects.create(
            row_id="t/1#1",
            patient_id="ana",
            treatment="interdisciplinary_programme",
            start_low=today,
            start_high=today,
        )

    def test_the_start_of_a_programme_asks_its_forms(self):
        assert due("ana").occasion == "programme_start"
        assert "pseq" in due("ana").forms

    def test_what_was_answered_lately_is_not_asked_again(self):
        before, today = due("ana").forms, timezone.localdate()
        RECORD["response"].objects.create(
            row_id="r/1#1",
            patient_id="ana",
            instrument="pseq",
            status="completed",
            at_low=today,
            at_high=today,
        )
        assert set(before) - set(due("ana").forms) == {"pseq"}

    def test_what_was_answered_long_ago_is_asked(self):
        long_ago = timezone.localdate() - timedelta(days=90)
        RECORD["response"].objects.create(
            row_id="r/1#1",
            patient_id="ana",
            instrument="pseq",
            status="completed",
            at_low=long_ago,
            at_high=long_ago,
        )
        assert "pseq" in due("ana").forms

    def test_what_is_due_for_one_is_not_due_for_another(self, me):
        me("ben")
        assert due("ben") is None

    def test_it_is_begun_once_however_often_it_is_pressed(self, me):
        phone = me("ana")
        first = phone.post("/me/ask/start/", {"form": ["pseq"]}).url
        assert phone.post("/me/ask/start/", {"form": ["pseq"]}).url == first
