"""The door: a password, a mailed code, wrong tries that wait, where it leads, and the way out."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.hashers import make_password
from django.core import mail
from django.test import Client
from django.utils import timezone

from lenitive.desk.models import AuditEvent
from lenitive.desk.policy import Helper
from lenitive.portal.models import Account, MailedCode, Session

pytestmark = pytest.mark.django_db
GOOD = "four calm grey horses"


@pytest.fixture
def ana(account_of):
    account = account_of("ana")
    Account.objects.filter(pk=account.pk).update(password=make_password(GOOD), login="ana")
    account.refresh_from_db()
    return account


def enter(client, password=GOOD, login="ana", **more):
    return client.post("/me/enter/", {"login": login, "password": password, **more})


def test_a_password_opens_and_it_is_in_the_trail(ana, client):
    assert enter(client, login="ANA").url == "/me/"
    assert client.get("/me/").status_code == 200
    event = AuditEvent.objects.filter(action="own_entered").get()
    assert (event.allowed, event.actor_name, event.patient_id, event.why) == (True, "Ana", "ana", "password")


@pytest.mark.parametrize("login,password", [("ana", "wrong"), ("nobody", GOOD)])
def test_a_wrong_name_and_a_wrong_password_hear_the_same(ana, client, login, password):
    answer = enter(client, password, login)
    assert answer.status_code == 422
    assert "Name and password do not match." in answer.content.decode()


def test_the_sixth_try_waits_even_with_the_right_password(ana, client):
    for _each in range(5):
        assert enter(client, "wrong").status_code == 422
    answer = enter(client)
    assert answer.status_code == 429
    assert "Too many tries" in answer.content.decode()


def test_coming_in_forgives_the_wrong_tries_before(ana, client):
    for _each in range(4):
        enter(client, "wrong")
    assert enter(client).status_code == 302
    assert enter(Client(), "wrong").status_code == 422
    assert enter(Client()).status_code == 302


@pytest.mark.parametrize(
    "to,leads",
    [
        ("/me/progress/", "/me/progress/"),
        ("https://evil.example/me/", "/me/"),
        ("//evil.example/me/", "/me/"),
        ("/people/ana/", "/me/"),
        ("/me/../people/", "/me/"),
        ("/me/enter/", "/me/"),
    ],
)
def test_the_door_leads_to_pages_of_the_portal_alone(ana, client, to, leads):
    assert enter(client, next=to).url == leads


def test_only_ones_own_device_keeps_somebody_in(ana, client):
    enter(client)
    assert client.cookies["lenitive_me"]["max-age"] == ""
    other = Client()
    enter(other, own_device="on")
    assert other.cookies["lenitive_me"]["max-age"] > 0


def test_leaving_ends_the_session_and_needs_a_press(ana, client):
    enter(client)
    assert client.get("/me/leave/").status_code == 405
    answer = client.post("/me/leave/")
    assert answer.url == "/me/enter/left/"
    assert client.get("/me/").status_code == 302
    assert Session.objects.get().ended_at is not None
    assert AuditEvent.objects.filter(action="own_left").count() == 1


def test_an_account_whose_ties_ended_is_told_so(ana, client):
    ana.ties.update(until=timezone.now())
    answer = enter(client)
    assert answer.status_code == 403
    assert "Ask the clinic" in answer.content.decode()


@pytest.fixture
def with_mail(settings):
    settings.MAIL_IS_SET_UP = True
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    settings.DEFAULT_FROM_EMAIL = "clinic@example.org"


def mailed(client, login="ana"):
    client.post("/me/enter/code/", {"login": login})
    return mail.outbox[-1].body.split("Your code: ")[1][:6]


def test_a_mailed_code_opens_once(ana, client, with_mail):
    code = mailed(client)
    assert client.post("/me/enter/code/", {"login": "ana", "code": code}).url == "/me/"
    assert Client().post("/me/enter/code/", {"login": "ana", "code": code}).status_code == 422


def test_a_mailed_code_is_too_old_after_ten_minutes(ana, client, with_mail):
    code = mailed(client)
    left = MailedCode.objects.get().until - timezone.now()
    assert timedelta(minutes=9) < left <= timedelta(minutes=10)
    MailedCode.objects.update(until=timezone.now())
    assert client.post("/me/enter/code/", {"login": "ana", "code": code}).status_code == 422


def test_a_name_that_nobody_has_hears_the_same_and_gets_no_mail(ana, client, with_mail):
    known = client.post("/me/enter/code/", {"login": "ana"}).content.decode()
    unknown = client.post("/me/enter/code/", {"login": "ann"}).content.decode()
    assert len(mail.outbox) == 1
    assert "a code is on its way" in known
    assert "a code is on its way" in unknown


def test_five_wrong_codes_end_the_right_one(ana, client, with_mail):
    code = mailed(client)
    wrong = f"{(int(code) + 1) % 10**6:06}"
    for _each in range(5):
        client.post("/me/enter/code/", {"login": "ana", "code": wrong})
    assert client.post("/me/enter/code/", {"login": "ana", "code": code}).status_code == 429
    assert MailedCode.objects.get().tries == 5


def test_without_mail_there_is_no_such_way(client):
    assert client.get("/me/enter/code/").status_code == 404
    assert "Mail me a code" not in client.get("/me/enter/").content.decode()


def test_something_that_is_no_passkey_opens_nothing(ana, client):
    for sent in ("", "{}", "[]", "null", '{"id": 1}', "x" * 30_000):
        client.get("/me/enter/")
        assert client.post("/me/enter/passkey/", {"passkey": sent}).status_code == 422
    assert Session.objects.count() == 0


def test_a_carer_comes_in_for_the_person_they_help(account_of, client):
    account = account_of("ana", Helper.CARER)
    Account.objects.filter(pk=account.pk).update(password=make_password(GOOD), login="bo")
    enter(client, login="bo")
    assert "For Ana" in client.get("/me/").content.decode()
    assert client.get("/me/mine/helpers/").status_code == 404
