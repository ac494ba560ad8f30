"""Signed once, exactly as read, never overwritten; amended beside the original."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import DatabaseError, connections, transaction

from lenitive.clinic.models import Note, NoteVersion, WorkItem
from lenitive.clinic.notes import drafts
from lenitive.clinic.notes.reading import hash_of, reading_of
from lenitive.clinic.notes.signing import Wish
from lenitive.clinic.notes.signing import sign as sign_draft
from lenitive.desk import audit
from lenitive.desk.models import AuditEvent
from lenitive.errors import LenitiveError
from lenitive.reason.story.words import day_words
from tests.clinic.notes.conftest import (
    address,
    amended,
    begun,
    draft_of,
    fill,
    sign,
    signed,
    token,
    write,
)


def text_of(client, note, rest=""):
    return client.get(address(note, rest)).content.decode()


def test_a_signed_note_says_who_when_and_its_hash_stands_in_the_trail(physician):
    note = signed(physician, found="Pain is better.")
    version = note.versions.get()
    assert hash_of(version.body) == version.hash
    assert reading_of(version).signed_by.name == "The physician"
    page = text_of(physician, note)
    assert "Pain is better." in page
    assert "Signed by The physician, Physician" in page
    event = AuditEvent.objects.get(action="signed_note")
    assert version.hash in event.what
    assert "signed about Adaeze Nwosu" in audit.entries([event])[0].sentence


def test_a_second_click_of_the_same_form_signs_nothing_and_says_nothing_new(physician):
    note = begun(physician)
    fill(physician, note)
    page = physician.get(address(note, "preview/")).context
    said = {"draft": page["draft"].pk, "seen": page["seen"], "token": page["token"]}
    for _click in range(2):
        assert physician.post(address(note, "sign/"), said).status_code == 302
    assert note.versions.count() == 1
    assert AuditEvent.objects.filter(action="signed_note").count() == 1
    assert "signed it already" not in text_of(physician, note)


def test_two_people_who_sign_at_once_sign_once_and_the_second_is_told_by_whom(
    physician, signed_in, cares_for
):
    cares_for("nurse", "adaeze-nwosu")
    nurse = signed_in("nurse")
    note = begun(physician)
    fill(physician, note)
    forms = []
    for client in (physician, nurse):
        page = client.get(address(note, "preview/")).context
        forms.append({"draft": page["draft"].pk, "seen": page["seen"], "token": page["token"]})
    physician.post(address(note, "sign/"), forms[0])
    answer = nurse.post(address(note, "sign/"), forms[1], follow=True)
    assert note.versions.count() == 1
    assert "The physician signed it already" in answer.content.decode()


def test_nobody_signs_what_was_changed_after_they_read_it(physician, trainee):
    note = begun(physician)
    fill(physician, note)
    page = physician.get(address(note, "preview/")).context
    said = {"draft": page["draft"].pk, "seen": page["seen"], "token": page["token"]}
    write(trainee, note, found="The trainee wrote this meanwhile.")
    answer = physician.post(address(note, "sign/"), said)
    assert answer.status_code == 409
    assert "The trainee wrote in it after you opened it" in answer.content.decode()
    assert "The trainee wrote this meanwhile." in answer.content.decode()
    assert note.versions.count() == 0


def test_a_trainee_writes_hands_over_and_does_not_sign_and_both_names_stay(physician, trainee):
    note = begun(trainee)
    fill(trainee, note)
    assert sign(trainee, note).status_code == 404
    trainee.post(address(note, "hand-over/"))
    assert "Handed over" in text_of(trainee, note, "preview/")
    assert address(note, "preview/") in physician.get("/notes/").content.decode()
    work = WorkItem.objects.get(kind="signature")
    assert (work.holds, work.detail) == (
        True,
        f"Short note, {day_words(note.day)}, handed over by The trainee",
    )
    assert "Open the notes" in physician.get("/work/signature/").content.decode()
    sign(physician, note)
    work.refresh_from_db()
    assert not work.holds
    page = text_of(physician, note)
    assert "Written by The trainee, Trainee. Read and co-signed by The physician, Physician" in page
    assert address(note, "preview/") not in physician.get("/notes/").content.decode()


def test_a_draft_with_a_blank_is_not_signed_and_the_section_is_named(physician):
    note = begun(physician)
    answer = sign(physician, note)
    assert answer.status_code == 422
    assert "fill in the blank" in answer.content.decode()
    assert note.versions.count() == 0


def test_a_wrong_side_is_corrected_with_a_trace_and_every_later_page_says_amended(physician):
    note = signed(physician, found="Block of the right knee.")
    first = note.versions.get()
    amended(physician, note, found="Block of the left knee.")
    assert [each.number for each in note.versions.all()] == [1, 2]
    assert NoteVersion.objects.get(pk=first.pk).body == first.body
    assert reading_of(note.versions.last()).before == first.hash
    page = text_of(physician, note)
    assert "Amended, version 2. Correction" in page
    assert "It was the left side." in page
    assert "<del>right</del>" in page
    assert "<ins>left</ins>" in page
    old = text_of(physician, note, "versions/1/")
    assert "Version 1, amended since" in old
    assert "right knee" in old
    assert "amended, version 2" in physician.get("/people/adaeze-nwosu/notes/").content.decode()
    assert "correction: It was the left side." in AuditEvent.objects.filter(action="signed_note").last().what


def test_an_amendment_needs_its_kind_and_its_reason(physician):
    note = signed(physician)
    answer = amended(physician, note, change="", why="", found="Changed.")
    assert answer.status_code == 422
    assert "a correction or an addition" in answer.content.decode()
    assert "Say why it is amended" in answer.content.decode()
    assert note.versions.count() == 1


def test_two_who_amend_at_once_write_in_the_same_draft(physician, trainee):
    note = signed(physician)
    physician.post(address(note, "amend/"))
    trainee.post(address(note, "amend/"))
    assert note.drafts.filter(closed_at=None).count() == 1


def test_the_model_refuses_to_change_a_signed_version(physician):
    version = signed(physician).versions.get()
    version.why = "other"
    for change in (version.save, version.delete, NoteVersion.objects.all().delete):
        with pytest.raises(TypeError, match="never changed"):
            change()
    with pytest.raises(TypeError, match="never changed"):
        NoteVersion.objects.update(why="other")


@pytest.mark.parametrize(
    "statement", ["UPDATE clinic_noteversion SET body = body", "DELETE FROM clinic_noteversion"]
)
def test_the_database_refuses_it_as_well(physician, statement):
    from django.db import connection

    signed(physician)
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        connection.cursor().execute(statement)


def test_a_version_whose_words_are_not_those_that_were_signed_is_not_shown(physician):
    version = signed(physician).versions.get()
    version.body = version.body.replace("contact", "other")
    with pytest.raises(LenitiveError, match="not what was signed"):
        reading_of(version)


def test_somebody_elses_note_is_not_found_under_this_person(physician, invented, cares_for):
    invented("rosa-lindqvist")
    cares_for("physician", "rosa-lindqvist")
    note = signed(physician)
    for rest in ("", "versions/", "versions/1/", "versions/1.pdf", "versions/1/document.json"):
        assert physician.get(f"/people/rosa-lindqvist/notes/{note.pk}/{rest}").status_code == 404


def test_the_same_form_sent_twice_begins_one_note(physician):
    mark = token()
    first, second = begun(physician, token=mark), begun(physician, token=mark)
    assert first == second
    assert Note.objects.count() == 1
    assert draft_of(first).parts.count() == 3


def test_a_note_of_a_day_to_come_is_refused(physician):
    said = {"kind": "contact", "day": "2999-01-01", "token": token()}
    answer = physician.post("/people/adaeze-nwosu/notes/new/", said)
    assert answer.status_code == 422
    assert "has not come yet" in answer.content.decode()


@pytest.mark.django_db(transaction=True)
def test_two_who_press_at_the_very_same_moment_sign_once(physician, staff):
    """Both read the same words, each in a thread with a connection of its own."""
    note = begun(physician)
    fill(physician, note)
    draft, together = draft_of(note), Barrier(2)
    wishes = [Wish(drafts.seen(draft), token()) for _each in range(2)]

    def press(wish):
        try:
            together.wait()
            return sign_draft(draft.pk, staff("physician"), wish)[1]
        except drafts.Closed:
            return "signed before"
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        heard = sorted(map(str, pool.map(press, wishes)))
    assert heard == ["True", "signed before"]
    assert note.versions.count() == 1
    assert note.drafts.get().token in {wish.token for wish in wishes}
