"""Lists of notes: empty ones teach, long ones ask the store no more, and each shows what one may do."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.clinic.notes.conftest import WHO, address, begun, signed


def queries(client, path):
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert client.get(path).status_code == 200
    return len(captured)


@pytest.mark.parametrize("page", ["notes/", "letters/"])
def test_an_empty_list_says_what_would_stand_there(physician, page):
    shown = physician.get(f"/people/{WHO}/{page}").content.decode()
    assert 'class="empty"' in shown
    assert "never overwritten" in shown or "read it, correct it and sign it" in shown


def test_a_long_list_asks_the_store_no_more_than_a_short_one(physician):
    signed(physician)
    begun(physician)
    page = f"/people/{WHO}/notes/"
    few, few_waiting = queries(physician, page), queries(physician, "/notes/")
    for _each in range(4):
        signed(physician)
        begun(physician)
    assert queries(physician, page) == few
    assert queries(physician, "/notes/") == few_waiting


def test_a_coordinator_reads_the_signed_note_and_is_offered_nothing_to_write(physician, signed_in, cares_for):
    note, draft = signed(physician, found="Pain is better."), begun(physician)
    cares_for("coordinator", WHO)
    coordinator = signed_in("coordinator")
    page = coordinator.get(address(note)).content.decode()
    assert "Pain is better." in page
    assert ">Amend</button>" not in page
    shown = coordinator.get(f"/people/{WHO}/notes/").content.decode()
    assert "New note" not in shown
    assert address(draft, "draft/") not in shown
    assert coordinator.get(address(draft, "draft/")).status_code == 404
    assert "Nobody signed this note yet" in coordinator.get(address(draft)).content.decode()


def test_the_page_of_a_signed_note_opens_the_rows_that_a_line_rests_on(physician, decision):
    decision("Naproxen", "Begun", "medicine", wrote=[["medication", "MedicationStatement/n#1"]])
    note = signed(physician)
    page = physician.get(address(note)).content.decode()
    assert "Naproxen: Begun" in page
    assert f"/people/{WHO}/rows/MedicationStatement/n%231/" in page


def test_a_line_that_somebody_changed_rests_on_no_row_any_more(physician, decision):
    decision("Naproxen", "Begun", "medicine", wrote=[["medication", "MedicationStatement/n#1"]])
    note = signed(physician, plan="- Naproxen: begun, twice a day")
    assert "MedicationStatement" not in physician.get(address(note)).content.decode()


@pytest.mark.parametrize("rest", ["versions/9/", "versions/9.pdf", "versions/9/document.json", "draft.pdf"])
def test_what_is_not_there_is_not_found(physician, rest):
    assert physician.get(address(signed(physician), rest)).status_code == 404


def test_forms_that_name_no_draft_change_nothing(physician):
    note = signed(physician)
    for rest, said in (
        ("sign/", {"draft": "x"}),
        ("sign/", {}),
        ("draft/", {"draft": "99999"}),
        ("draft/section/", {"draft": "1", "title": ""}),
    ):
        assert physician.post(address(note, rest), said).status_code == 302
    assert physician.post(address(note, "draft/aside/"), {"draft": "x"}).status_code == 404
    assert physician.post(address(note, "draft/consent/"), {"answer": "yes"}).status_code == 404
    assert note.versions.count() == 1
