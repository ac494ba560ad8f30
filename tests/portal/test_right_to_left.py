"""Pages that are read from the right: nothing is cut, and the figure keeps its sides."""

from __future__ import annotations

import re

import pytest

from lenitive.knowledge.portal.emergency import countries

pytestmark = pytest.mark.django_db(transaction=True)
# What is called the same in every language, and people, who are called what they are called.
NAMES = {
    "Lenitive",
    "Ana",
    "ACT",
    "CBT",
    "CBT-I",
    "CRPS",
    "TENS",
    "CSV",
    "FHIR",
    "PDF",
    "ZIP",
    "English",
    "Español",
}
COUNTRIES = set(countries())
PAGES = [
    "do/", "progress/", "progress/goals/new/", "team/", "team/book/", "team/refill/", "team/show/",
    "mine/", "mine/settings/", "mine/ways-in/", "mine/helpers/", "mine/data/", "mine/share/",
    "mine/looked/", "mine/leave/", "body/", "body/then/", "body/at/f-left-knee/", "diary/",
    "diary/week/", "diary/reminder/", "lessons/", "lessons/sleep/1/", "lessons/sleep/2/",
    "lessons/flare_plan/3/", "sleep/", "flare/write/", "pacing/", "plan/", "medicines/",
    "documents/", "now/", "ask/",
]  # fmt: skip
OUTSIDE = """() => [...document.querySelectorAll("main svg")].flatMap(picture => {
  const held = picture.getBoundingClientRect();
  return [...picture.querySelectorAll("text")].filter(each => {
    const box = each.getBoundingClientRect();
    return box.width && (box.left < held.left - 1 || box.right > held.right + 1);
  }).map(each => each.textContent.trim());
})"""


@pytest.mark.parametrize("width", [320, 390])
def test_no_label_of_a_figure_is_cut_and_left_is_the_left_of_whoever_looks_at_the_back(my_page, width):
    page = my_page("ana", width=width, language="ar")
    page.goto("/me/body/")
    assert page.locator("main svg text").count() >= 6
    assert page.evaluate(OUTSIDE) == []
    left = page.locator("main svg").nth(1).locator("text", has_text="يسارك").bounding_box()
    right = page.locator("main svg").nth(1).locator("text", has_text="يمينك").bounding_box()
    assert left["x"] + left["width"] < right["x"]


@pytest.mark.parametrize(
    "url", ["/me/", "/me/lessons/sleep/1/", "/me/sleep/", "/me/team/", "/me/plan/", "/me/questions/"]
)
def test_an_arabic_page_fits_the_smallest_phone(my_page, url):
    page = my_page("ana", width=320, language="ar")
    page.goto(url)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert page.evaluate("document.documentElement.dir") == "rtl"


@pytest.mark.parametrize("url", PAGES)
def test_an_arabic_page_shows_nothing_in_english(me, url):
    answer = me("ana", language="ar").get(f"/me/{url}")
    assert answer.status_code == 200
    shown = re.sub(r"<(script|style)[\s\S]*?</\1>|<[^>]+>", " ", answer.content.decode())
    assert set(re.findall(r"[A-Za-z][A-Za-zñ-]+", shown)) - NAMES <= COUNTRIES
