"""Booking, moving, cancelling, what became of it, and the way back; and what the record then says."""

# ruff: noqa: DTZ001  wall times have no zone: that is what is tested
from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from lenitive.clinic.appointments import booking, holding, status
from lenitive.clinic.appointments.booking import (
    Changed,
    book,
    cancel,
    join,
    move,
    next_for,
    say,
    undo,
)
from lenitive.clinic.appointments.holding import Taken
from lenitive.clinic.appointments.retiming import retime
from lenitive.clinic.appointments.wall import TwiceThere
from lenitive.clinic.models import Appointment, AppointmentStep, Hold
from lenitive.clinic.today.visits import visits_of_day
from lenitive.desk.models import RECORD, Patient
from lenitive.errors import InputError, KnowledgeError
from tests.clinic.appointments.conftest import monday

pytestmark = pytest.mark.django_db
Encounter = RECORD["encounter"]


def visits(day):
    return visits_of_day(day, Patient.objects.all())


def row_of(appointment):
    return Encounter.objects.get(pk=appointment.people.get().encounter_id)


def begun(monkeypatch, appointment, minutes=5):
    """Let it be so many minutes after an appointment has begun."""
    monkeypatch.setattr(booking.timezone, "now", lambda: appointment.start + timedelta(minutes=minutes))


def test_a_booking_stands_on_the_day_with_its_time_length_and_reason(booked):
    appointment = booked("ana", monday(10, 30), minutes=25, why="First result of the block")
    (visit,) = visits(monday().date())
    assert (visit.time, visit.minutes, visit.kind) == ("10:30", 25, "Follow-up")
    assert "First result of the block" in visit.why
    assert not visit.here
    assert next_for("ana") == appointment
    assert appointment.patient_id == "ana"


def test_whoever_is_booked_moved_or_cancelled_is_judged_anew(booked, works, judged):
    appointment = booked("ana")
    step = move(works("coordinator"), appointment.pk, Changed(start=monday(11)))
    undo(works("coordinator"), step.pk)
    assert judged == [["ana"]] * 3


def test_nobody_and_no_room_is_booked_twice_and_it_says_who_is_taken(booked, works, room):
    booked("ana", monday(10), minutes=30)
    for more, who in [
        ({"room": room("Room 2")}, "The physician is taken"),
        ({"staff": [works("nurse")]}, "Room 1 is taken"),
    ]:
        with pytest.raises(Taken, match=who):
            booked("ben", monday(10, 15), minutes=30, **more)
    with pytest.raises(Taken, match="Ana Silva is taken"):
        booked("ana", monday(10, 25), staff=[works("nurse")], room=room("Room 2"))
    assert Appointment.objects.count() == 1


def test_one_appointment_may_follow_another_at_once(booked):
    booked("ana", monday(10), minutes=30)
    booked("ben", monday(10, 30), minutes=30)
    booked("cleo", monday(9, 30), minutes=30)
    assert [visit.patient_id for visit in visits(monday().date())] == ["cleo", "ana", "ben"]


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"start": monday(9, 7)}, "every 5 minutes, and not at 09:07"),
        ({"start": monday(9, weeks=-1)}, "is over"),
        ({"minutes": 10}, "takes 15 to 30 minutes"),
        ({"minutes": 22}, "in steps of 5"),
        ({"way": "smoke"}, "does not take place that way"),
        ({"staff": []}, "needs somebody who is physician or nurse"),
        ({"room": None}, "needs a room: consulting room"),
    ],
)
def test_what_cannot_be_is_refused_in_words(booked, room, more, words):
    room()
    with pytest.raises(InputError, match=words):
        booked("ana", **more)
    assert not Appointment.objects.exists()
    assert not Encounter.objects.exists()


def test_a_call_needs_no_room(booked):
    appointment = booked("ana", way="phone", room=None)
    assert row_of(appointment).setting == "virtual"


def test_who_died_left_or_is_not_there_is_not_booked(booked, person, works, room):
    person("dead", dead=True)
    with pytest.raises(InputError, match="Dead Silva has died"):
        booked("dead")
    with pytest.raises(InputError, match="no such person"):
        book(
            works("coordinator"),
            patient_id="nobody",
            kind="follow_up",
            start=monday(),
            staff=[works("physician")],
            room=room(),
        )
    gone = works("physician", "gone")
    gone.is_active = False
    with pytest.raises(InputError, match="does not work here any more"):
        booked("ana", staff=[gone])
    with pytest.raises(KnowledgeError, match="no kind of appointment"):
        booked("ana", kind="dance")


def test_a_form_that_is_sent_twice_books_once(booked):
    token = "6f8c3a0e-6f1e-4a55-9a5e-000000000001"
    assert booked("ana", token=token) == booked("ana", token=token)
    assert Appointment.objects.count() == AppointmentStep.objects.count() == 1


def test_moving_frees_the_old_time_and_takes_the_new_one(booked, works):
    appointment = booked("ana", monday(10))
    say(works("coordinator"), appointment.pk, "confirmed")
    move(works("coordinator"), appointment.pk, Changed(start=monday(14)), reason="The person asked for it")
    booked("ben", monday(10))
    appointment.refresh_from_db()
    assert (appointment.wall[-5:], appointment.status) == ("14:00", "booked")  # confirmed was the old time
    assert [visit.time for visit in visits(monday().date())] == ["10:00", "14:00"]


def test_moving_onto_somebody_changes_nothing(booked, works):
    booked("ana", monday(10))
    second = booked("ben", monday(11))
    holds = list(Hold.objects.order_by("pk").values_list("pk", flat=True))
    with pytest.raises(Taken):
        move(works("coordinator"), second.pk, Changed(start=monday(10)))
    second.refresh_from_db()
    assert second.wall[-5:] == "11:00"
    assert second.version == 1
    assert list(Hold.objects.order_by("pk").values_list("pk", flat=True)) == holds


def test_an_appointment_may_move_onto_its_own_time(booked, works):
    appointment = booked("ana", monday(10), minutes=30)
    move(works("coordinator"), appointment.pk, Changed(start=monday(10, 15)))
    assert Hold.objects.filter(room__isnull=False).count() == 6


def test_who_moves_what_somebody_else_changed_is_told_by_whom(booked, works):
    appointment = booked("ana", monday(10))
    move(works("coordinator"), appointment.pk, Changed(start=monday(11)), version=1)
    with pytest.raises(InputError, match="The coordinator changed this appointment meanwhile"):
        move(works("nurse"), appointment.pk, Changed(start=monday(12)), version=1)


def test_cancelling_needs_a_reason_and_frees_the_time(booked, works):
    appointment = booked("ana", monday(10))
    with pytest.raises(InputError, match="why it is cancelled is missing"):
        cancel(works("coordinator"), appointment.pk, reason=" ")
    cancel(works("coordinator"), appointment.pk, reason="The person is ill")
    assert row_of(appointment).status == "cancelled"
    assert visits(monday().date()) == []
    assert next_for("ana") is None
    booked("ben", monday(10))


def test_a_cancelled_one_comes_back_by_undo_unless_the_time_went_to_somebody_else(booked, works):
    appointment = booked("ana", monday(10))
    step = cancel(works("coordinator"), appointment.pk, reason="The person is ill")
    undo(works("coordinator"), step.pk)
    assert row_of(appointment).status == "planned"
    again = cancel(works("coordinator"), appointment.pk, reason="The person is ill")
    booked("ben", monday(10))
    with pytest.raises(Taken):
        undo(works("coordinator"), again.pk)
    appointment.refresh_from_db()
    assert appointment.status == "cancelled"
    with pytest.raises(InputError, match="something happened since"):
        undo(works("coordinator"), step.pk)


def test_the_undo_of_a_booking_cancels_it_and_leaves_its_trace(booked, works):
    appointment = booked("ana", monday(10))
    undo(works("coordinator"), appointment.steps.get().pk)
    appointment.refresh_from_db()
    assert appointment.status == "cancelled"
    assert appointment.people.get().reason == "Booked by mistake"
    assert [step.did for step in appointment.steps.order_by("pk")] == ["booked", "undone"]


def test_a_move_is_undone_with_time_room_and_team(booked, works, room):
    appointment = booked("ana", monday(10))
    to = Changed(start=monday(15), minutes=30, staff=[works("nurse")], room=room("Room 2"))
    step = move(works("coordinator"), appointment.pk, to)
    undo(works("coordinator"), step.pk)
    appointment.refresh_from_db()
    assert (appointment.wall[-5:], appointment.minutes, appointment.room.name) == ("10:00", 20, "Room 1")
    assert [each.name for each in appointment.staff.all()] == ["The physician"]


def test_arrived_and_done_change_the_row_of_the_visit(booked, works, monkeypatch):
    appointment, day = booked("ana", monday(10)), monday().date()
    with pytest.raises(InputError, match="not yet its day"):
        say(works("nurse"), appointment.pk, "arrived")
    begun(monkeypatch, appointment)
    say(works("nurse"), appointment.pk, "arrived")
    assert row_of(appointment).status == "in_progress"
    assert visits(day)[0].here
    say(works("nurse"), appointment.pk, "done")
    assert row_of(appointment).status == "finished"
    with pytest.raises(InputError, match="“Done” and cannot become “Cancelled”"):
        cancel(works("nurse"), appointment.pk, reason="x")


def test_nobody_misses_what_has_not_begun_and_who_comes_late_is_here_after_all(booked, works, monkeypatch):
    appointment = booked("ana", monday(10))
    with pytest.raises(InputError, match="has not begun yet"):
        say(works("nurse"), appointment.pk, "no_show")
    begun(monkeypatch, appointment, 16)
    say(works("nurse"), appointment.pk, "no_show", reason="The bus", helps="transport")
    assert (appointment.people.get().status, appointment.people.get().helps) == ("no_show", "transport")
    say(works("nurse"), appointment.pk, "arrived")
    assert row_of(appointment).status == "in_progress"


def test_a_group_has_places_and_each_person_their_own_visit(booked, works, room, person):
    hall = room("Hall", "group", places=2)
    session = booked("", monday(13), kind="group", staff=[works("physiotherapist")], room=hall)
    person("ana", "ben", "cleo")
    assert session.places == 2
    for each in ("ana", "ben", "ana"):
        join(works("coordinator"), session.pk, each)
    with pytest.raises(InputError, match="all 2 places are taken"):
        join(works("coordinator"), session.pk, "cleo")
    with pytest.raises(Taken, match="Ben Silva"):
        booked("ben", monday(13, 30), kind="follow_up")
    cancel(works("coordinator"), session.pk, reason="The person is ill", patient_id="ben")
    join(works("coordinator"), session.pk, "cleo")
    session.refresh_from_db()
    assert session.status == "booked"
    assert {visit.patient_id for visit in visits(monday().date())} == {"ana", "cleo"}
    assert session.patient_id == ""


def test_the_team_meets_without_a_person(booked, works, room):
    huddle = booked("", monday(8, 30), kind="huddle", staff=[works("physician"), works("nurse")])
    assert huddle.people.count() == 0
    with pytest.raises(Taken):
        booked("ana", monday(8, 35))
    with pytest.raises(InputError, match="needs one person"):
        booked("", monday(12))


def test_a_time_the_clock_leaves_out_is_refused_and_one_that_comes_twice_is_asked_about(booked, settings):
    with timezone.override("Europe/Berlin"):
        with pytest.raises(InputError, match="there is no 02:30: the clocks go forward"):
            booked("ana", datetime(2027, 3, 28, 2, 30))
        with pytest.raises(TwiceThere):
            booked("ana", datetime(2027, 10, 31, 2, 30))
        second = booked("ana", datetime(2027, 10, 31, 2, 30), which=1)
    assert second.start == datetime(2027, 10, 31, 1, 30, tzinfo=UTC)
    assert (second.wall, second.fold, second.zone) == ("2027-10-31T02:30", 1, "Europe/Berlin")


def test_an_instant_is_booked_by_what_the_clock_of_the_clinic_shows_then(booked):
    with timezone.override("America/New_York"):
        made = booked("ana", datetime(2027, 7, 1, 14, 0, tzinfo=UTC))
        assert (made.wall, made.zone) == ("2027-07-01T10:00", "America/New_York")
        assert visits(datetime(2027, 7, 1).date())[0].time == "10:00"


def test_when_the_rules_of_a_zone_change_each_keeps_its_wall_time(booked, monkeypatch):
    """Summer time is abolished: what was agreed for 9:00 and 10:00 is an hour later in UTC, all at once."""
    with timezone.override("Europe/Berlin"):
        made = [
            booked(name, datetime(2027, 7, 5, hour, 0), minutes=30, kind="follow_up")
            for name, hour in (("ana", 9), ("ben", 10), ("cleo", 11))
        ]
        winter = ZoneInfo("Etc/GMT-1")
        monkeypatch.setattr("lenitive.clinic.appointments.wall.zone_of", lambda _name: winter)
        assert retime() == 3
        assert retime() == 0
    for appointment, hour in zip(made, (8, 9, 10), strict=True):
        appointment.refresh_from_db()
        assert appointment.start == datetime(2027, 7, 5, hour, 0, tzinfo=UTC)
        assert appointment.wall[-5:] == f"{hour + 1:02d}:00"
        assert row_of(appointment).start_time == appointment.start
        assert appointment.holds.filter(room__isnull=False).count() == 6


def test_what_is_past_holds_nobody_any_more(booked, monkeypatch):
    appointment = booked("ana", monday(10))
    assert holding.forget_past() == 0
    monkeypatch.setattr(holding.timezone, "now", lambda: appointment.end + timedelta(days=3))
    assert holding.forget_past() == 12  # 20 minutes of a person, a physician and a room
    assert Appointment.objects.count() == 1


def test_a_planned_visit_of_a_chart_becomes_the_appointment(booked, person):
    person("ana")
    Encounter.objects.create(
        patient_id="ana", row_id="Encounter/v1#1", status="planned", kind="Pain clinic", reason="Back pain"
    )
    appointment = booked("ana", monday(10), encounter="Encounter/v1#1")
    row = row_of(appointment)
    assert (row.kind, row.reason, row.start_time) == ("Pain clinic", "Back pain", appointment.start)
    assert Encounter.objects.count() == 1


def test_every_status_may_come_from_somewhere_and_nothing_leads_out_of_what_is_over():
    over = {"done", "cancelled"}
    assert all(not (sources & over) for sources in status._MAY_COME_FROM.values())
