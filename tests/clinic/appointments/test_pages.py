"""The pages of the calendar and of a person's appointments: what they show, do, refuse, and cost."""

from __future__ import annotations

import re
from datetime import date, time, timedelta
from pathlib import Path

import pytest
from django.conf import settings as site
from django.contrib.staticfiles import finders
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from lenitive.clinic.appointments.booking import cancel, say
from lenitive.clinic.models import Appointment, Feed, OtherDays, Reminder, Room, Waiting, Wishes, WorkHours
from lenitive.desk.models import RECORD, AuditEvent, Clinic, Organisation, PersonClinic
from tests.clinic.appointments.conftest import monday

pytestmark = pytest.mark.django_db


@pytest.fixture
def cares(cares_for):
    """The physician cares for these people."""

    def put(*ids, role="physician"):
        for each in ids:
            cares_for(role, each)

    return put


def text(answer):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def day_page(client, day=None, more=""):
    return client.get(f"/calendar/?day={(day or monday()).date()}{more}")


def test_the_day_shows_who_comes_to_whom_at_what_time_and_as_a_list(booked, cares, signed_in):
    booked("ana", monday(10, 30))
    cares("ana")
    answer = day_page(signed_in("physician"))
    assert answer.status_code == 200
    page = answer.content.decode()
    assert "The physician" in page
    assert page.count("Ana Silva") == 3  # drawn, as a list, and on the phone
    assert 'class="cal-entry cal-booked cal-short r30 s4"' in page  # 10:30 from 8:00, of five minutes
    assert "10:30–10:50" in page


def test_who_may_not_know_a_person_reads_that_the_time_is_taken_and_nothing_else(
    booked, cares, signed_in, works
):
    booked("ana", monday(10), why="Opioid review")
    cares("ana")
    page = text(day_page(signed_in("nurse", "stranger")))
    assert "10:00 Taken" in page
    for word in ("Ana", "Silva", "Opioid", "Follow-up", "/people/ana"):
        assert word not in page


def test_a_week_of_one_person_and_of_a_room(booked, cares, signed_in, room, works):
    booked("ana", monday(10))
    cares("ana")
    week = signed_in("physician").get(
        f"/calendar/week/?day={monday().date()}&of=staff-{works('physician').pk}"
    )
    assert "Ana Silva" in text(week)
    assert len(re.findall(r'<section class="cal-col', week.content.decode())) == 5
    of_room = signed_in("physician").get(f"/calendar/week/?day={monday().date()}&of=room-{room().pk}")
    assert "Room 1" in text(of_room)
    assert "Ana Silva" in text(of_room)


def test_a_calendar_without_anything_says_how_to_fill_it(signed_in):
    page = text(signed_in("coordinator").get("/calendar/"))
    assert "Nobody works on this day, and nothing is booked." in page
    assert "Set hours" in page


@pytest.mark.parametrize("day", ["2026-02-30", "x", "0001-01-01", "9999-12-31", "2026-10-25"])
def test_any_day_of_an_address_is_answered(signed_in, works, day):
    works("nurse")
    assert signed_in("nurse").get(f"/calendar/?day={day}").status_code == 200
    assert signed_in("nurse").get(f"/calendar/week/?day={day}&of=x").status_code == 200


def test_every_place_that_an_entry_may_have_stands_in_the_style(booked):
    css = Path(finders.find("clinic/calendar_rows.css")).read_text()
    for number in range(288):
        assert f".r{number}{{" in css
        assert f".s{number + 1}{{" in css


def test_a_free_time_is_booked_with_one_press(person, works, room, cares, signed_in):
    person("ana")
    works("physician"), room(), cares("ana")
    client = signed_in("physician")
    page = client.get(f"/people/ana/appointments/new/?around={monday().date()}")
    values = re.findall(r'name="free" value="([^"]+)"', page.content.decode())
    token = re.search(r'name="token" value="([^"]+)"', page.content.decode())[1]
    sent = {"free": values[1], "token": token, "why": "First result"}
    answer = client.post("/people/ana/appointments/new/", sent, follow=True)
    made = Appointment.objects.get()
    assert made.why == "First result"
    assert "Booked:" in text(answer)
    assert "Take it back" in text(answer)
    client.post("/people/ana/appointments/new/", sent)
    assert Appointment.objects.count() == 1
    assert AuditEvent.objects.filter(action="booked", patient_id="ana").count() == 2


def test_a_time_of_ones_own_is_booked_and_what_it_does_not_fit_is_said(person, works, room, cares, signed_in):
    person("ana")
    cares("ana")
    Wishes.objects.create(patient_id="ana", weekdays=[2], changed_at=timezone.now(), who="x")
    sent = {
        "day": monday().date(),
        "at": "18:30",
        "minutes": 20,
        "staff": [works("physician").pk],
        "room": room().pk,
        "way": "in_person",
    }
    page = text(signed_in("physician").post("/people/ana/appointments/new/", sent, follow=True))
    assert "Outside the hours of The physician." in page
    assert "The person wished: not on Monday." in page


def test_what_is_refused_comes_back_with_everything_that_was_written(booked, cares, signed_in, works, room):
    booked("ben", monday(10))
    booked("ana", monday(12))
    cares("ana")
    sent = {
        "day": monday().date(),
        "at": "10:05",
        "minutes": 20,
        "staff": [works("physician").pk],
        "room": room().pk,
        "way": "in_person",
        "why": "Kept words",
    }
    answer = signed_in("physician").post("/people/ana/appointments/new/", sent)
    assert answer.status_code == 422
    assert "The physician and Room 1 is taken at that time" in text(answer)
    assert 'value="Kept words"' in answer.content.decode()
    assert "Ben" not in text(answer)


def test_a_time_that_comes_twice_asks_which_and_books_that_one(person, works, room, cares, signed_in):
    person("ana")
    cares("ana")
    sent = {
        "day": "2027-10-31",
        "at": "02:30",
        "minutes": 20,
        "staff": [works("physician").pk],
        "room": room().pk,
        "way": "in_person",
    }
    with timezone.override("Europe/Berlin"):
        client = signed_in("physician")
        site_zone = site.TIME_ZONE
        site.TIME_ZONE = "Europe/Berlin"
        try:
            answer = client.post("/people/ana/appointments/new/", sent)
            assert answer.status_code == 422
            assert "which of the two" in text(answer)
            assert "02:30 CET" in text(answer)
            assert client.post("/people/ana/appointments/new/", {**sent, "which": "1"}).status_code == 302
        finally:
            site.TIME_ZONE = site_zone
    assert Appointment.objects.get().fold == 1


@pytest.mark.parametrize(
    "free",
    ["", "x", "2026-11-25T09:00|0|20|1|1|phone", "a|b|c|d|e|f", "|||||", "2027-01-01T09:00|0|20||1|phone"],
)
def test_a_free_time_that_was_never_offered_is_refused(person, works, room, cares, signed_in, free):
    person("ana")
    cares("ana")
    works("physician")
    answer = signed_in("physician").post("/people/ana/appointments/new/", {"free": free})
    assert answer.status_code == 422
    assert not Appointment.objects.exists()


def test_a_move_by_the_page_asks_why_and_shows_it_in_the_history(booked, cares, signed_in):
    made = booked("ana", monday(10), why="Keep me")
    cares("ana")
    client = signed_in("physician")
    page = client.get(f"/people/ana/appointments/{made.pk}/move/").content.decode()
    value = re.findall(r'name="free" value="([^"]+)"', page)[-1]
    sent = {"free": value, "version": 1, "reason": "no_transport", "why": "Keep me"}
    answer = client.post(f"/people/ana/appointments/{made.pk}/move/", sent, follow=True)
    made.refresh_from_db()
    assert made.wall == value.split("|")[0]
    assert made.why == "Keep me"
    assert "Moved: No way to get here" in text(answer)
    late = client.post(f"/people/ana/appointments/{made.pk}/move/", sent)
    assert late.status_code == 422
    assert "changed this appointment meanwhile" in text(late)


def test_cancelled_by_the_page_and_taken_back_and_who_waits_is_named(booked, cares, signed_in, person):
    made = booked("ana", monday(10))
    person("ben")
    cares("ana", "ben")
    client = signed_in("physician")
    client.post("/people/ben/appointments/waiting/", {"kind": "follow_up", "note": "Any morning"})
    answer = client.post(
        f"/people/ana/appointments/{made.pk}/became/",
        {"became": "cancelled", "reason": "person_ill", "version": 1},
        follow=True,
    )
    assert "Cancelled" in text(answer)
    assert "The person is ill" in text(answer)
    assert "Who waits and could take this time" in text(answer)
    assert "Ben Silva" in text(answer)
    step = made.steps.order_by("-pk").first()
    back = client.post(f"/people/ana/appointments/{made.pk}/undo/", {"step": step.pk}, follow=True)
    assert "It is as it was before." in text(back)
    made.refresh_from_db()
    assert made.status == "booked"


def test_who_could_not_come_is_met_with_a_question(booked, cares, signed_in, works, monkeypatch):
    made = booked("ana", monday(10))
    cares("ana")
    monkeypatch.setattr("django.utils.timezone.now", lambda: made.start + timedelta(minutes=30))
    say(works("physician"), made.pk, "no_show", reason="The bus", helps="transport")
    page = text(signed_in("physician").get("/calendar/missed/"))
    assert "Ana Silva" in page
    assert (
        "Could not come once in the last 12 months. In the way: The bus. Would help: Help with transport."
        in page
    )
    assert "Find another time" in page
    assert "Ana Silva" not in text(signed_in("nurse", "stranger").get("/calendar/missed/"))


def test_reminders_to_tell_are_ticked_off_by_who_may_book(booked, cares, signed_in, monkeypatch):
    made = booked("ana", monday(14, weeks=2))
    cares("ana")
    monkeypatch.setattr("django.utils.timezone.now", lambda: made.start - timedelta(hours=30))
    client = signed_in("physician")
    assert "Ana Silva" in text(client.get("/calendar/reminders/"))
    pk = Reminder.objects.get(line="two_days").pk
    stranger = signed_in("nurse", "stranger")
    assert "Ana" not in text(stranger.get("/calendar/reminders/"))
    stranger.post("/calendar/reminders/", {"reminder": pk})
    assert Reminder.objects.get(pk=pk).state == "due"
    client.post("/calendar/reminders/", {"reminder": pk})
    assert (Reminder.objects.get(pk=pk).state, Reminder.objects.get(pk=pk).done_by) == (
        "told",
        "The physician",
    )


def test_wishes_are_kept_and_shown_and_wrong_ones_come_back(person, cares, signed_in):
    person("ana")
    cares("ana")
    client, address = signed_in("physician"), "/people/ana/appointments/wishes/"
    wrong = client.post(address, {"earliest": "14:00", "latest": "10:00", "route": "email"})
    assert wrong.status_code == 422
    assert "This is before the time above." in text(wrong)
    assert "Write the address, or choose the telephone." in text(wrong)
    sent = {"weekdays": ["1", "3"], "earliest": "10:00", "route": "phone", "accessible": "on", "note": "Bus"}
    page = text(client.post(address, sent, follow=True))
    assert "On Tuesday, Thursday" in page
    assert "Not before 10:00" in page
    assert "A step-free room" in page
    assert Wishes.objects.get().weekdays == [1, 3]


def test_whoever_gets_a_time_waits_no_more(person, cares, signed_in, booked):
    person("ana")
    cares("ana")
    client = signed_in("physician")
    client.post("/people/ana/appointments/waiting/", {"kind": "follow_up"})
    client.post("/people/ana/appointments/waiting/", {"kind": "follow_up"})
    client.post("/people/ana/appointments/waiting/", {"kind": "psychology"})
    assert Waiting.objects.filter(settled_at=None).count() == 2
    assert "Ana Silva" in text(client.get("/calendar/waiting/"))
    booked("ana", monday(10))
    assert Waiting.objects.get(settled_at=None).kind == "psychology"
    client.post("/people/ana/appointments/waiting/", {"give_up": Waiting.objects.get(settled_at=None).pk})
    assert not Waiting.objects.filter(settled_at=None).exists()


def test_who_waits_for_an_earlier_time_still_waits_after_a_later_one(booked, cares, signed_in):
    booked("ana", monday(10, weeks=2))
    cares("ana")
    signed_in("physician").post("/people/ana/appointments/waiting/", {"kind": "follow_up"})
    booked("ana", monday(10, weeks=3))
    assert Waiting.objects.filter(settled_at=None).count() == 1
    booked("ana", monday(10, weeks=1))
    assert Waiting.objects.filter(settled_at=None).count() == 0


def test_a_planned_visit_of_a_chart_is_taken_into_the_calendar(person, works, room, cares, signed_in):
    person("ana")
    works("physician"), room(), cares("ana")
    start = timezone.make_aware(monday(11))
    RECORD["encounter"].objects.create(
        patient_id="ana",
        row_id="Encounter/v 1#1",
        status="planned",
        kind="Pain clinic",
        reason="Back pain",
        start_time=start,
        start_low=start.date(),
    )
    client = signed_in("physician")
    listed = client.get("/people/ana/appointments/of/Encounter/v%201%231/", follow=True)
    assert "Planned in the chart, not in the calendar" in text(listed)
    address = re.search(r'href="(/people/ana/appointments/new/\?visit=[^"]+)"', listed.content.decode())[1]
    page = client.get(address).content.decode()
    assert 'value="11:00"' in page
    value = re.findall(r'name="free" value="([^"]+)"', page)[0]
    client.post(address, {"free": value})
    assert RECORD["encounter"].objects.count() == 1
    row = RECORD["encounter"].objects.get()
    assert (row.kind, row.start_time) == ("Pain clinic", Appointment.objects.get().start)
    there = client.get("/people/ana/appointments/of/Encounter/v%201%231/")
    assert there.url == f"/people/ana/appointments/{Appointment.objects.get().pk}/"


def test_a_group_is_booked_and_joined_from_a_persons_page(person, works, room, cares, signed_in):
    person("ana")
    cares("ana")
    hall = room("Hall", "group", places=8)
    lead = works("physiotherapist")
    client = signed_in("physiotherapist")
    sent = {
        "kind": "group",
        "day": monday().date(),
        "at": "14:00",
        "minutes": 90,
        "staff": [lead.pk],
        "room": hall.pk,
        "way": "in_person",
    }
    page = text(client.post("/calendar/new/", sent, follow=True))
    assert "Group session, 90 min" in page
    group = Appointment.objects.get()
    assert group.places == 8
    joined = signed_in("physician").post("/people/ana/appointments/join/", {"group": group.pk}, follow=True)
    assert "A place is taken" in text(joined)
    assert "Group session, 1 of 8" in text(day_page(client))
    meeting = client.get(f"/calendar/meetings/{group.pk}/")
    assert "1 whom you may not see" in text(meeting)
    client.post(f"/calendar/meetings/{group.pk}/", {"reason": "staff_away"})
    group.refresh_from_db()
    assert (group.status, group.people.get().status) == ("cancelled", "cancelled")


def test_a_meeting_is_cancelled_by_who_is_in_it_or_keeps_the_calendar_alone(booked, works, signed_in):
    huddle = booked("", monday(8, 30), kind="huddle", staff=[works("nurse")])
    address = f"/calendar/meetings/{huddle.pk}/"
    works("pharmacist")
    assert signed_in("pharmacist").post(address, {"reason": "room"}).status_code == 404
    assert signed_in("coordinator").post(address, {"reason": "room"}).status_code == 302


def test_rooms_are_set_up_changed_and_taken_out_of_use(signed_in):
    client = signed_in("coordinator")
    sent = {"name": "Room 9", "kind": "procedure", "places": 1, "accessible": "on", "is_active": "on"}
    client.post("/calendar/rooms/", sent)
    made = Room.objects.get()
    client.post(f"/calendar/rooms/{made.pk}/", {**sent, "is_active": ""})
    made.refresh_from_db()
    assert not made.is_active
    assert "not in use" in text(client.get("/calendar/rooms/"))
    assert client.get("/calendar/rooms/999/").status_code == 404


def test_hours_are_added_and_taken_out_and_only_ones_own_without_keeping_the_calendar(signed_in, staff):
    nurse, other = staff("nurse"), staff("nurse", "other")
    client = signed_in("nurse")
    client.post("/calendar/hours/", {"what": "week", "weekday": 0, "begins": "09:00", "ends": "12:00"})
    wrong = client.post(
        "/calendar/hours/", {"what": "week", "weekday": 0, "begins": "13:00", "ends": "12:00"}
    )
    assert (wrong.status_code, WorkHours.objects.get().staff) == (422, nurse)
    days = {"what": "days", "first": "2027-01-04", "note": "Course"}
    assert "Course" in text(client.post("/calendar/hours/", days, follow=True))
    assert OtherDays.objects.get().last == date(2027, 1, 4)
    assert client.get(f"/calendar/hours/?of={other.pk}").status_code == 404
    keeper = signed_in("coordinator")
    keeper.post(f"/calendar/hours/?of={nurse.pk}", {"what": "no_week", "pk": WorkHours.objects.get().pk})
    assert not WorkHours.objects.exists()


def test_a_feed_is_shown_once_and_revoked_by_its_owner(signed_in, works, booked, client):
    booked("ana")
    mine = signed_in("physician")
    page = mine.post("/calendar/feeds/", {"initials": "on"}).content.decode()
    address = re.search(r"http://testserver(/calendar/feeds/[^<]+\.ics)", page)[1]
    assert b"SUMMARY:A. S." in client.get(address).content
    assert address.split("/")[-1] not in mine.get("/calendar/feeds/").content.decode()
    pk = Feed.objects.get().pk
    assert signed_in("nurse").post("/calendar/feeds/", {"revoke": pk}).status_code == 404
    mine.post("/calendar/feeds/", {"revoke": pk})
    assert client.get(address).status_code == 404
    assert signed_in("nurse").post("/calendar/feeds/", {"room": 1}).status_code == 404


def test_with_two_clinics_nobody_sees_the_other_ones_calendar(booked, signed_in, works, room):
    trust = Organisation.objects.create(name="Trust")
    here, there = (Clinic.objects.create(organisation=trust, name=name) for name in ("Here", "There"))
    works("physician").clinics.add(here)
    works("nurse", "far").clinics.add(there)
    booked("ana", monday(10))
    PersonClinic.objects.create(patient_id="ana", clinic=here)
    page = text(signed_in("nurse", "far").get(f"/calendar/?day={monday().date()}"))
    assert "The physician" not in page
    assert (
        signed_in("nurse", "far").get(f"/calendar/week/?of=staff-{works('physician').pk}").status_code == 200
    )
    assert "The physician" not in text(
        signed_in("nurse", "far").get(f"/calendar/week/?of=staff-{works('physician').pk}")
    )


def test_an_appointment_of_somebody_else_is_not_found_under_another_name(booked, cares, signed_in):
    made = booked("ana", monday(10))
    booked("ben", monday(11))
    cares("ana", "ben")
    client = signed_in("physician")
    assert client.get(f"/people/ben/appointments/{made.pk}/").status_code == 404
    assert (
        client.post(f"/people/ben/appointments/{made.pk}/became/", {"became": "arrived"}).status_code == 404
    )
    assert client.post(f"/people/ana/appointments/{made.pk}/became/", {"became": "eaten"}).status_code == 404


def test_the_trail_says_what_was_done_to_which_appointment(booked, cares, signed_in):
    made = booked("ana", monday(10))
    cares("ana")
    client = signed_in("physician")
    client.post(f"/people/ana/appointments/{made.pk}/became/", {"became": "confirmed"})
    event = AuditEvent.objects.filter(action="booked").latest("id")
    assert event.what == f"Follow-up, {monday().date()} 10:00: Confirmed"


def test_a_full_day_costs_no_more_queries_than_one_entry(booked, cares, signed_in, works, room):
    booked("ana", monday(9))
    cares("ana")
    client = signed_in("physician")
    with CaptureQueriesContext(connection) as few:
        day_page(client)
    for number in range(1, 16):
        booked(f"p{number}", monday(9, 0) + timedelta(minutes=20 * number))
        cares(f"p{number}")
    with CaptureQueriesContext(connection) as many:
        day_page(client)
    assert len(many) <= len(few)
    with CaptureQueriesContext(connection) as week:
        client.get(f"/calendar/week/?day={monday().date()}&of=staff-{works('physician').pk}")
    assert len(week) <= len(few) + 2


def test_undo_is_offered_to_who_did_it(booked, cares, signed_in, works):
    made = booked("ana", monday(10))
    cares("ana")
    cares("ana", role="nurse")
    cancel(works("physician"), made.pk, reason="x")
    assert "Take it back" in text(signed_in("physician").get(f"/people/ana/appointments/{made.pk}/"))
    assert "Take it back" not in text(signed_in("nurse").get(f"/people/ana/appointments/{made.pk}/"))


def test_midnight_is_the_end_of_the_day_that_is_drawn(works, signed_in):
    works("nurse", begins=time(22), ends=time(23, 59))
    assert day_page(signed_in("nurse")).status_code == 200
