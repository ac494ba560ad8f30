"""Letters: the answer first, ability and no diagnosis to work and insurance, plain words to the person."""

from __future__ import annotations

import pytest
from django.utils import timezone

from lenitive.clinic.models import Entry
from lenitive.clinic.notes.compose import composed
from lenitive.clinic.notes.day import day_of
from lenitive.clinic.notes.readiness import private_words
from lenitive.desk.models import RECORD
from lenitive.knowledge.instruments import instrument
from lenitive.knowledge.visits.notes import note_kinds
from lenitive.plan.reading_level import reading_level
from tests.clinic.notes.conftest import WHO, address, begun, draft_of, fill, sign, token, write


def agree(client, note, answer="yes"):
    return client.post(address(note, "draft/consent/"), {"answer": answer, "token": token()})


def texts(note):
    return {part.section: part.text for part in draft_of(note).parts.all()}


@pytest.mark.parametrize("kind", ["work", "insurance"])
def test_a_letter_of_ability_names_no_diagnosis_and_no_medicine(chart, physician, kind):
    made = texts(begun(physician, kind))
    assert private_words(WHO, "\n".join(made.values())) == []
    assert "hours a day" in made["answer"]
    assert "Sit: ____ minutes at a time" in made["can"]
    assert "Pauses" in made["adjust"]
    assert "This holds until ____" in made["until"]


def test_it_says_what_was_measured_of_what_the_person_can_do(physician):
    today, scale = timezone.localdate(), instrument("six_minute_walk").scales[0].id
    RECORD["score"].objects.create(
        patient_id=WHO,
        row_id="score/walk#1",
        instrument="six_minute_walk",
        scale=scale,
        value_number=380,
        origin="staff",
        at_low=today,
        at_high=today,
    )
    assert "380" in texts(begun(physician, "work"))["can"].splitlines()[0]


def test_nobody_signs_it_before_the_person_was_asked(physician):
    note = begun(physician, "work")
    fill(physician, note)
    answer = sign(physician, note)
    assert answer.status_code == 422
    assert "Ask the person whether they agree" in answer.content.decode()
    agree(physician, note)
    row = RECORD["consent"].objects.get(patient_id=WHO, kind__contains="workplace")
    assert (row.decision, row.status) == ("permit", "active")
    assert sign(physician, note).status_code == 302


def test_a_person_who_says_no_is_heard_and_may_say_yes_later(physician):
    note = begun(physician, "insurance")
    fill(physician, note)
    agree(physician, note, "no")
    answer = sign(physician, note)
    assert answer.status_code == 422
    assert "did not agree" in answer.content.decode()
    agree(physician, note, "yes")
    assert Entry.objects.filter(subject=f"letter_consent:{note.pk}", undone_at=None).get().answer == "yes"
    assert [row.decision for row in RECORD["consent"].objects.filter(kind__contains="insurance")] == [
        "permit"
    ]
    assert sign(physician, note).status_code == 302


def test_a_diagnosis_that_somebody_types_is_named_and_stays_only_on_purpose(physician):
    RECORD["condition"].objects.create(
        patient_id=WHO, row_id="Condition/oud#1", text="Opioid use disorder (disorder)", status="active"
    )
    note = begun(physician, "work")
    fill(physician, note)
    agree(physician, note)
    write(physician, note, can="Can sit for an hour in spite of opioid use disorder.")
    answer = sign(physician, note)
    assert answer.status_code == 422
    assert "“opioid use disorder”" in answer.content.decode()
    assert sign(physician, note, despite="yes").status_code == 302


def test_the_answer_about_a_letter_is_no_decision_that_a_note_tells(physician):
    note = begun(physician, "work")
    agree(physician, note)
    assert "workplace" not in "".join(texts(begun(physician, "follow_up")).values())


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["adaeze-nwosu", "rosa-lindqvist", "lucia-marchetti", "philippa-ames"])
def test_the_letter_to_the_person_is_of_grade_eight_at_most(invented, who):
    invented(who)
    kinds = note_kinds()
    made = composed(kinds.kind("person"), day_of(who, timezone.localdate(), None))
    said = [each.text for each in made if each.section != "goals"]  # their own words
    assert reading_level("\n".join(said).replace("____", "")).grade <= kinds.reading_grade
    assert any(each.section == "help" and each.text for each in made)


def test_its_grade_is_shown_and_hard_sentences_are_named(physician):
    note = begun(physician, "person")
    hard = (
        "Multidisciplinary rehabilitation necessitates comprehensive individualised reconceptualisation. "
        * 30
    )
    write(physician, note, answer=hard)
    page = physician.get(address(note, "draft/")).content.decode()
    assert "These are the hardest" in page
    assert "Multidisciplinary rehabilitation" in page


def test_a_letter_to_the_referrer_says_the_answer_first_and_what_is_asked_of_them(chart, physician, decision):
    decision("Aerobic exercise", "Accepted")
    note = begun(physician, "referrer")
    parts = [part.section for part in draft_of(note).parts.all()]
    assert parts[:4] == ["to", "answer", "dangers", "we_ask"]
    made = texts(note)
    assert made["answer"].startswith("Thank you for sending us Adaeze Nwosu.")
    assert "Aerobic exercise: Accepted" in made["answer"]
    assert made["we_ask"] == "____"


def test_a_discharge_letter_lists_the_medicines_for_whoever_takes_over(chart, physician):
    made = texts(begun(physician, "discharge"))
    taken = RECORD["medication"].objects.filter(patient_id=WHO, status="active").first()
    assert taken.text.split()[0].lower() in made["medicines"].lower()


def test_letters_have_a_list_of_their_own(physician):
    begun(physician, "work")
    begun(physician, "contact")
    letters = physician.get(f"/people/{WHO}/letters/").content.decode()
    notes = physician.get(f"/people/{WHO}/notes/").content.decode()
    assert "Letter to the workplace" in letters
    assert "Short note" not in letters
    assert "Short note" in notes


def test_every_name_of_an_order_is_looked_for_and_its_form_is_not(physician):
    RECORD["medication"].objects.create(
        patient_id=WHO,
        row_id="MedicationRequest/x#1",
        kind="order",
        status="active",
        text="acetaminophen 325 MG / oxycodone hydrochloride 5 MG Oral Tablet",
    )
    said = "Takes a tablet of OXYCODONE at work; the release of forms is daily."
    assert private_words(WHO, said) == ["oxycodone"]
