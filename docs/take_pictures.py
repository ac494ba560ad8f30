"""Take the pictures of the guides again: a day by role, on a phone and a desk, light and dark.

`python docs/take_pictures.py [FOLDER [NAME ...]]` makes a demonstration clinic in a temporary folder, serves
it on this machine, signs in and writes `docs/images/<name>-<width>-<scheme>.png`, or only pictures whose
name begins with a NAME. It needs Chromium (Debian: chromium).
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

from small_png import keep_small

IMAGES = Path(__file__).parent / "images"
CHROMIUM = Path("/usr/bin/chromium")
ROSA, RUTH, NADIA = (f"/people/{name}/" for name in ("rosa-lindqvist", "ruth-delacroix", "nadia-haddad"))


def _as_it_opens(page: Any) -> None:
    """Nothing to be done before the picture."""


def _goes_on(page: Any) -> None:
    page.locator("main a.button").first.click()
    page.locator("main form").first.wait_for()


def _types_a_name_wrong(page: Any) -> None:
    page.locator("#find").press_sequentially("lindkvist")
    page.get_by_role("option").first.wait_for()


def _has_two_records_side_by_side(page: Any) -> None:
    page.get_by_role("link", name="Rosa Lindquist").click()
    page.get_by_role("button", name="Merge").wait_for()


def _opens_the_tablet(page: Any) -> None:
    page.get_by_label("PEG pain scale").check()
    page.get_by_role("button", name="make a code").click()
    code = page.locator(".code").inner_text()
    page.goto("/tablet/")
    page.fill("#code", code)
    page.get_by_role("button", name="Start").click()
    page.get_by_role("button", name="Yes, I am").click()
    page.get_by_role("progressbar").wait_for()


def _asks_about_herself(page: Any) -> None:
    page.fill("#q", "What medicines do I take, and does yoga help?")
    page.get_by_label("Look in my own record too").check()
    page.get_by_role("button", name="Ask", exact=True).click()
    page.locator(".answered").wait_for()


@dataclass(frozen=True)
class Picture:
    """One picture. part : a selector of what is shown, else the page from its top."""

    name: str
    path: str
    who: str = "physician"
    part: str = ""
    does: Callable[[Any], None] = _as_it_opens


PICTURES = (
    Picture("today", "/today/"),
    Picture("work", "/work/"),
    Picture("people", "/people/"),
    Picture("person", ROSA),
    Picture("person-fibromyalgia", "/people/hannah-whitlock/"),
    Picture("body-map", f"{ROSA}body-map/"),
    Picture("person-half-a-chart", "/people/agnes-lorentz/"),
    Picture("score", f"{ROSA}scales/bpi/severity/"),
    Picture("person-plan", NADIA, part="section.fits-next"),
    Picture("options", f"{NADIA}options/"),
    Picture("option", f"{ROSA}options/rfa_lumbar/"),
    Picture("taper", f"{NADIA}taper/"),
    Picture("authorise", f"{ROSA}authorise/rfa_lumbar/medicare_facet/"),
    Picture("plan", f"{NADIA}plan/"),
    Picture("answer", f"{NADIA}findings/cdc22_10/", part="#answer"),
    Picture("medicines", f"{NADIA}medicines/"),
    Picture("choices", RUTH, who="nurse", part="#choices"),
    Picture("refill", "/work/refill/", who="nurse"),
    Picture("tablet", "/people/agnes-lorentz/ask/", who="nurse", does=_opens_the_tablet),
    Picture("refused", "/people/edith-moreau/", who="psychologist"),
    Picture("glass", "/people/edith-moreau/break-glass/", who="psychologist"),
    Picture("search", "/today/", who="coordinator", does=_types_a_name_wrong),
    Picture("merge", f"{ROSA}merge/", who="coordinator", does=_has_two_records_side_by_side),
    Picture("paper", "/today/paper/", who="coordinator"),
)
# Each is taken on a desk in light and on a phone in the dark.
TAKEN = ((1280, "light"), (390, "dark"))


@dataclass(frozen=True)
class AtHome(Picture):
    """One picture of the portal, on a phone, as the person sees it."""

    who: str = "rosa"


AT_HOME = (
    AtHome("portal-today", "/me/"),
    AtHome("portal-adaptive", "/me/ask/", who="petra", does=_goes_on),
    AtHome("portal-do", "/me/do/"),
    AtHome("portal-diary", "/me/diary/"),
    AtHome("portal-body", "/me/body/"),
    AtHome("portal-lesson", "/me/lessons/stress/"),
    AtHome("portal-sleep", "/me/sleep/"),
    AtHome("portal-progress", "/me/progress/"),
    AtHome("portal-team", "/me/team/"),
    AtHome("portal-now", "/me/now/"),
    AtHome("portal-question", "/me/questions/", does=_asks_about_herself),
    AtHome("portal-mine", "/me/mine/"),
)


@dataclass(frozen=True)
class Public(Picture):
    """One picture of a page that is open to anyone. top : only what a screen shows of it."""

    who: str = ""
    top: bool = False


def _did_three_steps(page: Any) -> None:
    for each in page.locator(".own-steps [type=checkbox]").all()[:3]:
        each.check()
    page.get_by_role("link", name="Next:").click()


def _ask_goes_on(page: Any) -> None:
    page.fill("#q", "and in the knee?")
    page.get_by_role("button", name="Ask", exact=True).click()
    page.locator(".sources").last.wait_for()


PUBLIC = (
    Public("learn-start", "/learn/"),
    Public("learn-guide", "/learn/guide/", top=True),
    Public("learn-condition", "/learn/treatments/low_back_pain_chronic/", top=True),
    Public("learn-careers", "/learn/careers/?now=nurse", top=True),
    Public("learn-ask", "/learn/ask/?q=does+acupuncture+work", does=_ask_goes_on),
    Public("own-course", "/learn/do/own_stress_buster_watercolour/"),
    Public("own-course-es", "/learn/do/own_kinesiology_taping_self/?in=es"),
    Public("own-course-back", "/learn/do/own_prevent_back_pain_five_steps/#strong", top=True),
    Public("own-course-ticked", "/learn/do/own_kinesiology_taping_self/", does=_did_three_steps, top=True),
)
# On a phone in light, and on a small one in the dark.
AT_HOME_TAKEN = ((390, "light"), (320, "dark"))
_TALLEST = 2400  # px; what is further down is on the page itself
PASSWORD = "demonstration"  # noqa: S105 - what `lenitive serve --demo` prints
_WAIT_SECONDS = 600


@contextmanager
def running_clinic() -> Iterator[str]:
    """The address of a demonstration clinic that runs while the block does."""
    with tempfile.TemporaryDirectory() as home, socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
        free.close()
        command = [sys.executable, "-m", "lenitive", "serve", "--demo", "--port", str(port)]
        server = subprocess.Popen(command, env={**os.environ, "LENITIVE_HOME": home})  # noqa: S603
        try:
            address = f"http://127.0.0.1:{port}"
            _wait_for(address, server)
            yield address
        finally:
            server.terminate()
            server.wait()


def _wait_for(address: str, server: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + _WAIT_SECONDS
    while time.monotonic() < until and server.poll() is None:
        try:
            with urlopen(f"{address}/sign-in/") as answer:  # noqa: S310 - our own address
                if answer.status == 200:
                    return
        except (URLError, ConnectionError):
            time.sleep(0.5)
    raise SystemExit("the clinic did not start")


def main() -> None:
    """Take every picture; says which, and how many bytes it has."""
    from playwright.sync_api import sync_playwright

    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else IMAGES
    wanted = tuple(sys.argv[2:]) or ("",)
    every = [*product(TAKEN, PICTURES), *product(AT_HOME_TAKEN, AT_HOME), *product(TAKEN, PUBLIC)]
    with running_clinic() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        counter = browser.new_page()
        for (width, scheme), picture in every:
            if not picture.name.startswith(wanted):
                continue
            page = _way_in(picture)(browser, address, picture.who, width, scheme)
            path = folder / f"{picture.name}-{width}-{scheme}.png"
            size = keep_small(counter, _taken(page, picture), path)
            print(f"{path} {size:,} bytes")
            page.context.close()
        browser.close()


def _way_in(picture: Picture) -> Callable[..., Any]:
    return {AtHome: _at_home, Public: _anyone}.get(type(picture), _signed_in)


def _anyone(browser: Any, address: str, _who: str, width: int, scheme: str) -> Any:
    viewport = {"width": width, "height": 900}
    return browser.new_page(viewport=viewport, color_scheme=scheme, base_url=address, reduced_motion="reduce")


def _signed_in(browser: Any, address: str, who: str, width: int, scheme: str) -> Any:
    viewport = {"width": width, "height": 900}
    page = browser.new_page(viewport=viewport, color_scheme=scheme, base_url=address, reduced_motion="reduce")
    page.goto("/sign-in/")
    page.fill("[name=username]", who)
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.get_by_role("button", name="Sign out").wait_for()
    return page


def _at_home(browser: Any, address: str, who: str, width: int, scheme: str) -> Any:
    viewport = {"width": width, "height": 780}
    page = browser.new_page(viewport=viewport, color_scheme=scheme, base_url=address, reduced_motion="reduce")
    page.goto("/me/enter/")
    page.fill("[name=login]", who)
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.locator("nav.places").wait_for()
    return page


def _taken(page: Any, picture: Picture) -> bytes:
    page.goto(picture.path)
    picture.does(page)
    if picture.part:
        return bytes(page.locator(picture.part).screenshot())
    if isinstance(picture, AtHome) or getattr(picture, "top", False):  # a bar stands where a screen shows it
        return bytes(page.screenshot())
    tall = page.evaluate("document.documentElement.scrollHeight")
    size = {"width": page.viewport_size["width"], "height": min(max(tall, 900), _TALLEST)}
    return bytes(page.screenshot(full_page=True, clip={"x": 0, "y": 0, **size}))


if __name__ == "__main__":
    main()
