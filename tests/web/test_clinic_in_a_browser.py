from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.conftest import page_problems

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

ROSA = "/people/rosa-lindqvist/"
PAGES = {
    "the list": "/people/",
    "the page of a person": ROSA,
    "a row": f"{ROSA}rows/Condition/rosa-lindqvist-1%231/",
    "a finding": f"{ROSA}findings/cdc22_8/",
    "half a chart": "/people/agnes-lorentz/",
    "a score over time": f"{ROSA}scales/bpi/severity/",
    "a scale never answered": "/people/agnes-lorentz/scales/pdi/total/",
}


@pytest.fixture
def physician(transactional_db, invented, signed_in):
    invented("rosa-lindqvist", "agnes-lorentz")
    return signed_in("physician")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_every_page_is_accessible_and_fits_its_width(physician, page_at, width, scheme):
    page = page_at(physician, width=width, scheme=scheme)
    problems = page_problems(page, PAGES)
    assert not problems, "\n".join(problems)


def test_the_keyboard_reaches_the_danger_opens_it_and_follows_it_to_its_row(physician, page_at):
    page = page_at(physician)
    page.goto(ROSA)
    page.keyboard.press("Tab")
    page.wait_for_function('document.activeElement.textContent === "Skip to the content"')
    page.keyboard.press("Enter")
    for _ in range(24):  # the links of the person's visits and papers stand before the alerts
        page.keyboard.press("Tab")
        if page.evaluate("!!document.activeElement.closest('.alert summary')"):
            break
    page.wait_for_function('document.activeElement.tagName === "SUMMARY"')
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.parentElement.open")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/rows/"))
    assert page.locator("h1").inner_text()


def test_dangers_are_seen_without_scrolling_on_a_phone(physician, page_at):
    page = page_at(physician, width=390)
    page.goto(ROSA)
    box = page.locator(".alert-emergency h3").first.bounding_box()
    assert box["y"] + box["height"] < 700


def test_a_typical_person_prints_on_one_sheet(physician, page_at, tmp_path):
    page = page_at(physician)
    page.goto(ROSA)
    sheet = page.pdf(prefer_css_page_size=True, print_background=True)
    assert len(re.findall(rb"/Type\s*/Page\b", sheet)) == 1


def test_everything_works_without_scripts(physician, chromium, live_server):
    from django.conf import settings

    context = chromium.new_context(base_url=live_server.url, java_script_enabled=False)
    name = settings.SESSION_COOKIE_NAME
    context.add_cookies([{"name": name, "value": physician.cookies[name].value, "url": live_server.url}])
    page = context.new_page()
    page.goto(f"{ROSA}findings/yellow_suicidality/")
    page.check("input[value=cleared]")
    page.fill("textarea", "Talked today; safety plan made; no plans.")
    page.click("form:has(textarea):has(input[value=cleared]) button")
    page.wait_for_url(re.compile("rosa-lindqvist/$"))
    expect(page.locator(".alert-emergency")).to_have_count(0)
    context.close()
