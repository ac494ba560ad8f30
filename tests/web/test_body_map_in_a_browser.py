from __future__ import annotations

import re

import pytest

from lenitive.desk.models import RECORD
from tests.conftest import accessibility_problems

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

MAP = "/people/rosa-lindqvist/body-map/"


@pytest.fixture
def physician(transactional_db, invented, signed_in):
    from lenitive.clinic.demonstration.install import mark_maps

    invented("rosa-lindqvist")
    mark_maps(["rosa-lindqvist"])
    return signed_in("physician")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_the_body_map_is_accessible_and_fits_its_width(physician, page_at, width, scheme):
    page = page_at(physician, width=width, scheme=scheme)
    page.goto(MAP)
    page.check("#region-f-left-knee")
    page.eval_on_selector_all("main details", "all => all.forEach(each => each.open = true)")
    assert accessibility_problems(page) == []
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0


def test_every_place_of_the_figure_is_large_enough_to_touch_and_leads_to_its_line(physician, page_at):
    page = page_at(physician, width=390)
    page.goto(MAP)
    boxes = page.eval_on_selector_all(
        ".pointing .region",
        "all => all.map(each => each.getBoundingClientRect()).map(b => [b.width, b.height])",
    )
    assert len(boxes) == 74
    assert min(min(box) for box in boxes) >= 24
    page.click(".pointing .region-f-left-knee")
    page.wait_for_url(re.compile("#row-f-left-knee$"))


def test_the_keyboard_alone_marks_a_map(physician, page_at):
    page = page_at(physician)
    page.goto(MAP)
    page.focus("main .places-form input[type=checkbox]")
    page.wait_for_function('document.activeElement.value === "f-left-head"')
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.type("7")
    page.keyboard.press("Enter")
    page.wait_for_selector(".message, [role=status]")
    assert RECORD["region"].objects.filter(region="f-left-head", intensity=7).count() == 1
