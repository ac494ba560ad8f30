"""A note says first what was found and decided, then why, then who does what; no list of medicines."""

from __future__ import annotations

from datetime import date

import pytest
from django.utils import timezone

from lenitive.clinic.models import Kind, PlanTask
from lenitive.clinic.notes.blocks import EVERY
from lenitive.clinic.notes.compose import composed
from lenitive.clinic.notes.day import Day, Whose, day_of
from lenitive.clinic.notes.parts import Line, Section
from lenitive.desk.models import RECORD
from lenitive.knowledge.visits.notes import BLOCKS, TOLD, note_kinds
from tests.clinic.notes.conftest import WHO, begun, draft_of

TODAY = date(2026, 11, 3)


def a_day(*sections: Section, old_medicines: frozenset[str] = frozenset()) -> Day:
    """A day on which nothing was done but what a visit tells."""
    return Day(
        "ana", TODAY, Whose("Ana Ruiz", "3 Apr 1972", "N-7"), None, (), (), sections, (), None, old_medicines
    )


def kind(name):
    return note_kinds().kind(name)


def test_every_block_that_a_template_may_name_is_written():
    assert set(EVERY) == BLOCKS


@pytest.mark.parametrize("name", [each.id for each in note_kinds().kinds])
def test_every_kind_can_be_composed_of_nothing_and_then_asks_for_what_is_missing(name):
    made = composed(kind(name), a_day())
    assert [each.section for each in made] == [each.id for each in kind(name).sections if not each.told]
    assert any("____" in each.text for each in made)


@pytest.mark.parametrize("name", [each.id for each in note_kinds().kinds if not each.letter])
def test_a_note_has_its_plan_before_its_details(name):
    names = [each.id for each in kind(name).sections]
    assert names[0] == "found"
    assert names.index("plan") < names.index(TOLD)


@pytest.mark.django_db
def test_decisions_stand_first_then_why_then_who_does_what_by_when(invented, decision):
    invented(WHO)
    entry = decision("Aerobic exercise", "Accepted", reason="she wants to walk again")
    PlanTask.objects.create(
        entry=entry, patient_id=WHO, words="Show the home programme", due=date(2026, 12, 3)
    )
    decision("Duloxetine", "Stopped", Kind.MEDICINE, reason="nausea")
    decision("Taken back", "Accepted", undone_at=timezone.now())
    made = {
        each.section: each.text
        for each in composed(kind("follow_up"), day_of(WHO, timezone.localdate(), None))
    }
    assert list(made)[:3] == ["found", "why", "plan"]
    assert "- Aerobic exercise: Accepted" in made["found"]
    assert "- Aerobic exercise: she wants to walk again" in made["why"]
    assert "- Show the home programme (The physician, by 3 Dec 2026)" in made["plan"]
    assert "- Duloxetine: Stopped (nausea)" in made["plan"]
    assert "Taken back" not in "".join(made.values())


@pytest.mark.django_db
def test_no_medicine_that_did_not_change_stands_in_any_note(invented):
    invented(WHO)
    names = {row.text.split()[0].lower() for row in RECORD["medication"].objects.filter(patient_id=WHO)}
    assert names
    day = day_of(WHO, timezone.localdate(), None)
    for each in note_kinds().kinds:
        if not each.letter:
            told = [part for part in composed(each, day) if part.section == "plan"]
            assert not [name for name in names if name in told[0].text.lower()], each.id


def test_what_the_visit_tells_of_medicines_is_told_only_where_it_is_new():
    old, new = (
        Line("Oxycodone 10 mg", ("MedicationRequest/o#1",)),
        Line("Naproxen, begun", ("MedicationStatement/n#1",)),
    )
    section = Section("medicines", "Medicines", (old, new, Line("Forgets the evening dose")))
    made = composed(kind("evaluation"), a_day(section, old_medicines=frozenset(old.rows)))
    told = next(each for each in made if each.section == "told_medicines")
    assert told.text == "- Naproxen, begun\n- Forgets the evening dose"
    assert told.told == {"Naproxen, begun": ["MedicationStatement/n#1"]}


def test_what_the_visit_tells_goes_where_the_template_takes_it_and_the_rest_under_its_own_heading():
    made = composed(
        kind("procedure"),
        a_day(
            Section("next", "Next step", (Line("Call in two weeks"),)),
            Section("given", "What was done and given", (Line("Left L4/5, 2 mL"),)),
            Section("consent", "Consent", (Line("Signed on paper"),)),
        ),
    )
    said = [(each.section, each.title, each.text) for each in made]
    assert ("found", "What was done, and what came of it", "- Left L4/5, 2 mL") in said
    assert ("told_consent", "Consent", "- Signed on paper") in said
    plan = next(each.text for each in made if each.section == "plan")
    assert "- Call in two weeks" in plan


def test_words_of_several_lines_stay_several_and_a_name_in_braces_is_a_name():
    made = composed(kind("contact"), a_day(Section("history", "History", (Line("First.\nSecond {day}."),))))
    assert made[-1].text == "- First.\n- Second {day}."


def test_a_record_that_cannot_be_judged_still_gets_its_note(physician, monkeypatch):
    from lenitive.clinic.notes import day
    from lenitive.errors import InputError

    def broken(*_args, **_more):
        raise InputError("this chart cannot be judged", do="Correct it.")

    monkeypatch.setattr(day, "gather", broken)
    assert draft_of(begun(physician, "follow_up")).parts.count() == 4


def test_the_next_visit_is_told_with_its_day_and_time(physician):
    start = timezone.now() + timezone.timedelta(days=20)
    RECORD["encounter"].objects.create(
        patient_id=WHO, row_id="Encounter/next#1", status="planned", kind="procedure visit",
        start_low=start.date(), start_high=start.date(), start_time=start,
    )  # fmt: skip
    plan = draft_of(begun(physician, "contact")).parts.get(section="plan")
    assert "Procedure visit: " in plan.text
    assert plan.told[plan.text.splitlines()[0].removeprefix("- ")] == ["Encounter/next#1"]
