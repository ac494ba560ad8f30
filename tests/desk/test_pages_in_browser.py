"""The desk's own pages in a browser: axe finds nothing, nothing scrolls sideways, keys and errors work."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.conftest import PASSWORD, accessibility_problems

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PAGES = {
    "nurse": ["/people/ana/access/", "/people/ana/join/", "/account/", "/nowhere/"],
    "administrator": ["/audit/?check=1", "/staff/"],
}


@pytest.mark.parametrize(("width", "scheme"), [(320, "light"), (1280, "dark")])
@pytest.mark.parametrize("role", sorted(PAGES))
def test_pages_are_accessible_and_fit_their_screen(load, signed_in, page_at, role, scheme, width):
    load("ana")
    page = page_at(signed_in(role), width=width, scheme=scheme)
    for address in PAGES[role]:
        page.goto(address)
        assert accessibility_problems(page) == [], address
        assert page.evaluate("document.documentElement.scrollWidth") <= width, address


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_signing_in_tells_what_is_wrong_and_then_opens(load, staff, page_at, scheme):
    load("ana")
    staff("administrator")
    page = page_at(scheme=scheme)
    page.goto("/")
    page.fill("#id_username", "administrator")
    page.fill("#id_password", "wrong")
    page.get_by_role("button", name="Sign in").click()
    assert page.get_by_role("alert").inner_text().endswith("User name and password do not match.")
    page.wait_for_function('document.activeElement.id === "problems"')
    assert accessibility_problems(page) == []
    page.fill("#id_username", "administrator")
    page.fill("#id_password", PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("heading", name="Audit trail").wait_for()


def test_a_slash_goes_to_the_search_box_but_not_while_writing(load, signed_in, page_at):
    load("ana")
    page = page_at(signed_in("nurse"))
    page.goto("/people/ana/join/")
    page.keyboard.press("/")
    page.wait_for_function('document.activeElement.id === "find"')
    page.focus("#id_reason")
    page.keyboard.type("in/out")
    expect(page.locator("#id_reason")).to_have_value("in/out")


def test_the_first_tab_skips_to_the_content(load, signed_in, page_at):
    page = page_at(signed_in("nurse"))
    page.goto("/account/")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_function('document.activeElement.id === "main"')


def test_everything_to_touch_is_large_enough_on_a_phone(load, signed_in, page_at):
    load("ana")
    page = page_at(signed_in("nurse"), width=390)
    page.goto("/people/ana/join/")
    boxes = page.locator("button:not(.vh):visible, input:visible, .top a:visible").all()
    small = [box.evaluate("e => e.outerHTML") for box in boxes if box.bounding_box()["height"] < 48]
    assert len(boxes) > 4
    assert small == []


def test_on_a_phone_the_places_stand_behind_one_button_and_close_again(load, signed_in, page_at):
    page = page_at(signed_in("nurse"), width=390)
    page.goto("/people/")
    places = page.get_by_role("navigation", name="Main")
    expect(places).to_be_hidden()
    page.get_by_role("button", name="Menu").press("Enter")
    expect(places.get_by_role("link", name="People")).to_be_visible()
    assert accessibility_problems(page) == []
    page.keyboard.press("Escape")
    expect(places).to_be_hidden()
    page.get_by_role("button", name="Menu").click()
    places.get_by_role("link", name="Work").click()
    expect(page).to_have_url(re.compile("/work/"))


def test_on_a_wide_screen_the_places_are_in_sight(load, signed_in, page_at):
    page = page_at(signed_in("nurse"))
    page.goto("/people/")
    expect(page.get_by_role("navigation", name="Main").get_by_role("link", name="Work")).to_be_visible()
    expect(page.get_by_role("button", name="Menu")).to_be_hidden()
