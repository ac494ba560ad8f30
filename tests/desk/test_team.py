"""The care team: who is on it, put on it, taken off it, and by whom."""

from __future__ import annotations

import pytest

from lenitive.desk.access import decide
from lenitive.desk.models import AuditEvent, CareTeam, Clinic, Organisation, PersonClinic


@pytest.fixture
def ana(load):
    load("ana")


def test_a_coordinator_puts_somebody_on_the_team_and_takes_them_off(ana, staff, signed_in):
    coach, one = staff("health_coach"), signed_in("coordinator")
    assert not decide(coach, "see_brief", "ana").allowed
    assert one.post("/people/ana/team/", {"staff": coach.pk}).url == "/people/ana/team/"
    assert decide(coach, "see_brief", "ana").allowed
    member = CareTeam.objects.get()
    assert "The health coach" in one.get("/people/ana/team/").content.decode()
    one.post(f"/people/ana/team/{member.pk}/leave/")
    assert not decide(coach, "see_brief", "ana").allowed
    assert CareTeam.objects.count() == 1, "that they were on it stays"
    said = [each.what for each in AuditEvent.objects.filter(action="assigned").order_by("id")]
    assert said == ["put The health coach on it", "took The health coach off it"]


def test_somebody_is_put_on_it_once(ana, staff, signed_in):
    coach, one = staff("health_coach"), signed_in("coordinator")
    answers = [one.post("/people/ana/team/", {"staff": coach.pk}).status_code for _ in range(2)]
    assert answers == [302, 422]
    assert CareTeam.objects.count() == 1


def test_only_those_who_care_in_the_clinic_of_the_person_can_be_put_on_it(ana, staff, signed_in):
    trust = Organisation.objects.create(name="Coast health")
    harbour, hill = (Clinic.objects.create(organisation=trust, name=each) for each in ("Harbour", "Hill"))
    PersonClinic.objects.create(patient_id="ana", clinic=harbour)
    for role, clinic in (
        ("coordinator", harbour),
        ("nurse", harbour),
        ("psychologist", hill),
        ("administrator", harbour),
    ):
        staff(role).clinics.add(clinic)
    one = signed_in("coordinator")
    page = one.get("/people/ana/team/").content.decode()
    assert "The nurse" in page
    assert "The psychologist" not in page
    assert "The administrator, " not in page
    assert one.post("/people/ana/team/", {"staff": staff("psychologist").pk}).status_code == 422


def test_whoever_takes_themselves_off_is_led_to_their_list(ana, staff, signed_in, cares_for):
    cares_for("physician", "ana")
    cares_for("nurse", "ana")
    one = signed_in("physician")
    member = CareTeam.objects.get(staff=staff("physician"))
    assert one.post(f"/people/ana/team/{member.pk}/leave/").url == "/people/"
    assert one.get("/people/ana/team/").status_code == 404


def test_whoever_may_not_open_the_record_still_finds_the_way_to_its_team(ana, cares_for, signed_in):
    cares_for("nurse", "ana")
    one = signed_in("coordinator")
    found = one.post("/find-person/", {"identifier": "N-ana"}).content.decode()
    assert 'href="/people/ana/team/"' in found
    assert 'href="/people/ana/edit/"' in found
    for page in ("/people/ana/team/", "/people/ana/edit/"):
        assert 'href="/people/ana/"' not in one.get(page).content.decode(), "no link that leads to a refusal"
    assert 'href="/people/ana/"' in signed_in("nurse").get("/people/ana/edit/").content.decode()
