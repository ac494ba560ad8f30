"""What an evaluation tells a note, and that its tables move, are kept and come back with the person."""

from __future__ import annotations

import pytest

from lenitive.clinic.evaluation.told import sections
from lenitive.clinic.models import Evaluation
from lenitive.desk.models import RECORD
from lenitive.desk.people import merge

pytestmark = pytest.mark.django_db


def test_only_what_was_filled_is_told_in_the_order_of_the_parts(says, evaluation):
    says("nurse", "sleep.remarks", "wakes at four")
    says("physician", "pain_history.story", "Began after a fall.")
    says("physician", "pain_history.mechanical", "yes")
    says("physician", "pain_history.evoked", "no")
    says("physician", "pain_history.recurs", "no")
    says("nurse", "work.remarks", "")
    told = sections(evaluation.pk)
    assert [section.id for section in told] == ["pain_history", "sleep"]
    assert [line.text for line in told[0].lines] == [
        "How it began and went on: Began after a fall.",
        "Changes with load or posture: yes",
        "What it is like: no: touch, pressure, movement sets off; comes back after pauses.",
    ]
    assert told[0].lines[0].rows == ()
    assert len(told[0].lines[1].rows) == 1
    assert len(told[0].lines[2].rows) == 2


def test_a_treatment_that_was_tried_is_one_line_with_its_row(says, evaluation):
    base = "prior_treatments.tried.duloxetine"
    for column, text in (("outcome", "harm"), ("weeks", "8"), ("amount", "60 mg")):
        says("physician", f"{base}.{column}", text)
    (section,) = sections(evaluation.pk)
    (line,) = section.lines
    assert "did harm; 60 mg; 8 weeks" in line.text
    assert line.rows == (f"Evaluation/{evaluation.pk}-treatment.duloxetine#1",)


def test_nothing_filled_tells_nothing_and_words_of_another_version_are_told(says, evaluation):
    assert sections(evaluation.pk) == ()
    says("nurse", "sleep.dreams", "of falling")
    assert [line.text for line in sections(evaluation.pk)[-1].lines] == ["sleep: dreams: of falling"]


def test_a_merged_person_takes_evaluation_and_rows_along_and_can_be_filled_on(says, evaluation, load, staff):
    load("ben")
    says("nurse", "sleep.fatigue", "yes")
    done = merge.merge(kept="ben", gone="ana", reason="the same person", staff=staff("coordinator"))
    assert Evaluation.objects.get().patient_id == "ben"
    says("nurse", "sleep.fatigue", "no", seen=1)
    assert [row.patient_id for row in RECORD["answer"].objects.filter(item="fatigue")] == ["ben"]
    merge.undo(done, staff("coordinator"))
    assert Evaluation.objects.get().patient_id == "ana"
