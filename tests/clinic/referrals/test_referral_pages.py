"""The pages of referrals: what each shows, who may, and what a form keeps."""

from __future__ import annotations

import uuid

import pytest
from django.urls import reverse

from lenitive.clinic.models import Referral, ReferralFact, ReferralLetter, ReferralRecord
from lenitive.desk.models import Patient
from tests.clinic.referrals.conftest import LETTER

pytestmark = pytest.mark.django_db


def form(**more):
    return {
        "token": str(uuid.uuid4()),
        "came_on": "2026-11-12",
        "pays": "unknown",
        "asked_urgency": "",
        **more,
    }


def at(referral, name="referral", *more):
    return reverse(f"clinic:{name}", args=[referral.patient_id, referral.pk, *more])


def test_an_empty_list_says_how_a_referral_comes_in(signed_in):
    page = signed_in("coordinator").get("/referrals/").content.decode()
    assert "No referral is open" in page
    assert "Emergencies never wait" in page


def test_a_letter_that_is_pasted_is_kept_and_waits_for_its_person(signed_in):
    client = signed_in("coordinator")
    answer = client.post("/referrals/new/", form(letter=LETTER.replace("\n", "\r\n")), follow=True)
    assert "It has no person yet" in answer.content.decode()
    assert Referral.objects.get().letter == LETTER


def test_a_letter_pasted_twice_leads_to_the_first(signed_in):
    client = signed_in("coordinator")
    for _ in range(2):
        answer = client.post("/referrals/new/", form(letter=LETTER), follow=True)
    assert "This letter is here already" in answer.content.decode()
    assert Referral.objects.count() == 1


def test_nothing_at_all_is_no_referral_and_says_what_is_enough(signed_in):
    answer = signed_in("coordinator").post("/referrals/new/", form())
    assert answer.status_code == 422
    assert "one of them is enough" in answer.content.decode()
    assert not Referral.objects.exists()


def test_a_day_to_come_is_refused_with_everything_kept(signed_in):
    answer = signed_in("coordinator").post("/referrals/new/", form(letter=LETTER, came_on="2999-01-01"))
    assert answer.status_code == 422
    assert "Yours sincerely" in answer.content.decode()


def test_the_first_screen_says_how_urgent_why_and_what_is_missing(load, take_in, signed_in):
    load("ana")
    referral = take_in("ana", letter=LETTER)
    page = signed_in("nurse").get(at(referral)).content.decode()
    assert "The letter may tell of an emergency; nobody has confirmed it" in page
    assert "Emergency department now" in page
    assert "would be settled by" in page
    assert "imaging reports" in page
    assert page.index("How urgent, and why") < page.index("What becomes of it")


def test_two_open_referrals_of_one_person_say_so(load, take_in, signed_in):
    load("ana")
    first, second = take_in("ana"), take_in("ana")
    page = signed_in("nurse").get(at(first)).content.decode()
    assert "Another referral of this person is open" in page
    assert at(second) in page


def test_the_letter_is_shown_whole_with_its_words_marked(load, take_in, signed_in):
    load("ana")
    referral = take_in("ana", letter=LETTER + "<script>alert(1)</script>")
    page = signed_in("nurse").get(at(referral)).content.decode()
    told = ReferralFact.objects.get(what="progressive_leg_weakness")
    assert f'id="m{told.pk}">progressive leg weakness</mark>' in page
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_confirming_on_the_page_counts_at_once(load, take_in, signed_in):
    load("ana")
    referral = take_in("ana", letter=LETTER)
    told = ReferralFact.objects.get(what="progressive_leg_weakness")
    client = signed_in("nurse")
    page = client.post(
        at(referral, "referral_facts"), {f"fact-{told.pk}": "yes"}, follow=True
    ).content.decode()
    assert "Do now:" in page
    assert "big-emergency" in page


def test_a_coordinator_takes_in_and_confirms_nothing_clinical(take_in, signed_in):
    referral = take_in(None, letter=LETTER)
    told = ReferralFact.objects.get(what="progressive_leg_weakness")
    name = ReferralFact.objects.get(kind="name")
    client = signed_in("coordinator")
    address = reverse("clinic:referral_own_facts", args=[referral.pk])
    client.post(address, {f"fact-{told.pk}": "yes", f"fact-{name.pk}": "yes"})
    told.refresh_from_db()
    assert told.said == "open"
    assert Referral.objects.get().person == {"name": "Ana Silva"}


def test_a_birth_date_that_may_be_two_days_waits_for_a_choice(take_in, signed_in):
    referral = take_in(None, letter="Re: Ana Silva, DOB 03/04/1972\n")
    born = ReferralFact.objects.get(kind="birth")
    client, address = signed_in("nurse"), reverse("clinic:referral_own_facts", args=[referral.pk])
    assert (
        "1972-04-03" in client.get(reverse("clinic:referral_unmatched", args=[referral.pk])).content.decode()
    )
    client.post(address, {f"fact-{born.pk}": "yes", f"day-{born.pk}": "1972-03-04"})
    assert Referral.objects.get().person == {"birth": "1972-03-04"}


def test_matching_and_making_a_person_from_the_page(load, take_in, signed_in):
    load("ana")
    first, second = (take_in(None, person={"name": name}) for name in ("Ana Silva", "Zoe Adams"))
    client = signed_in("coordinator")
    client.post(reverse("clinic:referral_match", args=[first.pk]), {"patient": "ana"})
    assert Referral.objects.get(pk=first.pk).patient_id == "ana"
    fields = {"new": "yes", "name": "Zoe Adams", "token": str(uuid.uuid4())}
    answer = client.post(reverse("clinic:referral_match", args=[second.pk]), fields, follow=True)
    made = Patient.objects.get(name="Zoe Adams")
    assert Referral.objects.get(pk=second.pk).patient_id == made.patient_id
    assert answer.redirect_chain[-1][0].endswith(f"/people/{made.patient_id}/referrals/{second.pk}/")


def test_the_page_of_a_matched_referral_is_that_of_its_person(load, take_in, signed_in):
    load("ana")
    referral = take_in("ana")
    answer = signed_in("nurse").get(reverse("clinic:referral_unmatched", args=[referral.pk]))
    assert answer.headers["Location"] == at(referral)


def test_a_decision_without_its_reason_comes_back_with_every_word(load, take_in, signed_in):
    load("ana")
    referral = take_in("ana")
    fields = {
        "decision": "decline",
        "advice": "Walk a little each day",
        "token": str(uuid.uuid4()),
        "seen": 0,
    }
    answer = signed_in("physician").post(at(referral, "referral_decide"), fields)
    assert answer.status_code == 422
    assert "why is missing" in answer.content.decode()
    assert "Walk a little each day" in answer.content.decode()


def test_deciding_undoing_and_the_letter(load, take_in, signed_in):
    load("ana")
    referral = take_in("ana", referrer="Dr Hall")
    client = signed_in("physician")
    fields = {"decision": "decline", "reason": "An acute sprain", "advice": "Physiotherapy\nHeat"}
    client.post(at(referral, "referral_decide"), {**fields, "token": str(uuid.uuid4()), "seen": 0})
    letter = ReferralLetter.objects.get(kind="declined")
    page = client.get(at(referral, "referral_letter", letter.pk)).content.decode()
    assert "Why: An acute sprain" in page
    assert "Heat" in page
    assert client.get(at(referral, "referral_letter_pdf", letter.pk)).content.startswith(b"%PDF")
    step = Referral.objects.get().steps.get(did="decline")
    client.post(at(referral, "referral_undo"), {"step": step.pk})
    assert Referral.objects.get().state == "new"
    assert "taken back" in client.get(at(referral)).content.decode()


def test_a_coordinator_may_not_decide_nor_undo_a_decision(load, take_in, signed_in):
    load("ana")
    referral = take_in("ana")
    fields = {"decision": "accept", "token": str(uuid.uuid4())}
    assert signed_in("coordinator").post(at(referral, "referral_decide"), fields).status_code == 404
    signed_in("physician").post(at(referral, "referral_decide"), fields)
    step = Referral.objects.get().steps.get(did="accept")
    assert signed_in("coordinator").post(at(referral, "referral_undo"), {"step": step.pk}).status_code == 404
    assert Referral.objects.get().state == "waiting"


def test_records_are_asked_for_reminded_and_come(load, take_in, signed_in):
    from datetime import timedelta

    from lenitive.clinic.referrals.records import checklist

    load("ana")
    referral = take_in("ana", referrer="Dr Hall")
    client, address = signed_in("coordinator"), at(referral, "referral_records")
    states = {each.id: each.state for each in checklist(referral)}
    assert states["medicines"] == "there"
    assert states["imaging"] == "missing"
    client.post(address, {"did": "ask", "kinds": ["imaging", "operative"], "of": "Dr Hall"})
    assert {each.id: each.state for each in checklist(referral)}["imaging"] == "asked"
    assert "X-ray" in str(ReferralLetter.objects.get(kind="records").sections)
    client.post(address, {"did": "remind"})
    assert not ReferralLetter.objects.filter(kind="reminder").exists()
    for each in ReferralRecord.objects.all():
        each.asked_on -= timedelta(days=11)
        each.save()
    client.post(address, {"did": "remind"})
    assert ReferralLetter.objects.filter(kind="reminder").count() == 1
    assert set(ReferralRecord.objects.values_list("reminders", flat=True)) == {1}
    client.post(address, {"did": "came", "kind": "imaging"})
    client.post(address, {"did": "not_needed", "kind": "operative", "why": "no operation"})
    states = {each.id: each.state for each in checklist(Referral.objects.get())}
    assert (states["imaging"], states["operative"]) == ("came", "not_needed")


def test_the_sheet_is_offered_and_that_it_was_given_is_kept(load, take_in, signed_in):
    load("ana")
    referral = take_in("ana")
    client = signed_in("coordinator")
    assert "Get help at once" in client.get(at(referral, "referral_sheet")).content.decode()
    assert client.get(at(referral, "referral_sheet_pdf")).content.startswith(b"%PDF")
    client.post(at(referral, "referral_keep"), {"did": "education"})
    assert Referral.objects.get().education_at is not None


def test_one_clinic_does_not_see_the_other_ones_referrals(load, take_in, signed_in, staff):
    from lenitive.desk.models import Clinic, Organisation, PersonClinic

    load("ana")
    trust = Organisation.objects.create(name="Coast health")
    harbour, hill = (Clinic.objects.create(organisation=trust, name=name) for name in ("Harbour", "Hill"))
    PersonClinic.objects.create(patient_id="ana", clinic=harbour)
    staff("nurse").clinics.add(hill)
    mine, theirs = take_in("ana"), take_in(None, person={"name": "Zoe Adams"})
    Referral.objects.filter(pk=theirs.pk).update(clinic=harbour)
    client = signed_in("nurse")
    page = client.get("/referrals/").content.decode()
    assert "Zoe Adams" not in page
    assert "Silva" not in page
    assert client.get(at(mine)).status_code == 404
    assert client.get(reverse("clinic:referral_unmatched", args=[theirs.pk])).status_code == 404


def test_the_list_is_filtered_counted_and_sorted_by_what_presses_most(load, take_in, signed_in):
    load("ana", "ben")
    take_in("ana")
    take_in("ben", letter="He has saddle anaesthesia.")
    client = signed_in("nurse")
    page = client.get("/referrals/").content.decode()
    assert page.index("Öztürk") < page.index("Ana Silva")
    assert "to triage <b>2</b>" in page
    assert "Ana Silva" not in client.get("/referrals/?urgency=emergency").content.decode()
    assert "Ana Silva" in client.get("/referrals/?search=silva").content.decode()


def test_the_list_asks_the_store_no_more_often_for_more_referrals(
    load, take_in, signed_in, django_assert_max_num_queries
):
    load("ana", "ben", "cleo")
    for patient_id in ("ana", "ben", "cleo") * 3:
        take_in(patient_id)
    client = signed_in("nurse")
    client.get("/referrals/")
    with django_assert_max_num_queries(30):
        client.get("/referrals/")
