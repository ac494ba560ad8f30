"""Signing in and out, lockout, one's own password, and the accounts of the clinic."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from lenitive.desk import lockout
from lenitive.desk.models import AuditEvent, Role, Staff
from tests.conftest import PASSWORD


def sign_in(client, username="nurse", password=PASSWORD, **more):
    return client.post("/sign-in/", {"username": username, "password": password, **more})


def test_the_right_password_opens_and_is_noted(staff, client):
    staff("nurse")
    assert sign_in(client).url == "/"
    assert client.get("/").url == "/today/"
    assert AuditEvent.objects.get(action="sign_in").allowed


def test_each_role_starts_where_it_may_go(signed_in):
    starts = {role: signed_in(role).get("/").url for role in Role.values}
    assert (starts["nurse"], starts["administrator"]) == ("/today/", "/audit/")
    assert {role: signed_in(role).get(start).status_code for role, start in starts.items()} == dict.fromkeys(
        Role.values, 200
    )


@pytest.mark.parametrize(("username", "password"), [("nurse", "wrong"), ("nobody", PASSWORD)])
def test_a_wrong_name_and_a_wrong_password_look_the_same(staff, client, username, password):
    staff("nurse")
    answer = sign_in(client, username, password)
    assert answer.status_code == 422
    assert "User name and password do not match." in answer.content.decode()
    assert not AuditEvent.objects.get(action="sign_in").allowed


def test_an_account_that_was_closed_opens_no_more(staff, client):
    nurse = staff("nurse")
    nurse.is_active = False
    nurse.save()
    assert sign_in(client).status_code == 422


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example/", "//evil.example/x", "javascript:alert(1)", "/\\evil.example"]
)
def test_sign_in_leads_to_this_site_only(staff, client, elsewhere):
    staff("nurse")
    assert sign_in(client, next=elsewhere).url == "/"


def test_sign_in_leads_back_to_where_one_was_going(staff, client):
    staff("nurse")
    assert sign_in(client, next="/people/?search=ana").url == "/people/?search=ana"


def test_after_five_wrong_passwords_the_right_one_waits_too(staff, client):
    staff("nurse")
    for _ in range(lockout.TRIES):
        assert sign_in(client, password="wrong").status_code == 422
    answer = sign_in(client)
    assert answer.status_code == 429
    assert "Wait 15 minutes" in answer.content.decode()


def test_the_wait_is_for_the_name_and_not_for_the_others(staff, client):
    staff("nurse")
    staff("physician")
    for _ in range(lockout.TRIES):
        sign_in(client, password="wrong")
    assert sign_in(client, "physician").status_code == 302


def test_the_wait_ends(staff, client, monkeypatch):
    staff("nurse")
    for _ in range(lockout.TRIES):
        sign_in(client, password="wrong")
    later = timezone.now() + lockout.WINDOW + timedelta(seconds=1)
    monkeypatch.setattr(lockout.timezone, "now", lambda: later)
    assert lockout.minutes_to_wait("nurse") == 0


def test_getting_in_forgives_the_tries_before(staff, client):
    staff("nurse")
    for _ in range(lockout.TRIES - 1):
        sign_in(client, password="wrong")
    sign_in(client)
    sign_in(Client(), password="wrong")
    assert lockout.minutes_to_wait("nurse") == 0


def test_signing_out_ends_the_session_and_needs_a_form(signed_in):
    one = signed_in("nurse")
    assert one.get("/sign-out/").status_code == 405
    assert one.post("/sign-out/").url == "/sign-in/"
    assert one.get("/account/").status_code == 302
    assert AuditEvent.objects.filter(action="sign_out").count() == 1


def test_a_form_from_elsewhere_is_refused(staff):
    staff("nurse")
    answer = sign_in(Client(enforce_csrf_checks=True))
    assert answer.status_code == 403
    assert "Nothing was changed" in answer.content.decode()


def test_another_password_needs_the_one_before(signed_in):
    answer = signed_in("nurse").post("/account/", {"current": "wrong", "new": "four words make one"})
    assert answer.status_code == 422
    assert "This is not your password now." in answer.content.decode()


@pytest.mark.parametrize("weak", ["short", "the nurse", "1q2w3e4r5t6y"])
def test_a_weak_password_is_refused_with_its_reason(signed_in, weak):
    answer = signed_in("nurse").post("/account/", {"current": PASSWORD, "new": weak})
    assert answer.status_code == 422
    assert 'class="wrong"' in answer.content.decode()


def test_another_password_signs_out_everywhere_else(signed_in, client):
    here, there = signed_in("nurse"), signed_in("nurse")
    assert here.post("/account/", {"current": PASSWORD, "new": "four words make one"}).status_code == 302
    assert here.get("/account/").status_code == 200
    assert there.get("/account/").status_code == 302
    assert sign_in(client, password="four words make one").status_code == 302


def test_a_password_is_kept_as_a_hash_only(db, settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]
    Staff.objects.create_staff("x", name="X", role="nurse", password=PASSWORD)
    assert Staff.objects.get().password.startswith("pbkdf2_sha256$")


def test_accounts_are_for_administrators(signed_in):
    assert signed_in("physician").get("/staff/").status_code == 404


def test_a_new_account_opens_with_the_password_that_was_shown(signed_in, client):
    page = signed_in("administrator").post("/staff/", {"name": "Eva", "username": "eva", "role": "nurse"})
    assert sign_in(client, "eva", page.context["password"]).status_code == 302


def test_a_user_name_is_given_once(signed_in):
    answer = signed_in("administrator").post(
        "/staff/", {"name": "Eva", "username": "administrator", "role": "nurse"}
    )
    assert answer.status_code == 422


def test_an_account_is_closed_and_its_sessions_end(staff, signed_in):
    nurse, one = staff("nurse"), signed_in("nurse")
    signed_in("administrator").post(f"/staff/{nurse.pk}/", {"name": "N", "role": "nurse"})
    assert one.get("/account/").status_code == 302
    assert AuditEvent.objects.filter(action="managed_staff", what__contains="changed nurse").count() == 1


def test_the_last_administrator_stays(staff, signed_in):
    boss = staff("administrator")
    one = signed_in("administrator")
    for fields in ({"role": "nurse", "is_active": "on"}, {"role": "administrator"}):
        answer = one.post(f"/staff/{boss.pk}/", {"name": "Boss", **fields})
        assert answer.status_code == 422
        assert "last administrator" in answer.content.decode()
    boss.refresh_from_db()
    assert (boss.role, boss.is_active) == ("administrator", True)


def test_a_lost_password_is_replaced(staff, signed_in, client):
    nurse = staff("nurse")
    page = signed_in("administrator").post(f"/staff/{nurse.pk}/", {"new_password": "1"})
    assert sign_in(client).status_code == 422
    assert sign_in(client, password=page.context["password"]).status_code == 302
