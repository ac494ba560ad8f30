"""Without a connection: the diary, the card for a bad day and the timer, in Chromium with the network cut."""

from __future__ import annotations

import json
import re

import pytest

from lenitive.portal.models import DiaryEntry, DiaryVersion, FlareCard
from tests.conftest import accessibility_problems

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]

SMALL = """() => [...document.querySelectorAll(
  "main a, main button, main select, main textarea, main label:has(input), nav a")]
  .filter((each) => each.offsetParent !== null)
  .map((each) => [each.outerHTML.slice(0, 80), each.getBoundingClientRect()])
  .filter(([, box]) => box.height < 47.5 || box.width < 47.5).map(([html]) => html)"""
WIDE = "() => document.documentElement.scrollWidth > document.documentElement.clientWidth"


def expect(what):
    from playwright.sync_api import expect as expects

    return expects(what)


def ready(page, path="/me/diary/"):
    """The page, its worker in charge and every shell kept; one that failed comes with the next page."""
    from playwright.sync_api import TimeoutError as TooLate

    for _try in range(6):
        page.goto(path)
        page.evaluate("() => navigator.serviceWorker.ready")
        try:
            page.wait_for_function("() => navigator.serviceWorker.controller !== null", timeout=10_000)
            page.wait_for_function(
                "async () => { for (const name of await caches.keys())"
                " if (await (await caches.open(name)).match('/me/shell/diary/')) return true;"
                " return false; }",
                timeout=10_000,
            )
        except TooLate:
            continue
        return
    pytest.fail("the worker never kept the shells")


def test_fifty_entries_without_a_connection_a_reload_and_two_tabs_are_exactly_fifty(my_page):
    page = my_page("ana")
    ready(page)
    context = page.context
    context.set_offline(True)
    page.reload()
    page.wait_for_selector("#diary[data-ready]")
    page.get_by_label("Walked").check()
    page.get_by_role("button", name="Keep").click()
    expect(page.locator("#diary-state")).to_contain_text("Kept on this phone")
    page.evaluate(
        """async () => {
          const whose = await ownPhone.kept("whose");
          for (let each = 0; each < 49; each += 1) {
            const at = new Date(Date.now() - each * 60000);
            await ownPhone.put({ uuid: crypto.randomUUID(), version: crypto.randomUUID(), whose,
              day: "2026-11-20", at: at.toISOString(), offset: -at.getTimezoneOffset(),
              answers: { "did.cooked": true, pain: each % 11 } });
          }
        }"""
    )
    page.reload()
    page.wait_for_selector("#diary[data-ready]")
    other = context.new_page()
    other.goto("/me/diary/")
    other.wait_for_selector("#diary[data-ready]")
    assert page.evaluate("async () => (await ownPhone.waiting()).length") == 50
    assert not DiaryEntry.objects.exists()
    context.set_offline(False)
    both = [each.evaluate_handle("() => { self.done = ownSend(); }") for each in (page, other)]
    assert len(both) == 2
    for each in (page, other):
        assert each.evaluate("() => self.done") is True
    page.wait_for_function("async () => (await ownPhone.waiting()).length === 0")
    assert (DiaryEntry.objects.count(), DiaryVersion.objects.count()) == (50, 50)


def test_what_stands_in_the_cache_holds_nothing_of_the_record(my_page):
    page = my_page("ana")
    page.goto("/me/")
    ready(page)
    kept = page.evaluate(
        """async () => { let all = ""; for (const name of await caches.keys()) {
          const cache = await caches.open(name);
          for (const key of await cache.keys())
            if (!/[.](css|js|svg)/.test(key.url)) all += key.url + await (await cache.match(key)).text();
        } return all; }"""
    )
    assert "/me/shell/diary/" in kept
    for word in ("Ana", "ana@", "Silva"):
        assert not re.search(rf"\b{word}", kept), word


def test_the_card_for_a_bad_day_opens_without_a_connection_once_it_is_kept(my_page):
    page = my_page("ana")
    page.goto("/me/flare/")
    expect(page).to_have_url(re.compile("/me/flare/write/$"))
    page.get_by_label("The first hour").fill("Warm bath <b>first</b>\nCall Mia")
    page.get_by_role("button", name="Keep").click()
    expect(page).to_have_url(re.compile("/me/flare/$"))
    page.get_by_role("button", name="Keep on this phone").click()
    expect(page.locator("#keep-card")).to_contain_text("Kept on this phone")
    ready(page, "/me/do/")
    page.context.set_offline(True)
    page.goto("/me/flare/")
    expect(page.locator("#kept-card")).to_contain_text("Warm bath <b>first</b>")
    expect(page.locator("#kept-card")).to_contain_text("Get help at once if")
    page.goto("/me/progress/")
    expect(page.get_by_role("heading", level=1)).to_have_text("No connection")
    assert FlareCard.objects.count() == 1


def test_a_full_phone_says_so_and_sends_at_once(my_page):
    page = my_page("ana")
    page.goto("/me/diary/")
    page.wait_for_selector("#diary[data-ready]")
    page.evaluate(
        "() => { ownPhone.put = async () => { throw new DOMException('full', 'QuotaExceededError'); }; }"
    )
    page.get_by_label("Cooked").check()
    page.get_by_role("button", name="Keep").click()
    expect(page.locator("#diary-state")).to_have_text("Kept with your clinic.")
    assert DiaryVersion.objects.get().answers == {"did.cooked": True}


def test_the_timer_goes_by_the_clock_while_the_page_is_away(my_page):
    page = my_page("ana")
    page.goto("/me/pacing/")
    page.get_by_label("A new activity, such as standing or walking").fill("Standing")
    page.get_by_role("button", name="Begin").click()
    page.get_by_role("link", name="Standing").click()
    page.get_by_role("button", name="Start").click()
    expect(page.get_by_role("button", name="Stop")).to_be_visible()
    key = page.locator("#timer").get_attribute("data-key")
    page.evaluate("(key) => localStorage.setItem(key, Date.now() - 360000)", key)
    page.reload()
    page.get_by_role("button", name="Stop").click()
    expect(page.locator("#minutes")).to_have_value(re.compile(r"^6(\.[01])?$"))
    page.get_by_role("button", name="Keep").click()
    expect(page.locator(".days li")).to_contain_text("6 minutes")


@pytest.mark.parametrize(("width", "scheme"), [(320, "dark"), (390, "light")])
def test_every_page_is_accessible_narrow_and_large_enough_to_touch(my_page, width, scheme):
    page = my_page("ana", width=width, scheme=scheme)
    page.set_viewport_size(
        {"width": width, "height": 2400}
    )  # what lies under the places at the bottom scrolls
    for path in (
        "/me/do/",
        "/me/diary/",
        "/me/diary/week/",
        "/me/diary/reminder/",
        "/me/flare/write/",
        "/me/pacing/",
    ):
        page.goto(path)
        assert accessibility_problems(page) == [], path
        assert page.evaluate(SMALL) == [], path
        assert not page.evaluate(WIDE), path


def test_the_first_load_is_under_200_kilobytes(my_page):
    page = my_page("ana")
    page.goto("/me/diary/", wait_until="networkidle")
    size = page.evaluate(
        "() => [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]"
        ".reduce((sum, each) => sum + each.decodedBodySize, 0)"
    )
    assert 20_000 < size < 200_000, size


def test_the_worker_and_the_manifest_are_what_a_browser_needs(client, me):
    worker = client.get("/me/worker.js")
    assert worker["Content-Type"].startswith("text/javascript")
    assert worker["Service-Worker-Allowed"] == "/me/"
    config = json.loads(re.search(r"const CONFIG = (.*);", worker.content.decode())[1])
    for name in [
        *config["files"],
        *(icon["src"] for icon in client.get("/me/manifest.json").json()["icons"]),
    ]:
        answer = client.get(name)
        assert len(b"".join(answer.streaming_content)) > 100, name
        answer.close()
    for path in ("diary", "flare", "timer", "other"):
        assert me("ana").get(f"/me/shell/{path}/").status_code == 200, path
    manifest = client.get("/me/manifest.json").json()
    assert (manifest["scope"], manifest["start_url"]) == ("/me/", "/me/")
