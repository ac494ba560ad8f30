"""Notes in the store: checked, backed up, and moved with their person when two records become one."""

from __future__ import annotations

from importlib import import_module

import pytest
from django.db import connection

from lenitive.clinic.models import NoteVersion
from lenitive.clinic.notes.checks import check_notes
from lenitive.desk.backup import backup, restore
from lenitive.desk.models import Patient
from lenitive.desk.people.merge import merge, undo
from tests.clinic.notes.conftest import WHO, address, amended, signed


def wrong():
    return [each.sentence for each in check_notes() if not each.good]


def test_whole_notes_are_said_to_be_whole(physician):
    note = signed(physician, found="First.")
    amended(physician, note, found="Second.")
    assert wrong() == []
    assert any("2 versions" in each.sentence for each in check_notes())


class Editor:
    """Enough of a schema editor for the guards of a migration."""

    connection = connection

    @staticmethod
    def execute(statement):
        with connection.cursor() as cursor:
            cursor.execute(statement)


def test_a_version_changed_behind_the_guards_is_found(physician):
    note = signed(physician, found="Right.")
    guards = import_module("lenitive.clinic.migrations.0010_notes")
    guards.remove(None, Editor)
    assert wrong() == ["The database would let a signed note be changed: a trigger was taken off."]
    Editor.execute("UPDATE clinic_noteversion SET body = replace(body, 'Right.', 'Left.')")
    guards.add(None, Editor)
    assert wrong() == [f"A signed note was changed: version 1 of note {note.pk} is not what was signed."]
    for rest in ("", "versions/", "versions/1/", "versions/1.pdf", "versions/1/document.json"):
        page = physician.get(address(note, rest))
        assert page.status_code == 500
        assert "not what was signed" in page.content.decode()
        assert "Left." not in page.content.decode()


def test_notes_move_with_a_person_who_is_merged_and_back(physician, staff, cares_for):
    note = signed(physician)
    body = note.versions.get().body
    Patient.objects.create(patient_id="ana", row_id="Patient/ana#1", name="Ana Ruiz")
    cares_for("physician", "ana")
    done = merge(kept="ana", gone=WHO, reason="the same person", staff=staff("physician"))
    note.refresh_from_db()
    assert note.patient_id == "ana"
    assert physician.get(address(note)).status_code == 200
    undo(done, staff("physician"))
    note.refresh_from_db()
    assert (note.patient_id, NoteVersion.objects.get().body) == (WHO, body)


@pytest.mark.django_db(transaction=True)
def test_notes_are_backed_up_and_restored_with_their_guards(physician, tmp_path):
    note = signed(physician, found="First.")
    bodies = [version.body for version in amended(physician, note, found="Second.") and note.versions.all()]
    backup(tmp_path / "b.zip")
    restore(tmp_path / "b.zip", replace=True)
    assert [version.body for version in NoteVersion.objects.all()] == bodies
    assert len(bodies) == 2
    assert wrong() == []
