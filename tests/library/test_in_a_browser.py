"""The library in a browser: accessible, light, and whole without scripts."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.conftest import page_problems
from tests.library.test_pages import PAGES

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
FIRST_LOAD = 150_000  # bytes
SPANISH = [
    "/learn/?in=es",
    "/learn/guide/kinds/?in=es",
    "/learn/lessons/sleep/?in=es",
    "/learn/do/own_kinesiology_taping_self/?in=es",
    "/learn/treatments/low_back_pain_chronic/?in=es",
    "/learn/treatment/acupuncture/?in=es",
    "/learn/courses/?in=es",
    "/learn/courses/compare/?id=kinesiology_taping_self&id=stress_buster_watercolour&in=es",
    "/learn/careers/?now=nurse&in=es",
    "/learn/careers/physical_therapist/?in=es",
    "/learn/true-or-not/?in=es",
    "/learn/ask/?q=compare+los+tres+cursos&in=es",
]


@pytest.mark.parametrize(
    ("width", "scheme"), [(320, "light"), (390, "dark"), (1280, "light"), (1280, "dark")]
)
def test_every_page_is_accessible_and_fits_its_width(page_at, width, scheme):
    page = page_at(width=width, scheme=scheme)
    problems = page_problems(page, dict(zip(PAGES, PAGES, strict=True)))
    assert not problems, "\n".join(problems)


@pytest.mark.parametrize(("width", "scheme"), [(320, "light"), (1280, "dark")])
def test_the_longest_pages_are_accessible_and_fit_in_spanish(page_at, width, scheme):
    page = page_at(width=width, scheme=scheme)
    problems = page_problems(page, dict(zip(SPANISH, SPANISH, strict=True)))
    assert not problems, "\n".join(problems)


def test_the_language_is_changed_where_one_is_and_stays_on_the_next_page(page_at):
    page = page_at(width=390)
    page.goto("/learn/courses/?q=back&sort=rating")
    page.get_by_role("link", name="Español").click()
    expect(page).to_have_url(re.compile(r"q=back&sort=rating&in=es"))
    expect(page.locator("html")).to_have_attribute("lang", "es")
    expect(page.locator("h1")).to_have_text("Cursos")
    page.locator(".found-courses h2 a").first.click()
    expect(page.locator("html")).to_have_attribute("lang", "es")
    expect(page.locator("dl.facts")).to_contain_text("Enseña")
    page.get_by_role("link", name="English").click()
    expect(page.locator("dl.facts")).to_contain_text("It teaches")


def test_a_question_asked_on_a_spanish_page_is_answered_there(page_at):
    page = page_at(width=390)
    page.goto("/learn/ask/?in=es")
    page.fill("#q", "¿qué es el dolor crónico?")
    page.keyboard.press("Enter")
    expect(page.locator(".reply-answer .sources")).to_be_visible()
    expect(page.locator(".reply-answer h3")).to_have_text("De dónde viene esto")
    expect(page).to_have_url(re.compile("in=es"))


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


def test_answers_come_into_the_page_one_below_the_other_and_are_said_aloud(page_at):
    page = page_at(width=390)
    page.goto("/learn/ask/")
    page.fill("#q", "what is spinal cord stimulation")
    page.keyboard.press("Enter")
    expect(page.locator("[aria-live=polite] .reply-answer .said")).to_contain_text("implanted")
    expect(page.locator(".reply .sources li")).to_have_count(1)
    expect(page).to_have_url(re.compile(r"\?q=what"))
    page.fill("#q", "does it help?")
    page.keyboard.press("Enter")
    expect(page.locator(".reply-answer")).to_have_count(2)
    expect(page).to_have_url(re.compile("before=what"))
    expect(page.locator("#q")).to_be_focused()
    page.go_back()
    expect(page.locator(".reply-answer")).to_have_count(1)


def test_what_is_asked_is_never_run_in_the_page(page_at):
    page = page_at()
    ran = []
    page.on("dialog", lambda dialog: (ran.append(dialog.message), dialog.dismiss()))
    page.goto("/learn/ask/")
    page.fill("#q", "<img src=x onerror=alert(1)> does acupuncture work")
    page.keyboard.press("Enter")
    expect(page.locator(".reply h2")).to_contain_text("<img")
    expect(page.locator(".reply .sources li").first).to_be_visible()
    expect(page.locator(".reply img")).to_have_count(0)
    assert not ran


def test_where_the_stream_fails_the_whole_page_opens(page_at):
    page = page_at()
    page.route("**/learn/ask/stream/**", lambda route: route.abort())
    page.goto("/learn/ask/")
    page.fill("#q", "does acupuncture work")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/learn/ask/\?q=does"))
    expect(page.locator(".reply-answer")).to_have_count(1)


def test_courses_are_narrowed_without_scripts_on_a_phone(chromium, live_server):
    context = chromium.new_context(
        base_url=live_server.url, java_script_enabled=False, viewport={"width": 390, "height": 800}
    )
    page = context.new_page()
    page.goto("/learn/courses/")
    page.click("summary")
    page.select_option("#by-modality", "complementary")
    page.get_by_role("button", name="Show").click()
    expect(page).to_have_url(re.compile("modality=complementary"))
    expect(page.locator(".found-courses > li")).to_have_count(1)
    context.close()


def test_a_guide_page_prints_as_a_handout(page_at):
    page = page_at(width=794)
    page.emulate_media(media="print")
    page.goto("/learn/guide/kinds/")
    expect(page.locator(".guide h1")).to_be_visible()
    for hidden in ("header.top", ".languages", ".onward", ".foot"):
        expect(page.locator(hidden).first).to_be_hidden()
    expect(page.locator(".source").first).to_be_visible()
