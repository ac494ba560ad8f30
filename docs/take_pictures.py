"""Take the pictures of the guides again: the list and three people, on a phone and a desk, light and dark.

`python docs/take_pictures.py [FOLDER]` makes a demonstration clinic in a temporary folder, serves it on this
machine, signs in and writes `docs/images/<name>-<width>-<scheme>.png`. It needs Chromium (Debian: chromium).
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

IMAGES = Path(__file__).parent / "images"
CHROMIUM = Path("/usr/bin/chromium")
PAGES = {
    "today": "/today/",
    "work": "/work/",
    "people": "/people/",
    "person": "/people/rosa-lindqvist/",
    "person-fibromyalgia": "/people/hannah-whitlock/",
    "body-map": "/people/rosa-lindqvist/body-map/",
    "person-half-a-chart": "/people/agnes-lorentz/",
    "score": "/people/rosa-lindqvist/scales/bpi/severity/",
    "person-plan": "/people/nadia-haddad/",
    "options": "/people/nadia-haddad/options/",
    "option": "/people/rosa-lindqvist/options/rfa_lumbar/",
    "taper": "/people/nadia-haddad/taper/",
    "authorise": "/people/rosa-lindqvist/authorise/rfa_lumbar/medicare_facet/",
    "plan": "/people/nadia-haddad/plan/",
}
WIDTHS, SCHEMES = (1280, 390), ("light", "dark")
# The pages of the plan and of the day are many; each is taken on a desk in light and on a phone in the dark.
OF_THE_PLAN = ("person-plan", "options", "option", "taper", "authorise", "plan", "today", "work")
TAKEN_OF_THE_PLAN = ((1280, "light"), (390, "dark"))
PASSWORD = "demonstration"  # noqa: S105 - what `lenitive serve --demo` prints
_WAIT_SECONDS = 180


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
    """Take every picture; says which."""
    from playwright.sync_api import sync_playwright

    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else IMAGES
    with running_clinic() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        for width in WIDTHS:
            for scheme in SCHEMES:
                viewport = {"width": width, "height": 900}
                page = browser.new_page(viewport=viewport, color_scheme=scheme, base_url=address)
                page.goto("/sign-in/")
                page.fill("[name=username]", "physician")
                page.fill("[name=password]", PASSWORD)
                page.press("[name=password]", "Enter")
                page.wait_for_load_state()
                for name, path in PAGES.items():
                    if name in OF_THE_PLAN and (width, scheme) not in TAKEN_OF_THE_PLAN:
                        continue
                    page.goto(path)
                    picture = folder / f"{name}-{width}-{scheme}.png"
                    page.screenshot(path=picture, full_page=True)
                    print(picture)
                page.close()
        browser.close()


if __name__ == "__main__":
    main()
