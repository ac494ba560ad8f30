"""The calendar in a browser: accessible at both widths, by keyboard, without a script, drawn to scale."""

from __future__ import annotations

from datetime import time, timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from lenitive.clinic.appointments.booking import join
from lenitive.clinic.appointments.waiting import wait
from lenitive.clinic.models import Appointment, AppointmentStatus, OtherDays, Reminder, Wishes
from tests.clinic.appointments.conftest import monday
from tests.conftest import page_problems

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def clinic(booked, works, room, person, cares_for, signed_in):
    """A little of everything, for a coordinator; Ana's appointment."""
    made = booked("ana", monday(10), why="First result")
    booked("ben", monday(10, 30), minutes=15)
    late = booked("cleo", monday(14, weeks=2))
    Reminder.objects.filter(attendance__appointment=late, line="two_days").update(state="due")
    booked("dan", monday(15))
    before = timezone.now() - timedelta(days=3)
    Appointment.objects.filter(people__patient_id="dan").update(
        start=before, end=before + timedelta(minutes=20)
    )
    Appointment.objects.get(people__patient_id="dan").people.update(status=AppointmentStatus.NO_SHOW)
    group = booked(
        "", monday(13), kind="group", staff=[works("physiotherapist")], room=room("Gym", "gym", places=8)
    )
    join(works("coordinator"), group.pk, "ben")
    wait(works("coordinator"), "ben", "psychology")
    Wishes.objects.create(
        patient_id="ana", weekdays=[0], earliest=time(9), changed_at=timezone.now(), who="x"
    )
    OtherDays.objects.create(staff=works("nurse"), first=monday().date(), last=monday().date(), note="Course")
    return made, group


@pytest.mark.parametrize(("width", "scheme"), [(390, "dark"), (1280, "light")])
def test_every_page_of_the_calendar_is_accessible_and_fits_its_width(
    clinic, signed_in, page_at, works, width, scheme
):
    made, group = clinic
    ana = "/people/ana/appointments/"
    day = monday().date()
    pages = {
        "day": f"/calendar/?day={day}",
        "rooms of a day": f"/calendar/?day={day}&by=room",
        "week": f"/calendar/week/?day={day}&of=staff-{works('physician').pk}",
        "empty day": "/calendar/?day=2030-01-06",
        "meeting": f"/calendar/meetings/{group.pk}/",
        "new meeting": "/calendar/new/",
        "reminders": "/calendar/reminders/",
        "waiting": "/calendar/waiting/",
        "could not come": "/calendar/missed/",
        "hours": f"/calendar/hours/?of={works('nurse').pk}",
        "rooms": "/calendar/rooms/",
        "feeds": "/calendar/feeds/",
        "a person": ana,
        "booking": f"{ana}new/?around={day}",
        "wishes": f"{ana}wishes/",
        "one": f"{ana}{made.pk}/",
        "moving": f"{ana}{made.pk}/move/",
    }
    problems = page_problems(page_at(signed_in("coordinator"), width=width, scheme=scheme), pages)
    assert not problems, "\n".join(problems)


def test_a_time_is_booked_and_taken_back_by_keyboard_alone(clinic, signed_in, page_at):
    page = page_at(signed_in("coordinator"))
    page.goto(f"/people/dan/appointments/new/?around={monday().date()}")
    page.locator("button[name=free]").first.focus()
    page.keyboard.press("Enter")
    page.get_by_text("Booked:").wait_for()
    page.get_by_role("button", name="Take it back").focus()
    page.keyboard.press("Enter")
    page.get_by_text("It is as it was before.").wait_for()
    assert Appointment.objects.filter(people__patient_id="dan", people__status="cancelled").exists()


def test_j_goes_through_the_entries_of_a_day_in_the_order_of_the_columns(clinic, signed_in, page_at):
    page = page_at(signed_in("coordinator"))
    page.goto(f"/calendar/?day={monday().date()}")
    page.locator(".cal-entry a").first.focus()
    assert "Ana Silva" in page.evaluate("document.activeElement.textContent")
    page.keyboard.press("Tab")
    assert "Ben Silva" in page.evaluate("document.activeElement.textContent")


def test_without_a_script_a_time_is_booked_all_the_same(clinic, signed_in, chromium, live_server, settings):
    client = signed_in("coordinator")
    context = chromium.new_context(java_script_enabled=False, base_url=live_server.url)
    name = settings.SESSION_COOKIE_NAME
    context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": live_server.url}])
    page = context.new_page()
    page.goto("/people/cleo/appointments/new/?kind=follow_up")
    page.get_by_label("Not before").fill(str(monday(weeks=3).date()))
    page.get_by_role("button", name="Show free times").click()
    page.locator("button[name=free]").first.click()
    expect(page.get_by_text("Booked:")).to_be_visible()
    context.close()


def test_an_entry_is_drawn_at_its_time_as_long_as_it_lasts(clinic, signed_in, page_at):
    page = page_at(signed_in("coordinator"))
    page.goto(f"/calendar/?day={monday().date()}")
    ten, half_past = (
        page.locator(f".cal-body .cal-entry:has-text('{name}')").first.bounding_box()
        for name in ("Ana", "Ben")
    )
    hour = page.locator(".cal-hours span").filter(has_text="10:00").bounding_box()
    assert half_past["y"] - ten["y"] == pytest.approx(60, abs=1)  # half an hour
    assert ten["height"] == pytest.approx(38, abs=1)  # 20 minutes, but for its edges
    assert ten["y"] == pytest.approx(hour["y"] + 10, abs=4)  # at the line of its hour
