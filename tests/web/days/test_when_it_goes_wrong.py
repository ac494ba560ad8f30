"""What goes wrong on a day, in a browser: a clear message, nothing lost, and no name that breaks a page."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from lenitive.desk.models import Patient
from tests.conftest import accessibility_problems

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LONG = "Wolfeschlegelsteinhausenbergerdorff" * 4
NAMES = ("محمد بن عبد الله", "Zoë 🌷👩🏽‍⚕️ O'Neill", LONG, "‮gnorw eht yaw dnuor", "<b>Bold</b> & Co")
PAGES = ("", "edit/", "changes/", "team/", "access/", "ask/", "medicines/", "plan/", "decisions/")


def wider(page):
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")


def name_of_new_person(page, name):
    page.goto("/new-person/")
    page.get_by_label("Name", exact=True).fill(name)
    return page.get_by_role("button", name="Make the person")


def test_without_a_connection_a_form_stays_with_all_that_was_typed(transactional_db, signed_in, page_at):
    page = page_at(signed_in("coordinator"), width=390)
    button = name_of_new_person(page, "Amina El-Sayed")
    page.locator("main").get_by_label("Birth date").fill("1980-02-28")
    page.context.set_offline(True)
    button.press("Enter")
    page.get_by_text("No connection just now, so nothing was sent.").wait_for()
    expect(page.get_by_label("Name", exact=True)).to_have_value("Amina El-Sayed")
    assert accessibility_problems(page) == []
    page.context.set_offline(False)
    page.get_by_text("No connection just now").wait_for(state="hidden")
    button.press("Enter")
    page.get_by_text("Amina El-Sayed is on the list now.").wait_for()
    assert Patient.objects.count() == 1


def test_pressing_twice_in_haste_makes_one_person(transactional_db, signed_in, page_at):
    page = page_at(signed_in("coordinator"))
    name_of_new_person(page, "Amina El-Sayed").dblclick()
    page.get_by_role("heading", level=1, name="Amina El-Sayed").wait_for()
    assert Patient.objects.count() == 1


def test_two_who_correct_at_once_see_both_and_the_second_decides(load, signed_in, page_at):
    load("ana")
    first, second = (page_at(signed_in("nurse", who)) for who in ("nurse", "night_nurse"))
    for page, name in ((first, "Ana da Silva"), (second, "Ana Sousa")):
        page.goto("/people/ana/edit/")
        page.get_by_label("Name", exact=True).fill(name)
    first.get_by_role("button", name="Save").click()
    first.get_by_text("Corrected: Name.").wait_for()
    second.get_by_role("button", name="Save").click()
    second.get_by_role("heading", name="The nurse changed this while you were writing").wait_for()
    expect(second.get_by_label("Name", exact=True)).to_have_value("Ana Sousa")
    expect(second.locator("table").get_by_text("Ana da Silva")).to_be_visible()
    assert accessibility_problems(second) == []
    second.get_by_role("button", name="Save").click()
    second.get_by_text("Corrected: Name.").wait_for()
    assert Patient.objects.get().name == "Ana Sousa"


def test_a_paste_that_is_too_long_is_said_and_stays_to_be_shortened(invented, signed_in, cares_for, page_at):
    invented("nadia-haddad")
    cares_for("physician", "nadia-haddad")
    page = page_at(signed_in("physician"))
    page.goto("/people/nadia-haddad/options/activity_pacing/")
    page.get_by_text("Decline, because").click()
    page.get_by_label("In your own words", exact=True).fill("too far " * 200)
    page.get_by_role("button", name="Decline", exact=True).click()
    page.get_by_role("heading", name="This needs a correction").wait_for()
    kept = page.get_by_label("In your own words", exact=True)
    assert kept.is_visible()
    assert kept.input_value().strip() == ("too far " * 200).strip()
    assert accessibility_problems(page) == []


@pytest.mark.parametrize("name", NAMES, ids=["right to left", "emoji", "long", "turning", "markup"])
def test_any_name_fits_the_narrowest_page_and_turns_nothing_around(
    transactional_db, signed_in, page_at, name
):
    page = page_at(signed_in("physician"), width=320)
    name_of_new_person(page, name).click()
    page.get_by_text("is on the list now").wait_for()
    person = Patient.objects.get()
    assert person.name == name.lstrip("‮")
    for part in ("/people/", *(f"/people/{person.patient_id}/{each}" for each in PAGES)):
        page.goto(part)
        assert wider(page) <= 0, part
        assert page.evaluate("getComputedStyle(document.body).direction") == "ltr"
        expect(page.get_by_text(person.name).first).to_be_visible()
        expect(page.locator("main b", has_text="Bold")).to_have_count(0)
