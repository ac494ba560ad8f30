"""This is not right: the person says so, the clinic has it on its list, and the answer comes back."""

from __future__ import annotations

import pytest
from django.utils import timezone

from lenitive.clinic.models import State, WorkItem
from lenitive.desk.models import AuditEvent
from lenitive.desk.policy import Helper
from lenitive.knowledge.portal.team import own_team
from lenitive.portal.mine import correct_views
from lenitive.portal.models import Correction

pytestmark = pytest.mark.django_db
SAID = {"about": "allergy", "wrong": "It says I may take penicillin.", "right": "It gives me a rash."}
TOKEN = "00000000-0000-4000-8000-00000000000{}"
ANSWER = {"verdict": "changed", "text": "The allergy stands in your record now."}


def say(client, number=1, **more):
    return client.post("/me/mine/correct/", {**SAID, "token": TOKEN.format(number), **more})


def answer(client, pk, patient_id="ana", **more):
    sent = {"correction": pk, **ANSWER, **more}
    return client.post(f"/people/{patient_id}/from-home/correction/", sent, follow=True)


def text(client, url="/me/mine/correct/"):
    return client.get(url).content.decode()


def test_it_reaches_the_clinics_list_is_answered_once_and_the_person_reads_it(me, cares_for, signed_in):
    phone = me("ana")
    cares_for("nurse", "ana")
    nurse = signed_in("nurse")
    assert say(phone).url == "/me/mine/correct/"
    one = Correction.objects.get()
    item = WorkItem.objects.get(patient_id="ana", subject=f"correction {one.pk}")
    assert (item.state, "Allergies" in item.title) == (State.OPEN, True)
    page = text(nurse, "/people/ana/from-home/")
    assert "It gives me a rash." in page
    assert "Not answered yet." in text(phone)
    assert "The person now reads your answer." in answer(nurse, one.pk).content.decode()
    assert "Nothing waits for an answer here." in answer(nurse, one.pk, text="No.").content.decode()
    assert "The allergy stands in your record now." in text(phone)
    assert "The record was changed." in text(phone)
    assert "An answer from your clinic" in text(phone, "/me/")
    item.refresh_from_db()
    assert item.state == State.DONE


def test_both_sides_stand_in_the_trail_without_the_words_themselves(me, cares_for, signed_in):
    phone = me("ana")
    cares_for("nurse", "ana")
    say(phone)
    answer(signed_in("nurse"), Correction.objects.get().pk)
    told = [(each.actor_name, each.what) for each in AuditEvent.objects.filter(patient_id="ana")]
    assert ("Ana", "asked for a correction: Allergies") in told
    assert ("The nurse", "a correction of the record: answered (changed)") in told
    assert not any("rash" in what for _who, what in told)


def test_the_same_form_counts_once_and_what_is_open_can_be_taken_back(me, signed_in, cares_for):
    phone = me("ana")
    cares_for("nurse", "ana")
    say(phone)
    say(phone)
    one = Correction.objects.get()
    assert AuditEvent.objects.filter(what__startswith="asked for a correction").count() == 1
    assert phone.post(f"/me/mine/correct/{one.pk}/back/").status_code == 302
    assert phone.post(f"/me/mine/correct/{one.pk}/back/").status_code == 404
    assert "rash" not in text(signed_in("nurse"), "/people/ana/from-home/")
    answer(signed_in("nurse"), one.pk)
    one.refresh_from_db()
    assert one.answered_at is None


@pytest.mark.parametrize("lacks", ["about", "wrong", "right"])
def test_half_a_form_says_what_is_missing_and_keeps_the_rest(me, lacks):
    phone = me("ana")
    refused = say(phone, **{lacks: ""})
    page = refused.content.decode()
    assert refused.status_code == 422
    assert not Correction.objects.exists()
    assert page.count('role="alert"') == 1
    assert all(said in page for name, said in SAID.items() if name not in (lacks, "about"))


def test_a_text_that_is_too_long_is_refused_and_kept_as_typed(me):
    long = "x" * (own_team().longest_text + 1)
    refused = say(me("ana"), wrong=long)
    assert refused.status_code == 422
    assert long in refused.content.decode()


def test_a_pasted_script_is_shown_as_text_on_both_sides(me, cares_for, signed_in):
    phone = me("ana")
    cares_for("nurse", "ana")
    say(phone, wrong="<script>alert(1)</script>")
    for page in (text(phone), text(signed_in("nurse"), "/people/ana/from-home/")):
        assert "<script>alert(1)" not in page
        assert "&lt;script&gt;alert(1)" in page


def test_too_many_at_once_are_for_the_telephone(me):
    phone, most = me("ana"), own_team().most_requests
    for number in range(most + 1):
        last = phone.post("/me/mine/correct/", SAID)
        assert Correction.objects.count() == min(number + 1, most)
    page = last.content.decode()
    assert last.status_code == 422
    assert "Call the clinic" in page
    assert SAID["wrong"] in page  # what was typed is not lost


def test_what_is_said_and_its_event_are_kept_both_or_neither(me, monkeypatch):
    phone = me("ana")
    monkeypatch.setattr(correct_views, "note", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        say(phone)
    assert not Correction.objects.exists()


@pytest.mark.parametrize("sent", [{"text": ""}, {"text": "  "}, {"verdict": ""}, {"verdict": "done"}])
def test_an_answer_without_what_was_done_or_why_is_not_sent(me, cares_for, signed_in, sent):
    phone = me("ana")
    cares_for("nurse", "ana")
    say(phone)
    page = answer(signed_in("nurse"), Correction.objects.get().pk, **sent).content.decode()
    assert "Nothing was sent." in page
    assert Correction.objects.get().answered_at is None


def test_nobody_reads_answers_or_takes_back_what_another_person_said(me, cares_for, signed_in):
    ana, ben = me("ana"), me("ben")
    cares_for("nurse", "ben")
    say(ana)
    one = Correction.objects.get()
    assert "rash" not in text(ben)
    assert ben.post(f"/me/mine/correct/{one.pk}/back/").status_code == 404
    answer(signed_in("nurse"), one.pk, patient_id="ben")
    one.refresh_from_db()
    assert (one.answered_at, one.taken_back_at) == (None, None)


def test_a_parent_may_ask_for_it_and_a_carer_may_not(me):
    assert say(me("ana", Helper.PARENT)).status_code == 302
    assert Correction.objects.get().by == "Helper of Ana"
    assert say(me("ana", Helper.CARER), 2).status_code == 404
    assert Correction.objects.filter(at__lte=timezone.now()).count() == 1
