"""What is mine: settings, ways in, devices and helpers, of whoever is in and of nobody else."""

from __future__ import annotations

from datetime import date

import pytest
from django.contrib.auth.hashers import make_password
from django.utils import timezone

from lenitive.desk.models import Patient
from lenitive.desk.policy import Helper
from lenitive.portal.models import Account, Invitation, Passkey, Session, Tie

pytestmark = pytest.mark.django_db
BORN = date(1980, 5, 4)
GOOD = "four calm grey horses"


def test_the_page_leads_to_each_part_and_a_reader_sees_fewer(me):
    assert "Who helps me" in me("ana").get("/me/mine/").content.decode()
    assert "Who helps me" not in me("ana", Helper.READER).get("/me/mine/").content.decode()


def test_settings_are_kept_and_the_next_page_speaks_the_language(me):
    one = me("ana")
    one.post("/me/mine/settings/", {"name": "Ana S", "language": "es", "country": "GB"})
    account = Account.objects.get()
    assert (account.name, account.language, account.country) == ("Ana S", "es", "GB")
    assert 'lang="es"' in one.get("/me/mine/settings/").content.decode()


def test_a_name_that_is_too_long_is_refused_and_what_was_typed_stays(me):
    answer = me("ana").post("/me/mine/settings/", {"name": "x" * 500, "language": "en"})
    assert answer.status_code == 422
    assert "x" * 500 in answer.content.decode()


def test_another_password_needs_the_one_until_now_and_ends_the_other_devices(me):
    one, other = me("ana"), me("ana")
    Account.objects.update(password=make_password("the one until now"))
    wrong = one.post("/me/mine/ways-in/password/", {"current": "no", "new": GOOD})
    assert wrong.status_code == 422
    right = one.post("/me/mine/ways-in/password/", {"current": "the one until now", "new": GOOD})
    assert right.status_code == 302
    assert (one.get("/me/").status_code, other.get("/me/").status_code) == (200, 302)


def test_another_device_is_ended_and_that_of_another_person_cannot_be(me):
    one, other, stranger = me("ana"), me("ana"), me("ben")
    second = Session.objects.filter(account__name="Ana").order_by("pk")[1]
    assert stranger.post(f"/me/mine/ways-in/devices/{second.pk}/end/").status_code == 404
    assert other.get("/me/").status_code == 200
    assert one.post(f"/me/mine/ways-in/devices/{second.pk}/end/").status_code == 302
    assert other.get("/me/").status_code == 302


def test_the_only_way_in_is_not_taken_away(me):
    one = me("ana")
    key = Passkey.objects.create(account=Account.objects.get(), credential_id="a", public=b"", name="Phone")
    # The page itself reads the key, which is none here: only the press is tried.
    assert one.post(f"/me/mine/ways-in/passkeys/{key.pk}/end/").status_code == 302
    assert Passkey.objects.count() == 1


def test_a_person_invites_a_helper_but_no_parent(me):
    one = me("ana")
    Patient.objects.update(birth_date_low=BORN, birth_date_high=BORN)
    sent = {"name": "Bo", "words": "neighbour"}
    assert one.post("/me/mine/helpers/", {**sent, "helper": "parent"}).status_code == 422
    page = one.post("/me/mine/helpers/", {**sent, "helper": "carer"})
    assert page.context["made"].link in page.content.decode()
    assert Invitation.objects.get().helper == "carer"


def test_helpers_are_ended_by_the_person_alone_and_never_the_person(me, account_of):
    carer = account_of("ana", Helper.CARER)
    one, stranger, helps = me("ana"), me("ben"), me("ana", Helper.CARER)
    tie, own = carer.ties.get(), Tie.objects.get(patient_id="ana", helper="self")
    for client, which in ((stranger, tie), (helps, tie), (one, own)):
        assert client.post(f"/me/mine/helpers/{which.pk}/end/").status_code == 404
    assert one.post(f"/me/mine/helpers/{tie.pk}/end/").status_code == 302
    assert helps.get("/me/").status_code == 302


def test_an_invitation_of_another_person_is_not_taken_back(me):
    me("ana")
    now = timezone.now()
    waits = Invitation.objects.create(
        patient_id="ana", helper="carer", link_hash="a", code_hash="b", made_at=now, made_by="x",
        until=now + timezone.timedelta(days=1),
    )  # fmt: skip
    assert me("ben").post(f"/me/mine/helpers/invitations/{waits.pk}/end/").status_code == 404
    assert me("ana").post(f"/me/mine/helpers/invitations/{waits.pk}/end/").status_code == 302
