"""The library in a browser: accessible, light, and whole without scripts."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.conftest import page_problems
from tests.library.test_pages import PAGES

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
FIRST_LOAD = 150_000  # bytes


@pytest.mark.parametrize(("width", "scheme"), [(320, "light"), (1280, "dark")])
def test_every_page_is_accessible_and_fits_its_width(page_at, width, scheme):
    page = page_at(width=width, scheme=scheme)
    problems = page_problems(page, dict(zip(PAGES, PAGES, strict=True)))
    assert not problems, "\n".join(problems)


def test_the_first_load_is_light(page_at):
    page = page_at()
    taken = []
    page.on("response", lambda response: taken.append(len(response.body())))
    page.goto("/learn/")
    page.wait_for_load_state("networkidle")
    assert 0 < sum(taken) < FIRST_LOAD


def test_a_question_is_asked_and_followed_up_without_scripts(chromium, live_server):
    context = chromium.new_context(base_url=live_server.url, java_script_enabled=False)
    page = context.new_page()
    page.goto("/learn/")
    page.fill("#q", "what is spinal cord stimulation")
    page.keyboard.press("Enter")
    expect(page.locator(".reply")).to_contain_text("implanted")
    page.fill("#q", "does it help?")
    page.keyboard.press("Enter")
    page.wait_for_url("**before=**")
    expect(page.locator(".reply-answer")).to_have_count(1)
    context.close()
