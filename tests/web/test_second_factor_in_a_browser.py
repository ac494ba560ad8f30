"""The second factor in a browser: a passkey of a key that Chromium plays, and an app; axe finds nothing."""

from __future__ import annotations

import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.core.cache import cache
from playwright.sync_api import expect

from lenitive.desk.models import AuditEvent
from tests.conftest import PASSWORD, accessibility_problems

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
KEY = {
    "protocol": "ctap2",
    "transport": "usb",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def code(secret, ahead=0):
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + ahead))


def plug_in_a_key(page):
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": KEY})


def give_password(page):
    page.goto("/sign-in/")
    page.fill("#id_username", "nurse")
    page.fill("#id_password", PASSWORD)
    page.get_by_role("button", name="Sign in").click()


def is_in(page):
    page.get_by_role("button", name="Sign out").wait_for()


def looks_right(page, width=None):
    assert accessibility_problems(page) == [], page.url
    if width:
        assert page.evaluate("document.documentElement.scrollWidth") <= width, page.url


def test_a_passkey_is_added_and_opens_after_the_password(staff, page_at):
    staff("nurse")
    page = page_at(width=390)
    plug_in_a_key(page)
    give_password(page)
    page.goto("/account/second-factor/")
    looks_right(page, 390)
    page.get_by_role("link", name="Add a passkey").click()
    looks_right(page, 390)
    page.fill("#id_name", "Key in my pocket")
    page.get_by_role("button", name="Add it").click()
    page.get_by_role("heading", name="10 codes left").wait_for()
    looks_right(page, 390)
    assert Authenticator.objects.filter(type="webauthn").count() == 1
    page.get_by_role("button", name="Sign out").click()
    give_password(page)
    page.get_by_role("heading", name="And now your second factor").wait_for()
    looks_right(page, 390)
    page.get_by_role("button", name="Use my passkey").click()
    is_in(page)
    assert AuditEvent.objects.filter(why="user name and password, then a passkey").count() == 1


def test_without_the_key_the_page_says_so_and_a_recovery_code_opens(staff, page_at):
    staff("nurse")
    page = page_at()
    plug_in_a_key(page)
    give_password(page)
    page.goto("/account/second-factor/passkey/")
    page.get_by_role("button", name="Add it").click()
    page.get_by_role("heading", name="10 codes left").wait_for()
    spare = page.locator(".codes code").first.inner_text()
    other = page_at()
    plug_in_a_key(other)  # another key, which has no passkey of this site
    give_password(other)
    other.get_by_role("button", name="Use my passkey").click()
    other.get_by_text("The browser gave no passkey.").wait_for()
    looks_right(other)
    other.fill("#id_code", spare)
    other.get_by_role("button", name="Sign in").click()
    is_in(other)


@pytest.mark.parametrize(("width", "scheme"), [(320, "light"), (1280, "dark")])
def test_an_app_is_set_up_and_its_code_opens(staff, page_at, width, scheme):
    staff("nurse")
    page = page_at(width=width, scheme=scheme)
    give_password(page)
    page.goto("/account/")
    looks_right(page, width)
    page.get_by_role("link", name="Set up a second factor").click()
    page.get_by_role("link", name="Set up an app").click()
    looks_right(page, width)
    secret = page.locator("code.key").inner_text()
    page.fill("#id_code", "000000")
    page.get_by_role("button", name="Use this app").click()
    expect(page.get_by_role("alert")).to_be_visible()
    looks_right(page, width)
    page.fill("#id_code", code(secret))
    page.get_by_role("button", name="Use this app").click()
    page.get_by_role("link", name="I have kept them").click()
    looks_right(page, width)
    page.get_by_role("button", name="Sign out").click()
    give_password(page)
    looks_right(page, width)
    page.fill("#id_code", code(secret, ahead=1))
    page.get_by_role("button", name="Sign in").click()
    is_in(page)


def test_the_way_in_by_keyboard_alone(staff, page_at):
    cache.clear()
    TOTP.activate(staff("nurse"), SECRET)
    page = page_at()
    give_password(page)
    page.locator("#id_code:focus").wait_for()
    page.keyboard.type(code(SECRET))
    page.keyboard.press("Enter")
    is_in(page)
