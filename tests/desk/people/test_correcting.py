"""Corrections: what was before is kept, two hands at once lose nothing, nor does a new import."""

from __future__ import annotations

import re

import pytest

from lenitive.desk.models import AuditEvent, Patient, PersonChange
from lenitive.desk.people import corrections
from lenitive.desk.people.corrections import Conflict, CorrectionError
from lenitive.desk.people.identity import Identity, of
from lenitive.desk.search import found


def ana():
    return of(Patient.objects.get(patient_id="ana"))


def fields_of(page):
    """The fields of the form of a page, as the browser would send them."""
    text = page.content.decode()
    found = dict(re.findall(r'<input type="(?:text|hidden)" name="(\w+)" value="([^"]*)"', text))
    found["sex"] = (re.findall(r'<option value="(\w*)" selected', text) or [""])[0]
    return {name: value for name, value in found.items() if name != "csrfmiddlewaretoken"}


def test_a_correction_is_written_found_kept_and_told(load, signed_in):
    load("ana")
    one = signed_in("nurse")
    fields = fields_of(one.get("/people/ana/edit/"))
    answer = one.post("/people/ana/edit/", {**fields, "name": "Ana da Silva", "birth": "1972"})
    assert answer.url == "/people/ana/changes/"
    assert (ana().name, ana().birth) == ("Ana da Silva", "1972")
    assert found(Patient.objects.all(), "da sil").exists()
    change = PersonChange.objects.get()
    assert change.before == {"name": "Ana Silva", "birth": "1972-04-03"}
    page = one.get("/people/ana/changes/").content.decode()
    assert "The nurse" in page
    assert "Ana Silva" in page
    assert AuditEvent.objects.filter(action="edited_person", what="Name, Birth date").count() == 1


def test_a_form_saved_without_a_change_changes_nothing(load, signed_in):
    load("ana")
    before = Patient.objects.values().get()
    one = signed_in("nurse")
    one.post("/people/ana/edit/", fields_of(one.get("/people/ana/edit/")))
    assert Patient.objects.values().get() == before
    assert PersonChange.objects.count() == 0


def test_two_who_change_different_fields_both_succeed(load, signed_in):
    load("ana")
    one, two = signed_in("nurse"), signed_in("coordinator")
    mine, theirs = (fields_of(each.get("/people/ana/edit/")) for each in (one, two))
    assert two.post("/people/ana/edit/", {**theirs, "language": "pt"}).status_code == 302
    assert one.post("/people/ana/edit/", {**mine, "name": "Ana Silvana"}).status_code == 302
    assert (ana().name, ana().language) == ("Ana Silvana", "pt")


def test_two_who_change_the_same_field_see_both_and_nothing_is_lost(load, signed_in):
    load("ana")
    one, two = signed_in("nurse"), signed_in("coordinator")
    mine, theirs = (fields_of(each.get("/people/ana/edit/")) for each in (one, two))
    two.post("/people/ana/edit/", {**theirs, "name": "Ana Theirs"})
    answer = one.post("/people/ana/edit/", {**mine, "name": "Ana Mine", "language": "pt"})
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "The coordinator changed this while you were writing" in page
    assert "Ana Theirs" in page
    again = fields_of(answer)
    assert (again["name"], again["language"]) == ("Ana Mine", "pt")
    assert ana().name == "Ana Theirs"
    assert one.post("/people/ana/edit/", again).status_code == 302
    assert (ana().name, ana().language) == ("Ana Mine", "pt")


@pytest.mark.parametrize(
    ("seen", "wanted", "now", "result"),
    [
        ("a", "b", "a", "b"),
        ("a", "a", "c", "c"),  # not mine: theirs stays
        ("a", "b", "b", "b"),  # both wrote the same
        ("a", "b", "c", Conflict),
    ],
)
def test_what_becomes_of_one_field(load, staff, seen, wanted, now, result):
    load("ana")
    Patient.objects.update(name=now)
    done = corrections.correct("ana", seen=_named(seen), wanted=_named(wanted), staff=staff("nurse"))
    assert isinstance(done, Conflict) == (result is Conflict)
    assert ana().name == (now if result is Conflict else result)


def _named(name):
    return Identity(**{**vars_of(ana()), "name": name})


def vars_of(identity):
    return {name: getattr(identity, name) for name in ("identifier", "birth", "sex", "language")}


def test_a_form_that_was_tampered_with_is_refused(load, signed_in):
    load("ana")
    one = signed_in("nurse")
    fields = fields_of(one.get("/people/ana/edit/"))
    answer = one.post("/people/ana/edit/", {**fields, "seen": "forged", "name": "X Y"})
    assert answer.status_code == 422
    assert ana().name == "Ana Silva"


def test_a_correction_is_taken_back_the_latest_first(load, staff):
    load("ana")
    before, nurse = ana(), staff("nurse")
    for name in ("Ana One", "Ana Two"):
        corrections.correct("ana", seen=ana(), wanted=_named(name), staff=nurse)
    first, second = PersonChange.objects.order_by("id")
    with pytest.raises(CorrectionError, match="changed this again since"):
        corrections.undo(first, nurse)
    corrections.undo(second, nurse)
    corrections.undo(first, nurse)
    assert ana() == before
    with pytest.raises(CorrectionError, match="undone already"):
        corrections.undo(first, nurse)


def test_a_chart_that_arrives_again_does_not_undo_a_correction(load, staff):
    load("ana")
    corrections.correct("ana", seen=ana(), wanted=_named("Ana da Silva"), staff=staff("nurse"))
    load("ana")
    assert ana().name == "Ana da Silva"
    assert found(Patient.objects.all(), "da sil").exists()


def test_a_chart_that_says_something_new_is_newer_than_the_correction(load, staff, monkeypatch):
    load("ana")
    corrections.correct("ana", seen=ana(), wanted=_named("Ana da Silva"), staff=staff("nurse"))
    monkeypatch.setitem(__import__("tests.desk.charts", fromlist=["NAMES"]).NAMES, "ana", ("Ana", "Married"))
    load("ana")
    assert ana().name == "Ana Married"
