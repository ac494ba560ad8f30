"""Two browsers fill one evaluation while the network comes and goes, and what a single one must hold."""

from __future__ import annotations

import os
import random
import time

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from lenitive.clinic.evaluation.edits import Sent, keep, newest
from lenitive.clinic.evaluation.opening import mark_signed, open_for
from lenitive.clinic.evaluation.words import words_of
from lenitive.desk.models import RECORD
from tests.conftest import PASSWORD, page_problems

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SECONDS = float(os.environ.get("LENITIVE_EDIT_SECONDS", "12"))
FIELDS = ("sleep.remarks", "work.remarks")
STATE = "document.querySelector('#save-state').textContent"
SAFE = "document.querySelector('#save-state').dataset.waiting === '0'"


@pytest.fixture
def there(transactional_db, load, staff, cares_for):
    load("ana", synthetic=True)
    for role in ("physician", "nurse"):
        cares_for(role, "ana")
    return open_for(staff("physician"), "ana", reason="back pain for years")


@pytest.fixture
def opened(there, signed_in, page_at):
    def one(role: str, **how):
        page = page_at(signed_in(role), **how)
        page.goto(address(there))
        page.wait_for_selector(".evaluation.alive")
        page.eval_on_selector_all("main details", "all => all.forEach(each => each.open = true)")
        return page

    return one


def address(there, name="evaluation", *more):
    return reverse(f"clinic:{name}", args=["ana", there.pk, *more])


def until(page, expression, seconds=20, arg=None):
    """Wait until an expression of the page is true; the site's policy forbids the browser to do it itself."""
    end = time.monotonic() + seconds
    while not page.evaluate(expression, arg):
        assert time.monotonic() < end, f"{expression}; the page says {page.text_content('#save-state')!r}"
        page.wait_for_timeout(50)


def box(field):
    return f'textarea[name="{field}"]'


def type_somewhere(page, field, word, chance):
    """Type a word at a place that is between two words, letter by letter."""
    page.focus(box(field))
    spaces = page.eval_on_selector(
        box(field), "e => [0, ...[...e.value.matchAll(/ /g)].map(m => m.index + 1), e.value.length]"
    )
    place = chance.choice(spaces)
    page.eval_on_selector(box(field), "(e, at) => e.setSelectionRange(at, at)", place)
    before = page.eval_on_selector(box(field), "e => e.value.slice(0, e.selectionStart)")
    page.keyboard.type(
        f"{'' if not before or before.endswith(' ') else ' '}{word} ", delay=chance.randint(0, 25)
    )


def test_two_browsers_edit_with_the_network_cut_at_random_and_not_one_word_is_lost(opened, there):
    seed = int(os.environ.get("LENITIVE_EDIT_SEED", "0")) or random.randrange(10**6)
    chance, words = random.Random(seed), {field: [] for field in FIELDS}
    pages = [opened("physician"), opened("nurse")]
    end, number = time.monotonic() + SECONDS, 0
    while time.monotonic() < end:
        page, field = chance.choice(pages), chance.choice(FIELDS)
        number += 1
        word = f"word{number}"
        type_somewhere(page, field, word, chance)
        words[field].append(word)
        if chance.random() < 0.3:
            page.context.set_offline(chance.random() < 0.6)
        if chance.random() < 0.2:
            page.wait_for_timeout(chance.randint(100, 900))
    for page in pages:
        page.context.set_offline(False)
        until(page, SAFE)
    for field in FIELDS:
        text = newest(there.pk)[field].text if words[field] else ""
        for page in pages:
            until(
                page,
                "([name, text]) => document.getElementsByName(name)[0].value === text",
                arg=[field, text],
            )
        lost = set(words[field]) - set(words_of(text))
        assert not lost, f"seed {seed}: lost {lost} in {text!r}"
        assert len(words_of(text)) == len(words[field]), f"seed {seed}: {text!r}"
    print(f"seed {seed}: {number} words by two hands, {there.edits.count()} edits")  # noqa: T201


def test_ten_minutes_without_a_connection_and_a_reload_lose_nothing(opened, there):
    page = opened("nurse")
    page.context.set_offline(True)
    page.fill(box("sleep.remarks"), "wakes at four with cramps")
    until(page, f"{STATE}.includes('kept on this device')")
    page.context.route("**/save/", lambda route: route.abort())  # the page comes, the saving does not
    page.context.set_offline(False)
    page.reload()
    page.wait_for_selector(".evaluation.alive")
    expect(page.locator(box("sleep.remarks"))).to_have_value("wakes at four with cramps")
    assert there.edits.count() == 0
    page.context.unroute("**/save/")
    until(page, SAFE)
    assert newest(there.pk)["sleep.remarks"].text == "wakes at four with cramps"


def test_an_answer_that_is_lost_makes_no_second_edit(opened, there):
    page = opened("nurse")
    lost = []

    def deliver_and_lose(route):
        if lost:
            route.continue_()
            return
        lost.append(route.fetch().status)
        route.abort()

    page.context.route("**/save/", deliver_and_lose)
    page.fill(box("sleep.remarks"), "wakes at four")
    until(page, SAFE)
    assert lost == [200]
    assert [edit.sent for edit in there.edits.all()] == ["wakes at four"]


def test_a_text_that_is_refused_stays_on_the_device_until_it_can_be_kept(opened, there):
    page = opened("nurse")
    page.fill(box("sleep.remarks"), "x " * 25_001)
    page.wait_for_selector("[data-field='sleep.remarks'] .told.wrong")
    page.fill(box("work.remarks"), "drives a lorry")  # the others are kept meanwhile
    until(page, f"{STATE}.startsWith('Not saved')")
    page.reload()
    page.wait_for_selector(".evaluation.alive")
    assert len(page.input_value(box("sleep.remarks"))) == 50_002
    page.fill(box("sleep.remarks"), "shorter")
    until(page, SAFE)
    assert {name: edit.text for name, edit in newest(there.pk).items()} == {
        "sleep.remarks": "shorter",
        "work.remarks": "drives a lorry",
    }


def test_a_tab_that_was_closed_hands_its_words_to_the_next_one(opened, there, page_at):
    page = opened("nurse")
    page.context.route("**/save/", lambda route: route.abort())
    page.fill(box("sleep.remarks"), "wakes at four")
    until(page, f"!({SAFE})")
    context = page.context
    page.close()
    context.unroute("**/save/")
    other = context.new_page()
    other.goto(address(there))
    until(other, SAFE)
    until(other, f"{STATE}.startsWith('Saved')")
    assert newest(there.pk)["sleep.remarks"].text == "wakes at four"


def test_a_session_that_ended_loses_nothing_once_one_signs_in_again_in_another_tab(opened, there, staff):
    page = opened("nurse")
    context = page.context
    context.clear_cookies()
    page.fill(box("sleep.remarks"), "wakes at four")
    until(page, f"{STATE}.includes('signed out')")
    expect(page.locator("#save-state a")).to_have_attribute("target", "_blank")
    tab = context.new_page()
    tab.goto(reverse("desk:sign-in"))
    tab.fill("input[name=login], input[name=username]", "nurse")
    tab.fill("input[type=password]", PASSWORD)
    tab.keyboard.press("Enter")
    tab.wait_for_load_state()
    until(page, SAFE)
    assert newest(there.pk)["sleep.remarks"].text == "wakes at four"


def test_whoever_types_keeps_the_caret_while_another_types_before_it(opened, there, staff):
    page = opened("nurse")
    page.fill(box("sleep.remarks"), "wakes at four")
    until(page, SAFE)
    page.focus(box("sleep.remarks"))
    page.keyboard.press("End")
    keep(there.pk, Sent("sleep.remarks", "often wakes at four", "a" * 32, "1m"), staff("physician"))
    until(page, "document.getElementsByName('sleep.remarks')[0].value.startsWith('often')")
    page.keyboard.type(" with cramps")
    until(page, SAFE)
    assert newest(there.pk)["sleep.remarks"].text == "often wakes at four with cramps"


def test_a_value_that_another_changed_is_told_and_the_first_question_moves(opened, there, staff):
    page = opened("nurse")
    asked = page.get_attribute("#first [data-field-link]", "data-field-link")
    page.check("input[name='social.lives_alone'][value=yes]", force=True)
    until(page, f"{STATE}.startsWith('Saved')")
    keep(there.pk, Sent("social.lives_alone", "no", "b" * 32, seen=1), staff("physician"))
    page.wait_for_selector("[data-field='social.lives_alone'] .told")
    told = page.text_content("[data-field='social.lives_alone'] .told")
    assert "The physician changed this from “Yes” to “No”" in told
    page.click("#p-red_flags [data-none]")
    moved = "before => document.querySelector('#first [data-field-link]').dataset.fieldLink !== before"
    until(page, moved, arg=asked)
    until(page, SAFE)
    assert RECORD["answer"].objects.filter(instrument="red_flags", value_boolean=False).count() == 6


def test_words_that_come_after_signing_wait_with_the_way_to_correct(opened, there, staff):
    page = opened("nurse")
    page.context.set_offline(True)
    page.fill(box("sleep.remarks"), "wakes at four")
    mark_signed(there.pk, staff("physician"))
    page.context.set_offline(False)
    page.wait_for_selector("#waiting:not([hidden])")
    expect(page.locator("#waiting")).to_contain_text("wakes at four")
    assert address(there, "evaluation_field", "sleep.remarks") in page.get_attribute("#waiting a", "href")


@pytest.mark.parametrize(("width", "scheme"), [(390, "light"), (1280, "dark")])
def test_pages_are_sound_for_everybody(there, signed_in, page_at, width, scheme, staff):
    keep(there.pk, Sent("sleep.remarks", "wakes at four", "c" * 32), staff("nurse"))
    keep(there.pk, Sent("red_flags.saddle_numbness", "yes", "d" * 32), staff("nurse"))
    keep(there.pk, Sent("prior_treatments.tried.duloxetine.outcome", "harm", "e" * 32), staff("nurse"))
    pages = {
        "all of them": reverse("clinic:evaluations", args=["ana"]),
        "the document": address(there),
        "a field": address(there, "evaluation_field", "sleep.remarks"),
    }
    assert page_problems(page_at(signed_in("nurse"), width=width, scheme=scheme), pages) == []


def test_a_part_is_filled_by_keyboard_alone(opened, there):
    page = opened("nurse")
    page.focus("input[name='sleep.fatigue']")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowLeft")
    until(page, f"{STATE}.startsWith('Saved')")
    until(page, SAFE)
    assert newest(there.pk)["sleep.fatigue"].text == "yes"
