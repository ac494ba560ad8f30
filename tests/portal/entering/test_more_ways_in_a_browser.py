"""The other ways in on a phone: a mailed code, a second child, a helper, and staff who invite."""

from __future__ import annotations

import pytest
from django.core import mail
from django.test import Client
from playwright.sync_api import expect

from lenitive.portal.models import Account, Invitation, MailedCode, Session, Tie
from tests.conftest import accessibility_problems
from tests.portal.entering.test_entering_in_a_browser import (
    GOOD,
    KEY,
    invited,
    looks_right,
    open_link,
    with_names,
)

__all__ = ["invited"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_mailed_code_opens_the_door_once(me, page_at, settings):
    settings.MAIL_IS_SET_UP = True
    me("ana")
    Account.objects.update(login="ana", email="ana@example.org")
    page = page_at(width=320)
    page.goto("/me/enter/")
    page.get_by_role("link", name="Mail me a code").click()
    expect(page.get_by_role("heading", name="Mail me a code")).to_be_visible()
    looks_right(page, 320)
    page.get_by_label("E-mail address or user name").fill("ana")
    page.get_by_role("button", name="Mail it").click()
    expect(page.get_by_text("a code is on its way")).to_be_visible()
    looks_right(page, 320)
    code = mail.outbox[-1].body.split("Your code: ")[1][:6]
    wrong = f"{(int(code) + 1) % 10**6:06}"
    page.get_by_label("The code from your mail").fill(wrong)
    page.get_by_role("button", name="Come in").click()
    expect(page.locator(".errors, .wrong, [role=alert], .problem").first).to_be_visible()
    expect(page.get_by_label("E-mail address or user name")).to_have_value("ana")
    page.get_by_label("The code from your mail").fill(code)
    page.get_by_role("button", name="Come in").click()
    expect(page.get_by_role("heading", name="Hello Ana")).to_be_visible()
    assert MailedCode.objects.get().used_at is not None
    assert Client().post("/me/enter/code/", {"login": "ana", "code": code}).status_code == 422


def test_a_parent_adds_a_second_child_to_the_same_account_and_switches(invited, page_at, live_server):
    page = page_at(width=320)
    open_link(page, live_server.url, invited("ana", "parent", "Eva"))
    page.get_by_label("I have read this and I agree.").check()
    page.get_by_label("E-mail address or user name").fill("eva")
    page.get_by_label("New password").fill(GOOD)
    page.get_by_role("button", name="Use this password").click()
    expect(page.get_by_text("For Ana")).to_be_visible()
    open_link(page, live_server.url, invited("ben", "parent", "Eva"))
    expect(page.get_by_role("heading", name="You are in as Eva")).to_be_visible()
    looks_right(page, 320)
    page.locator("form:has(button[value=same])").get_by_label("I have read this and I agree.").check()
    page.get_by_role("button", name="Add this person to my pages").click()
    expect(page.get_by_text("For Ben")).to_be_visible()
    assert Account.objects.count() == 1
    assert set(Tie.objects.values_list("patient_id", "helper")) == {("ana", "parent"), ("ben", "parent")}
    page.goto("/me/mine/")
    page.get_by_role("link", name="Another person").click()
    page.get_by_role("button", name="Ana Silva").click()
    expect(page.get_by_text("For Ana")).to_be_visible()


def test_a_person_invites_somebody_who_helps_who_comes_in_and_is_ended(invited, me, my_page, page_at):
    invited("ana")
    mine = my_page("ana", width=320)
    mine.goto("/me/mine/helpers/")
    mine.get_by_label("Name", exact=True).fill("Rosa")
    mine.get_by_role("button", name="Make the invitation").click()
    expect(mine.get_by_role("heading", name="Invitation for Rosa")).to_be_visible()
    looks_right(mine, 320)
    link = mine.get_by_label("Link").input_value()
    hers = page_at(width=390)
    open_link(hers, "", link)
    hers.get_by_label("I have read this and I agree.").check()
    hers.get_by_label("E-mail address or user name").fill("rosa")
    hers.get_by_label("New password").fill(GOOD)
    hers.get_by_role("button", name="Use this password").click()
    expect(hers.get_by_text("For Ana")).to_be_visible()
    mine.get_by_role("link", name="Done").click()
    mine.get_by_role("button", name="End · Rosa").click()
    expect(mine.get_by_text("They see nothing of you any more.")).to_be_visible()
    hers.goto("/me/")
    expect(hers.get_by_role("heading", name="Come in", exact=True)).to_be_visible()


def test_staff_invite_a_person_at_the_desk_and_take_it_back(invited, page_at, signed_in, cares_for):
    invited("ana")
    Invitation.objects.all().delete()
    cares_for("nurse", "ana")
    desk = page_at(signed_in("nurse"))
    desk.goto("/people/ana/portal/")
    assert accessibility_problems(desk) == []
    expect(desk.get_by_text("Nobody yet.")).to_be_visible()
    desk.get_by_role("button", name="Make the invitation").click()
    expect(desk.get_by_role("heading", name="Invitation for Ana Silva")).to_be_visible()
    assert accessibility_problems(desk) == []
    link = desk.get_by_label("Link").input_value()
    desk.get_by_role("link", name="Done").click()
    desk.get_by_role("button", name="Take back · Ana Silva").click()
    expect(desk.get_by_text("It opens nothing any more.")).to_be_visible()
    phone = page_at(width=320)
    phone.goto(link)
    expect(phone.get_by_role("heading", name="This opens nothing")).to_be_visible()


def test_a_passkey_that_is_shown_twice_opens_once(invited, page_at, live_server):
    page = page_at(width=390)
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": KEY})
    at = with_names(live_server)
    open_link(page, at, invited())
    page.get_by_label("I have read this and I agree.").check()
    page.get_by_role("button", name="Make a passkey").click()
    expect(page.get_by_role("heading", name="Hello Ana")).to_be_visible()
    Session.objects.all().delete()
    page.goto(f"{at}/me/enter/")
    with page.expect_request(lambda one: one.method == "POST") as sent:
        page.get_by_role("button", name="Use my passkey").click()
    expect(page.get_by_role("heading", name="Hello Ana")).to_be_visible()
    passkey = sent.value.post_data_json["passkey"]
    thief = Client(SERVER_NAME="localhost", SERVER_PORT=at.rpartition(":")[2])
    answer = thief.post("/me/enter/passkey/", {"passkey": passkey})
    assert answer.status_code == 422
    assert "lenitive_me" not in "".join(answer.cookies)
    assert Session.objects.count() == 1
