"""What I agreed to: who agreed and when, as the trail holds it, and the way to take it back."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.test import Client, RequestFactory
from django.utils import timezone

from lenitive.clinic.models import Route, Wishes
from lenitive.desk.models import AuditEvent, Patient
from lenitive.desk.policy import Helper
from lenitive.portal.entering import invitations
from lenitive.portal.mine.consent import agreed
from lenitive.portal.models import Account

pytestmark = pytest.mark.django_db
BORN = date(1980, 5, 4)
WELCOME = {
    "way": "password", "name": "Rosa", "language": "en", "login": "rosa",
    "password": "four calm grey horses", "agreed": "on",
}  # fmt: skip


def comes_in(patient_id="ana", helper="carer"):
    """Somebody takes an invitation and agrees."""
    Patient.objects.filter(patient_id=patient_id).update(birth_date_low=BORN, birth_date_high=BORN)
    made = invitations.make(
        RequestFactory().get("/"), patient_id, helper, name="Rosa", words="", email="", by="Marit"
    )
    hers = Client()
    hers.post(made.link.removeprefix("http://testserver"), {"birth": BORN.isoformat()})
    assert hers.post("/me/invited/welcome/", WELCOME).status_code == 302


def test_it_says_who_agreed_and_when_and_leads_to_taking_it_back(me):
    phone = me("ana")
    comes_in()
    page = phone.get("/me/mine/consent/").content.decode()
    event = AuditEvent.objects.get(actor_name="Rosa", why="agreed on the page")
    assert f"Agreed on {timezone.localtime(event.at):%-d %b %Y, %H:%M}." in page
    assert "not a diagnosis, not a change of medicine" in page
    for leads in ("/me/mine/helpers/", "/me/mine/share/", "/me/mine/leave/"):
        assert f'href="{leads}"' in page


def test_without_a_day_in_the_trail_none_is_invented(me):
    phone = me("ana")
    assert [each.at for each in agreed("ana")] == [None]
    assert "No day is written down." in phone.get("/me/mine/consent/").content.decode()


@pytest.mark.parametrize(
    ("what", "earlier"),
    [
        ("coming into the portal, wording of November 2026", False),
        ("coming into the portal, wording of May 2026", True),
    ],
)
def test_an_earlier_wording_is_called_one(me, what, earlier):
    me("ana")
    AuditEvent.objects.create(
        at=datetime(2026, 5, 1, tzinfo=UTC), action="own_settled", what=what, patient_id="ana",
        actor=f"portal:{Account.objects.get().pk}", actor_name="Ana", allowed=True,
    )  # fmt: skip
    assert [each.earlier for each in agreed("ana")] == [earlier]


def test_whoever_was_ended_is_not_on_it_and_nobody_of_another_person(me):
    ben = me("ben")
    me("ana")
    comes_in("ana")
    assert "Rosa" not in ben.get("/me/mine/consent/").content.decode()
    assert {each.tie.account.name for each in agreed("ana")} == {"Ana", "Rosa"}
    invitations.end_tie("ana", Account.objects.get(name="Rosa").ties.get().pk)
    assert {each.tie.account.name for each in agreed("ana")} == {"Ana"}


def test_reminders_by_mail_that_were_agreed_at_the_clinic_stand_there_too(me):
    phone = me("ana")
    wished = Wishes.objects.create(
        patient_id="ana", route=Route.EMAIL, email="ana@example.org", changed_at=timezone.now(), who="Marit"
    )
    assert "They go to ana@example.org" in phone.get("/me/mine/consent/").content.decode()
    Wishes.objects.filter(pk=wished.pk).update(route=Route.PHONE)
    assert "ana@example.org" not in phone.get("/me/mine/consent/").content.decode()


def test_a_carer_sees_nothing_of_it(me):
    assert me("ana", Helper.CARER).get("/me/mine/consent/").status_code == 404
