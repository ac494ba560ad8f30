"""The demonstration shows two clinics with every role, and each relation to a person."""

from __future__ import annotations

import pytest

from lenitive.clinic.demonstration.story import stories
from lenitive.clinic.demonstration.who import PASSWORD, people_at_work
from lenitive.desk.access import Relation, decide, relation
from lenitive.desk.models import Patient, Role, Staff
from lenitive.desk.people.duplicates import duplicates
from lenitive.desk.people.identity import of


@pytest.fixture
def at_work(db):
    for story in stories():
        Patient.objects.create(
            patient_id=story.id, row_id=f"Patient/{story.id}#1", name=story.name, synthetic=True
        )
    return people_at_work()


def test_every_role_works_here_and_can_sign_in(at_work, client):
    assert {one.role for one in at_work.values()} == set(Role.values)
    assert all(one.demo and one.check_password(PASSWORD) for one in at_work.values())


def test_every_relation_can_be_seen(at_work):
    physician = at_work["physician"]
    seen = {relation(physician, story.id) for story in stories()}
    assert seen == {Relation.TEAM, Relation.OPEN, Relation.CLINIC, Relation.OTHER}


def test_each_clinic_has_people_of_its_own(at_work):
    ours, theirs = (
        {story.id for story in stories() if decide(at_work[who], "see", story.id).allowed}
        for who in ("physician", "hill-physician")
    )
    assert len(ours) > 25
    assert len(theirs) > 5
    assert not ours & theirs


def test_somebody_is_there_twice_to_be_merged(invented):
    invented("rosa-lindqvist")
    for story in stories()[1:]:
        Patient.objects.create(patient_id=story.id, row_id=f"Patient/{story.id}#1", name=story.name)
    at_work = people_at_work()
    rosa = of(Patient.objects.get(patient_id="rosa-lindqvist"))
    likely = duplicates(rosa, at_work["coordinator"], but="rosa-lindqvist")
    assert [each.identity.name for each in likely] == ["Rosa Lindquist"]
    assert Staff.objects.filter(broken_glass__isnull=False).count() == 1
