"""Visits in a browser: they fit, are accessible, go by keyboard, and lose no word with the network cut."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from lenitive.clinic.models import Visit, VisitChange
from tests.clinic.visits.test_filling import BLOCK, close, fill, opened
from tests.conftest import page_problems

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def ito(invented, signed_in, cares_for):
    invented("ingrid-vance")
    cares_for("physician", "ingrid-vance")
    return signed_in("physician")


@pytest.fixture
def half(ito, staff):
    """A procedure of which the two sides differ."""
    visit = opened("ingrid-vance", staff("physician"))
    start = {key: BLOCK[key] for key in list(BLOCK)[: list(BLOCK).index("steroid")]}
    fill(visit, start | {"side_again": "right"}, staff("physician"))
    return visit


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_fits_and_is_accessible(ito, half, staff, signed_in, page_at, width, scheme):
    doctor = staff("physician")
    done = opened("ingrid-vance", doctor)
    fill(done, BLOCK | {"diary:30": "2", "diary:60": "1"}, doctor)
    close(done.pk, doctor)
    p = "/people/ingrid-vance"
    pages = {
        "list": f"{p}/visits/",
        "half": f"{p}/visits/{half.pk}/",
        "closed": f"{p}/visits/{done.pk}/",
        "relief": f"{p}/visits/{done.pk}/relief/",
        "history": f"{p}/visits/{done.pk}/fields/side/",
        "events": f"{p}/events/",
        "event": f"{p}/events/new/?visit={done.pk}",
    }
    assert page_problems(page_at(ito, width=width, scheme=scheme), pages) == []
    lead = page_at(signed_in("programme_lead"), width=width, scheme=scheme)
    assert page_problems(lead, {"counts": "/events/"}) == []


def value(visit, field):
    found = visit.values_now.filter(field=field).first()
    return found.value if found else None


def until_all_is_sent(page):
    for _try in range(100):
        if page.evaluate("localStorage.length") == 0:
            return
        page.wait_for_timeout(100)
    raise AssertionError("something waits on the device")


def test_what_is_typed_is_kept_by_itself_and_nothing_is_lost_while_the_network_is_cut(half, ito, page_at):
    page = page_at(ito)
    path = f"/people/ingrid-vance/visits/{half.pk}/"
    page.goto(path)
    page.fill("#f-consent_said", "Purpose and risks")
    page.locator("#saved", has_text="Kept").wait_for()
    assert value(half, "consent_said") == "Purpose and risks"
    page.context.set_offline(True)
    page.fill("#f-consent_said", "Purpose, risks and what else there is")
    page.fill("#f-activity_before", "Standing")
    page.locator("#saved.waits").wait_for()
    assert value(half, "activity_before") is None
    context = page.context
    page.close()
    context.set_offline(False)
    page = context.new_page()
    page.goto(path)
    until_all_is_sent(page)
    assert value(half, "consent_said") == "Purpose, risks and what else there is"
    assert value(half, "activity_before") == "Standing"
    expect(page.locator("#f-activity_before")).to_have_value("Standing")


def test_two_sides_that_agree_again_open_the_next_step_without_a_reload(half, ito, page_at):
    page = page_at(ito)
    page.goto(f"/people/ingrid-vance/visits/{half.pk}/")
    expect(page.locator("#checks")).to_contain_text("The two sides differ")
    expect(page.locator("#given form")).to_have_count(0)
    page.check("#f-side_again input[value=left]")
    page.wait_for_selector("#given form")
    expect(page.locator("#checks")).not_to_contain_text("The two sides differ")
    assert VisitChange.objects.filter(field="side_again", after="left").count() == 1


def test_a_visit_is_opened_and_filled_by_keyboard_alone(ito, page_at):
    page = page_at(ito)
    page.goto("/people/ingrid-vance/visits/")
    page.focus("button[value=medicine_review]")
    page.keyboard.press("Enter")
    page.wait_for_selector("#f-going")
    page.focus("#f-going")
    page.keyboard.type("Better")
    page.keyboard.press("Tab")
    page.keyboard.type("4")
    until_all_is_sent(page)
    visit = Visit.objects.get()
    assert (value(visit, "going"), value(visit, "pain_now")) == ("Better", "4")
