"""The notes of the demonstration clinic: an amended note, one that waits, and two letters."""

from __future__ import annotations

import pytest

from lenitive.clinic.demonstration.notes import write_some
from lenitive.clinic.models import Entry, Note
from lenitive.clinic.notes.checks import check_notes
from lenitive.clinic.notes.readiness import private_words
from lenitive.clinic.notes.reading import reading_of
from lenitive.desk.models import AuditEvent, Staff


@pytest.mark.django_db
def test_every_feature_of_notes_can_be_seen(invented):
    invented("rosa-lindqvist", "samir-choudhury")
    for role in ("physician", "trainee"):
        Staff.objects.create_staff(role, name=f"The {role}", role=role, password="any long one", demo=True)
    write_some()
    notes = {each.kind: each for each in Note.objects.all()}
    assert set(notes) == {"procedure", "referrer", "follow_up", "work"}
    assert [each.change for each in notes["procedure"].versions.all()] == ["", "correction"]
    assert notes["follow_up"].handed_by == "The trainee"
    assert Entry.objects.get(subject=f"letter_consent:{notes['work'].pk}").answer == "yes"
    letter = "\n".join(each.text for each in reading_of(notes["work"].versions.get()).sections)
    assert private_words("samir-choudhury", letter) == []
    assert AuditEvent.objects.filter(action="signed_note").count() == 4
    assert all(each.good for each in check_notes())
