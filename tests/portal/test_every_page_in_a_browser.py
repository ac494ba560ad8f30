"""Every main page of the portal on a small phone: large text, keys alone, targets, and a first load."""

from __future__ import annotations

import pytest

from lenitive.desk.models import RECORD

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PAGES = (
    "/me/",
    "/me/ask/",
    "/me/body/",
    "/me/diary/",
    "/me/diary/week/",
    "/me/diary/reminder/",
    "/me/do/",
    "/me/pacing/",
    "/me/flare/",
    "/me/flare/write/",
    "/me/lessons/",
    "/me/lessons/thoughts/1/",
    "/me/sleep/",
    "/me/progress/",
    "/me/progress/goals/new/",
    "/me/plan/",
    "/me/medicines/",
    "/me/documents/",
    "/me/team/",
    "/me/team/book/",
    "/me/team/refill/",
    "/me/team/show/",
    "/me/questions/",
    "/me/mine/",
    "/me/mine/settings/",
    "/me/mine/ways-in/",
    "/me/mine/helpers/",
    "/me/mine/data/",
    "/me/mine/share/",
    "/me/mine/looked/",
    "/me/mine/consent/",
    "/me/mine/correct/",
    "/me/mine/leave/",
    "/me/now/",
    "/me/enter/",
    "/me/enter/code/",
    "/me/invited/",
)
LARGEST = 200_000  # bytes of a page with all it loads, as they are before they are packed
WIDE = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
STICKING_OUT = """() => [...document.querySelectorAll('body *')]
  .filter((each) => each.checkVisibility() && !each.closest('.vh, .skip, svg'))
  .filter((each) => each.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
  .map((each) => `${each.tagName}.${each.className} ${each.textContent.trim().slice(0, 30)}`).slice(0, 8)"""
# The label of a box to tick or of a choice is its target; a map has a list beside it that says the same.
SMALL = """() =>
  [...document.querySelectorAll('main :is(a, button, select, textarea, summary, input:not([type=hidden]))')]
  .filter((each) => each.checkVisibility() && !each.matches('.vh') && !each.closest('svg'))
  .map((each) => each.matches('[type=checkbox], [type=radio]')
    ? each.closest('label') || each.closest('.field') || each : each)
  .map((each) => [each.textContent.trim().slice(0, 30) || each.name, each.getBoundingClientRect()])
  .filter(([, box]) => box.height && (box.height < 47.5 || box.width < 47.5))
  .map(([name, box]) => `${name}: ${Math.round(box.width)} x ${Math.round(box.height)}`)"""
# What has the focus, and whether any of it lies behind the bar at the bottom or off the screen.
FOCUS = """() => {
  const one = document.activeElement
  if (!one || one === document.body) return null
  const bar = document.querySelector('.places')
  const name = `${one.tagName} ${(one.textContent || one.name || '').trim().slice(0, 30)}`
  const box = (one.matches('.vh') && one.closest('label') || one).getBoundingClientRect()
  const sticky = bar && getComputedStyle(bar).position === 'sticky'
  const end = sticky && !bar.contains(one) ? bar.getBoundingClientRect().top : innerHeight
  const hidden = box.height <= end ? box.bottom > end + 1 || box.top < -1 : box.top > end - 48
  return [name, hidden, one.matches('.places a')]
}"""


@pytest.fixture
def phone(me, my_page, settings):
    """A page of Ana, who takes a medicine, where the site can send mail: `phone(width=320)`."""
    settings.MAIL_IS_SET_UP = True
    me("ana")
    row = {"row_id": "MedicationRequest/a#1", "text": "Duloxetine 30 mg", "status": "active"}
    RECORD["medication"].objects.create(patient_id="ana", **row)
    return lambda **more: my_page("ana", **more)


def opened(page, url):
    assert page.goto(url).status == 200, url
    page.eval_on_selector_all("main details", "all => all.forEach((each) => { each.open = true })")


@pytest.mark.parametrize("language", ["en", "es", "ar"])
def test_with_text_twice_as_large_no_page_has_to_be_moved_sideways(phone, language):
    page, found = phone(width=320, language=language), {}
    for url in PAGES:
        opened(page, url)
        page.evaluate("() => { document.documentElement.style.fontSize = '200%' }")
        size = page.evaluate(
            "() => parseFloat(getComputedStyle(document.querySelector('main p, main a')).fontSize)"
        )
        assert size >= 24, f"{url}: the text did not grow"
        if page.evaluate(WIDE) > 0:
            found[url] = page.evaluate(STICKING_OUT)
    assert not found, _told(found)


def test_nothing_that_has_the_focus_hides_behind_the_bar(phone):
    page, found, seen = phone(width=320), {}, 0
    page.set_viewport_size({"width": 320, "height": 640})
    for url in PAGES:
        opened(page, url)
        for _press in range(150):
            page.keyboard.press("Tab")
            told = page.evaluate(FOCUS)
            if told is None or told[2]:
                break
            seen += 1
            if told[1]:
                found.setdefault(url, []).append(told[0])
    assert not found, _told(found)
    assert seen > 100, "the key went through the pages"


@pytest.mark.parametrize("width", [320, 390])
def test_everything_that_is_pressed_is_as_large_as_a_thumb(phone, width):
    page, found = phone(width=width), {}
    # So tall that nothing lies behind the bar at the bottom, which would make it a small target.
    page.set_viewport_size({"width": width, "height": 6000})
    for url in PAGES:
        opened(page, url)
        small = page.evaluate(SMALL)
        if small:
            found[url] = small
    assert not found, _told(found)


def test_a_first_load_of_each_page_is_small(phone):
    """Cold each time: the page with its styles, scripts, letters and pictures, unpacked."""
    large = {}
    for url in PAGES:
        page, bytes_of = phone(width=320), {}
        page.on("requestfinished", lambda one, kept=bytes_of: kept.update({one.url: len(_body(one))}))
        assert page.goto(url, wait_until="networkidle").status == 200, url
        assert len(bytes_of) >= 4, f"{url}: the page and its styles were counted"
        if sum(bytes_of.values()) >= LARGEST:
            large[url] = bytes_of
        page.context.close()
    assert not large, _told(large)


def _told(found):
    return "\n".join(f"{url}: {what}" for url, what in found.items())


def _body(request):
    response = request.response()
    return response.body() if response.status < 300 else b""
