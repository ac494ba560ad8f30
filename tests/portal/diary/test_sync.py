"""What a device kept of the diary comes in once, whole, and about the right person."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from lenitive.desk.policy import Helper
from lenitive.portal.diary import keeping
from lenitive.portal.models import DiaryEntry, DiaryVersion

pytestmark = pytest.mark.django_db


def entry(whose, day="2026-11-20", at="2026-11-20T18:00:00Z", **more):
    answers = {"did.walked": True, **more.pop("answers", {})}
    return {
        "uuid": str(uuid4()),
        "version": str(uuid4()),
        "whose": whose,
        "day": day,
        "at": at,
        "offset": 60,
        "answers": answers,
        **more,
    }


def whose(client):
    return client.get("/me/diary/sync").json()["whose"]


def send(client, entries, sign=None):
    body = {"whose": sign or whose(client), "entries": entries}
    return client.post("/me/diary/sync", body, content_type="application/json")


def test_the_same_batch_twice_and_backwards_is_kept_once(me):
    ana = me("ana")
    entries = [entry(whose(ana)) for _each in range(5)]
    for batch in (entries, entries[::-1], entries[2:]):
        assert send(ana, batch).json()["refused"] == {}
    assert (DiaryEntry.objects.count(), DiaryVersion.objects.count()) == (5, 5)


def test_of_two_devices_the_last_answer_of_each_field_wins_in_any_order_and_both_stay(me):
    ana = me("ana")
    early = entry("", at="2026-11-20T08:00:00Z", answers={"pain": 3, "mood": 6})
    late = entry("", at="2026-11-20T20:00:00Z", answers={"pain": 7, "words": "long day"})
    send(ana, [late])
    send(ana, [early])
    told = keeping.days("ana", date(2026, 11, 20), date(2026, 11, 20))[date(2026, 11, 20)]
    assert told == {"did.walked": True, "pain": 7, "mood": 6, "words": "long day"}
    assert DiaryVersion.objects.count() == 2


def test_a_clock_that_is_fast_does_not_win_for_ever(me):
    ana = me("ana")
    far = (timezone.now() + timedelta(days=900)).isoformat()
    send(ana, [entry("", at=far, answers={"pain": 9})])
    assert DiaryVersion.objects.get().at <= timezone.now()


def test_an_answer_taken_back_is_gone_from_the_day_and_stays_in_its_version(me):
    ana = me("ana")
    send(ana, [entry("", answers={"pain": 4})])
    send(ana, [entry("", at="2026-11-20T19:00:00Z", answers={"pain": None})])
    assert "pain" not in keeping.days("ana", date(2026, 11, 20), date(2026, 11, 20))[date(2026, 11, 20)]
    assert DiaryVersion.objects.filter(answers__pain=4).exists()


@pytest.mark.parametrize(
    ("day", "at", "offset"),
    [
        ("2026-10-25", "2026-10-25T00:30:00Z", 120),  # the clocks go back at one o'clock UTC
        ("2026-10-25", "2026-10-25T01:30:00Z", 60),
        ("2026-11-21", "2026-11-20T11:30:00Z", 780),  # already tomorrow in the east
        ("2026-11-19", "2026-11-20T04:30:00Z", -600),
    ],
)
def test_the_day_is_the_one_on_the_wall_of_the_person(me, day, at, offset):
    send(me("ana"), [entry("", day=day, at=at, offset=offset)])
    assert DiaryEntry.objects.get().day == date.fromisoformat(day)


@pytest.mark.parametrize(
    "wrong",
    [
        {"answers": {"pain": 11}},
        {"answers": {"pain": True}},
        {"answers": {"pain": "7"}},
        {"answers": {"made.up": True}},
        {"answers": {"words": "x" * 1001}},
        {"day": "2999-01-01"},
        {"day": "no day"},
        {"at": "2026-11-20T18:00:00"},
        {"uuid": "1"},
    ],
)
def test_what_is_no_entry_is_refused_by_a_sentence_and_the_others_are_kept(me, wrong):
    ana = me("ana")
    bad = {**entry(""), **{key: value for key, value in wrong.items()}}
    good = entry("")
    answer = send(ana, [bad, good]).json()
    assert answer["kept"] == [good["version"]]
    assert list(answer["refused"]) == [bad["version"]]
    assert DiaryEntry.objects.count() == 1


def test_what_was_written_on_another_persons_page_is_not_taken_in(me):
    ana, ben = me("ana"), me("ben")
    answer = send(ben, [entry(whose(ana))], sign=whose(ana))
    assert answer.status_code == 409
    assert not DiaryEntry.objects.exists()


def test_a_carer_writes_for_one_person_and_sees_no_other(me):
    carer, ben = me("ana", Helper.CARER), me("ben")
    send(carer, [entry("", answers={"words": "slept on the sofa"})])
    assert DiaryEntry.objects.get().patient_id == "ana"
    assert "sofa" not in ben.get("/me/diary/?day=2026-11-20").content.decode()
    assert "sofa" in me("ana").get("/me/diary/?day=2026-11-20").content.decode()


def test_somebody_who_may_only_look_writes_nothing(me):
    reader = me("ana", Helper.READER)
    assert reader.get("/me/diary/sync").status_code == 404
    assert reader.get("/me/diary/week/").status_code == 200


def test_a_script_in_words_is_words(me):
    ana = me("ana")
    send(ana, [entry("", answers={"words": "<script>alert(1)</script>"})])
    assert b"<script>alert" not in ana.get("/me/diary/?day=2026-11-20").content


def test_a_form_without_a_script_changes_only_what_was_changed(me):
    ana = me("ana")
    today = timezone.localdate().isoformat()
    shown = ana.get("/me/diary/").context
    form = {"uuid": shown["uuid"], "version": shown["version"], "day": today, "was": shown["was"]}
    for _twice in range(2):
        assert ana.post("/me/diary/", {**form, "did.cooked": "on", "pain": "4"}).status_code == 302
    assert DiaryVersion.objects.get().answers == {"did.cooked": True, "pain": 4}


def test_whoever_is_not_in_hears_where_the_door_is(client):
    answer = client.get("/me/diary/sync", headers={"accept": "application/json"})
    assert (answer.status_code, "door" in answer.json()) == (401, True)


def test_a_batch_that_is_too_long_or_no_json_is_refused_whole(me):
    ana = me("ana")
    assert send(ana, [entry("")] * 101).status_code == 400
    assert ana.post("/me/diary/sync", "{", content_type="application/json").status_code == 400


def test_versions_at_the_same_instant_are_settled_by_what_came_in_later(me):
    ana = me("ana")
    at = datetime(2026, 11, 20, 9, tzinfo=UTC).isoformat()
    for mood in (2, 8):
        send(ana, [entry("", at=at, answers={"mood": mood})])
    assert keeping.days("ana", date(2026, 11, 20), date(2026, 11, 20))[date(2026, 11, 20)]["mood"] == 8
