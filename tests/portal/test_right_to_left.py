"""Pages that are read from the right: nothing is cut, and the figure keeps its sides."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.django_db(transaction=True)
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


@pytest.mark.parametrize("url", ["/me/", "/me/lessons/sleep/1/", "/me/sleep/", "/me/team/", "/me/mine/data/"])
def test_an_arabic_page_fits_the_smallest_phone_and_shows_no_english(my_page, url):
    page = my_page("ana", width=320, language="ar")
    page.goto(url)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert page.evaluate("document.documentElement.dir") == "rtl"
    shown = page.locator("main").inner_text()
    assert not {"the", "your", "and", "of"} & set(shown.lower().split())
