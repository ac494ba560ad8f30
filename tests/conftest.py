"""What tests of the site share: people in the store, clients who are signed in, a browser and its checks."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from datetime import date
from importlib import import_module
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import settings
from pytest_django.plugin import blocking_manager_key

from tests.desk.charts import name_of

# How long an example takes says more of the machine than of the code.
settings.register_profile("lenitive", deadline=None)
settings.load_profile("lenitive")

BROWSER = Path("/usr/bin/chromium")
PASSWORD = "a long enough password"
# The migrations whose triggers refuse to empty a table.
_ONLY_GROWS = ("lenitive.desk.migrations.0002_append_only_audit", "lenitive.clinic.migrations.0010_notes")


def lacking(what: str, package: str) -> None:
    """Skip for want of something that a bare machine may lack; where nothing may be skipped, fail."""
    words = f"needs {what}; on Debian: apt-get install {package}"
    if os.environ.get("LENITIVE_ALL") == "1":
        pytest.fail(words)
    pytest.skip(words)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> Iterator[None]:
    """Tests that commit are undone by emptying all tables, which the triggers of what only grows refuse."""
    if not _commits(item):
        return (yield)
    blocker = item.config.stash[blocking_manager_key]
    try:
        with blocker.unblock():
            _guards("remove")
    finally:  # a test that is not torn down would take every later one with it
        try:
            result = yield
        finally:
            if nextitem is not None:  # after the last test there is no database any more
                with blocker.unblock():
                    _guards("remove", "add")
    return result


def _guards(*deeds: str) -> None:
    """Remove or add the triggers of what only grows, whatever a test left of them or of the connection."""
    from django.db import connection

    if connection.connection is not None and not connection.is_usable():
        connection.close()
    with connection.schema_editor() as editor:
        for deed in deeds:
            for name in _ONLY_GROWS:
                getattr(import_module(name), deed)(None, editor)


def _commits(item: pytest.Item) -> bool:
    marker = item.get_closest_marker("django_db")
    asked = {"transactional_db", "live_server"} & set(getattr(item, "fixturenames", ()))
    return bool(asked) or (marker is not None and bool(marker.kwargs.get("transaction")))


@pytest.fixture
def load(db: None) -> Callable[..., None]:
    """Put people into the store by name alone: `load("ana", "ben")`."""

    def put(*ids: str) -> None:
        from lenitive.desk.models import Patient, SearchWord
        from lenitive.desk.search import words_of

        for patient_id in ids:
            name, number, born = " ".join(name_of(patient_id)), f"N-{patient_id}", date(1972, 4, 3)
            Patient.objects.create(
                patient_id=patient_id,
                row_id=f"Patient/{patient_id}#1",
                name=name,
                identifier=number,
                birth_date_low=born,
                birth_date_high=born,
            )
            words = words_of(f"{name} {number} {born}")
            SearchWord.objects.bulk_create(SearchWord(word=word, patient_id=patient_id) for word in words)

    return put


@pytest.fixture
def staff(db: None) -> Callable[..., object]:
    """An account of a role: `staff("nurse")`; a second call gives the same account."""

    def account(role: str, username: str = "") -> object:
        from lenitive.desk.models import Staff

        username = username or role
        found = Staff.objects.filter(username=username).first()
        name = f"The {username.replace('_', ' ')}"
        return found or Staff.objects.create_staff(username, name=name, role=role, password=PASSWORD)

    return account


@pytest.fixture
def signed_in(staff: Callable[..., object]) -> Callable[..., Client]:
    """A client that is signed in: `signed_in("nurse")`."""

    def client(role: str, username: str = "") -> Client:
        one = Client()
        one.force_login(staff(role, username))  # type: ignore[arg-type]
        return one

    return client


@pytest.fixture
def cares_for(staff: Callable[..., object]) -> Callable[..., None]:
    """Put somebody on a care team: `cares_for("nurse", "ana")`."""

    def join(role: str, patient_id: str, username: str = "") -> None:
        from lenitive.desk.models import CareTeam

        CareTeam.objects.create(staff=staff(role, username), patient_id=patient_id, since=timezone.now())

    return join


@pytest.fixture(scope="session")
def chromium() -> Iterator[object]:
    """A browser; playwright's own loop must not be taken for Django's."""
    if not BROWSER.exists():
        lacking("the browser Chromium", "chromium")
    from playwright.sync_api import sync_playwright

    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=BROWSER, args=["--no-sandbox"])
        yield browser
        browser.close()
    if before is None:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def page_at(
    chromium: object, live_server: object, request: pytest.FixtureRequest
) -> Iterator[Callable[..., object]]:
    """A page of the live site: `page_at(client, width=390)`, signed in as the client of the tests is."""
    from playwright.sync_api import expect

    expect.set_options(timeout=20_000)  # a busy machine is no fault of the page
    contexts = []

    def open_page(client: Client | None = None, *, width: int = 1280, scheme: str = "light") -> object:
        context = chromium.new_context(  # type: ignore[attr-defined]
            viewport={"width": width, "height": 900}, color_scheme=scheme, base_url=live_server.url
        )
        contexts.append(context)
        if client is not None:
            from django.conf import settings

            name = settings.SESSION_COOKIE_NAME
            cookie = {"name": name, "value": client.cookies[name].value, "url": live_server.url}
            context.add_cookies([cookie])
        page = context.new_page()
        page.set_default_timeout(60_000)
        page.on("pageerror", lambda error: pytest.fail(f"a script broke: {error}"))
        page.on(
            "console",
            lambda message: refused.append(message.text) if "Content Security" in message.text else None,
        )
        return page

    refused: list[str] = []
    yield open_page
    for context in contexts:
        context.close()
    assert not refused, refused


def accessibility_problems(page: object) -> list[str]:
    """What axe finds against WCAG 2.2 AA on a page, one line each."""
    from axe_playwright_python.sync_playwright import Axe

    page.wait_for_load_state()  # type: ignore[attr-defined]
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": tags}}).response["violations"]  # type: ignore[arg-type]
    return [f"{each['id']}: {each['nodes'][0]['html'][:160]} ({each['help']})" for each in found]


def page_problems(page: object, pages: dict[str, str]) -> list[str]:
    """What axe finds on each page with every fold open, and each page that is wider than the screen."""
    problems = []
    for name, path in pages.items():
        assert page.goto(path).status == 200, name
        page.eval_on_selector_all("main details", "all => all.forEach(each => each.open = true)")
        problems += [f"{name}: {each}" for each in accessibility_problems(page)]
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if wide > 0:
            problems.append(f"{name}: {wide} px too wide")
    return problems
