"""What another calendar program reads: times with their zones, initials at most, and nothing once revoked."""

# ruff: noqa: DTZ001  wall times have no zone
from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import vobject
from dateutil import tz
from django.utils import timezone

from lenitive.clinic.appointments import feeds
from lenitive.clinic.appointments.booking import Changed, cancel, move
from lenitive.clinic.appointments.wall import instants
from lenitive.clinic.appointments.written_zone import changes, written_zone
from lenitive.clinic.models import Feed
from tests.clinic.appointments.conftest import monday

pytestmark = pytest.mark.django_db


@pytest.fixture
def read(works):
    """The calendar of somebody's feed, as text."""

    def of(staff=None, **more) -> str:
        secret = feeds.make(works("coordinator"), staff=staff, **more)
        return feeds.calendar(feeds.feed_of(secret)).decode()

    return of


def test_a_second_parser_reads_the_same_instants_through_the_zone_that_is_written_out(booked, works, read):
    with timezone.override("Europe/Berlin"):
        for name, at in [
            ("ana", datetime(2027, 3, 26, 9, 30)),
            ("ben", datetime(2027, 3, 29, 9, 30)),
            ("cleo", datetime(2027, 7, 1, 15, 0)),
        ]:
            booked(name, at)
        text = read(works("physician"))
    calendar = vobject.readOne(text)
    found = [each.dtstart.value.astimezone(UTC) for each in calendar.vevent_list]
    assert found == [
        datetime(2027, 3, 26, 8, 30, tzinfo=UTC),
        datetime(2027, 3, 29, 7, 30, tzinfo=UTC),
        datetime(2027, 7, 1, 13, 0, tzinfo=UTC),
    ]
    assert [each.dtend.value - each.dtstart.value for each in calendar.vevent_list] == [
        timedelta(minutes=20)
    ] * 3
    assert text.count("BEGIN:VTIMEZONE") == 1


@pytest.mark.parametrize(
    "name",
    ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "America/St_Johns", "Africa/Casablanca"],
)
def test_the_zone_that_is_written_out_has_the_offsets_of_the_zone_around_every_change(name):
    zone = ZoneInfo(name)
    text = written_zone(name, 2025, 2029).to_ical().decode()
    third = tz.tzical(io.StringIO(text)).get(name)
    begin, end = datetime(2025, 1, 1, tzinfo=UTC), datetime(2029, 12, 31, tzinfo=UTC)
    days = (end - begin) // timedelta(days=1)
    near = [each + timedelta(hours=hours) for each in changes(zone, begin, end) for hours in (-25, -2, 2, 25)]
    for at in [*near, *(begin + timedelta(days=each, hours=12) for each in range(0, days, 5))]:
        wall = at.astimezone(zone).replace(tzinfo=None)
        if len(instants(wall, name)) == 1:
            assert wall.replace(tzinfo=third).utcoffset() == at.astimezone(zone).utcoffset(), at


def test_nothing_clinical_stands_in_it_and_of_a_name_the_initials_alone(booked, works, read):
    booked("ana", monday(10), why="Cancer pain, opioid review", kind="follow_up")
    for initials, summary in ((True, "A. S."), (False, "Taken")):
        text = read(works("physician"), initials=initials)
        assert f"SUMMARY:{summary}\r\n" in text
        for word in ("Cancer", "opioid", "Follow-up", "Silva", "Ana", "N-ana"):
            assert word not in text
        assert "CLASS:PRIVATE" in text


def test_a_move_keeps_the_event_and_counts_up_and_a_cancelled_one_says_so(booked, works, read):
    appointment = booked("ana", monday(10))
    first = vobject.readOne(read(works("physician"))).vevent
    move(works("coordinator"), appointment.pk, Changed(start=monday(11)))
    second = vobject.readOne(read(works("physician"))).vevent
    assert first.uid.value == second.uid.value
    assert (first.sequence.value, second.sequence.value) == ("0", "1")
    cancel(works("coordinator"), appointment.pk, reason="The person is ill")
    third = vobject.readOne(read(works("physician"))).vevent
    assert (third.status.value, third.transp.value) == ("CANCELLED", "TRANSPARENT")


def test_a_feed_of_a_room_has_the_room_alone(booked, works, room, read):
    booked("ana", monday(10))
    booked("ben", monday(10), staff=[works("nurse")], room=room("Room 2"))
    text = read(room=room("Room 2"))
    assert "SUMMARY:B. S." in text
    assert "A. S." not in text
    assert "LOCATION:Room 2" in text


def test_lines_are_folded_and_end_as_the_standard_says(booked, works, read, room):
    booked("ana", room=room("The room at the end of the corridor, " + "ø" * 20, "consulting"))
    lines = read(works("physician")).encode().split(b"\r\n")
    assert all(len(line) <= 75 for line in lines)
    assert not any(b"\n" in line for line in lines)


def test_an_address_that_was_revoked_or_never_was_gives_nothing(booked, works, client):
    booked("ana")
    secret = feeds.make(works("coordinator"), staff=works("physician"))
    address = f"/calendar/feeds/{secret}.ics"
    answer = client.get(address)
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    assert "no-store" in answer["Cache-Control"]
    assert Feed.objects.get().read_at is not None
    assert feeds.revoke(Feed.objects.get().pk)
    assert client.get(address).status_code == 404
    assert client.get("/calendar/feeds/nobody-knows-this.ics").status_code == 404


def test_who_left_has_no_feed_any_more(booked, works, client):
    secret = feeds.make(works("coordinator"), staff=works("physician"))
    works("physician").is_active = False
    from lenitive.desk.models import Staff

    Staff.objects.filter(username="physician").update(is_active=False)
    assert client.get(f"/calendar/feeds/{secret}.ics").status_code == 404


def test_the_secret_itself_is_not_in_the_store(works):
    secret = feeds.make(works("coordinator"), staff=works("physician"))
    assert secret not in str(Feed.objects.values().get())
    assert len(secret) > 40


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("Rosa Lindqvist", "R. L."),
        ("Ana Maria da Silva", "A. S."),
        ("Cher", "C."),
        ("", ""),
        ("élan Ó Néill", "É. N."),
    ],
)
def test_initials(name, short):
    assert feeds.initials(name) == short
