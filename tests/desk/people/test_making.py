"""A new person: made once, with who may be the same shown first, and undone while nothing hangs on them."""

from __future__ import annotations

import uuid

import pytest

from lenitive.desk.models import (
    RECORD,
    AuditEvent,
    Clinic,
    Organisation,
    Patient,
    PersonChange,
    PersonClinic,
)
from lenitive.desk.people.duplicates import duplicates
from lenitive.desk.people.identity import Identity
from lenitive.desk.search import found


def form(**fields):
    return {"name": "Rosa Lindqvist", "token": str(uuid.uuid4()), **fields}


def test_a_new_person_is_on_the_list_and_in_the_trail(signed_in):
    answer = signed_in("nurse").post("/new-person/", form(birth="1961-05", language="sv", identifier="N-7"))
    made = Patient.objects.get()
    assert answer.url == f"/people/{made.patient_id}/"
    assert (made.name, made.identifier, made.language) == ("Rosa Lindqvist", "N-7", "sv")
    assert (str(made.birth_date_low), str(made.birth_date_high)) == ("1961-05-01", "1961-05-31")
    assert [row.name for row in found(Patient.objects.all(), "lindq")] == ["Rosa Lindqvist"]
    assert AuditEvent.objects.filter(action="made_person", patient_id=made.patient_id).count() == 1


def test_the_same_form_sent_twice_makes_one_person(signed_in):
    one, fields = signed_in("nurse"), form()
    first, second = one.post("/new-person/", fields), one.post("/new-person/", fields)
    assert first.url == second.url
    assert Patient.objects.count() == 1
    assert AuditEvent.objects.filter(action="made_person").count() == 1


@pytest.mark.parametrize(
    "name",
    ["فاطمة الزهراء", "Zoë 🦊 O’Neill", "ישראל ישראלי", "Nguyễn Thị Minh Khai", "王小明", "<b>Bob</b>"],
)
def test_names_of_all_kinds_come_back_as_they_were_written(signed_in, name):
    one = signed_in("coordinator")
    one.post("/new-person/", form(name=name))
    made = Patient.objects.get()
    assert made.name == name
    page = one.get(f"/people/{made.patient_id}/changes/").content.decode()
    assert name.replace("<", "&lt;").replace(">", "&gt;") in page


def test_a_form_that_is_wrong_keeps_what_was_written(signed_in):
    answer = signed_in("nurse").post("/new-person/", form(birth="2999"))
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Rosa Lindqvist" in page
    assert "This day is still to come." in page
    assert Patient.objects.count() == 0


def test_a_paste_larger_than_any_form_is_answered_in_words_and_changes_nothing(signed_in):
    answer = signed_in("nurse").post("/new-person/", form(name="x" * 3_000_000))
    assert answer.status_code == 400
    assert "Nothing was changed." in answer.content.decode()
    assert Patient.objects.count() == 0


def test_a_paste_larger_than_the_field_keeps_the_rest(signed_in):
    answer = signed_in("nurse").post("/new-person/", form(name="x" * 100_000, language="sv"))
    assert answer.status_code == 422
    assert 'value="sv"' in answer.content.decode()


def test_who_may_be_the_same_is_shown_first_and_made_only_when_it_is_nobody_of_them(load, signed_in):
    load("ana")
    one, fields = signed_in("nurse"), form(name="Anna Silva", birth="1972-04-03")
    page = one.post("/new-person/", fields).content.decode()
    assert "Is it one of these?" in page
    assert "N-ana" in page
    assert Patient.objects.count() == 1
    assert one.post("/new-person/", {**fields, "nobody_of_these": "on"}).status_code == 302
    assert Patient.objects.count() == 2


@pytest.mark.parametrize(
    ("identity", "same"),
    [
        (Identity("Ana Silva", birth="1972-04-03"), True),
        (Identity("SILVA ana", birth="1972-04-03"), True),
        (Identity("Anna Sylva", birth="1972-04-03"), True),  # slips of the pen on one birth date
        (Identity("Ana Silva", birth="1972"), True),
        (Identity("Ana Sylva", birth="1972-04"), True),
        (Identity("Ana Silva"), True),  # the birth date is not known: it may be
        (Identity("Someone Else", identifier="n-ANA"), True),
        (Identity("Ana Silva", birth="1972-04-04"), False),
        (Identity("Pedro Nunes", birth="1972-04-03"), False),
        (Identity("Anna Sylva"), False),
        (Identity("Pedro Nunes", identifier="N-an"), False),
    ],
)
def test_who_may_be_the_same(load, staff, identity, same):
    load("ana")
    assert [each.patient_id for each in duplicates(identity, staff("nurse"))] == (["ana"] if same else [])


def test_a_record_number_of_another_clinic_is_refused_without_saying_whose(load, staff, signed_in):
    load("ana")
    trust = Organisation.objects.create(name="Coast health")
    harbour, hill = (Clinic.objects.create(organisation=trust, name=each) for each in ("Harbour", "Hill"))
    PersonClinic.objects.create(patient_id="ana", clinic=hill)
    staff("nurse").clinics.add(harbour)
    one = signed_in("nurse")
    answer = one.post("/new-person/", form(name="Ana Silva", birth="1972-04-03", identifier="N-ana"))
    assert answer.status_code == 422
    assert "A person of another clinic has this record number" in answer.content.decode()
    made = one.post("/new-person/", form(name="Ana Silva", birth="1972-04-03"))
    assert made.status_code == 302, "somebody of another clinic is not suggested"
    assert PersonClinic.objects.exclude(patient_id="ana").get().clinic == harbour


def test_whoever_works_in_two_clinics_says_which_one(staff, signed_in):
    trust = Organisation.objects.create(name="Coast health")
    both = [Clinic.objects.create(organisation=trust, name=each) for each in ("Harbour", "Hill")]
    staff("nurse").clinics.set(both)
    one = signed_in("nurse")
    assert one.post("/new-person/", form()).status_code == 422
    assert one.post("/new-person/", form(clinic=both[1].pk)).status_code == 302
    assert PersonClinic.objects.get().clinic == both[1]


def test_whoever_works_in_no_clinic_makes_nobody(signed_in):
    trust = Organisation.objects.create(name="Coast health")
    for name in ("Harbour", "Hill"):
        Clinic.objects.create(organisation=trust, name=name)
    answer = signed_in("nurse").post("/new-person/", form())
    assert answer.status_code == 422
    assert "You work in no clinic yet." in answer.content.decode()
    assert Patient.objects.count() == 0


def test_a_person_made_by_mistake_is_taken_back_while_nothing_is_written(signed_in):
    one = signed_in("nurse")
    one.post("/new-person/", form())
    made, change = Patient.objects.get(), PersonChange.objects.get()
    address = f"/people/{made.patient_id}/changes/{change.pk}/undo/"
    goal = RECORD["goal"].objects.create(row_id="g#1", patient_id=made.patient_id, text="walk")
    assert "written in this record since" in one.post(address, follow=True).content.decode()
    goal.delete()
    assert one.post(address).url == "/people/"
    assert Patient.objects.count() == 0
    assert not found(Patient.objects.all(), "lindq").exists()
