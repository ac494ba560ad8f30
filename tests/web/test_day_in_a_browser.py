"""A day in a browser: looked at, worked through by keyboard alone, printed, and without scripts."""

from __future__ import annotations

import re

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from tests.conftest import accessibility_problems, page_problems

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WHO = ("rosa-lindqvist", "greta-obi", "ruth-delacroix", "conor-byrne")
PAGES = {
    "the day": "/today/",
    "an empty day": "/today/?day=2001-01-01",
    "the day on paper": "/today/paper/",
    "emergencies": "/work/emergency/",
    "naloxone": "/work/naloxone/",
    "an empty list": "/work/refill/?due=over",
}


@pytest.fixture
def physician(transactional_db, invented, signed_in):
    from lenitive.clinic.summary import refresh

    invented(*WHO)
    refresh(WHO)
    return signed_in("physician")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_every_page_is_accessible_and_fits_its_width(physician, page_at, width, scheme):
    page = page_at(physician, width=width, scheme=scheme)
    problems = page_problems(page, PAGES)
    assert not problems, "\n".join(problems)


def test_the_day_is_worked_through_by_keyboard_alone(physician, page_at):
    page = page_at(physician)
    page.goto("/people/")
    page.keyboard.press("g")
    page.keyboard.press("t")
    page.wait_for_url("**/today/")
    page.keyboard.press("j")
    page.wait_for_function('document.activeElement.textContent === "Rosa Lindqvist"')
    page.keyboard.press("j")
    page.wait_for_function('document.activeElement.textContent === "Ruth Delacroix"')
    page.keyboard.press("k")
    page.keyboard.press("Enter")
    page.wait_for_url("**/people/rosa-lindqvist/")
    page.keyboard.press("g")
    page.keyboard.press("w")
    page.wait_for_url("**/work/emergency/")
    page.keyboard.press("j")
    page.keyboard.press("t")
    page.wait_for_url(re.compile(r"did=\d+"))
    expect(page.locator(".undo-bar")).to_contain_text("is taken over")
    page.keyboard.press("u")
    page.wait_for_selector(".message-success")
    expect(page.locator(".message-success")).to_contain_text("as it was before")
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#keys")).to_be_hidden()


def test_a_person_is_found_while_typing_with_a_typing_error_and_opened_by_keyboard(physician, page_at):
    page = page_at(physician)
    page.goto("/today/")
    page.keyboard.press("/")
    page.keyboard.type("lindqvsit")
    page.wait_for_selector("#found [role=option]")
    expect(page.locator("#find")).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("ArrowDown")
    expect(page.locator("#find")).to_have_attribute("aria-activedescendant", "found-1")
    expect(page.locator("#found-1")).to_have_attribute("aria-selected", "true")
    assert accessibility_problems(page) == []
    page.keyboard.press("Enter")
    page.wait_for_url("**/people/rosa-lindqvist/")


def test_escape_closes_the_options_and_enter_still_searches(physician, page_at):
    page = page_at(physician)
    page.goto("/today/")
    page.keyboard.press("/")
    page.keyboard.type("greta")
    page.wait_for_selector("#found [role=option]")
    page.keyboard.press("Escape")
    expect(page.locator("#found")).to_be_hidden()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/people/\?search=greta"))


def test_eight_people_print_on_one_sheet(physician, page_at):
    from lenitive.desk.models import RECORD

    today = timezone.localdate()
    for n in range(6):
        who = f"q{n}"
        RECORD["patient"].objects.create(patient_id=who, row_id=f"Patient/{who}#1", name=f"Person {n}")
        RECORD["encounter"].objects.create(
            patient_id=who, row_id=f"Encounter/{who}#1", status="planned", start_low=today, start_high=today
        )
    page = page_at(physician)
    page.goto("/today/paper/")
    sheet = page.pdf(prefer_css_page_size=True, print_background=True)
    expect(page.locator("tbody tr")).to_have_count(9)
    assert len(re.findall(rb"/Type\s*/Page\b", sheet)) == 2


def test_work_is_done_without_scripts(physician, chromium, live_server):
    from django.conf import settings

    context = chromium.new_context(base_url=live_server.url, java_script_enabled=False)
    name = settings.SESSION_COOKIE_NAME
    context.add_cookies([{"name": name, "value": physician.cookies[name].value, "url": live_server.url}])
    page = context.new_page()
    page.goto("/work/naloxone/")
    page.locator(".put-off summary").first.click()
    page.locator(".put-off form button").first.click()
    page.wait_for_url(re.compile(r"did=\d+"))
    expect(page.locator(".undo-bar")).to_contain_text("is put off")
    page.get_by_role("button", name="Undo").click()
    page.wait_for_url(re.compile("/work/naloxone/$"))
    page.fill("#find", "lindqvsit")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("search="))
    expect(page.locator("main")).to_contain_text("Rosa Lindqvist")
    context.close()
