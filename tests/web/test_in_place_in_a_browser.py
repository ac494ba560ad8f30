"""Parts that change in place, in a browser: focus, what is read aloud, a lost connection, double presses."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from lenitive.clinic.models import Entry, WorkStep
from tests.conftest import accessibility_problems

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WHO = ("rosa-lindqvist", "ruth-delacroix", "philippa-ames")
PERSON = "/people/philippa-ames/"


@pytest.fixture
def physician(transactional_db, invented, signed_in, cares_for):
    from lenitive.clinic.summary import refresh

    invented(*WHO)
    for each in WHO:
        cares_for("physician", each)
    refresh(WHO)
    return signed_in("physician")


@pytest.fixture
def page(physician, page_at):
    """A page that tells of every refusal of its own security policy, and never loads a second document."""
    page = page_at(physician)
    page.said = []
    page.on("console", lambda message: page.said.append(message.text) if message.type == "error" else None)
    return page


def documents(page):
    return page.evaluate("performance.getEntriesByType('navigation').length + ':' + performance.timeOrigin")


def focus(page):
    return page.evaluate("document.activeElement.id || document.activeElement.textContent.trim()")


def test_work_is_taken_done_and_taken_back_without_leaving_the_page(page):
    page.goto("/work/naloxone/")
    before, first = documents(page), page.locator(".item").first
    name, count = first.get_attribute("id"), page.locator("#counts [aria-current] b").inner_text()
    first.get_by_role("button", name="Take over").focus()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Give back").wait_for()
    assert focus(page) == f"{name}-take"
    expect(page.locator("#undo[role=status]")).to_contain_text("is taken over")
    first.get_by_role("button", name="Done").focus()
    page.keyboard.press("Enter")
    page.locator(f"#{name}.item-gone").wait_for()
    assert focus(page) == f"{name}-open"
    expect(page.locator("#counts [aria-current] b")).to_have_text(str(int(count) - 1))
    assert accessibility_problems(page) == []
    page.keyboard.press("u")
    page.locator(f"#{name}:not(.item-gone)").wait_for()
    expect(page.locator("#counts [aria-current] b")).to_have_text(count)
    expect(page.locator("#messages")).to_contain_text("as it was before")
    expect(page.locator("#undo")).to_have_text("")
    assert documents(page) == before
    assert page.said == []


def test_filters_change_the_list_its_address_and_the_way_back(page):
    page.goto("/work/naloxone/")
    before = documents(page)
    page.get_by_label("State").select_option("done")
    page.get_by_text("Nothing here fits").wait_for()
    assert page.url.endswith("?owner=clinic&urgency=&due=&state=done")
    expect(page.locator("#said")).to_have_text("0 shown")
    assert documents(page) == before
    # No page is kept in the browser; the address of this one is, as in its own history.
    assert page.evaluate("({...localStorage, ...sessionStorage})") == {
        "htmx-current-path-for-history": "/work/naloxone/?owner=clinic&urgency=&due=&state=done"
    }
    page.go_back()
    page.locator(".item").first.wait_for()
    assert page.url.endswith("/work/naloxone/")
    assert page.said == []


def test_a_lost_connection_is_said_and_keeps_what_was_typed(page):
    page.goto("/work/naloxone/")
    page.locator(".put-off summary").first.click()
    page.locator("input[name=other]").first.fill("Away for a week")
    page.context.set_offline(True)
    page.locator(".put-off form button").first.click()
    page.get_by_text("No answer came").wait_for()
    expect(page.locator("input[name=other]").first).to_have_value("Away for a week")
    page.context.set_offline(False)
    page.locator(".put-off form button").first.click()
    page.locator(".item-gone").wait_for()
    assert WorkStep.objects.filter(did="put_off").count() == 1


def test_two_presses_at_once_count_once(page):
    page.goto("/work/naloxone/")
    page.evaluate("() => { const b = document.querySelector('[id$=-done]'); b.click(); b.click(); }")
    page.locator(".item-gone").wait_for()
    assert WorkStep.objects.filter(did="done").count() == 1


def test_people_are_found_in_place_and_the_list_of_options_closes(page):
    page.goto("/people/")
    before = documents(page)
    page.keyboard.press("/")
    page.keyboard.type("rosa")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("search=rosa"))
    page.locator("h1", has_text="1 person").wait_for()
    expect(page.locator("#said")).to_contain_text("found for “rosa”")
    assert documents(page) == before
    expect(page.locator("#found")).to_be_hidden()
    assert page.said == []


def test_a_choice_is_answered_in_place_and_its_undo_has_the_focus(page):
    page.goto(PERSON)
    before = documents(page)
    page.get_by_role("button", name="Yes, looked at").focus()
    page.keyboard.press("Enter")
    page.locator(".choice-answered").wait_for()
    assert focus(page) == "Undo Prescription monitoring programme"
    expect(page.locator("#undo")).to_contain_text("Kept: Prescription monitoring programme")
    assert accessibility_problems(page) == []
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Yes, looked at").wait_for()
    assert Entry.objects.get().undone_by == "The physician"
    assert documents(page) == before
    assert page.said == []


def test_a_finding_is_overridden_by_one_tap_where_it_stands(page):
    page.goto(PERSON)
    before = documents(page)
    page.locator("#of-cdc22_8 summary").first.focus()
    page.keyboard.press("Enter")
    page.locator("#of-cdc22_8").get_by_role("link", name="Answer this").focus()
    page.keyboard.press("Enter")
    page.locator("#answer-cdc22_8 button").first.wait_for()
    page.wait_for_function("document.activeElement.name === 'override'")
    assert accessibility_problems(page) == []
    page.keyboard.press("Enter")
    page.locator("#undo .undo-bar").wait_for()
    assert Entry.objects.get().answer in ("not_now", "not_for_this_person", "open")
    assert focus(page) != "main"
    assert documents(page) == before
    page.locator("#undo button").click()
    page.locator("#messages", has_text="Taken back").wait_for()
    assert Entry.objects.get().undone_by == "The physician"
    expect(page.locator("#alerts-now")).to_have_count(1)
    assert page.said == []
