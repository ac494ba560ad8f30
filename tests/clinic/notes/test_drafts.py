"""Drafts: several hands, slow lines, closed doors; no word that was typed is lost."""

from __future__ import annotations

import contextlib
import uuid
from datetime import date

import pytest
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from lenitive.clinic.models import DraftPart, Note, NoteDraft
from lenitive.clinic.notes import drafts
from lenitive.clinic.notes.reading import hash_of, reading_of
from lenitive.clinic.notes.signing import Changed, NotReady, Wish, sign
from lenitive.errors import InputError
from tests.clinic.notes.conftest import address, begun, draft_of, fill, signed, typed, write


def a_note(text: str = "", *sections: str) -> Note:
    """A note with an open draft, made without any chart."""
    now = timezone.now()
    note = Note.objects.create(
        patient_id="ana", kind="contact", title="Short note", day=date(2026, 11, 3), at=now, who="Dr Ito",
        token=str(uuid.uuid4()),
    )  # fmt: skip
    draft = NoteDraft.objects.create(note=note, at=now, who="Dr Ito", hands={})
    for place, name in enumerate(sections or ("found",)):
        DraftPart.objects.create(draft=draft, section=name, title=name, place=place, text=text, at=now)
    return note


# Two writers: what each does next. "open" takes the page anew; "type" puts a word somewhere; "save" sends it.
_OPERATIONS = st.lists(
    st.tuples(st.sampled_from("ab"), st.sampled_from(["open", "type", "save"]), st.integers(0, 30)),
    max_size=30,
)


@pytest.mark.django_db
@settings(max_examples=40)
@given(_OPERATIONS, st.sampled_from(["", "The pain is worse\nat night."]))
def test_no_word_that_was_saved_is_lost_whatever_two_writers_do(operations, text):
    from lenitive.desk.models import Staff

    note = a_note(text)
    draft = draft_of(note)
    hands = {each: Staff(username=each, name=each, role="nurse") for each in "ab"}
    base = dict.fromkeys(hands, text)
    mine, wrote = dict(base), set()
    for number, (who, what, place) in enumerate(operations):
        if what == "open":
            mine[who] = base[who] = draft.parts.get().text
        elif what == "type":
            words = mine[who].split(" ")
            words.insert(place % (len(words) + 1), f"word{number}")
            mine[who] = " ".join(words)
        else:
            drafts.save(draft.pk, {"found": typed(base[who], mine[who])}, hands[who])
            wrote |= {word for word in mine[who].split() if word.startswith("word")}
            base[who] = mine[who]  # what a script does: it begins again from what it sent
    kept = draft.parts.get().text.split()
    assert wrote <= set(kept)
    assert set(text.split()) <= set(kept)


_STEPS = st.lists(st.sampled_from(["write", "sign", "again", "stale", "amend", "aside", "back"]), max_size=25)


@pytest.mark.django_db
@settings(max_examples=40)
@given(_STEPS)
def test_whatever_is_done_a_signed_version_keeps_every_byte(steps):
    from lenitive.desk.models import Patient, Staff

    Patient.objects.get_or_create(patient_id="ana", defaults={"row_id": "Patient/ana#1", "name": "Ana Ruiz"})
    staff, _new = Staff.objects.get_or_create(
        username="ito", defaults={"name": "Dr Ito", "role": "physician"}
    )
    note = a_note("First words.")
    kept, last = {}, None
    for number, step in enumerate(steps):
        last = _step(note, staff, step, number, last)
        for version in note.versions.all():
            assert kept.setdefault(version.number, version.body) == version.body
            assert hash_of(version.body) == version.hash
        versions = list(note.versions.all())
        assert [each.number for each in versions] == list(range(1, len(versions) + 1))
        assert [reading_of(each).before for each in versions] == ["", *(each.hash for each in versions)][
            : len(versions)
        ]
        assert set(kept) == {each.number for each in versions}


def _step(note, staff, step, number, last):
    """One thing that somebody does; returns the last signature, to be sent again."""
    draft = drafts.open_draft(note)
    if step == "amend" and note.versions.exists():
        drafts.amend(note, staff)
    elif step == "back":
        aside = note.drafts.filter(closed_as=drafts.DISCARDED).last()
        if aside is not None and draft is None:
            drafts.discard(aside.pk, staff, back=True)
    elif step == "again" and last is not None:
        with contextlib.suppress(drafts.Closed):
            assert sign(*last)[1] is False
    elif draft is None:
        return last
    elif step == "write":
        part = draft.parts.first()
        drafts.save(draft.pk, {part.section: typed(part.text, f"{part.text} word{number}")}, staff)
    elif step == "aside":
        drafts.discard(draft.pk, staff)
    elif step in ("sign", "stale"):
        mark = "" if step == "stale" else drafts.seen(draft)
        wish = Wish(mark, str(uuid.uuid4()), "addition", "More was found.")
        try:
            sign(draft.pk, staff, wish)
        except (Changed, NotReady):
            return last
        return draft.pk, staff, wish
    return last


def test_a_form_without_scripts_merges_what_two_people_typed(physician, trainee):
    note = begun(physician)
    write(physician, note, found="Pain at night. Sleeps badly.")
    draft, base = draft_of(note), "Pain at night. Sleeps badly."
    for client, text in (
        (physician, "Pain at night and at rest. Sleeps badly."),
        (trainee, "Pain at night. Sleeps badly, four hours."),
    ):
        said = {"draft": draft.pk, "base-found": base, "text-found": text}
        assert client.post(address(note, "draft/"), said).status_code == 302
    assert draft.parts.get(section="found").text == "Pain at night and at rest. Sleeps badly, four hours."
    page = physician.get(address(note, "draft/")).content.decode()
    assert "The trainee" in page


def test_a_script_hears_what_the_draft_says_now(physician):
    note = begun(physician)
    part = draft_of(note).parts.get(section="found")
    said = {"draft": part.draft_id, "base-found": part.text, "text-found": "Typed."}
    answer = physician.post(address(note, "draft/"), said, headers={"X-Autosave": "1"})
    assert answer.json()["texts"] == {"found": "Typed."}


def test_words_that_come_after_the_signature_are_given_back_and_become_an_amendment(physician, trainee):
    note = begun(physician)
    fill(physician, note)
    draft = draft_of(note)
    base = draft.parts.get(section="found").text
    from tests.clinic.notes.conftest import sign as sign_page

    sign_page(physician, note)
    said = {"draft": draft.pk, "base-found": base, "text-found": f"{base} Ten minutes offline."}
    answer = trainee.post(address(note, "draft/"), said)
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "Ten minutes offline." in page
    assert "The physician signed this draft" in page
    trainee.post(address(note, "amend/"), said)
    assert "Ten minutes offline." in draft_of(note).parts.get(section="found").text
    assert note.versions.count() == 1


def test_a_script_is_told_that_the_draft_is_closed(physician):
    note = begun(physician)
    draft = draft_of(note)
    drafts.discard(draft.pk, Note.objects.get(pk=note.pk).staff)
    said = {"draft": draft.pk, "base-found": "", "text-found": "Late."}
    answer = physician.post(address(note, "draft/"), said, headers={"X-Autosave": "1"})
    assert (answer.status_code, answer.json()) == (409, {"closed": "discarded"})


def test_a_draft_that_was_put_aside_keeps_its_words_and_comes_back(physician):
    note = begun(physician)
    write(physician, note, found="Do not lose me.")
    physician.post(address(note, "draft/aside/"), {"draft": draft_of(note).pk})
    page = physician.get("/people/adaeze-nwosu/notes/").content.decode()
    assert "Put aside" in page
    physician.post(address(note, "draft/aside/"), {"back": "yes"})
    assert "Do not lose me." in physician.get(address(note, "draft/")).content.decode()


def test_a_section_of_ones_own_stands_at_the_end_and_is_signed(physician):
    note = begun(physician)
    physician.post(
        address(note, "draft/section/"), {"draft": draft_of(note).pk, "title": "Call with the family"}
    )
    write(physician, note, own_1="They will help with the walks.")
    assert draft_of(note).parts.last().title == "Call with the family"


def test_too_long_a_section_is_refused_with_its_words_still_there(physician):
    note = begun(physician)
    answer = write(physician, note, found="word " * 5000)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "too long" in page
    assert page.count("word ") > 4000
    part = draft_of(note).parts.get(section="found")
    with pytest.raises(InputError, match="too long"):
        drafts.save(part.draft_id, {"found": typed(part.text, "x" * 30_000)}, note.staff)


def test_an_amendment_that_is_put_aside_leaves_the_signed_note_alone(physician):
    note = signed(physician, found="As it was.")
    physician.post(address(note, "amend/"))
    physician.post(address(note, "draft/aside/"), {"draft": draft_of(note).pk})
    page = physician.get(address(note)).content.decode()
    assert "As it was." in page
    assert ">Amend</button>" in page
