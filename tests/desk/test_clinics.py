"""Clinics: parted with the second one; people are placed by charts or by hand, and found across by name."""

from __future__ import annotations

import pytest

from lenitive.desk import clinics
from lenitive.desk.access import decide
from lenitive.desk.models import RECORD, AuditEvent, Clinic, Organisation, Patient, PersonClinic


def make(one, name, **fields):
    return one.post("/clinics/", {"name": name, "organisation": "Coast health", "is_active": "on", **fields})


def test_the_second_clinic_parts_the_site_and_nobody_is_lost(load, staff, signed_in):
    load("ana")
    nurse, boss = staff("nurse"), signed_in("administrator")
    assert make(boss, "Harbour").status_code == 302
    assert decide(nurse, "see", "ana").allowed, "one clinic is everybody's"
    assert make(boss, "Hill").status_code == 302
    assert decide(nurse, "see", "ana").allowed, "who was here stays together in the first"
    hill_nurse = staff("nurse", "hill_nurse")
    hill_nurse.clinics.add(Clinic.objects.get(name="Hill"))
    assert not decide(hill_nurse, "see", "ana").allowed
    assert Organisation.objects.count() == 1
    assert AuditEvent.objects.filter(action="managed_clinics", what="made the clinic Hill").count() == 1


def test_a_clinic_has_staff_until_they_leave(staff, signed_in):
    nurse, boss = staff("nurse"), signed_in("administrator")
    make(boss, "Harbour", staff=[nurse.pk])
    assert list(nurse.clinics.all()) == [Clinic.objects.get()]
    pk = Clinic.objects.get().pk
    boss.post(f"/clinics/{pk}/", {"name": "Harbour", "organisation": "Coast health", "is_active": "on"})
    assert not nurse.clinics.exists()


def test_a_clinic_that_is_closed_opens_no_record(load, staff, two):
    load("ana")
    harbour, _hill = two
    clinics.place("ana", harbour)
    staff("nurse").clinics.add(harbour)
    assert decide(staff("nurse"), "see", "ana").allowed
    Clinic.objects.filter(pk=harbour.pk).update(is_active=False)
    assert not decide(staff("nurse"), "see", "ana").allowed


@pytest.fixture
def two(db):
    trust = Organisation.objects.create(name="Coast health")
    harbour = Clinic.objects.create(
        organisation=trust, name="Harbour clinic", in_charts="Organization/h1\nHC"
    )
    return harbour, Clinic.objects.create(organisation=trust, name="Hill clinic")


@pytest.mark.parametrize(
    ("said", "where"),
    [
        ("Harbour clinic", "Harbour clinic"),
        ("Organization/h1", "Harbour clinic"),
        (" hc ", "Harbour clinic"),
        ("Hill clinic", "Hill clinic"),
        ("Another", None),
        (None, None),
    ],
)
def test_a_chart_places_its_person_by_what_it_calls_the_clinic(load, two, said, where):
    load("ana")
    Patient.objects.update(organisation=said)
    assert clinics.place_by_charts(["ana"]) == (where is not None)
    assert [each.name for each in clinics.of_person("ana")] == ([where] if where else [])


def test_a_person_who_has_a_clinic_stays_there_whatever_the_chart_says(load, two):
    load("ana")
    harbour, _hill = two
    clinics.place("ana", harbour)
    Patient.objects.update(organisation="Hill clinic")
    assert clinics.place_by_charts(["ana"]) == 0
    assert clinics.of_person("ana") == [harbour]


def test_who_arrives_without_a_clinic_is_nobodys_until_a_coordinator_places_them(load, staff, signed_in, two):
    load("ana")
    harbour, hill = two
    for role in ("nurse", "coordinator"):
        staff(role).clinics.add(harbour)
    assert not decide(staff("nurse"), "see", "ana").allowed
    one = signed_in("coordinator")
    assert "Ana Silva" in one.get("/without-a-clinic/").content.decode()
    one.post("/without-a-clinic/", {"patient_id": "ana", "clinic": hill.pk})
    assert not PersonClinic.objects.exists(), "not into a clinic where one does not work"
    one.post("/without-a-clinic/", {"patient_id": "ana", "clinic": harbour.pk})
    assert decide(staff("nurse"), "see", "ana").allowed
    assert "Ana Silva" not in one.get("/without-a-clinic/").content.decode()
    assert signed_in("nurse").get("/without-a-clinic/").status_code == 404


def test_somebody_of_another_clinic_is_found_by_exact_words_only(load, staff, signed_in, two):
    load("ana")
    harbour, hill = two
    clinics.place("ana", hill)
    staff("nurse").clinics.add(harbour)
    one = signed_in("nurse")
    for fields in (
        {"identifier": "N-an"},
        {"name": "Ana Silva"},
        {"name": "Ana", "birth": "1972-04-03"},
        {"name": "Ana Silva", "birth": "1972"},
        {},
    ):
        assert "The person is of another clinic" not in one.post("/find-person/", fields).content.decode()
    for fields in ({"identifier": "n-ANA"}, {"name": "silva ana", "birth": "1972-04-03"}):
        page = one.post("/find-person/", fields).content.decode()
        assert "The person is of another clinic" in page
        assert "/people/ana/break-glass/" in page
        assert "/people/ana/join/" not in page


def test_those_who_read_no_chart_see_goals_and_plan_and_nothing_else(load, signed_in, cares_for):
    load("ana")
    RECORD["goal"].objects.create(row_id="g#1", patient_id="ana", text="walk to the sea", status="active")
    RECORD["goal"].objects.create(row_id="g#2", patient_id="ana", text="old one", status="completed")
    RECORD["condition"].objects.create(row_id="c#1", patient_id="ana", text="low back pain")
    for role in ("complementary_practitioner", "health_coach", "community_health_worker", "patient_educator"):
        one = signed_in(role)
        assert one.get("/").url == "/my-people/", role
        assert b"Silva" not in one.get("/my-people/").content, role
        cares_for(role, "ana")
        assert b"Silva" in one.get("/my-people/").content, role
        page = one.get("/people/ana/brief/").content.decode()
        assert "walk to the sea" in page
        assert "old one" not in page
        assert "back pain" not in page
        assert one.get("/people/ana/access/").status_code == 404
