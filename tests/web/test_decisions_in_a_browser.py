from __future__ import annotations

import pytest

from lenitive.clinic.models import Entry
from tests.conftest import page_problems

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PERSON = "/people/philippa-ames/"
PAGES = {
    "the one page": PERSON,
    "a finding": f"{PERSON}findings/cdc22_8/",
    "a copy": f"{PERSON}findings/cdc22_8/copy/",
    "a treatment": f"{PERSON}options/activity_pacing/",
    "decisions": f"{PERSON}decisions/",
    "medicines": f"{PERSON}medicines/",
    "rules": "/rules/",
}


@pytest.fixture
def physician(transactional_db, invented, signed_in, cares_for):
    invented("philippa-ames")
    cares_for("physician", "philippa-ames")
    return signed_in("physician")


@pytest.mark.parametrize(("width", "scheme"), [(390, "dark"), (1280, "light")])
def test_every_page_of_deciding_is_accessible_and_fits_its_width(physician, page_at, width, scheme):
    page = page_at(physician, width=width, scheme=scheme)
    problems = page_problems(page, PAGES)
    assert not problems, "\n".join(problems)


def test_a_choice_is_answered_and_taken_back_by_keyboard_alone(physician, page_at):
    page = page_at(physician)
    page.goto(PERSON)
    page.get_by_role("button", name="Yes, looked at").focus()
    page.keyboard.press("Enter")
    page.locator(".choice-answered").wait_for()
    page.get_by_role("button", name="Undo Prescription monitoring programme").focus()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Yes, looked at").wait_for()
    assert Entry.objects.get().undone_by == "The physician"


def test_enter_in_own_words_keeps_the_words_and_says_no(physician, page_at):
    page = page_at(physician)
    page.goto(PERSON)
    page.locator(".choice details summary").first.click()
    page.get_by_label("In your own words: Prescription monitoring programme").fill("the site is down")
    page.keyboard.press("Enter")
    page.locator(".choice-answered").wait_for()
    assert (Entry.objects.get().answer, Entry.objects.get().reason) == ("no", "the site is down")


def test_the_text_of_a_card_is_copied_with_one_button(physician, page_at):
    page = page_at(physician)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(PAGES["a copy"])
    page.get_by_role("button", name="Copy the text").click()
    page.get_by_text("Copied").wait_for()
    assert page.evaluate("navigator.clipboard.readText()").startswith("Assess overdose risk")
