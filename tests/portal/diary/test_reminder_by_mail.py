"""A reminder by mail: only where it was asked for, at its time, once a day, naming nobody and no illness."""

from __future__ import annotations

import uuid
from datetime import date, datetime, time

import pytest
from django.core import mail
from django.utils import timezone

from lenitive.clinic.appointments.upkeep import keep_up
from lenitive.portal.diary.mailing import send_due
from lenitive.portal.models import Account, DiaryEntry, Reminder, Tie

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 11, 23)
AT_SEVEN = {"time": "19:00", "days": ["1", "4"], "by_mail": "on"}


def at(hour, minute=0, day=23):
    return datetime(2026, 11, day, hour, minute, tzinfo=timezone.get_default_timezone())


@pytest.fixture
def asked(me, settings):
    """Ana, who asked for a mail on Mondays and Thursdays at seven, long ago."""
    settings.MAIL_IS_SET_UP = True
    phone = me("ana")
    assert phone.post("/me/diary/reminder/", AT_SEVEN).status_code == 302
    Reminder.objects.update(made_at=at(8, day=1))
    Tie.objects.update(since=at(8, day=1))
    return phone


@pytest.mark.parametrize(
    ("when", "sent"),
    [
        (at(18, 59), 0),
        (at(19, 0), 1),
        (at(20, 59), 1),
        (at(21, 1), 0),  # the server was down for too long
        (at(19, 0, day=24), 0),  # a Tuesday
        (at(19, 0, day=26), 1),  # a Thursday
    ],
)
def test_it_goes_at_its_time_on_its_days(asked, when, sent):
    assert (send_due(when), len(mail.outbox)) == (sent, sent)


def test_it_goes_once_a_day_and_again_the_next_time(asked):
    assert [send_due(each) for each in (at(19), at(19, 1), at(20), at(19, day=26))] == [1, 0, 0, 1]


def test_it_names_nobody_and_no_illness_and_goes_to_the_account_in_its_language(asked):
    Account.objects.update(language="es")
    send_due(at(19))
    (sent,) = mail.outbox
    assert (sent.to, sent.subject) == ([Account.objects.get().email], "Diario")
    assert not any(word in sent.body.lower() for word in ("ana", "dolor", "pain", "clínica", "silva"))


@pytest.mark.parametrize("changed", [{"by_mail": False}, {"days": ""}, {"time": time(23)}])
def test_what_was_not_asked_for_is_not_sent(asked, changed):
    Reminder.objects.update(**changed)
    assert send_due(at(19)) == 0


def test_no_mail_goes_where_the_diary_of_the_day_is_written(asked):
    DiaryEntry.objects.create(patient_id="ana", uuid=uuid.uuid4(), day=MONDAY, received_at=timezone.now())
    assert (send_due(at(19)), send_due(at(19, day=26))) == (0, 1)


def test_a_reminder_that_is_set_after_its_time_waits_for_the_next_day(asked):
    Reminder.objects.update(made_at=at(19, 30))
    assert (send_due(at(19, 40)), send_due(at(19, day=26))) == (0, 1)


@pytest.mark.parametrize("ended", ["tie", "account"])
def test_whoever_left_gets_no_mail(asked, ended):
    if ended == "tie":
        Tie.objects.update(until=at(8, day=2))
    else:
        Account.objects.update(ended_at=at(8, day=2))
    assert send_due(at(19)) == 0


def test_a_mail_that_could_not_be_sent_is_tried_again(asked, monkeypatch):
    def fails(*_args, **_more):
        raise OSError("no server")

    with monkeypatch.context() as broken:
        broken.setattr("lenitive.portal.diary.mailing.send_mail", fails)
        assert send_due(at(19)) == 0
    assert send_due(at(19, 1)) == 1


def test_a_site_without_mail_says_so_and_keeps_no_wish_for_it(me, settings):
    settings.MAIL_IS_SET_UP = False
    phone = me("ana")
    page = phone.get("/me/diary/reminder/").content.decode()
    assert "This clinic sends no mail." in page
    assert 'name="by_mail"' not in page
    phone.post("/me/diary/reminder/", AT_SEVEN)
    assert Reminder.objects.get().by_mail is False
    Reminder.objects.update(by_mail=True, made_at=at(8, day=1))
    assert send_due(at(19)) == 0


def test_an_account_without_an_address_hears_that_none_is_known(me, settings):
    settings.MAIL_IS_SET_UP = True
    phone = me("ana")
    Account.objects.update(email="")
    assert "We have no e-mail address of yours" in phone.get("/me/diary/reminder/").content.decode()
    phone.post("/me/diary/reminder/", AT_SEVEN)
    assert Reminder.objects.get().by_mail is False


def test_the_work_in_the_background_sends_it(asked, monkeypatch):
    monkeypatch.setattr("lenitive.portal.diary.mailing.timezone.localtime", lambda _now: at(19))
    keep_up()
    assert len(mail.outbox) == 1
