from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from lenitive.clinic.models import Entry, RuleAnswer
from lenitive.desk import audit, store
from lenitive.desk.models import RECORD, AuditEvent
from lenitive.knowledge.choices import choices
from lenitive.reason.assess import assess

CHOICES = "/people/p/choices/"


def medicine(order_id, rxcui, words, days=200):
    start = (timezone.localdate() - timedelta(days=days)).isoformat()
    return {
        "resourceType": "MedicationRequest",
        "id": order_id,
        "status": "active",
        "intent": "order",
        "authoredOn": start,
        "medicationCodeableConcept": {
            "coding": [{"system": "http://www.nlm.nih.gov/research/umls/rxnorm", "code": rxcui}],
            "text": words,
        },
        "dosageInstruction": [
            {
                "timing": {"repeat": {"frequency": 4, "period": 1, "periodUnit": "d"}},
                "doseAndRate": [{"doseQuantity": {"value": 1, "unit": "tablet"}}],
            }
        ],
    }


BACK_PAIN = {
    "resourceType": "Condition",
    "id": "back",
    "clinicalStatus": {"coding": [{"code": "active"}]},
    "code": {
        "coding": [{"system": "http://hl7.org/fhir/sid/icd-10-cm", "code": "M54.50"}],
        "text": "Low back pain",
    },
}


@pytest.fixture
def on_opioids(chart_of, signed_in):
    """Somebody aged 70 who takes oxycodone 40 mg a day, and whom nobody has asked anything."""
    chart_of(
        medicine("oxy", "1049683", "oxycodone hydrochloride 10 MG Oral Tablet"),
        BACK_PAIN,
        birthDate="1956-02-03",
        gender="female",
    )
    return signed_in("physician")


def status(rule, patient_id="p"):
    today = timezone.localdate()
    with store.person(patient_id) as record:
        found = assess(record, patient_id=patient_id, as_of=today)["findings"]
    return next((each["status"] for each in found if each["rule"] == rule), "not_met")


def send(client, choice, **said):
    return client.post(CHOICES, {"choice": choice, "token": str(uuid.uuid4()), **said})


@pytest.mark.parametrize(
    ("choice", "answer", "rule", "before", "after"),
    [
        ("monitoring_programme", "looked", "cdc22_9", "met", "not_met"),
        ("naloxone", "prescribed", "cdc22_8", "met", "not_met"),
        ("naloxone", "at_home", "cdc22_8", "met", "not_met"),
        ("drug_screen", "taken", "cdc22_10", "met", "not_met"),
        ("drug_screen", "ordered", "cdc22_10", "met", "met"),  # an order is no result
        ("suicide", "not_at_all", "yellow_suicidality", "unknown", "not_met"),
        ("suicide", "several_days", "yellow_suicidality", "unknown", "met"),
    ],
)
def test_a_yes_is_known_to_the_rule_at_once_and_an_undo_forgets_it(
    on_opioids, choice, answer, rule, before, after
):
    assert status(rule) == before
    assert send(on_opioids, choice, answer=answer).status_code == 302
    assert status(rule) == after
    entry = Entry.objects.get()
    assert entry.wrote
    assert (
        "entered here by The physician"
        in RECORD["resource"].objects.get(row_id=entry.wrote[0][1].partition("#")[0] + "#1").source
    )
    on_opioids.post(f"{CHOICES}undo/", {"entry": entry.pk})
    assert status(rule) == before
    for table, row in entry.wrote:
        assert not RECORD[table].objects.filter(row_id=row).exists()


def test_an_agreement_made_today_takes_it_off_the_strip_of_the_next_day(on_opioids):
    page = on_opioids.get("/people/p/").content.decode()
    assert "Treatment agreement" in page
    send(on_opioids, "agreement", answer="made")
    consent = RECORD["consent"].objects.get()
    assert (consent.kind, consent.decision, consent.status) == (
        "Opioid treatment agreement",
        "permit",
        "active",
    )
    Entry.objects.update(day=timezone.localdate() - timedelta(days=1))
    on_opioids.get("/people/p/")  # says once that it is kept
    assert "Made or renewed today" not in on_opioids.get("/people/p/").content.decode()


def test_a_no_takes_one_tap_leaves_the_finding_open_and_is_asked_again_at_the_next_visit(on_opioids):
    send(on_opioids, "naloxone", reason="person_declined")
    assert status("cdc22_8") == "met"
    review = RECORD["review"].objects.get()
    assert (review.finding, review.outcome, review.reason) == (
        "cdc22_8",
        "not_now",
        "The person does not want it",
    )
    assert RuleAnswer.objects.get().did == "overridden"
    page = on_opioids.get("/people/p/").content.decode()
    assert 'name="answer" value="at_home"' not in page
    Entry.objects.update(day=timezone.localdate() - timedelta(days=1))
    assert 'name="answer" value="at_home"' in on_opioids.get("/people/p/").content.decode()


def test_own_words_are_a_reason_too(on_opioids):
    send(on_opioids, "naloxone", words="  Ses voisins l'ont déjà 🙂  ")
    assert Entry.objects.get().reason == "Ses voisins l'ont déjà 🙂"


@pytest.mark.parametrize("said", [{}, {"answer": "perhaps"}, {"reason": "because"}, {"words": "   "}])
def test_neither_answer_nor_reason_is_kept_as_nothing(on_opioids, said):
    assert send(on_opioids, "naloxone", **said).status_code == 404
    assert not Entry.objects.exists()


def test_a_huge_paste_is_refused_and_still_there(on_opioids):
    answer = send(on_opioids, "naloxone", words="x" * 5000)
    assert answer.status_code == 422
    assert "x" * 5000 in answer.content.decode()
    assert not Entry.objects.exists()


def test_the_same_form_sent_twice_counts_once(on_opioids):
    said = {"choice": "monitoring_programme", "answer": "looked", "token": str(uuid.uuid4())}
    assert {on_opioids.post(CHOICES, said).status_code for _ in range(2)} == {302}
    assert Entry.objects.count() == RECORD["procedure"].objects.count() == 1


def test_two_who_answer_at_once_hear_of_each_other(on_opioids, signed_in):
    send(on_opioids, "naloxone", answer="prescribed")
    answer = send(signed_in("nurse"), "naloxone", words="no time to teach the household")
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "The physician" in page
    assert "no time to teach the household" in page
    assert Entry.objects.get().answer == "prescribed"
    assert not RECORD["review"].objects.exists()


def test_who_may_not_choose_sees_the_strip_without_buttons(on_opioids, signed_in):
    coordinator = signed_in("coordinator")
    page = coordinator.get("/people/p/").content.decode()
    assert "Asked once a visit" in page
    assert 'value="looked"' not in page
    assert send(coordinator, "naloxone", answer="prescribed").status_code == 404


def test_nothing_is_asked_of_somebody_whose_findings_do_not_call_for_it(chart_of, signed_in):
    chart_of(birthDate="1990-01-01", gender="male")
    page = signed_in("physician").get("/people/p/").content.decode()
    assert "Prescription monitoring programme" not in page
    assert "Naloxone" not in page


def test_nobody_takes_back_what_is_about_another_person(on_opioids, load):
    send(on_opioids, "naloxone", answer="prescribed")
    load("ana")
    answer = on_opioids.post("/people/ana/choices/undo/", {"entry": Entry.objects.get().pk})
    assert answer.status_code == 404
    assert on_opioids.post(f"{CHOICES}undo/", {"entry": "x"}).status_code == 404
    assert Entry.objects.get().undone_at is None


def test_every_row_that_a_choice_writes_names_its_source():
    for choice in choices().choices:
        for answer in choice.answers:
            assert all(each.source for each in answer.writes)
            assert answer.writes


def test_answers_go_along_when_two_records_are_merged_and_are_still_taken_back(on_opioids, load, staff):
    from lenitive.desk.people import merge

    send(on_opioids, "monitoring_programme", answer="looked")
    load("ana")
    merge.merge(kept="ana", gone="p", reason="there twice", staff=staff("physician"))
    assert status("cdc22_9", "ana") == "not_met"
    on_opioids.post("/people/ana/choices/undo/", {"entry": Entry.objects.get().pk})
    assert status("cdc22_9", "ana") == "met"


def test_the_trail_says_what_was_decided_and_what_was_taken_back(on_opioids):
    send(on_opioids, "naloxone", reason="no_household")
    on_opioids.post(f"{CHOICES}undo/", {"entry": Entry.objects.get().pk})
    on_opioids.post(f"{CHOICES}undo/", {"entry": Entry.objects.get().pk})  # changes nothing
    events = AuditEvent.objects.filter(action__in=["decided", "took_back"]).order_by("id")
    assert [audit.sentence(each, "Ana").rpartition(", ")[0] for each in events] == [
        "The physician decided for Ana: Naloxone: No (Nobody at home who could give it)",
        "The physician took back for Ana: Naloxone: No (Nobody at home who could give it)",
    ]
