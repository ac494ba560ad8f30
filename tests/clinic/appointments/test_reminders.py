"""Reminders: when they are due, in which words and by which way, and that nobody is told twice."""

from __future__ import annotations

import smtplib
from datetime import datetime, time, timedelta

import pytest
from django.core import mail
from django.utils import timezone

from lenitive.clinic.appointments import reminding
from lenitive.clinic.appointments.booking import Changed, cancel, move, say
from lenitive.clinic.appointments.upkeep import keep_up
from lenitive.clinic.models import Reminder, Wishes
from lenitive.desk.models import Patient
from lenitive.errors import ConfigurationError
from lenitive.knowledge.visits.appointments import appointments
from lenitive.site.mail import mail as mail_settings
from tests.clinic.appointments.conftest import monday

pytestmark = pytest.mark.django_db


def states():
    return dict(Reminder.objects.order_by("due_at").values_list("line", "state"))


def wish(patient_id, **more):
    return Wishes.objects.create(patient_id=patient_id, changed_at=timezone.now(), who="x", **more)


@pytest.fixture
def at(monkeypatch):
    """Let it be another time."""

    def be(moment: datetime) -> None:
        monkeypatch.setattr(reminding.timezone, "now", lambda: moment)

    return be


def test_an_appointment_queues_a_reminder_two_days_and_two_hours_before(booked):
    made = booked("ana", monday(14, weeks=2))
    due = dict(Reminder.objects.values_list("line", "due_at"))
    assert due == {"two_days": made.start - timedelta(days=2), "two_hours": made.start - timedelta(hours=2)}
    assert set(states().values()) == {"queued"}


@pytest.mark.parametrize(
    ("hour", "due"),
    [(10, "08:00"), (9, "20:00 the day before"), (8, "20:00 the day before"), (21, "19:00"), (22, "20:00")],
)
def test_nobody_is_reminded_at_night(booked, hour, due):
    made = booked("ana", monday(hour, weeks=2), way="phone", room=None)
    found = reminding.due_at(made, appointments().reminders["two_hours"])
    told = found.strftime("%H:%M") + (" the day before" if found.date() < made.start.date() else "")
    assert told == due


def test_who_booked_a_moment_ago_needs_no_reminder(booked, at):
    start = monday(11)
    at(timezone.make_aware(start) - timedelta(hours=3))
    booked("ana", start)
    assert states() == {}


def test_moving_moves_the_reminders_and_cancelling_drops_them(booked, works):
    made = booked("ana", monday(14, weeks=2))
    move(works("coordinator"), made.pk, Changed(start=monday(15, weeks=3)))
    made.refresh_from_db()
    assert Reminder.objects.get(line="two_hours").due_at == made.start - timedelta(hours=2)
    step = cancel(works("coordinator"), made.pk, reason="x")
    assert set(states().values()) == {"dropped"}
    from lenitive.clinic.appointments.booking import undo

    undo(works("coordinator"), step.pk)
    assert set(states().values()) == {"queued"}


def test_confirming_keeps_the_reminder_that_is_due_later(booked, works):
    made = booked("ana", monday(14, weeks=2))
    say(works("coordinator"), made.pk, "confirmed")
    assert states() == {"two_days": "queued", "two_hours": "queued"}


def test_what_was_told_of_one_time_is_told_again_of_another(booked, works, at):
    made = booked("ana", monday(14, weeks=2))
    at(made.start - timedelta(days=2))
    reminding.mark_due()
    assert reminding.told(Reminder.objects.get(line="two_days").pk, "The nurse")
    assert not reminding.told(Reminder.objects.get(line="two_days").pk, "The nurse")
    move(works("coordinator"), made.pk, Changed(start=monday(14, weeks=4)))
    assert states()["two_days"] == "queued"


def test_due_is_marked_at_its_time_and_dropped_when_the_appointment_began(booked, at):
    made = booked("ana", monday(14, weeks=2))
    at(made.start - timedelta(hours=47))
    assert reminding.mark_due() == 1
    assert states() == {"two_days": "due", "two_hours": "queued"}
    at(made.start + timedelta(minutes=1))
    assert reminding.mark_due() == 0
    assert set(states().values()) == {"dropped"}


def test_the_list_for_the_telephone_names_who_when_and_the_words(booked, at):
    made = booked("ana", monday(14, weeks=2), why="Cancer pain")
    wish("ana", interpreter="Arabic")
    at(made.start - timedelta(hours=40))
    reminding.mark_due()
    (call,) = reminding.to_call(Patient.objects.all())
    assert (call.name, call.interpreter, call.told.language) == ("Ana Silva", "Arabic", "en")
    assert "at 14:00, at the clinic" in call.told.text
    assert reminding.to_call(Patient.objects.none()) == []


def test_no_reminder_names_a_condition_a_kind_or_the_reason_in_any_language(booked):
    made = booked("ana", monday(14, weeks=2), kind="follow_up", why="Opioid review, cancer pain")
    for language in appointments().words:
        told = reminding.words(made, "Ana Silva", language)
        assert told.language == language
        for word in ("Opioid", "cancer", "pain", "Follow-up", "The physician"):
            assert word not in told.subject + told.text, language
        assert "14:00" in told.text
        assert "{" not in told.text + told.subject


@pytest.mark.parametrize(
    ("language", "spoken", "day"),
    [
        ("es", "es", "lunes"),
        ("de-AT", "de", "Montag"),
        ("fr", "fr", "lundi"),
        ("pt_BR", "pt", "segunda"),
        ("", "en", "Monday"),
    ],
)
def test_a_person_is_told_in_their_language(booked, language, spoken, day):
    told = reminding.words(booked("ana", monday(14, weeks=2)), "Ana Silva", language)
    assert (told.language, told.missing) == (spoken, False)
    assert day in told.text.lower() or day in told.text


def test_a_language_without_words_is_phoned_and_says_so(booked, person, at, settings):
    settings.MAIL_IS_SET_UP = True
    person("ana", language="ti")
    wish("ana", route="email", email="ana@example.org")
    made = booked("ana", monday(14, weeks=2))
    at(made.start - timedelta(hours=40))
    keep_up()
    assert mail.outbox == []
    (call,) = reminding.to_call(Patient.objects.all())
    assert call.told.missing
    assert call.reminder.why == "There are no words in this language yet."


def test_who_wants_none_gets_none(booked, person):
    person("ana")
    wish("ana", route="none")
    booked("ana", monday(14, weeks=2))
    assert states() == {}


def test_an_e_mail_goes_once_where_the_site_has_a_server_and_the_person_agreed(booked, person, at, settings):
    person("ana", language="es")
    wish("ana", route="email", email="ana@example.org")
    made = booked("ana", monday(14, weeks=2))
    at(made.start - timedelta(hours=40))
    keep_up()
    assert mail.outbox == []  # no server is set up: it stands on the list
    assert len(reminding.to_call(Patient.objects.all())) == 1
    settings.MAIL_IS_SET_UP = True
    assert reminding.to_call(Patient.objects.all()) == []
    keep_up()
    keep_up()
    (sent,) = mail.outbox
    assert sent.to == ["ana@example.org"]
    assert sent.subject.startswith("Su cita del lunes")
    assert states()["two_days"] == "sent"


def test_an_e_mail_that_could_not_be_sent_comes_onto_the_list(booked, person, at, settings, monkeypatch):
    settings.MAIL_IS_SET_UP = True
    person("ana")
    wish("ana", route="email", email="ana@example.org")
    made = booked("ana", monday(14, weeks=2))
    at(made.start - timedelta(hours=40))

    def refuse(*_args):
        raise smtplib.SMTPServerDisconnected

    monkeypatch.setattr(reminding, "send_mail", refuse)
    keep_up()
    assert states()["two_days"] == "failed"
    (call,) = reminding.to_call(Patient.objects.all())
    assert call.reminder.why == "The e-mail could not be sent."


def test_without_a_server_nothing_can_leave():
    found = mail_settings("", "")
    assert found == {"MAIL_IS_SET_UP": False, "EMAIL_BACKEND": "django.core.mail.backends.dummy.EmailBackend"}


def test_a_mail_server_is_read_from_its_address():
    found = mail_settings("smtps://me:p%40ss@mail.example.org", "clinic@example.org")
    assert found["EMAIL_USE_SSL"] and not found["EMAIL_USE_TLS"]
    assert (found["EMAIL_HOST"], found["EMAIL_PORT"]) == ("mail.example.org", 465)
    assert found["EMAIL_HOST_PASSWORD"] == "p@ss"
    assert mail_settings("smtp://mail.example.org", "clinic@example.org")["EMAIL_PORT"] == 587


@pytest.mark.parametrize(
    ("url", "sender"),
    [
        ("mail.example.org", "a@b.org"),
        ("http://x", "a@b.org"),
        ("smtp://x:port", "a@b.org"),
        ("smtp://x", ""),
    ],
)
def test_a_wrong_mail_server_is_refused(url, sender):
    with pytest.raises(ConfigurationError, match="LENITIVE_MAIL"):
        mail_settings(url, sender)


def test_the_night_of_knowledge_is_a_night():
    evening, morning = appointments().night
    assert (evening, morning) == (time(20), time(8))
