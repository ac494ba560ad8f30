"""The week of a diary: what goes with what is said with its size or not at all, also to the team."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from lenitive.portal.models import DiaryEntry, DiaryVersion

pytestmark = pytest.mark.django_db


def tell(patient_id, back, **answers):
    now = timezone.now()
    entry = DiaryEntry.objects.create(
        patient_id=patient_id,
        uuid=uuid.uuid4(),
        day=timezone.localdate() - timedelta(days=back),
        received_at=now,
    )
    DiaryVersion.objects.create(
        entry=entry, uuid=uuid.uuid4(), at=now, offset_minutes=0, answers=answers, by="Ana", received_at=now
    )


@pytest.fixture
def goes_together(me):
    """Ana, and eight weeks in which better nights came with less pain."""
    one = me("ana")
    for back in range(56):
        sleep = (back * 7) % 10
        tell("ana", back, sleep=sleep, pain=9 - sleep, **{"did.walked": True})
    return one


def test_a_few_days_say_that_they_are_too_few(me):
    one = me("ana")
    tell("ana", 0, sleep=3, pain=5)
    assert "too few days" in one.get("/me/diary/week/").content.decode()


def test_what_goes_together_is_said_with_its_size_and_that_it_is_no_cause(goes_together):
    text = goes_together.get("/me/diary/week/").content.decode()
    assert "After better nights your pain tended to be lower." in text
    assert "over 56 days" in text
    assert "does not say that one causes the other" in text


def test_days_that_go_with_nothing_say_so(me):
    one = me("ana")
    for back in range(56):
        tell("ana", back, sleep=(back * 7) % 10, pain=(back * back) % 7, **{"did.walked": back % 3 == 0})
    assert "do not show clearly what goes with what" in one.get("/me/diary/week/").content.decode()


def test_the_team_sees_the_same_picture_and_sentence(goes_together, signed_in, cares_for):
    cares_for("nurse", "ana")
    text = signed_in("nurse").get("/people/ana/from-home/").content.decode()
    assert '<figure class="week">' in text
    assert "After better nights your pain tended to be lower." in text
