"""The pages about clinics, teams, persons and broken glass in a browser: readable, usable, on any screen."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from lenitive.desk.models import BrokenGlass, Clinic, Organisation, PersonClinic
from lenitive.desk.people import corrections, merge
from lenitive.desk.people.identity import Identity
from tests.conftest import accessibility_problems

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PAGES = {
    "coordinator": [
        "/find-person/",
        "/new-person/",
        "/without-a-clinic/",
        "/people/ana/edit/",
        "/people/ana/changes/",
        "/people/ana/merge/",
        "/people/ana/merge/?with=cleo",
        "/people/ana/team/",
        "/people/ana/trail/",
        "/people/ana/access/",
    ],
    "nurse": ["/people/dora/access/", "/people/emil/break-glass/", "/people/ana/brief/"],
    "administrator": ["/clinics/", "/clinics/1/", "/broken-glass/"],
    "health_coach": ["/my-people/", "/people/ana/brief/"],
}


@pytest.fixture
def life(load, staff, cares_for):
    """Two clinics with people in them, and something done by hand."""
    load("ana", "ben", "cleo", "dora", "emil", "finn")
    trust = Organisation.objects.create(name="Coast health")
    harbour = Clinic.objects.create(pk=1, organisation=trust, name="Harbour clinic")
    hill = Clinic.objects.create(organisation=trust, name="Hill clinic")
    for patient_id, clinic in (
        ("ana", harbour),
        ("ben", harbour),
        ("cleo", harbour),
        ("dora", hill),
        ("emil", hill),
    ):
        PersonClinic.objects.create(patient_id=patient_id, clinic=clinic)
    for role in PAGES:
        staff(role).clinics.add(harbour)
        if role != "administrator":
            cares_for(role, "ana")
    boss = staff("coordinator")
    seen = Identity("Ana Silva", "N-ana", "1972-04-03")
    corrections.correct("ana", seen=seen, wanted=Identity("Ana da Silva", "N-ana", "1972"), staff=boss)
    merge.merge(kept="ana", gone="ben", reason="registered twice in spring", staff=boss)
    now = timezone.now()
    BrokenGlass.objects.create(
        staff=staff("nurse"),
        patient_id="dora",
        reason="found unconscious",
        since=now,
        until=now + timedelta(hours=4),
    )


@pytest.mark.parametrize(("width", "scheme"), [(320, "dark"), (1280, "light")])
def test_pages_are_accessible_and_fit_their_screen(life, signed_in, page_at, scheme, width):
    for role, addresses in PAGES.items():
        page = page_at(signed_in(role), width=width, scheme=scheme)
        for address in addresses:
            assert page.goto(address).status == 200, address
            assert accessibility_problems(page) == [], address
            assert page.evaluate("document.documentElement.scrollWidth") <= width, address


def test_a_person_is_made_found_twice_merged_and_taken_apart_by_keyboard(life, signed_in, page_at):
    page = page_at(signed_in("coordinator"))
    page.goto("/new-person/")
    page.focus("#id_name")
    page.keyboard.type("Cleo Marchand Ruiz")
    page.focus("#id_birth")
    page.keyboard.type("1972-04")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Is it one of these?").wait_for()
    assert accessibility_problems(page) == []
    page.get_by_role("button", name="None of these").press("Enter")
    page.wait_for_url("**/people/p-*/")
    page.goto("/people/cleo/merge/")
    page.get_by_role("link", name="Cleo Marchand Ruiz").press("Enter")
    page.focus("#id_reason")
    page.keyboard.type("made twice at the desk")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Merged into this record").wait_for()
    page.get_by_role("button", name="Take it out again").press("Enter")
    page.get_by_text("is a record of its own again").wait_for()


def test_broken_glass_is_loud_and_closed_with_one_press(life, signed_in, page_at):
    page = page_at(signed_in("nurse"), width=390)
    page.goto("/people/dora/access/")
    expect(page.get_by_role("complementary", name="Broken glass")).to_be_visible()
    page.get_by_role("button", name="Close the record now").press("Enter")
    page.get_by_text("The record is closed again.").wait_for()
    assert page.goto("/people/dora/access/").status == 404
