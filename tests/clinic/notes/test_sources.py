"""Notes of an evaluation and of a visit: what they tell, whose they are, and what was corrected since."""

from __future__ import annotations

import uuid

import pytest
from django.utils import timezone

from lenitive.clinic.evaluation.edits import Sent, keep
from lenitive.clinic.evaluation.opening import open_for
from lenitive.clinic.models import EvaluationEdit, Note, ReferralLetter
from lenitive.clinic.notes.reading import reading_of
from lenitive.clinic.notes.sources import source_of, told_by
from lenitive.clinic.visits import filling
from lenitive.clinic.visits.opening import close, open_visit
from lenitive.knowledge.visits.visit_templates import template
from tests.clinic.notes.conftest import WHO, address, begun, draft_of, fill, sign
from tests.clinic.visits.test_filling import BLOCK


def says(evaluation, staff, field, text, **more):
    return keep(evaluation.pk, Sent(field, text, str(uuid.uuid4()), "", **more), staff)


def a_text_field():
    """The first field of the pain history that takes words."""
    from lenitive.knowledge.visits.evaluation import template as evaluation

    part = next(each for each in evaluation().parts if each.id == "pain_history")
    return next(field for group in part.groups for field in group.fields if not field.coded)


@pytest.fixture
def evaluation(physician, staff):
    return open_for(staff("physician"), WHO, reason="first visit")


def test_a_note_of_an_evaluation_tells_what_was_filled_and_closes_it(evaluation, physician, staff):
    field = a_text_field()
    says(evaluation, staff("physician"), field.id, "Began after a fall.\nWorse each winter.")
    page = physician.get(f"/people/{WHO}/notes/new/?source=evaluation&pk={evaluation.pk}")
    assert page.context["form"].initial["kind"] == "evaluation"
    note = begun(physician, "evaluation", source="evaluation", pk=str(evaluation.pk))
    assert (note.source, note.source_pk) == ("evaluation", evaluation.pk)
    told = draft_of(note).parts.get(section="told_pain_history")
    assert "Began after a fall." in told.text
    assert "- Worse each winter." in told.text
    fill(physician, note)
    assert sign(physician, note).status_code == 302
    evaluation.refresh_from_db()
    assert evaluation.signed_by == "The physician"
    says(evaluation, staff("physician"), field.id, "Began after a crash.", reason="she said crash, not fall")
    assert EvaluationEdit.objects.filter(reason__contains="crash").exists()
    page = physician.get(address(note)).content.decode()
    assert "Corrected after this was signed" in page
    assert field.label in page
    assert "she said crash, not fall" in page
    assert "Began after a fall." in "".join(each.text for each in reading_of(note.versions.get()).sections)


def test_a_note_of_a_procedure_tells_side_and_result_and_hears_of_a_wrong_side(physician, staff):
    ito = staff("physician")
    visit = open_visit(WHO, template("procedure"), ito, str(uuid.uuid4()))[0]
    for name, value in BLOCK.items():
        filling.keep(visit.pk, [filling.Sent(name, value, 0, uuid.uuid4().hex, "")], ito)
    close(visit.pk, ito)
    page = physician.get(f"/people/{WHO}/notes/new/?source=visit&pk={visit.pk}")
    assert page.context["form"].initial["kind"] == "procedure"
    note = begun(physician, "procedure", source="visit", pk=str(visit.pk))
    texts = {part.section: part.text for part in draft_of(note).parts.all()}
    assert "second block" in texts["plan"]
    assert "left" in texts["told_side"].lower()
    assert "Dr Ito" in texts["told_consent"]
    fill(physician, note)
    sign(physician, note)
    wrong = [filling.Sent("side", "right", 0, uuid.uuid4().hex, "the image shows the right side")]
    filling.keep(visit.pk, wrong, ito)
    page = physician.get(address(note)).content.decode()
    assert "the image shows the right side" in page
    assert "Amend it, so that the note says the same." in page


def test_what_is_about_somebody_else_or_is_not_there_is_no_source(evaluation, physician, load):
    load("ana")
    for kind, pk in (
        ("evaluation", str(evaluation.pk)),
        ("visit", "1"),
        ("referral", "1"),
        ("", ""),
        ("x", "1"),
    ):
        assert source_of(kind, pk, "ana") is None
    assert source_of("evaluation", "9" * 18, WHO) is None
    assert source_of("evaluation", "-1", WHO) is None


def test_what_was_written_from_the_same_visit_is_shown_first(evaluation, physician):
    note = begun(physician, "evaluation", source="evaluation", pk=str(evaluation.pk))
    page = physician.get(f"/people/{WHO}/notes/new/?source=evaluation&pk={evaluation.pk}").content.decode()
    assert "Written from the same visit already" in page
    assert address(note) in page


def test_the_letter_of_a_referral_gives_its_words_and_its_addressee(physician):
    from lenitive.clinic.models import Referral

    now = timezone.now()
    names = {field.name for field in Referral._meta.fields}
    given = {
        "patient_id": WHO,
        "came_on": timezone.localdate(),
        "triage_due": timezone.localdate(),
        "at": now,
    }
    referral = Referral(**{name: value for name, value in given.items() if name in names})
    for field in Referral._meta.fields:
        if (
            field.get_internal_type() == "DateTimeField"
            and not field.null
            and not getattr(referral, field.name)
        ):
            setattr(referral, field.name, now)
    referral.save()
    letter = ReferralLetter.objects.create(
        referral=referral,
        kind="triaged",
        made_at=now,
        made_by="Dr Ito",
        to="Dr Holm, Bridge practice",
        subject="Your referral is accepted",
        sections=[["", ["We see her in May."]], ["What helps", ["A list"]]],
    )
    source = source_of("referral", str(letter.pk), WHO)
    assert [each.title for each in told_by(source)] == ["To", "", "What helps"]
    note = begun(physician, "referral_answer", source="referral", pk=str(letter.pk))
    texts = {part.section: part.text for part in draft_of(note).parts.all()}
    assert texts["to"] == "Dr Holm, Bridge practice"
    assert texts["answer"] == "We see her in May."
    assert "- A list" in texts.values()
    assert Note.objects.get().letter
