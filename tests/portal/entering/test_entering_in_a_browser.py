"""Coming in on a phone: an invitation with a password or a passkey, a helper, two children, a used link."""

from __future__ import annotations

from datetime import date

import pytest
from django.contrib.auth.hashers import make_password
from django.test import RequestFactory
from django.utils import timezone
from playwright.sync_api import expect

from lenitive.desk.models import Patient
from lenitive.desk.policy import Helper
from lenitive.portal.entering import invitations
from lenitive.portal.models import Account, Passkey, Session, Tie
from tests.conftest import accessibility_problems

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
BORN, GOOD = date(1980, 5, 4), "four calm grey horses"
KEY = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}
# Everything to press in the page, as high and wide as a thumb; a box to tick counts with its label.
SMALL = """() =>
  [...document.querySelectorAll('main :is(a, button, input:not([type=hidden]), select, label, summary)')]
  .filter(e => e.checkVisibility() && !e.classList.contains('vh'))
  .map(e => [e.matches('[type=checkbox]') ? (e.closest('label, .field') || e) : e, e])
  .filter(([, e]) => !e.matches('label') || !e.htmlFor || e.parentElement.querySelector('[type=checkbox]'))
  .map(([box]) => [box.textContent.trim().slice(0, 30), box.getBoundingClientRect()])
  .filter(([, r]) => r.height < 47.5 || r.width < 47.5).map(([t, r]) => `${t}: ${r.width} x ${r.height}`)"""


@pytest.fixture
def invited(load, live_server):
    """The path of an invitation: `invited("ana", "carer")`."""

    def make(patient_id="ana", helper="self", name="Ana Silva"):
        if not Patient.objects.filter(patient_id=patient_id).exists():
            load(patient_id)
        Patient.objects.filter(patient_id=patient_id).update(
            synthetic=True, birth_date_low=BORN, birth_date_high=BORN
        )
        made = invitations.make(
            RequestFactory().get("/"), patient_id, helper, name=name, words="", email="", by="Marit Olsen"
        )
        return made.link.removeprefix("http://testserver")

    return make


def looks_right(page, width):
    """As a whole, without scrolling: what stands half behind the bar is not narrow, it is further down."""
    page.set_viewport_size({"width": width, "height": 3000})
    assert accessibility_problems(page) == [], page.url
    assert page.evaluate("document.documentElement.scrollWidth") <= width, page.url
    assert page.evaluate(SMALL) == [], page.url
    page.set_viewport_size({"width": width, "height": 800})


def with_names(live_server):
    """A page whose address has a name: browsers give passkeys to names alone."""
    return live_server.url.replace("127.0.0.1", "localhost")


def open_link(page, at, path):
    page.goto(f"{at}{path}")
    page.get_by_label("Date of birth").fill("1980-05-04")
    page.get_by_role("button", name="Next").click()
    expect(page.get_by_role("heading", name="Welcome")).to_be_visible()


@pytest.mark.parametrize("width,scheme", [(320, "dark"), (390, "light")])
def test_an_invitation_and_a_password_then_out_and_in_again(invited, page_at, live_server, width, scheme):
    page, path = page_at(width=width, scheme=scheme), invited()
    page.goto(path)
    looks_right(page, width)
    open_link(page, live_server.url, path)
    looks_right(page, width)
    page.get_by_label("I have read this and I agree.").check()
    page.get_by_label("E-mail address or user name").fill("ana")
    page.get_by_label("New password").fill(GOOD)
    page.get_by_role("button", name="Use this password").click()
    expect(page.get_by_role("heading", name="Hello Ana")).to_be_visible()
    for place in ("/me/mine/", "/me/mine/settings/", "/me/mine/ways-in/", "/me/mine/helpers/"):
        page.goto(place)
        looks_right(page, width)
    page.goto("/me/mine/")
    page.get_by_role("button", name="Leave on this device").click()
    expect(page.get_by_role("heading", name="You are out")).to_be_visible()
    looks_right(page, width)
    page.get_by_role("link", name="Come in again").click()
    expect(page.get_by_role("heading", name="Come in", exact=True)).to_be_visible()
    looks_right(page, width)
    page.get_by_label("E-mail address or user name").fill("Ana")
    page.get_by_label("Password").fill(GOOD)
    page.get_by_role("button", name="Come in", exact=True).click()
    expect(page.get_by_role("heading", name="Hello Ana")).to_be_visible()
    page.goto(path)
    expect(page.get_by_role("heading", name="This opens nothing")).to_be_visible()
    looks_right(page, width)


def test_a_passkey_is_made_with_the_invitation_and_opens_the_door_without_a_name(
    invited, page_at, live_server
):
    page = page_at(width=390)
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": KEY})
    at = with_names(live_server)
    open_link(page, at, invited())
    looks_right(page, 390)
    page.get_by_label("I have read this and I agree.").check()
    page.get_by_role("button", name="Make a passkey").click()
    expect(page.get_by_role("heading", name="Hello Ana")).to_be_visible()
    assert Passkey.objects.count() == 1
    page.goto(f"{at}/me/mine/")
    page.get_by_role("button", name="Leave on this device").click()
    page.get_by_role("link", name="Come in again").click()
    page.get_by_role("button", name="Use my passkey").click()
    expect(page.get_by_role("heading", name="Hello Ana")).to_be_visible()
    assert Session.objects.filter(way="passkey", ended_at=None).count() == 1


def test_a_helper_of_two_people_chooses_and_switches(invited, page_at):
    invited("ana")
    invited("ben")
    account = Account.objects.create(name="Eva", login="eva", password=make_password(GOOD))
    for each in ("ana", "ben"):
        Tie.objects.create(account=account, patient_id=each, helper=Helper.PARENT, since=timezone.now())
    page = page_at(width=320)
    page.goto("/me/enter/")
    page.get_by_label("E-mail address or user name").fill("eva")
    page.get_by_label("Password").fill(GOOD)
    page.get_by_role("button", name="Come in", exact=True).click()
    expect(page.get_by_role("heading", name="Whose page?")).to_be_visible()
    looks_right(page, 320)
    name = Patient.objects.get(patient_id="ben").name
    page.get_by_role("button", name=name).click()
    expect(page.get_by_text(f"For {name.split()[0]}")).to_be_visible()
    page.goto("/me/mine/")
    page.get_by_role("link", name="Another person").click()
    page.get_by_role("button", name="Ana Silva").click()
    expect(page.get_by_text("For Ana")).to_be_visible()
