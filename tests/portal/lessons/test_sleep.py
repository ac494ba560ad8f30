"""The sleep diary: nights over midnight and changes of the clock, what they come to, and the time in bed."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from lenitive.desk.policy import Helper
from lenitive.knowledge.portal.sleep import sleep_rule
from lenitive.plan.own.nights import Told, Week, advice, slept, week
from lenitive.portal.models import Night, SleepAgreement

DAY = date(2026, 11, 20)


def told(
    morning=DAY, to_bed="22:30", lights_out="23:00", after=20, awake=40, up="07:00", zone="Europe/Berlin"
):
    clocks = [time.fromisoformat(each) if each else None for each in (to_bed, lights_out, up)]
    return Told(morning, zone, clocks[0], clocks[1], after, awake, clocks[2])


@pytest.mark.parametrize(
    ("night", "in_bed", "asleep"),
    [
        (told(), 510, 420),
        (told(to_bed="00:30", lights_out="01:00"), 390, 300),  # after midnight
        (told(to_bed="23:30", lights_out="00:15"), 450, 345),  # in bed before, light out after midnight
        (told(to_bed="08:00", lights_out="08:10", up="15:00"), 420, 350),  # after a night of work
        (told(date(2026, 10, 25)), 570, 480),  # Berlin: the clocks go back, an hour more
        (told(date(2026, 3, 29)), 450, 360),  # and forward, an hour less
        (told(date(2026, 10, 25), zone="America/Lima"), 510, 420),  # where clocks never change
        (told(date(2026, 10, 25), "22:00", "22:00", 0, 0, "02:30"), 330, 330),  # comes twice: the second
        (told(lights_out=""), 510, None),
        (told(after=None), 510, None),
        (told(up=""), None, None),
        (told(to_bed=""), None, None),
    ],
)
def test_a_night_in_minutes(night, in_bed, asleep):
    found = slept(night)
    assert (found.in_bed, found.asleep) == (in_bed, asleep)


def test_a_week_counts_only_whole_nights_of_its_days_and_says_nothing_from_too_few():
    whole = [told(DAY - timedelta(days=back)) for back in range(5)]
    found = week([*whole, told(DAY - timedelta(days=5), lights_out=""), told(DAY - timedelta(days=7))], DAY)
    assert (round(found.efficiency, 3), found.counted, found.in_bed) == (0.824, 5, 510)
    assert week(whole[:4], DAY) == Week(None, 4, 7, None)


@pytest.mark.parametrize(
    ("answered", "safe", "agreed", "efficiency", "reason", "window"),
    [
        (False, False, True, 0.9, "screen_open", None),
        (True, False, True, 0.9, "screen_not_safe", None),
        (True, True, False, 0.9, "not_agreed", None),
        (True, True, True, None, "too_few_nights", None),
        (True, True, True, 0.85, "widen", 435),
        (True, True, True, 0.80, "keep", 420),
        (True, True, True, 0.79, "narrow", 405),
    ],
)
def test_the_time_in_bed_changes_only_when_it_is_safe_and_the_team_agreed(
    answered, safe, agreed, efficiency, reason, window
):
    of = Week(efficiency, 7, 7, None if efficiency is None else 420.0)
    found = advice(of, answered=answered, safe=safe, agreed=agreed)
    assert (found.reason, found.window) == (reason, window)


@given(st.floats(0, 1), st.floats(60, 1000))
def test_no_advice_is_shorter_than_the_least_or_longer_than_the_longest(efficiency, in_bed):
    found = advice(Week(efficiency, 7, 7, in_bed), answered=True, safe=True, agreed=True)
    rule = sleep_rule()
    assert found.window is not None
    assert rule.window_least <= found.window <= rule.window_most


def sent(**cells):
    usual = {"to_bed": "22:30", "lights_out": "23:00", "asleep_after": "20", "awake": "40", "up": "07:00"}
    return {**usual, **cells}


def answer_no(client):
    return client.post("/me/sleep/questions/", dict.fromkeys(sleep_rule().screen, "no"))


pages = pytest.mark.django_db


@pages
def test_a_night_is_kept_with_its_zone_and_the_last_wording_counts(me):
    ana, today = me("ana"), timezone.localdate().isoformat()
    ana.post("/me/sleep/", sent(morning=today, zone="America/Lima"))
    ana.post("/me/sleep/", sent(morning=today, zone="Not/AZone", awake="0"))
    assert list(Night.objects.values_list("zone", "awake")) == [
        ("America/Lima", 40),
        (timezone.get_current_timezone_name(), 0),
    ]
    page = ana.get("/me/sleep/").content.decode()
    assert "7 h 40 min asleep" in page and "7 h 00 min asleep" not in page


@pages
def test_a_form_that_is_sent_twice_is_one_night(me):
    ana = me("ana")
    for _twice in range(2):
        ana.post("/me/sleep/", sent(token="00000000-0000-4000-8000-000000000001"))
    assert Night.objects.count() == 1


@pages
@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ({"awake": "600"}, "do not go together"),
        ({"to_bed": "later"}, "looks like 23:30"),
        ({"awake": "-4"}, "whole number"),
        ({"awake": "99999"}, "whole number"),
        ({"to_bed": "07:30"}, "do not go together"),
        (dict.fromkeys(("to_bed", "lights_out", "asleep_after", "awake", "up"), ""), "Nothing is filled in"),
    ],
)
def test_what_cannot_be_is_refused_in_words_and_stays_on_the_page(me, cells, words):
    answer = me("ana").post("/me/sleep/", sent(**cells))
    assert answer.status_code == 422
    page = answer.content.decode()
    assert words in page and all(f'value="{each}"' in page for each in cells.values() if each != "later")
    assert not Night.objects.exists()


@pages
def test_part_of_a_night_is_kept_and_called_so(me):
    ana = me("ana")
    ana.post("/me/sleep/", sent(asleep_after="", awake=""))
    assert "told in part" in ana.get("/me/sleep/").content.decode()


@pages
def test_the_team_agrees_only_after_the_questions_and_the_person_reads_why_not_until_then(me, signed_in):
    ana, nurse = me("ana"), signed_in("nurse")
    for back in range(6):
        morning = (timezone.localdate() - timedelta(days=back)).isoformat()
        ana.post("/me/sleep/", sent(morning=morning))
    assert "answer the safety questions first" in ana.get("/me/sleep/").content.decode()
    nurse.post("/people/ana/from-home/sleep/")
    assert not SleepAgreement.objects.exists()
    answer_no(ana)
    page = ana.get("/me/sleep/").content.decode()
    assert "has not agreed" in page and "What helps in any case" in page and "82%" in page
    nurse.post("/people/ana/from-home/sleep/")
    assert "in bed</p>" in ana.get("/me/sleep/").content.decode()
    nurse.post("/people/ana/from-home/sleep/", {"end": "yes"})
    assert "has not agreed" in ana.get("/me/sleep/").content.decode()


@pages
def test_a_yes_to_a_safety_question_closes_it_also_after_the_team_agreed(me, signed_in):
    ana = me("ana")
    answer_no(ana)
    signed_in("nurse").post("/people/ana/from-home/sleep/")
    ana.post("/me/sleep/questions/", {"epilepsy": "yes", "falls": "maybe"})
    page = ana.get("/me/sleep/").content.decode()
    assert (
        "may not be safe" in page
        and "Answered yes" in signed_in("nurse").get("/people/ana/from-home/").content.decode()
    )


@pages
def test_another_person_sees_no_night_and_whoever_may_only_look_writes_none(me):
    me("ana").post("/me/sleep/", sent())
    assert "7 h 00 min" not in me("ben").get("/me/sleep/").content.decode()
    reader = me("ana", Helper.READER)
    assert "7 h 00 min" in reader.get("/me/sleep/").content.decode()
    assert reader.post("/me/sleep/", sent(awake="0")).status_code == 404
    assert Night.objects.count() == 1
