from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.conftest import page_problems

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

NADIA, ROSA = "/people/nadia-haddad/", "/people/rosa-lindqvist/"
PAGES = {
    "the one page": NADIA,
    "the one page with an emergency": ROSA,
    "all treatments": f"{NADIA}options/",
    "nothing found": f"{NADIA}options/?search=zzz",
    "one treatment": f"{NADIA}options/rfa_lumbar/",
    "the taper planner": f"{NADIA}taper/",
    "a reason to wait": f"{ROSA}taper/",
    "the plan for the person": f"{NADIA}plan/",
    "the plan with an emergency": f"{ROSA}plan/",
}


@pytest.fixture
def physician(transactional_db, invented, signed_in):
    invented("nadia-haddad", "rosa-lindqvist")
    return signed_in("physician")


@pytest.mark.parametrize(("width", "scheme"), [(390, "dark"), (1280, "light")])
def test_every_page_of_the_plan_is_accessible_and_fits_its_width(physician, page_at, width, scheme):
    page = page_at(physician, width=width, scheme=scheme)
    problems = page_problems(page, PAGES)
    assert not problems, "\n".join(problems)


def test_the_keyboard_opens_a_card_and_follows_it_to_everything_on_it(physician, page_at):
    page = page_at(physician)
    page.goto(NADIA)
    page.locator(".option summary").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".option details[open]")).to_have_count(1)
    onward = page.locator(".option details[open] .onward a").first
    for _ in range(20):
        page.keyboard.press("Tab")
        if onward.evaluate("each => each === document.activeElement"):
            break
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/options/[a-z_]+/$"))
    assert page.locator("h1").inner_text()


def test_the_planner_works_without_scripts_and_prints_what_was_chosen(physician, chromium, live_server):
    from django.conf import settings

    context = chromium.new_context(base_url=live_server.url, java_script_enabled=False)
    name = settings.SESSION_COOKIE_NAME
    context.add_cookies([{"name": name, "value": physician.cookies[name].value, "url": live_server.url}])
    page = context.new_page()
    page.goto(f"{NADIA}taper/")
    steps = page.locator(".steps-table tbody tr").count()
    page.fill("[name=percent]", "5")
    page.select_option("#pause-2", "4")
    page.click("text=Make the calendar")
    assert page.locator(".steps-table tbody tr").count() >= steps
    expect(page.locator("#pause-2")).to_have_value("4")
    page.fill("[name=percent]", "90")
    page.click("text=Make the calendar")
    expect(page.locator("[role=alert]")).to_contain_text("faster than the limit")
    context.close()


def test_treatments_are_found_without_scripts(physician, chromium, live_server):
    from django.conf import settings

    context = chromium.new_context(base_url=live_server.url, java_script_enabled=False)
    name = settings.SESSION_COOKIE_NAME
    context.add_cookies([{"name": name, "value": physician.cookies[name].value, "url": live_server.url}])
    page = context.new_page()
    page.goto(f"{NADIA}options/")
    page.fill("main [name=search]", "walking")
    page.select_option("main [name=kind]", "rehabilitation")
    page.click("main button")
    expect(page.locator(".lines a")).to_have_text(["Progressive walking programme"])
    context.close()
