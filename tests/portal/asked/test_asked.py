"""Questionnaires from home: begun, saved at each answer, stopped, resumed elsewhere, and what they say."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from lenitive.clinic.models import Asking, Way
from lenitive.clinic.tablet import sessions
from lenitive.desk.models import RECORD, AuditEvent, Patient
from lenitive.desk.policy import Helper
from tests.portal.safety.test_watch import watched

__all__ = ["watched"]
pytestmark = pytest.mark.django_db


def ask(patient_id, *forms):
    """What staff asked of somebody from home."""
    return sessions.start(patient_id, forms, None, Way.PORTAL)[0]


def answers_of(patient_id):
    rows = RECORD["answer"].objects.filter(patient_id=patient_id)
    return {f"{row.instrument}.{row.item}": row.value_number for row in rows}


def test_every_answer_is_kept_at_once_and_another_device_goes_on_with_the_next_question(me):
    phone, tablet = me("ana"), me("ana")
    one = ask("ana", "peg")
    phone.post(f"/me/ask/{one.pk}/0/0/", {"value": "6", "do": "answer"})
    assert answers_of("ana") == {"peg.pain": 6}
    assert tablet.get(f"/me/ask/{one.pk}/").url == f"/me/ask/{one.pk}/0/1/"
    assert 'value="6"' in tablet.get(f"/me/ask/{one.pk}/0/0/").content.decode()


def test_an_answer_sent_twice_or_from_two_devices_stands_once_and_the_last_one_holds(me):
    phone, tablet = me("ana"), me("ana")
    one = ask("ana", "peg")
    for client, value in ((phone, "6"), (phone, "6"), (tablet, "4")):
        client.post(f"/me/ask/{one.pk}/0/0/", {"value": value, "do": "answer"})
    assert answers_of("ana") == {"peg.pain": 4}
    assert RECORD["response"].objects.filter(patient_id="ana", instrument="peg").count() == 1


@pytest.mark.parametrize(("helper", "by"), [(Helper.SELF, "patient"), (Helper.CARER, "proxy")])
def test_the_record_and_the_trail_say_who_answered(me, helper, by):
    one_who = me("ana", helper)
    one = ask("ana", "peg")
    for item, value in enumerate("654"):
        one_who.post(f"/me/ask/{one.pk}/0/{item}/", {"value": value, "do": "answer"})
    response = RECORD["response"].objects.get(patient_id="ana", instrument="peg")
    assert (response.answered_by, response.status) == (by, "completed")
    told = AuditEvent.objects.filter(action="own_answered").last()
    assert told.what.startswith("PEG")
    assert told.role == helper


def test_at_the_end_stands_what_the_answers_say_and_what_changed_and_no_diagnosis(me):
    phone = me("ana")
    before = timezone.localdate() - timedelta(days=60)
    RECORD["score"].objects.create(
        row_id="score/old#1", patient_id="ana", instrument="peg", scale="total", value_number=8.0,
        origin="staff", at_low=before, at_high=before,
    )  # fmt: skip
    one = ask("ana", "peg")
    for item, value in enumerate("333"):
        last = phone.post(f"/me/ask/{one.pk}/0/{item}/", {"value": value, "do": "answer"})
    assert last.url == f"/me/ask/{one.pk}/said/"
    page = phone.get(last.url).content.decode()
    assert "Clearly better than on" in page
    assert "3 of 10" in page
    assert "not a diagnosis" in page


def test_a_form_that_was_left_half_way_waits_and_counts_for_what_it_can_say_when_ended(me):
    phone = me("ana")
    one = ask("ana", "pseq")
    for item in range(9):
        phone.post(f"/me/ask/{one.pk}/0/{item}/", {"value": "3", "do": "answer"})
    assert phone.post(f"/me/ask/{one.pk}/stop/").url == "/me/"
    assert "Go on with your questions" in phone.get("/me/").content.decode()
    assert phone.post(f"/me/ask/{one.pk}/finish/").url == f"/me/ask/{one.pk}/said/"
    assert "Go on with your questions" not in phone.get("/me/").content.decode()
    assert RECORD["score"].objects.filter(patient_id="ana", instrument="pseq").exists()


def test_whoever_is_too_tired_gets_the_short_form_and_the_answers_so_far_stay(me):
    phone = me("ana")
    one = ask("ana", "pseq")
    phone.post(f"/me/ask/{one.pk}/0/0/", {"value": "3", "do": "answer"})
    assert phone.post(f"/me/ask/{one.pk}/0/short/").url == f"/me/ask/{one.pk}/1/0/"
    assert len(answers_of("ana")) == 1
    one.refresh_from_db()
    assert [form["instrument"] for form in one.forms] == ["pseq", "pseq2"]


def test_a_question_can_be_left_out_and_an_answer_out_of_range_is_refused_with_a_sentence(me):
    phone = me("ana")
    one = ask("ana", "peg")
    refused = phone.post(f"/me/ask/{one.pk}/0/0/", {"value": "12", "do": "answer"})
    assert refused.status_code == 422
    assert answers_of("ana") == {}
    assert phone.post(f"/me/ask/{one.pk}/0/0/", {"do": "skip"}).url == f"/me/ask/{one.pk}/0/1/"


def test_a_script_in_an_answer_is_refused_and_shown_as_text(me):
    phone = me("ana")
    one = ask("ana", "peg")
    page = phone.post(f"/me/ask/{one.pk}/0/0/", {"value": "<script>alert(1)</script>", "do": "answer"})
    assert page.status_code == 422
    assert "<script>alert" not in page.content.decode()


def test_a_stale_page_of_questions_that_are_over_leads_to_what_they_said(me):
    phone = me("ana")
    one = ask("ana", "peg")
    phone.post(f"/me/ask/{one.pk}/0/0/", {"value": "5", "do": "answer"})
    phone.post(f"/me/ask/{one.pk}/finish/")
    assert phone.post(f"/me/ask/{one.pk}/0/1/", {"value": "5"}).url == f"/me/ask/{one.pk}/said/"
    assert answers_of("ana") == {"peg.pain": 5}


@pytest.mark.parametrize("part", ["", "0/0/", "said/"])
def test_the_questions_of_another_person_are_not_there(me, part):
    me("ana")
    one = ask("ana", "peg")
    assert me("ben").get(f"/me/ask/{one.pk}/{part}").status_code == 404
    assert me("ben").post(f"/me/ask/{one.pk}/0/0/", {"value": "5"}).status_code == 404
    assert me("ben", Helper.CARER).get(f"/me/ask/{one.pk}/{part}").status_code == 404
    assert answers_of("ana") == {}


def test_whoever_may_only_look_answers_nothing_and_is_offered_nothing(me):
    reader = me("ana", Helper.READER)
    one = ask("ana", "peg")
    assert reader.get(f"/me/ask/{one.pk}/0/0/").status_code == 404
    assert "Questions" not in reader.get("/me/").content.decode()


def test_a_real_person_sees_official_wording_alone(me):
    phone = me("ana")
    Patient.objects.filter(patient_id="ana").update(synthetic=False)
    with pytest.raises(Exception, match="official wording is not loaded"):
        ask("ana", "peg")
    assert phone.get("/me/ask/").status_code == 200


def test_an_invented_person_is_told_that_the_labels_are_ours(me):
    phone = me("ana")
    one = ask("ana", "peg")
    assert "short labels of ours" in phone.get(f"/me/ask/{one.pk}/0/0/").content.decode()


def test_staff_ask_from_home_and_it_stands_on_the_first_page(me, staff, signed_in, cares_for, watched):
    phone = me("ana")
    cares_for("nurse", "ana")
    nurse = signed_in("nurse")
    assert "From home" in nurse.get("/people/ana/ask/").content.decode()
    nurse.post("/people/ana/ask/", {"form": ["peg"], "way": "portal"})
    assert Asking.objects.get(patient_id="ana").way == Way.PORTAL
    assert "Questions from your team" in phone.get("/me/").content.decode()
    assert AuditEvent.objects.exclude(action="").exists()


def test_a_form_is_asked_in_the_language_of_whoever_answers_where_it_is_loaded_in_it(me):
    me("ana", language="es")
    assert not Patient.objects.get(patient_id="ana").language
    in_spanish = sessions.start("ana", ["work", "peg"], None, Way.PORTAL, "es")[0]
    assert [each["language"] for each in in_spanish.forms] == ["es", ""]
    as_the_chart_says = sessions.start("ana", ["work"], None, Way.PORTAL)[0]
    assert as_the_chart_says.forms[0]["language"] != "es"


def test_whoever_reads_english_is_asked_a_list_of_ours_in_english_whatever_the_chart_says(me):
    me("ana")
    Patient.objects.filter(patient_id="ana").update(language="es")
    made = sessions.start("ana", ["work"], None, Way.PORTAL, "en")[0]
    assert made.forms[0]["language"] == ""
    assert sessions.start("ana", ["work"], None, Way.PORTAL)[0].forms[0]["language"] == "es"
