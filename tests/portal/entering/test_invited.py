"""An invitation opens once, for whoever knows the date of birth, and says kindly why it opens no more."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from lenitive.desk.models import AuditEvent, Patient
from lenitive.desk.policy import Helper
from lenitive.portal.models import Account, Invitation, Session, Tie

pytestmark = pytest.mark.django_db
BORN = date(1980, 5, 4)
GOOD = "four calm grey horses"


@pytest.fixture
def invite(load, staff, cares_for):
    """What a nurse hands over: `invite("ana", "carer")` gives the page's invitation."""

    def make(patient_id="ana", helper="self", name="Ana Silva"):
        if not Patient.objects.filter(patient_id=patient_id).exists():
            load(patient_id)
            Patient.objects.filter(patient_id=patient_id).update(birth_date_low=BORN, birth_date_high=BORN)
            cares_for("nurse", patient_id)
        desk = Client()
        desk.force_login(staff("nurse"))
        sent = {"invite-helper": helper, "invite-name": name, "invite-words": ""}
        answer = desk.post(f"/people/{patient_id}/portal/", sent)
        assert answer.status_code == 200
        return answer.context["made"]

    return make


def path(made):
    return made.link.removeprefix("http://testserver")


def come_in(client, made, login="ana", birth="1980-05-04", **more):
    first = client.post(path(made), {"birth": birth})
    if first.status_code != 302:
        return first
    sent = {
        "way": "password",
        "name": "Ana",
        "language": "en",
        "agreed": "on",
        "login": login,
        "password": GOOD,
    }
    return client.post(first.url, {**sent, **more})


def test_a_link_and_the_date_of_birth_lead_in_and_consent_is_in_the_trail(invite, client):
    answer = come_in(client, invite())
    assert (answer.status_code, answer.url) == (302, "/me/")
    assert client.get("/me/").status_code == 200
    account = Account.objects.get()
    assert account.password != GOOD
    assert account.ties.get().helper == Helper.SELF
    agreed = AuditEvent.objects.get(action="own_settled")
    assert (agreed.actor_name, agreed.patient_id) == ("Ana", "ana")


def test_a_typed_code_leads_to_the_same_place_in_any_case_of_letters(invite, client):
    made = invite()
    sent = {"code": made.code.lower(), "birth": "1980-05-04"}
    assert client.post("/me/invited/", sent).url == "/me/invited/welcome/"


def test_nothing_of_the_person_is_told_before_the_date_of_birth_is_right(invite, client):
    made = invite(helper="carer", name="Bo")
    page = client.get(path(made)).content.decode()
    assert "Silva" not in page
    assert "Silva" not in client.get("/me/invited/welcome/").content.decode()


def test_a_used_an_old_and_a_taken_back_invitation_say_so_and_what_to_do(invite, client):
    used = invite()
    come_in(client, used)
    old, back = invite(name="Old"), invite(name="Back")
    Invitation.objects.filter(pk=old.invitation.pk).update(until=timezone.now())
    Invitation.objects.filter(pk=back.invitation.pk).update(ended_at=timezone.now())
    for made, word in ((used, "used already"), (old, "too old"), (back, "taken back")):
        answer = Client().get(path(made))
        assert answer.status_code == 410
        assert word in answer.content.decode()
        assert "Ask the clinic for a new one" in answer.content.decode()


def test_two_devices_with_one_invitation_make_one_account(invite, client):
    made, other = invite(), Client()
    for one in (client, other):
        one.post(path(made), {"birth": "1980-05-04"})
    sent = {"way": "password", "name": "Ana", "language": "en", "agreed": "on", "password": GOOD}
    first = client.post("/me/invited/welcome/", {**sent, "login": "ana"})
    second = other.post("/me/invited/welcome/", {**sent, "login": "ana2"})
    assert (first.status_code, second.status_code) == (302, 410)
    assert (Account.objects.count(), Tie.objects.count()) == (1, 1)


def test_five_wrong_dates_of_birth_end_the_invitation(invite, client):
    made = invite()
    for _each in range(5):
        assert come_in(client, made, birth="1981-01-01").status_code == 422
    assert come_in(client, made).status_code == 410
    assert Account.objects.count() == 0


def test_without_consent_nobody_comes_in(invite, client):
    answer = come_in(client, invite(), agreed="")
    assert answer.status_code == 422
    assert Account.objects.count() == 0


@pytest.mark.parametrize("password", ["", "short", "passwordpassword1"[:8], "ana-ana-ana-ana"])
def test_a_weak_password_is_refused_in_words_and_the_rest_is_kept(invite, client, password):
    answer = come_in(client, invite(), password=password)
    assert answer.status_code == 422
    assert 'value="Ana"' in answer.content.decode()
    assert Account.objects.count() == 0


def test_a_forged_cookie_opens_nothing(invite, client):
    invite()
    client.cookies["lenitive_invited"] = f"{Invitation.objects.get().pk}:abc:def"
    assert client.get("/me/invited/welcome/").status_code == 410


def test_a_script_in_the_name_is_shown_as_text(invite, client):
    come_in(client, invite(), name="<script>alert(1)</script>")
    assert "<script>alert(1)" not in client.get("/me/mine/settings/").content.decode()


def test_a_parent_of_two_children_adds_the_second_and_switches(invite, client):
    come_in(client, invite("ana", "parent", "Eva"), login="eva")
    made = invite("ben", "parent", "Eva")
    client.post(path(made), {"birth": "1980-05-04"})
    assert client.post("/me/invited/welcome/", {"way": "same", "agreed": "on"}).url == "/me/"
    assert Session.objects.get(ended_at=None).patient_id == "ben"
    assert Account.objects.count() == 1
    to_ana = Tie.objects.get(patient_id="ana")
    stranger = Tie.objects.create(
        account=Account.objects.create(name="X"), patient_id="ana", helper="self", since=timezone.now()
    )
    assert client.post("/me/choose/", {"tie": stranger.pk}).status_code == 404
    assert client.post("/me/choose/", {"tie": to_ana.pk}).status_code == 302
    assert Session.objects.get(ended_at=None).patient_id == "ana"


def test_a_page_that_was_open_for_the_other_child_sends_nothing_after_the_switch(invite):
    careful = Client(enforce_csrf_checks=True)
    account = Account.objects.create(name="Eva")
    invite("ana")
    invite("ben")
    from django.test import RequestFactory

    from lenitive.portal import sessions

    ties = [
        Tie.objects.create(account=account, patient_id=each, helper="parent", since=timezone.now())
        for each in ("ana", "ben")
    ]
    _session, key = sessions.open_for(account, ties[0], RequestFactory().get("/"), way="x", own_device=True)
    careful.cookies[sessions.COOKIE] = key
    stale = careful.get("/me/choose/").context["csrf_token"]
    switched = careful.post("/me/choose/", {"tie": ties[1].pk, "csrfmiddlewaretoken": str(stale)})
    assert switched.status_code == 302
    sent = {"name": "Y", "language": "en", "csrfmiddlewaretoken": str(stale)}
    assert careful.post("/me/mine/settings/", sent).status_code == 403
    assert Account.objects.get(pk=account.pk).name == "Eva"


def test_staff_end_a_tie_and_take_an_invitation_back(invite, client, staff):
    come_in(client, invite())
    waits = invite(name="Bo", helper="reader")
    desk = Client()
    desk.force_login(staff("nurse"))
    desk.post(f"/people/ana/portal/ties/{Tie.objects.get().pk}/end/")
    assert client.get("/me/").status_code == 302
    desk.post(f"/people/ana/portal/invitations/{waits.invitation.pk}/end/")
    assert Client().get(path(waits)).status_code == 410
    assert AuditEvent.objects.filter(action="invited", patient_id="ana").count() == 4


def test_a_double_tap_leaves_one_invitation_that_opens(invite):
    first, second = invite(), invite()
    assert Client().get(path(first)).status_code == 410
    assert Client().get(path(second)).status_code == 200


def test_an_invitation_lasts_two_weeks_and_its_secrets_are_not_kept(invite):
    made = invite()
    kept = Invitation.objects.values().get()
    assert kept["until"] - kept["made_at"] == timedelta(days=14)
    secret = path(made).split("/")[-2]
    assert secret not in str(kept)
    assert made.code.replace(" ", "") not in str(kept)
