"""Appointments live on where records are merged, charts read again, and the store backed up and restored."""

from __future__ import annotations

import pytest
from django.apps import apps

from lenitive.clinic.appointments import booking
from lenitive.clinic.appointments.booking import next_for
from lenitive.clinic.appointments.holding import Taken
from lenitive.clinic.appointments.looked_at import check_calendar
from lenitive.clinic.appointments.upkeep import keep_up
from lenitive.clinic.appointments.waiting import wait
from lenitive.clinic.models import Appointment, Attendance, Hold, Reminder, Waiting, Wishes
from lenitive.clinic.today.visits import visits_of_day
from lenitive.desk.backup.restoring import restore
from lenitive.desk.backup.snapshot import backup
from lenitive.desk.models import RECORD, Patient
from lenitive.desk.people.merge import merge, tables, undo
from lenitive.desk.signals import charts_loaded
from tests.clinic.appointments.conftest import monday

db = pytest.mark.django_db
Encounter = RECORD["encounter"]


def of_day():
    return sorted(
        (each.patient_id, each.time) for each in visits_of_day(monday().date(), Patient.objects.all())
    )


def test_every_table_that_names_a_person_moves_with_them():
    ours = {
        model
        for model in apps.get_app_config("clinic").get_models()
        if any(field.name == "patient_id" for field in model._meta.concrete_fields)
    }
    assert {Attendance, Hold, Waiting, Wishes} <= ours & set(tables())


@db
def test_a_merge_moves_appointments_with_what_they_hold_and_undoing_moves_them_back(booked, works):
    made = booked("ana", monday(10))
    booked("ann", monday(15))
    wait(works("coordinator"), "ana", "psychology")
    done = merge(kept="ann", gone="ana", reason="twice", staff=works("coordinator"))
    assert of_day() == [("ann", "10:00"), ("ann", "15:00")]
    assert next_for("ann") == made
    with pytest.raises(Taken, match="Ann Silva"):
        booked("ann", monday(10), staff=[works("nurse")], way="phone", room=None)
    assert Waiting.objects.get().patient_id == "ann"
    undo(done, works("coordinator"))
    assert of_day() == [("ana", "10:00"), ("ann", "15:00")]
    assert next_for("ana") == made


@db
def test_two_records_with_something_at_the_same_time_can_be_merged_and_both_are_shown(booked, works):
    booked("ana", monday(10))
    other = booked("ann", monday(10), staff=[works("nurse")], way="phone", room=None)
    merge(kept="ann", gone="ana", reason="twice", staff=works("coordinator"))
    assert of_day() == [("ann", "10:00"), ("ann", "10:00")]
    booking.cancel(works("coordinator"), other.pk, reason="The person asked for it")
    assert of_day() == [("ann", "10:00")]


@db
def test_a_chart_that_is_read_again_does_not_move_what_was_agreed_here(booked, person):
    person("ana")
    row = {"patient_id": "ana", "row_id": "Encounter/v#1", "status": "planned", "kind": "Visit"}
    Encounter.objects.create(**row)
    made = booked("ana", monday(10), encounter="Encounter/v#1")
    Encounter.objects.filter(pk="Encounter/v#1").update(start_time=None, start_low=None)
    charts_loaded.send(sender=None, patient_ids=["ana"])
    assert Encounter.objects.get().start_time == made.start
    assert of_day() == [("ana", "10:00")]


@pytest.mark.django_db(transaction=True)
def test_a_backup_holds_the_calendar_and_a_restored_one_still_refuses_to_book_twice(booked, works, tmp_path):
    made = booked("ana", monday(10))
    before = (Hold.objects.count(), Reminder.objects.count())
    backup(tmp_path / "store.zip")
    Appointment.objects.all().delete()
    restore(tmp_path / "store.zip", replace=True)
    assert (Hold.objects.count(), Reminder.objects.count()) == before
    found = Appointment.objects.get()
    assert (found.pk, found.start, found.wall) == (made.pk, made.start, made.wall)
    with pytest.raises(Taken):
        booked("ben", monday(10))


@db
def test_upkeep_may_run_again_and_again(booked):
    booked("ana", monday(10))
    held = list(Hold.objects.order_by("pk").values_list("pk", flat=True))
    for _time in range(2):
        keep_up()
    assert list(Hold.objects.order_by("pk").values_list("pk", flat=True)) == held


@db
def test_a_check_of_the_store_finds_what_is_missing(booked):
    made = booked("ana", monday(10))
    assert [each.sentence for each in check_calendar()] == ["The calendar is whole: 1 ahead."]
    Encounter.objects.all().delete()
    made.holds.all().delete()
    found = [each.sentence for each in check_calendar()]
    assert found == [
        "Appointments ahead that take nobody's time: 1.",
        "Appointments ahead that the day does not show: 1.",
    ]
    Patient.objects.all().delete()
    assert len(list(check_calendar())) == 3
