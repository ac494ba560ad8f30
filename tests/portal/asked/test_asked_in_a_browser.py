"""Questions, body map and help on a phone: by keyboard, names for screen readers, sizes, both schemes."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from lenitive.desk.models import RECORD
from tests.conftest import accessibility_problems
from tests.portal.asked.test_asked import ask
from tests.portal.safety.test_watch import watched

__all__ = ["watched"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SMALL = """() => [...document.querySelectorAll('main a, main button, main summary, main label, main select')]
  .filter(e => !e.closest('svg') && !e.classList.contains('vh') && e.offsetHeight && !e.matches('label[for]'))
  .filter(e => e.getBoundingClientRect().height < 47.5).map(e => e.outerHTML.slice(0, 120))"""


def sound(page):
    page.wait_for_load_state()  # sizes and colours are those of the whole page, with its styles
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0, f"{wide} px too wide at {page.url}"
    assert page.evaluate(SMALL) == []
    assert accessibility_problems(page) == []
    assert page.locator("h1").count() == 1


@pytest.mark.parametrize(
    ("width", "scheme", "language"), [(390, "light", "en"), (320, "dark", "es"), (320, "light", "ar")]
)
def test_a_questionnaire_by_keyboard_alone(my_page, width, scheme, language):
    page = my_page("ana", width=width, scheme=scheme, language=language)
    one = ask("ana", "peg")
    page.goto("/me/ask/")
    sound(page)
    page.locator("main a.button").focus()
    page.keyboard.press("Enter")
    for item in range(3):
        expect(page).to_have_url(re.compile(f"/me/ask/{one.pk}/0/{item}/$"))
        sound(page)
        page.locator("input[name=value]").first.focus()
        page.keyboard.press("Space")
        page.keyboard.press("ArrowRight")
        page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(f"/me/ask/{one.pk}/said/$"))
    expect(page.locator("svg.said")).to_be_visible()
    sound(page)
    assert RECORD["answer"].objects.filter(patient_id="ana", instrument="peg").count() == 3


def test_an_answer_that_cannot_wait_leads_to_help_and_from_there_on(my_page, watched):
    page = my_page("ana", width=320)
    one = ask("ana", "phq9")
    page.goto(f"/me/ask/{one.pk}/0/8/")
    page.locator("input[value='1']").check()
    page.get_by_role("button", name="Next").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("What to do now")
    sound(page)
    page.get_by_label("Where are you?").select_option("GB")
    page.get_by_role("button", name="Show its numbers").click()
    expect(page.get_by_role("link", name="Call 116 123")).to_be_visible()
    sound(page)
    page.get_by_role("link", name="Go on with the questions").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("What your answers say")


@pytest.mark.parametrize(("width", "scheme"), [(390, "light"), (320, "dark")])
def test_the_body_map_by_touch_and_by_the_list_alone(my_page, width, scheme):
    page = my_page("ana", width=width, scheme=scheme)
    page.goto("/me/body/")
    sound(page)
    page.locator("svg.body-map a[href='/me/body/at/f-left-knee/'] path").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("knee")
    sound(page)
    page.get_by_role("radio", name="6", exact=True).check()
    page.get_by_role("checkbox", name="burning").check()
    page.get_by_role("button", name="Keep this place").click()
    expect(page.locator("#marked")).to_be_visible()
    # The keyboard: the list of names, the place, and back.
    page.locator("summary", has_text="Back").focus()
    page.keyboard.press("Enter")
    page.locator("#list a[href='/me/body/at/b-low-spine/']").focus()
    page.keyboard.press("Enter")
    expect(page.locator("form.ask")).to_be_visible()
    page.locator("input[name=level]").first.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Done: show then and now")).to_be_visible()
    sound(page)
    page.get_by_role("link", name="Done: show then and now").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Then and now")
    sound(page)
    assert RECORD["region"].objects.filter(patient_id="ana").count() == 2


def test_help_now_without_anybody_being_in(page_at):
    page = page_at(width=320, scheme="dark")
    page.goto("/me/now/?country=US&kind=overdose")
    expect(page.get_by_role("link", name="Call 911")).to_be_visible()
    sound(page)


@pytest.mark.parametrize(
    ("width", "scheme", "language"), [(390, "light", "en"), (320, "dark", "es"), (320, "light", "ar")]
)
def test_questions_that_follow_from_the_answers_on_two_phones(my_page, width, scheme, language):
    page = my_page("ana", width=width, scheme=scheme, language=language)
    one = ask("ana", "demo_activity")
    page.goto(f"/me/ask/{one.pk}/")
    for turn in range(2):
        expect(page).to_have_url(re.compile(f"/me/ask/{one.pk}/0/{turn}/$"))
        sound(page)
        page.locator("main label", has=page.locator("input[value='4']")).click()
        page.locator("button[value=answer]").click()
    expect(page).to_have_url(re.compile(f"/me/ask/{one.pk}/0/2/$"))
    follows = page.get_by_role("heading", level=1).inner_text()
    other = my_page("ana", width=width, scheme=scheme, language=language)
    other.goto(f"/me/ask/{one.pk}/")
    expect(other.get_by_role("heading", level=1)).to_have_text(follows)
    other.locator("div.leave a").click()  # back: what was answered stands there
    expect(other.locator("input[value='4']")).to_be_checked()
    other.goto(f"/me/ask/{one.pk}/")
    for turn in range(2, 12):
        expect(other).to_have_url(re.compile(f"/me/ask/{one.pk}/(0/{turn}/|said/)$"))
        if other.url.endswith("/said/"):
            break
        other.locator("main label", has=other.locator("input[value='4']")).click()
        other.locator("button[value=answer]").click()
    expect(other.locator("svg.said")).to_be_visible()
    sound(other)
    assert RECORD["score"].objects.filter(patient_id="ana", instrument="demo_activity").count() == 1
