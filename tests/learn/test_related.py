"""What of the library goes with a treatment."""

from __future__ import annotations

from lenitive.knowledge.learning.lessons import lessons
from lenitive.knowledge.treatments import treatment
from lenitive.learn.related import for_treatment


def test_every_lesson_names_treatments_that_there_are():
    for each in lessons():
        assert all(treatment(name).id == name for name in each.treatments)


def test_a_treatment_leads_to_its_lesson_its_course_and_ours():
    found = for_treatment("kinesiology_taping")
    assert [each.id for each in found.lessons] == ["taping_tools"]
    assert [each.id for each in found.courses] == ["kinesiology_taping_self"]
    assert [each.id for each in found.own] == ["own_kinesiology_taping_self"]


def test_a_treatment_without_a_lesson_leads_nowhere():
    assert not for_treatment("spinal_manipulation")
