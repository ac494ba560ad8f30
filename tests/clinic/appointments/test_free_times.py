"""Which times are offered: hours, what is held, team, room, wishes; and the hours themselves."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from itertools import pairwise

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from lenitive.clinic.appointments.booking import book
from lenitive.clinic.appointments.free import propose
from lenitive.clinic.appointments.hours import Hours, hours_of
from lenitive.clinic.appointments.team import without_hours
from lenitive.clinic.models import OtherDays, Wishes
from lenitive.desk.models import CareTeam, Clinic, Organisation, PersonClinic
from lenitive.errors import InputError
from lenitive.knowledge.visits.appointments import appointments
from tests.clinic.appointments.conftest import monday

db = pytest.mark.django_db


@pytest.fixture
def set_up(person, works, room):
    """Ana, a physician and a nurse who work from 9 to 17, and a room."""
    person("ana")
    room()
    return works("physician"), works("nurse")


def starts(found):
    return [each.wall.text for each in found]


@db
def test_every_time_that_is_offered_can_be_booked(set_up, works):
    for free in propose("ana", "follow_up", monday().date()):
        made = book(
            works("coordinator"),
            patient_id="ana",
            kind="follow_up",
            start=free.start,
            minutes=free.minutes,
            staff=free.staff,
            room=free.room,
            way=free.way,
        )
        assert made.wall == free.wall.text


@db
def test_times_are_spread_over_days_and_over_each_day(set_up):
    found = propose("ana", "follow_up", monday().date())
    assert len(found) == appointments().offer.most
    first = monday().date()
    assert starts(found)[:4] == [
        f"{first}T09:00",
        f"{first}T12:45",
        f"{first}T16:30",
        f"{first + timedelta(days=1)}T09:00",
    ]


@db
def test_nothing_is_offered_in_the_past_or_within_the_hour(set_up):
    now = timezone.make_aware(monday(10, 20))
    found = propose("ana", "follow_up", date(2020, 1, 1), now=now)
    assert min(each.start for each in found) >= now + timedelta(hours=1)
    assert starts(found)[0] == f"{monday().date()}T11:30"


@db
def test_what_is_held_is_not_offered_and_somebody_else_is(set_up, booked):
    physician, nurse = set_up
    booked("ben", monday(9), minutes=30, staff=[physician])
    found = propose("ana", "follow_up", monday().date(), last=monday().date())
    assert starts(found)[0][-5:] == "09:30"  # the one room is taken before
    booked("cleo", monday(9, 30), minutes=30, staff=[physician], way="phone", room=None)
    found = propose("ana", "follow_up", monday().date(), last=monday().date())
    assert (starts(found)[0][-5:], found[0].staff) == ("09:30", (nurse,))


@db
def test_whoever_cares_for_the_person_comes_first(set_up, works):
    other = works("physician", "zoe")
    CareTeam.objects.create(staff=other, patient_id="ana", since=timezone.now())
    assert propose("ana", "follow_up", monday().date())[0].staff == (other,)


@db
def test_a_procedure_needs_two_people_who_are_free_together(person, works, room):
    person("ana")
    room("Procedures", "procedure")
    works("physician", begins=time(9), ends=time(12))
    nurse = works("nurse", begins=time(11), ends=time(17))
    found = propose("ana", "procedure", monday().date(), last=monday().date())
    assert {each[-5:] for each in starts(found)} == {"11:00", "11:15", "11:30"}
    assert all(nurse in each.staff and len(each.staff) == 2 for each in found)


@db
def test_without_a_room_or_without_hours_nothing_is_offered_and_it_is_known_why(person, works, room, staff):
    person("ana")
    staff("physician")
    room()
    assert propose("ana", "follow_up", monday().date()) == ()
    assert [each.role for each in without_hours("ana", appointments().kind("follow_up"))] == ["physician"]


@db
def test_wishes_choose_the_times_and_what_does_not_meet_them_says_so(set_up):
    Wishes.objects.create(
        patient_id="ana",
        weekdays=[1],
        earliest=time(14),
        latest=time(15),
        changed_at=timezone.now(),
        who="x",
    )
    found = propose("ana", "follow_up", monday().date(), last=monday().date() + timedelta(days=2))
    good = [each for each in found if not each.unmet]
    assert {each.wall.local.weekday() for each in good} == {1}
    assert all(time(14) <= each.wall.local.time() <= time(14, 40) for each in good)
    assert found[: len(good)] == tuple(good)
    assert "not on Monday" in found[-1].unmet or "not on Wednesday" in found[-1].unmet


@db
def test_who_wishes_a_call_is_offered_calls_and_who_needs_a_step_free_room_such_rooms(set_up, room):
    wishes = Wishes.objects.create(patient_id="ana", way="phone", changed_at=timezone.now(), who="x")
    assert {each.way for each in propose("ana", "follow_up", monday().date())} == {"phone"}
    assert {each.way for each in propose("ana", "procedure", monday().date())} <= {"in_person"}
    wishes.way, wishes.accessible = "", True
    wishes.save()
    first = room()
    first.accessible = False
    first.save()
    room("Ground floor", "consulting", accessible=True)
    assert {each.room.name for each in propose("ana", "follow_up", monday().date())} == {"Ground floor"}


@db
def test_only_staff_and_rooms_of_the_persons_clinic_are_offered(set_up, works, room):
    trust = Organisation.objects.create(name="Trust")
    here, there = (Clinic.objects.create(organisation=trust, name=name) for name in ("Here", "There"))
    PersonClinic.objects.create(patient_id="ana", clinic=here)
    physician, nurse = set_up
    physician.clinics.add(there)
    nurse.clinics.add(here)
    room("Elsewhere", "consulting", clinic=there, places=1)
    found = propose("ana", "follow_up", monday().date())
    assert {each.staff for each in found} == {(nurse,)}
    assert {each.room.name for each in found} == {"Room 1"}


@db
def test_two_weeks_after_the_block_is_two_weeks_after_the_block(set_up):
    block = monday().date()
    ((first, last),) = appointments().intervals["block"].windows(block)
    found = propose("ana", "follow_up", first, last=last)
    assert all(12 <= (each.wall.local.date() - block).days <= 16 for each in found)
    assert found


@db
def test_a_meeting_of_the_team_is_proposed_to_nobody(set_up):
    with pytest.raises(InputError, match="for the team alone"):
        propose("ana", "huddle", monday().date())


@db
def test_who_is_away_is_not_offered_and_who_comes_on_a_saturday_is(set_up):
    physician, nurse = set_up
    first, saturday = monday().date(), monday().date() + timedelta(days=5)
    OtherDays.objects.create(staff=physician, first=first, last=first + timedelta(days=30))
    OtherDays.objects.create(staff=nurse, first=first, last=first + timedelta(days=30))
    assert propose("ana", "follow_up", first, last=first + timedelta(days=10)) == ()
    OtherDays.objects.create(
        staff=nurse, first=saturday, last=saturday, here=True, begins=time(10), ends=time(11)
    )
    assert propose("ana", "follow_up", saturday, last=saturday) == ()  # away is away
    OtherDays.objects.filter(staff=nurse, here=False).delete()
    found = propose("ana", "follow_up", saturday, last=saturday)
    assert starts(found) == [f"{saturday}T10:00", f"{saturday}T10:15", f"{saturday}T10:30"]


@db
def test_on_the_day_the_clocks_change_times_are_offered_by_the_wall(set_up):
    with timezone.override("Europe/Berlin"):
        physician, _nurse = set_up
        sunday = date(2027, 3, 28)
        OtherDays.objects.create(
            staff=physician, first=sunday, last=sunday, here=True, begins=time(1), ends=time(4)
        )
        found = propose(
            "ana",
            "follow_up",
            sunday,
            last=sunday,
            now=datetime(2027, 3, 1, tzinfo=timezone.get_current_timezone()),
        )
    assert {each.wall.local.hour for each in found} <= {1, 3}


spans = st.lists(
    st.tuples(st.integers(0, 287), st.integers(0, 287)).filter(lambda each: each[0] < each[1]), max_size=4
).map(lambda found: [tuple(time(minute * 5 // 60, minute * 5 % 60) for minute in each) for each in found])


@given(spans, st.lists(st.tuples(spans.filter(bool), st.booleans()), max_size=3))
def test_hours_of_a_day_are_in_order_apart_and_hold_what_the_lines_say(week, others):
    """Against a count of every five minutes: a line adds, away takes out, in the order of the lines."""
    day = date(2027, 7, 5)
    lines = [
        OtherDays(first=day, last=day, here=here, begins=each[0][0], ends=each[0][1]) for each, here in others
    ]
    found = Hours({1: {0: tuple(week)}}, {1: tuple(lines)}).spans(1, day)
    expected = {minute for begin, end in week for minute in fives(begin, end)}
    for line in lines:
        some = set(fives(line.begins, line.ends))
        expected = expected | some if line.here else expected - some
    assert {minute for begin, end in found for minute in fives(begin, end)} == expected
    assert all(one[1] < other[0] for one, other in pairwise(found))


def fives(begin: time, end: time) -> range:
    return range((begin.hour * 60 + begin.minute) // 5, (end.hour * 60 + end.minute) // 5)


@db
def test_hours_are_read_for_the_days_that_are_asked_about(works):
    nurse = works("nurse")
    OtherDays.objects.create(staff=nurse, first=date(2027, 7, 5), last=date(2027, 7, 6), begins=time(12))
    hours = hours_of([nurse.pk], date(2027, 7, 1), date(2027, 7, 31))
    assert hours.spans(nurse.pk, date(2027, 7, 5)) == ((time(9), time(12)),)
    assert hours.spans(nurse.pk, date(2027, 7, 7)) == ((time(9), time(17)),)
    assert hours.spans(nurse.pk, date(2027, 7, 4)) == ()
    assert hours.is_known(nurse.pk)
    assert not hours.is_known(0)
