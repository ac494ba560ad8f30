"""Visits with the rest of the clinic: the calendar, merged persons, a backup, the check, notes."""

from __future__ import annotations

from datetime import datetime, time

import pytest
from django.utils import timezone

from lenitive.clinic.models import AdverseEvent, AppointmentStatus, Attendance, Visit, VisitChange, VisitValue
from lenitive.clinic.visits.checking import check_visits
from lenitive.clinic.visits.events import Told, record
from lenitive.clinic.visits.told import sections
from lenitive.desk.models import RECORD
from tests.clinic.visits.test_filling import BLOCK, close, fill, opened

EVENT = Told("faint", "mild", "probable", "recovered", timezone.localdate(), "pale", "mbb_diagnostic")


@pytest.fixture
def doctor(load, staff):
    load("p", "q")
    return staff("physician")


@pytest.fixture
def block(doctor):
    visit = opened("p", doctor)
    fill(visit, BLOCK | {"diary:30": "1", "diary:60": "1"}, doctor)
    close(visit.pk, doctor)
    record("p", EVENT, doctor, "0" * 32, visit=visit)
    return visit


def test_everything_of_a_visit_moves_with_a_merge_and_back(block, doctor):
    from lenitive.desk.people.merge import merge, undo

    done = merge(kept="q", gone="p", reason="typed twice", staff=doctor)
    for model in (Visit, VisitValue, VisitChange, AdverseEvent):
        assert set(model.objects.values_list("patient_id", flat=True)) == {"q"}, model
    assert all(each.good for each in check_visits())
    undo(done, doctor)
    for model in (Visit, VisitValue, VisitChange, AdverseEvent):
        assert set(model.objects.values_list("patient_id", flat=True)) == {"p"}, model


def test_the_check_of_the_store_finds_a_value_without_its_history_and_a_row_that_is_lost(block):
    assert all(each.good for each in check_visits())
    VisitValue.objects.filter(field="side").update(value="right")
    RECORD["procedure"].objects.filter(text__startswith="Medial").delete()
    wrong = [each.sentence for each in check_visits() if not each.good]
    assert len(wrong) == 2
    assert "do not say what their history says: 1" in wrong[0]
    assert "are not there: 1" in wrong[1]


@pytest.mark.django_db(transaction=True)
def test_a_backup_brings_visits_back_as_they_were(block, tmp_path):
    from lenitive.desk.backup import backup, restore

    before = {
        model: list(model.objects.order_by("pk").values()) for model in (Visit, VisitChange, AdverseEvent)
    }
    path = tmp_path / "store.backup"
    backup(path)
    VisitValue.objects.all().delete()
    restore(path, replace=True)
    assert {model: list(model.objects.order_by("pk").values()) for model in before} == before
    assert VisitValue.objects.filter(visit=block.pk, field="side").get().value == "left"


def test_a_booked_visit_is_here_when_it_is_opened_and_done_when_it_is_closed(doctor, staff):
    from lenitive.clinic.appointments.booking import book

    start = timezone.make_aware(datetime.combine(timezone.localdate(), time(10, 0)))
    made = book(
        doctor, patient_id="p", kind="procedure", start=start, minutes=30, staff=[doctor, staff("nurse")]
    )
    place = Attendance.objects.get(appointment=made)
    visit = opened("p", doctor)
    assert visit.encounter == place.encounter_id
    place.refresh_from_db()
    assert place.status == AppointmentStatus.ARRIVED
    fill(visit, BLOCK, doctor)
    close(visit.pk, doctor)
    place.refresh_from_db()
    assert place.status == AppointmentStatus.DONE
    assert RECORD["encounter"].objects.get(pk=place.encounter_id).status == "finished"


def test_a_note_hears_every_step_with_its_rows_and_no_list_of_medicines(block):
    told = {each.id: each for each in sections(block.pk)}
    assert list(told)[:3] == ["indication", "consent", "today"]
    side = next(line for line in told["side"].lines if line.text.startswith("Side"))
    assert side.text == "Side: left"
    assert side.rows == (f"Procedure/visit-{block.pk}-procedure-1#1",)
    assert told["relief"].lines[-1].text == "Best relief 87 %; at least 80 % for 0.5 hours"
    assert "fainting. mild" in told["adverse_events"].lines[0].text
    assert all(line.text for each in told.values() for line in each.lines)


def test_a_row_of_a_visit_opens_to_its_resource(block, signed_in):
    page = signed_in("physician").get(f"/people/p/rows/Procedure/visit-{block.pk}-procedure-1%231/")
    assert page.status_code == 200
    assert "Medial branch block (diagnostic), under fluoroscopy, without steroid" in page.content.decode()
    assert "The physician" in page.content.decode()
