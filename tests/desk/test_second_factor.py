"""The second factor: set up, asked for, counted, required where others reach the site; how sessions end."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from allauth.mfa.utils import decrypt
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from lenitive.desk import lockout, second_factor, sessions
from lenitive.desk.models import AuditEvent
from lenitive.errors import ConfigurationError
from lenitive.site.second_factor import second_factor_required
from tests.conftest import PASSWORD

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
DOOR = "/sign-in/second-factor/"


def code(secret=SECRET, ahead=0):
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + ahead))


def sign_in(client, password=PASSWORD, **more):
    return client.post("/sign-in/", {"username": "nurse", "password": password, **more})


@pytest.fixture
def nurse(staff):
    """A nurse whose app is set up."""
    cache.clear()  # django-allauth notes used codes there, and accounts of other tests had the same number
    account = staff("nurse")
    TOTP.activate(account, SECRET)
    return account


def test_without_a_second_factor_the_password_opens_here(staff, client):
    staff("nurse")
    assert sign_in(client).url == "/"
    assert client.get("/people/").status_code == 200


def test_the_password_alone_opens_nothing(nurse, client):
    assert sign_in(client, next="/people/?search=ana").url == DOOR
    assert client.get("/people/").url.startswith("/sign-in/")
    assert not AuditEvent.objects.filter(action="sign_in", allowed=True).exists()


def test_password_and_code_open_and_lead_back_to_where_one_was_going(nurse, client):
    sign_in(client, next="/people/?search=ana")
    assert client.post(DOOR, {"code": code()}).url == "/people/?search=ana"
    assert client.get("/people/").status_code == 200
    event = AuditEvent.objects.get(action="sign_in")
    assert (event.actor, event.allowed) == ("nurse", True)
    assert event.why == "user name and password, then a code of an app"


def test_a_wrong_code_is_refused_and_counted(nurse, client):
    sign_in(client)
    wrong = client.post(DOOR, {"code": "000000"})
    assert wrong.status_code == 422
    assert "This did not match." in wrong.content.decode()
    event = AuditEvent.objects.get(action="second_factor")
    assert (event.actor, event.allowed) == ("nurse", False)


def test_wrong_passwords_and_wrong_codes_are_counted_together_and_the_right_code_waits(nurse, client):
    for _ in range(2):
        sign_in(client, password="wrong")
    sign_in(client)
    for _ in range(lockout.TRIES - 2):
        assert client.post(DOOR, {"code": "000000"}).status_code == 422
    answer = client.post(DOOR, {"code": code()})
    assert answer.status_code == 429
    assert "Wait 15 minutes" in answer.content.decode()
    assert sign_in(Client()).status_code == 429


def test_a_code_opens_once_even_within_its_half_minute(nurse, client):
    used = code()
    sign_in(client)
    assert client.post(DOOR, {"code": used}).status_code == 302
    other = Client()
    sign_in(other)
    assert other.post(DOOR, {"code": used}).status_code == 422
    assert other.post(DOOR, {"code": code(ahead=1)}).status_code == 302


def test_a_code_older_than_the_last_one_used_opens_nothing(nurse, client):
    sign_in(client)
    client.post(DOOR, {"code": code(ahead=1)})
    other = Client()
    sign_in(other)
    assert other.post(DOOR, {"code": code()}).status_code == 422


def test_the_door_without_a_password_leads_back_to_it(nurse, client):
    assert client.get(DOOR).url == "/sign-in/"
    assert client.post(DOOR, {"code": code()}).url == "/sign-in/"


def test_a_session_gets_a_new_key_when_somebody_signs_in(nurse, client):
    sign_in(client)
    before = client.session.session_key
    client.post(DOOR, {"code": code()})
    assert client.session.session_key != before


@pytest.fixture
def set_up_app(django_capture_on_commit_callbacks):
    """Set an app up as whoever is signed in: its secret, and the answer."""

    def do(client):
        page = client.get("/account/second-factor/app/")
        secret = page.context["form"].secret
        with django_capture_on_commit_callbacks(execute=True):
            answer = client.post("/account/second-factor/app/", {"code": code(secret)})
        return secret, answer

    return do


def test_setting_up_an_app_shows_recovery_codes_and_is_in_the_trail(staff, client, set_up_app):
    staff("nurse")
    sign_in(client)
    secret, answer = set_up_app(client)
    assert answer.url == "/account/second-factor/codes/"
    page = client.get(answer.url)
    assert len(page.context["unused_codes"]) == 10
    kept = Authenticator.objects.get(type="totp").data["secret"]
    assert secret not in kept
    assert decrypt(kept) == secret
    assert {event.what for event in AuditEvent.objects.filter(action="changed_factor")} == {
        "an app was set up",
        "recovery codes were made",
    }


def test_a_recovery_code_opens_once(staff, client, set_up_app):
    staff("nurse")
    sign_in(client)
    set_up_app(client)
    spare = client.get("/account/second-factor/codes/").context["unused_codes"][3]
    one, two = Client(), Client()
    for each in (one, two):
        sign_in(each)
    assert one.post(DOOR, {"code": spare}).status_code == 302
    assert two.post(DOOR, {"code": spare}).status_code == 422


def test_setting_one_up_signs_out_everywhere_else(staff, client, set_up_app):
    staff("nurse")
    other = Client()
    sign_in(other)
    sign_in(client)
    set_up_app(client)
    assert client.get("/account/").status_code == 200
    assert other.get("/account/").status_code == 302


def test_a_secret_of_another_site_key_fits_no_code(nurse, client, settings):
    settings.SECRET_KEY = "another key of the site, long enough for it"
    assert decrypt(Authenticator.objects.get().data["secret"]) not in ("", SECRET)
    sign_in(client)
    for guess in (code(), code("")):
        assert client.post(DOOR, {"code": guess}).status_code == 422


def test_changing_it_asks_for_the_password_again_later_on(nurse, client, settings):
    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = -1
    sign_in(client)
    client.post(DOOR, {"code": code()})
    asked = client.get("/account/second-factor/app/remove/")
    assert asked.url.startswith("/account/confirm/")
    assert client.post(asked.url, {"password": "wrong"}).status_code == 422
    assert AuditEvent.objects.filter(action="confirm", allowed=False, actor="nurse").count() == 1
    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
    assert client.post(asked.url, {"password": PASSWORD}).url == "/account/second-factor/app/remove/"
    assert client.post("/account/second-factor/app/remove/").url == "/account/second-factor/"
    assert not Authenticator.objects.exists()


def test_the_password_asked_for_again_waits_after_five_wrong_ones(staff, signed_in):
    one = signed_in("nurse")
    for _ in range(lockout.TRIES):
        one.post("/account/confirm/", {"password": "wrong"})
    assert one.post("/account/confirm/", {"password": PASSWORD}).status_code == 429


@pytest.mark.django_db(transaction=True)  # the session is noted after the commit, within the request
def test_where_it_is_required_nothing_else_opens_first(staff, client, settings, set_up_app):
    settings.SECOND_FACTOR_REQUIRED = True
    staff("nurse")
    sign_in(client)
    for address in ("/people/", "/account/", "/"):
        assert client.get(address).url == "/account/second-factor/", address
    assert client.get("/account/second-factor/").status_code == 200
    set_up_app(client)
    assert client.get("/people/").status_code == 200
    assert client.post("/sign-out/").status_code == 302


def test_one_may_sign_out_before_it_is_set_up(staff, client, settings):
    settings.SECOND_FACTOR_REQUIRED = True
    staff("nurse")
    sign_in(client)
    assert client.post("/sign-out/").url == "/sign-in/"
    assert client.get("/account/second-factor/").url.startswith("/sign-in/")


def test_where_it_is_required_the_last_one_stays(nurse, client, settings):
    settings.SECOND_FACTOR_REQUIRED = True
    sign_in(client)
    client.post(DOOR, {"code": code()})
    answer = client.post("/account/second-factor/app/remove/")
    assert "Set up another one first." in answer.content.decode()
    assert Authenticator.objects.filter(type="totp").exists()


def test_a_session_of_the_password_alone_ends_where_a_factor_is_required(nurse, signed_in, settings):
    settings.SECOND_FACTOR_REQUIRED = True
    one = signed_in("nurse")
    assert one.get("/people/").url == "/sign-in/"
    assert one.get("/account/").url.startswith("/sign-in/?next=")


@pytest.mark.parametrize(
    ("wanted", "reachable", "expected"),
    [("", True, True), ("", False, False), ("required", False, True), ("optional", False, False)],
)
def test_who_can_reach_the_site_decides(wanted, reachable, expected):
    assert second_factor_required(wanted, reachable=reachable) is expected


@pytest.mark.parametrize(("wanted", "reachable"), [("optional", True), ("off", False), ("Required", True)])
def test_a_slip_of_the_pen_does_not_open_the_site(wanted, reachable):
    with pytest.raises(ConfigurationError, match="LENITIVE_SECOND_FACTOR"):
        second_factor_required(wanted, reachable=reachable)


def test_an_administrator_takes_a_lost_one_away_and_sessions_end(nurse, signed_in, client):
    sign_in(client)
    client.post(DOOR, {"code": code()})
    boss = signed_in("administrator")
    boss.post(f"/staff/{nurse.pk}/", {"forget_factor": "1"})
    assert not second_factor.has_one(nurse)
    assert client.get("/account/").status_code == 302
    assert sign_in(Client()).url == "/"
    assert AuditEvent.objects.filter(what="took the second factor of nurse away").count() == 1


@pytest.mark.parametrize("credential", ["", "{}", "[]", '{"id": 1}', "null", "not json", '{"rawId": "AA"}'])
def test_what_is_no_passkey_is_refused_and_counted(nurse, client, credential):
    sign_in(client)
    assert client.post(DOOR, {"credential": credential}).status_code == 422
    assert AuditEvent.objects.filter(action="second_factor", allowed=False).count() == 1


@pytest.mark.parametrize("credential", ["", "{}", "null", '{"id": "x", "response": {}}'])
def test_what_is_no_passkey_is_not_added(staff, client, credential):
    staff("nurse")
    sign_in(client)
    answer = client.post("/account/second-factor/passkey/", {"name": "x", "credential": credential})
    assert answer.status_code in (200, 422)
    assert not Authenticator.objects.exists()


@pytest.mark.parametrize(
    ("host", "works"),
    [("localhost:8000", True), ("127.0.0.1:8000", False), ("[::1]:8000", False), ("pain.example.org", True)],
)
def test_passkeys_need_a_name(host, works):
    assert second_factor.passkeys_work_at(host) is works


def test_an_unused_session_ends_with_its_reason(staff, client, monkeypatch):
    staff("nurse")
    sign_in(client)
    now = time.time()
    monkeypatch.setattr(sessions.time, "time", lambda: now + 29 * 60)
    assert client.get("/people/").status_code == 200
    monkeypatch.setattr(sessions.time, "time", lambda: now + 58 * 60)
    assert client.get("/people/").status_code == 200
    monkeypatch.setattr(sessions.time, "time", lambda: now + 89 * 60)
    page = client.get("/people/", follow=True)
    assert page.redirect_chain == [("/sign-in/?next=/people/", 302)]
    assert "not used for 30 minutes" in page.content.decode()
    assert AuditEvent.objects.get(action="ended_session").actor == "nurse"


def test_a_session_ends_after_a_working_day_however_busy(staff, client, monkeypatch):
    staff("nurse")
    sign_in(client)
    now = time.time()
    for minute in range(0, 12 * 60, 25):
        monkeypatch.setattr(sessions.time, "time", lambda minute=minute: now + minute * 60)
        assert client.get("/account/").status_code == 200
    monkeypatch.setattr(sessions.time, "time", lambda: now + 12 * 3600 + 60)
    assert client.get("/account/").status_code == 302


def test_a_stolen_cookie_ends_in_another_browser(staff, client):
    staff("nurse")
    mine = Client(headers={"user-agent": "Firefox"})
    sign_in(mine)
    thief = Client(headers={"user-agent": "curl"})
    thief.cookies = mine.cookies
    assert thief.get("/people/").status_code == 302
    assert mine.get("/people/").status_code == 302
    assert AuditEvent.objects.get(action="ended_session").what == "another browser sent its cookie"


def test_one_sees_and_ends_ones_own_sessions_and_no_others(staff, client):
    staff("nurse")
    staff("physician")
    there, theirs = Client(), Client()
    sign_in(there)
    theirs.post("/sign-in/", {"username": "physician", "password": PASSWORD})
    sign_in(client)
    rows = [row for row, _browser in client.get("/account/").context["open_sessions"]]
    assert len(rows) == 2
    stranger, _browser = theirs.get("/account/").context["open_sessions"][0]
    client.post(f"/account/sessions/{stranger.pk}/end/")
    assert theirs.get("/account/").status_code == 200
    other = next(row for row in rows if row.session_key != client.session.session_key)
    client.post(f"/account/sessions/{other.pk}/end/")
    assert there.get("/account/").status_code == 302
    assert client.get("/account/").status_code == 200


@pytest.mark.parametrize(
    ("user_agent", "name"),
    [
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox, Linux"),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit Chrome/140.0 Safari/537.36 Edg/140.0", "Edge, Windows"),
        ("Mozilla/5.0 (iPhone; CPU like Mac OS X) Version/18.0 Safari/604.1", "Safari, iPhone"),
        ("curl/8", "an unknown browser"),
        ("", "an unknown browser"),
    ],
)
def test_a_browser_is_called_by_its_name(user_agent, name):
    assert sessions.browser_name(user_agent) == name


def test_signing_out_everywhere_else_leaves_this_one(staff, client):
    staff("nurse")
    others = [Client(), Client()]
    for each in (*others, client):
        sign_in(each)
    client.post("/account/sessions/end/")
    assert [each.get("/account/").status_code for each in (*others, client)] == [302, 302, 200]
    assert AuditEvent.objects.get(action="ended_session").what == "2 other sessions"


def test_a_page_costs_no_write_for_its_session(staff, client, django_assert_num_queries):
    staff("nurse")
    sign_in(client)
    client.get("/account/second-factor/")
    with django_assert_num_queries(5):
        client.get("/account/second-factor/")


@pytest.mark.parametrize(
    ("header", "address"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("10.0.0.1, 203.0.113.9", "203.0.113.9"),
        ("2001:db8::7", "2001:db8::7"),
        ("<script>", "127.0.0.1"),
        ("", "127.0.0.1"),
    ],
)
def test_behind_a_proxy_the_trail_notes_who_asked_the_proxy(staff, settings, header, address):
    settings.MIDDLEWARE = ["lenitive.desk.middleware.asked_through_proxy", *settings.MIDDLEWARE]
    staff("nurse")
    sign_in(Client(headers={"x-forwarded-for": header}))
    assert AuditEvent.objects.get(action="sign_in").address == address


def test_an_address_that_a_browser_claims_is_not_believed_without_a_proxy(staff):
    staff("nurse")
    sign_in(Client(headers={"x-forwarded-for": "203.0.113.9"}))
    assert AuditEvent.objects.get(action="sign_in").address == "127.0.0.1"


def test_sessions_that_are_over_leave_nothing_in_the_store(staff, client):
    staff("nurse")
    sign_in(client)
    Session.objects.update(expire_date=timezone.now() - timedelta(days=1))
    sign_in(Client())
    assert Session.objects.count() == 1
