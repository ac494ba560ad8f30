"""Lessons, sleep and the team on a phone: stories, keyboard, targets, and what a screen reader is told."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from lenitive.clinic.models import WorkHours
from lenitive.desk.models import RECORD, CareTeam
from lenitive.plan.own.nights import slept
from lenitive.portal.lessons.nights import as_told
from lenitive.portal.models import LessonWork, Night
from tests.conftest import accessibility_problems

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
# Everything of a page that is pressed or written into, with its smaller side; a choice counts with its label.
SMALL = """() => [...document.querySelectorAll('main :is(a, button, select, textarea, summary, input)')]
  .filter((each) => each.type !== 'hidden' && each.checkVisibility() && !each.closest('label'))
  .concat([...document.querySelectorAll('main label:has(input)')].filter((each) => each.checkVisibility()))
  .map((each) => [each.textContent.trim().slice(0, 40) || each.name, each.getBoundingClientRect().height])
  .filter(([, height]) => height < 48)"""
WIDE = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture
def clinic(me, staff):
    """Ana, her physician with hours, and a medicine."""
    me("ana")
    one = staff("physician", "ito")
    days = (WorkHours(staff=one, weekday=day, begins=time(9), ends=time(17)) for day in range(5))
    WorkHours.objects.bulk_create(days)
    CareTeam.objects.create(staff=one, patient_id="ana", since=timezone.now())
    row = {"row_id": "MedicationRequest/a#1", "text": "Duloxetine 30 mg", "status": "active"}
    RECORD["medication"].objects.create(patient_id="ana", **row)


def test_a_lesson_is_begun_on_one_device_and_finished_on_another(clinic, my_page):
    phone = my_page("ana")
    phone.goto("/me/lessons/thoughts/")
    phone.get_by_role("button", name="Go on").click()
    phone.get_by_label("What happened", exact=True).fill("A long drive")
    phone.get_by_label("What I thought", exact=True).focus()
    expect(phone.locator("[data-kept]")).to_have_text("Kept.")
    assert LessonWork.objects.get().value == "A long drive"
    other = my_page("ana", width=320)
    other.goto("/me/lessons/thoughts/")
    expect(other.get_by_label("What happened", exact=True)).to_have_value("A long drive")
    other.get_by_label("A more useful thought").fill("I can stop halfway")
    other.get_by_role("button", name="Go on").click()
    other.get_by_role("button", name="Done for now").click()
    expect(other.get_by_text("done ")).to_be_visible()
    assert LessonWork.objects.count() == 2


def test_a_night_with_a_change_of_the_clocks_is_told(clinic, my_page):
    page = my_page("ana")
    page.goto("/me/sleep/")
    for label, value in [
        ("I went to bed at", "22:30"),
        ("I put out the light at", "23:00"),
        ("I got up at", "07:00"),
    ]:
        page.get_by_label(label).fill(value)
    page.get_by_label("Minutes until I fell asleep").fill("20")
    page.get_by_label("Minutes awake in the night").fill("40")
    page.get_by_role("button", name="Keep this night").click()
    expect(page.get_by_text("This night is kept.")).to_be_visible()
    expect(page.get_by_text("7 h 00 min asleep")).to_be_visible()
    # The same night on the day on which the clocks of Berlin went back holds an hour more.
    Night.objects.update(morning=date(2026, 10, 25), zone="Europe/Berlin")
    assert slept(as_told(Night.objects.get())).asleep == 480


def test_a_visit_is_booked_and_cancelled_and_a_refill_is_asked_for(clinic, my_page):
    page = my_page("ana")
    page.goto("/me/team/")
    page.get_by_role("link", name="Book a visit").click()
    page.get_by_role("link", name="Check-up visit").click()
    page.get_by_role("radio").first.check()
    page.get_by_role("button", name="Book this time").click()
    expect(page.get_by_text("Booked: ")).to_be_visible()
    page.get_by_role("link", name="Cancel it").click()
    page.get_by_role("button", name="Cancel the visit").click()
    expect(page.get_by_text("No visit is booked.")).to_be_visible()
    page.get_by_role("link", name="Ask for more of a medicine").click()
    page.get_by_label("Duloxetine 30 mg").check()
    page.get_by_role("button", name="Ask for it").click()
    expect(page.get_by_text("Not read yet.")).to_be_visible()


def test_the_page_for_the_doctor_is_written_with_keys_alone_and_seen_comes_back(
    clinic, my_page, page_at, signed_in
):
    page = my_page("ana")
    page.goto("/me/team/show/")
    page.get_by_label("What worries me").focus()
    page.keyboard.type("My job")
    for _field in range(5):
        page.keyboard.press("Tab")
    page.keyboard.type("Can I work?")
    page.get_by_role("button", name="Keep it for my visit").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("What Ana Silva wants to say")
    desk = page_at(signed_in("physician", "ito"))
    desk.goto("/people/ana/from-home/")
    expect(desk.get_by_text("Can I work?")).to_be_visible()
    assert accessibility_problems(desk) == []
    desk.get_by_role("button", name="Seen: tell the person").click()
    expect(desk.get_by_text("The person now reads that you saw it.")).to_be_visible()
    page.goto("/me/")
    expect(page.get_by_role("heading", name="Seen by your team")).to_be_visible()


@pytest.mark.parametrize(("width", "scheme"), [(320, "dark"), (390, "light")])
def test_every_page_fits_a_phone_is_large_enough_to_press_and_says_what_it_is(
    clinic, my_page, me, width, scheme
):
    for back in range(6):
        morning = (timezone.localdate() - timedelta(days=back)).isoformat()
        night = {"to_bed": "22:30", "lights_out": "23:00", "asleep_after": "20", "awake": "40", "up": "07:00"}
        me("ana").post("/me/sleep/", {**night, "morning": morning})
    me("ana").post(
        "/me/team/show/",
        {"worry_1": "Will I lose my job?", "goal": "Walk to my sister", "ask": "Can I work?"},
    )
    page, found = my_page("ana", width=width, scheme=scheme), {}
    # So tall that nothing lies behind the bar at the bottom, which would make it a small target.
    page.set_viewport_size({"width": width, "height": 6000})
    for url in (
        "/me/team/",
        "/me/team/book/?kind=follow_up",
        "/me/team/refill/",
        "/me/team/show/",
        "/me/team/show/paper/",
        "/me/lessons/",
        "/me/lessons/thoughts/1/",
        "/me/lessons/stress/2/",
        "/me/sleep/",
    ):
        page.goto(url)
        problems = [*accessibility_problems(page), *page.evaluate(SMALL)]
        if page.evaluate(WIDE) > 0 or page.get_by_role("heading", level=1).count() != 1:
            problems.append("too wide, or not one first heading")
        if problems:
            found[url] = problems
    assert found == {}
