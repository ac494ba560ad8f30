"""A course of our own in a browser: ticks are kept on the device, timers count, no script is needed."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from lenitive.knowledge.learning.courses import own_courses
from tests.conftest import page_problems

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
FIRST_LOAD = 150_000  # bytes
COURSES = {course.id: f"/learn/do/{course.id}/" for course in own_courses()}
TAPING, BACK, WATERCOLOUR = COURSES.values()


@pytest.mark.parametrize(
    ("width", "scheme"), [(320, "light"), (390, "dark"), (390, "light"), (1280, "dark"), (1280, "light")]
)
def test_each_course_is_accessible_and_fits_its_width(page_at, width, scheme):
    problems = page_problems(page_at(width=width, scheme=scheme), COURSES)
    assert not problems, "\n".join(problems)


@pytest.mark.parametrize("path", COURSES.values())
def test_the_first_load_of_a_course_is_light(page_at, path):
    page = page_at()
    taken = []
    page.on("response", lambda response: taken.append(len(response.body())))
    page.goto(path)
    page.wait_for_load_state("networkidle")
    assert 0 < sum(taken) < FIRST_LOAD


def test_ticks_are_counted_kept_when_the_page_is_opened_again_and_taken_back(page_at):
    page = page_at(width=390)
    page.goto(TAPING)
    said, after = page.locator(".own-bar [data-words]"), page.locator(".own-bar [data-next]")
    expect(said).to_have_text("0 of 8 steps")
    expect(after).to_have_text("Next: What tape can do")
    for name in ("honest", "basics"):
        page.check(f"#{name} input")
    expect(said).to_have_text("2 of 8 steps")
    expect(after).to_have_attribute("href", "#skin_test")
    page.reload()
    expect(said).to_have_text("2 of 8 steps")
    expect(page.locator("#honest input")).to_be_checked()
    expect(page.locator("#skin_test input")).not_to_be_checked()
    page.goto(BACK)
    expect(said).to_have_text("0 of 7 steps")
    page.goto(TAPING)
    expect(page.locator(".own-kept")).to_contain_text("on this device only")
    page.get_by_role("button", name="Start again").click()
    expect(said).to_have_text("0 of 8 steps")
    page.reload()
    expect(said).to_have_text("0 of 8 steps")
    expect(page.locator("#honest input")).not_to_be_checked()


def test_the_end_is_said_and_no_next_step_is_left(page_at):
    page = page_at()
    page.goto(WATERCOLOUR)
    for each in page.locator(".own-steps input").all():
        each.check()
    expect(page.locator(".own-bar [data-words]")).to_have_text("All 7 steps are done")
    expect(page.locator(".own-bar progress")).to_have_attribute("value", "7")
    expect(page.locator(".own-bar [data-next]")).to_be_hidden()


def test_a_timer_pauses_goes_on_and_says_politely_that_it_is_time_to_move(page_at):
    page = page_at(width=390)
    page.clock.install()
    page.goto(WATERCOLOUR)
    timer = page.locator(".own-bar .timer")
    clock, over = timer.locator(".clock"), timer.locator(".timer-over[role=status]")
    expect(clock).to_have_text("10:00")
    timer.get_by_role("button", name="Start").click()
    page.clock.run_for("04:00")
    timer.get_by_role("button", name="Pause").click()
    page.clock.run_for("20:00")
    expect(clock).to_have_text(re.compile("5:59|6:00"))
    expect(over).to_be_empty()
    timer.get_by_role("button", name="Go on").click()
    page.clock.run_for("06:01")
    expect(over).to_have_text("Time to change position.")
    expect(clock).to_have_text("10:00")
    timer.get_by_role("button", name="Start").click()
    expect(over).to_be_empty()


def test_a_step_counts_its_own_minutes_beside_the_time_to_move(page_at):
    page = page_at()
    page.clock.install()
    page.goto(BACK)
    breathing = page.locator("#rest .timer")
    breathing.get_by_role("button", name="Start").click()
    page.clock.run_for("03:01")
    expect(breathing.locator("[role=status]")).to_have_text("The time is over.")
    expect(page.locator(".own-bar .clock")).to_have_text("30:00")
    expect(page.locator(".own-bar .timer-over")).to_be_empty()


def test_where_a_device_keeps_nothing_the_page_still_counts(page_at):
    page = page_at()
    page.add_init_script(
        "Object.defineProperty(window, 'localStorage', {get() { throw new Error('refused'); }})"
    )
    page.goto(BACK)
    page.check("#walk input")
    expect(page.locator(".own-bar [data-words]")).to_have_text("1 of 7 steps")


def test_without_scripts_a_course_reads_and_ticks_and_promises_nothing(chromium, live_server):
    context = chromium.new_context(
        base_url=live_server.url, java_script_enabled=False, viewport={"width": 390, "height": 800}
    )
    page = context.new_page()
    page.goto(WATERCOLOUR)
    page.check("#settle input")
    expect(page.locator("#settle input")).to_be_checked()
    expect(page.locator("#hills svg[role=img]")).to_be_visible()
    for hidden in (".own-bar", ".own-kept"):
        expect(page.locator(hidden)).to_be_hidden()
    context.close()


def test_the_print_is_a_handout_with_its_pictures(page_at):
    page = page_at(width=794)
    page.emulate_media(media="print")
    page.goto(TAPING)
    for hidden in (".own-bar", ".own-kept", ".foot"):
        expect(page.locator(hidden).first).to_be_hidden()
    expect(page.locator("#knee svg")).to_be_visible()
    expect(page.locator("#knee .tick")).to_be_visible()
    expect(page.locator(".alert-urgent")).to_be_visible()


OUTSIDE = """[...document.querySelectorAll(".own-steps svg")].flatMap((drawing) => {
  const frame = drawing.getBoundingClientRect();
  return [...drawing.querySelectorAll("text")].filter((each) => {
    const word = each.getBoundingClientRect();
    return word.left < frame.left || word.right > frame.right || word.bottom > frame.bottom;
  }).map((each) => each.textContent);
})"""


@pytest.mark.parametrize("language", ["en", "es"])
def test_every_word_of_a_picture_lies_within_it(page_at, language):
    page = page_at(width=390)
    for path in COURSES.values():
        page.goto(f"{path}?in={language}")
        assert page.evaluate(OUTSIDE) == []
