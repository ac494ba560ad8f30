from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from lenitive.clinic.summary import refresh
from lenitive.clinic.today.day import day_of_clinic
from lenitive.desk.models import RECORD, AuditEvent


def comes(patient_id, *, at=None, day=None, status="planned", n=0):
    day = day or timezone.localdate()
    RECORD["encounter"].objects.create(
        row_id=f"Encounter/{patient_id}-{n}#1",
        patient_id=patient_id,
        kind="Follow-up visit",
        status=status,
        start_low=day,
        start_high=day,
        start_time=at,
    )


def names(response):
    return [each.name for each in response.context["day"].coming]


def test_who_comes_stands_in_the_order_of_time_with_what_changed_and_what_is_alarming(invented, signed_in):
    invented("greta-obi", "rosa-lindqvist", "ruth-delacroix")
    refresh(["greta-obi", "rosa-lindqvist", "ruth-delacroix"])
    response = signed_in("physician").get("/today/")
    assert names(response) == ["Rosa Lindqvist", "Ruth Delacroix", "Greta Obi"]
    rosa = response.context["day"].coming[0]
    assert rosa.visit.time == "08:30"
    assert rosa.visit.minutes == 20
    assert [alarm.word for alarm in rosa.alarms] == ["Emergency"]
    assert 1 <= len(rosa.since) <= 3
    assert all(line.verdict for line in rosa.since)
    due = {each.title: each.address for each in rosa.due}
    assert due["Naloxone"] == "/people/rosa-lindqvist/#choice-naloxone", "where it is answered"
    assert "Drug screen" in due
    page = response.content.decode()
    assert "3 people, 2 need something before they come in" in page
    assert "Thoughts of death or self-harm" in page


def test_nothing_is_judged_when_the_day_is_looked_at(invented, signed_in, monkeypatch):
    invented("rosa-lindqvist")
    monkeypatch.setattr("lenitive.clinic.summary.assess", lambda *_, **__: 1 / 0)
    page = signed_in("physician").get("/today/").content.decode()
    assert "Being judged" in page


@pytest.mark.parametrize(
    ("zone", "written", "is_today"),
    [
        (
            "Asia/Tokyo",
            datetime(2026, 6, 1, 23, 30, tzinfo=UTC),
            True,
        ),  # half past eight on the second, there
        ("UTC", datetime(2026, 6, 1, 23, 30, tzinfo=UTC), False),
        ("America/Los_Angeles", datetime(2026, 6, 3, 3, 0, tzinfo=UTC), True),
    ],
)
def test_the_clock_of_the_clinic_decides_which_day_it_is(load, staff, settings, zone, written, is_today):
    settings.TIME_ZONE = zone
    load("ana")
    comes("ana", at=written, day=written.date())
    with timezone.override(zone):
        day = day_of_clinic(staff("physician"), datetime(2026, 6, 2, tzinfo=UTC).date())
    assert (day.people == 1) == is_today


def test_only_planned_visits_of_people_whom_one_may_see_are_there(load, signed_in, cares_for):
    load("ana", "ben", "cleo")
    cares_for("nurse", "ana")
    comes("ana")
    comes("ben")
    comes("cleo", status="cancelled")
    assert names(signed_in("nurse").get("/today/")) == ["Ana Silva", "Ben Öztürk"]
    assert names(signed_in("physician").get("/today/")) == ["Ben Öztürk"]


def test_a_role_without_work_finds_no_page_and_the_try_is_kept(load, signed_in):
    load("ana")
    for address in ("/today/", "/today/paper/", "/work/", "/work/emergency/"):
        assert signed_in("administrator").get(address).status_code == 404
    assert AuditEvent.objects.filter(action="work", allowed=False).count() == 4


def test_an_empty_day_says_how_visits_come_and_when_the_next_one_is(load, signed_in):
    load("ana")
    later = timezone.localdate() + timedelta(days=3)
    comes("ana", day=later)
    response = signed_in("physician").get("/today/")
    page = response.content.decode()
    assert "Nobody whom you may see comes today" in page
    assert f"?day={later.isoformat()}" in page
    assert names(signed_in("physician").get("/today/", {"day": later.isoformat()})) == ["Ana Silva"]


@pytest.mark.parametrize("day", ["", "x", "0001-01-01", "9999-12-31", "2026-02-30", "2026-06-01' OR 1=1"])
def test_odd_days_break_nothing(load, signed_in, day):
    load("ana")
    assert signed_in("physician").get("/today/", {"day": day}).status_code == 200
    assert signed_in("physician").get("/today/paper/", {"day": day}).status_code == 200


def test_the_paper_has_a_sheet_for_eight_people_with_what_is_needed_when_nothing_else_works(
    invented, load, signed_in
):
    invented("rosa-lindqvist")
    for n in range(8):
        RECORD["patient"].objects.create(patient_id=f"q{n}", row_id=f"Patient/q{n}#1", name=f"Q {n}")
        comes(f"q{n}")
    refresh(["rosa-lindqvist", "q0"])
    response = signed_in("physician").get("/today/paper/")
    assert [len(sheet) for sheet in response.context["sheets"]] == [8, 1]
    page = response.content.decode()
    for told in ("oxycodone", "none known", "Thoughts of death", "+1 202 555", "not known: ask"):
        assert told in page, told
    # Whoever was not judged yet may well take something: nothing is said of their lists.
    assert page.count("being judged: see the chart") == 2 * 7


def test_names_are_text_and_never_markup(load, signed_in):
    load("ana")
    RECORD["patient"].objects.update(name="<script>alert(1)</script> \u202eאבג 🦊")
    comes("ana")
    for address in ("/today/", "/today/paper/", "/find/?search=alert"):
        assert "<script>alert" not in signed_in("physician").get(address).content.decode()


def test_the_number_of_queries_does_not_grow_with_the_people(load, signed_in):
    client = signed_in("physician")
    counts = []
    for people in (["ana"], ["ben", "cleo"]):
        load(*people)
        for patient_id in people:
            comes(patient_id)
        refresh(people)
        client.get("/today/")
        with CaptureQueriesContext(connection) as queries:
            client.get("/today/")
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert counts[1] <= 40
