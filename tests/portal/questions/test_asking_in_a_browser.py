"""Asking in a browser: an answer from the library and the record, and a danger that comes first."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.conftest import accessibility_problems

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_somebody_asks_from_the_first_page_and_reads_both_answers(my_page, scheme):
    page = my_page("ana", width=320, scheme=scheme)
    page.goto("/me/")
    page.get_by_role("link", name="Ask · Ask a question").click()
    page.fill("#q", "When is my next visit, and does acupuncture work?")
    page.get_by_label("Look in my own record too").check()
    page.get_by_role("button", name="Ask", exact=True).click()
    expect(page.get_by_role("heading", name="My visits")).to_be_visible()
    expect(page.locator(".from-library")).to_contain_text("acupuncture", ignore_case=True)
    page.get_by_text("Where this comes from").click()
    assert accessibility_problems(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    expect(page.get_by_label("Look in my own record too")).to_be_checked()


def test_a_danger_shows_the_number_of_the_country_first(my_page):
    page = my_page("ana", width=390)
    page.goto("/me/questions/")
    page.fill("#q", "I took too many of my pills")
    page.get_by_role("button", name="Ask", exact=True).click()
    expect(page.get_by_role("alert").first).to_be_in_viewport()
    expect(page.locator(".alarm .told li").first).to_be_visible()
    assert accessibility_problems(page) == []
