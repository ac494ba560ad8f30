"""What there is to learn: complete in both languages, sourced, readable, and linked to what exists."""

from __future__ import annotations

import statistics

import pytest

from lenitive.knowledge.learning.careers import careers, certificates, claims, starts, team_roles
from lenitive.knowledge.learning.courses import courses, own_courses
from lenitive.knowledge.learning.lessons import lessons
from lenitive.knowledge.learning.questions import questions
from lenitive.knowledge.treatments import treatment
from lenitive.plan.reading_level import reading_level


def test_there_are_the_six_questions_and_at_least_sixty_more_in_english_and_spanish():
    assert len(questions()) >= 66
    for each in questions():
        assert set(each.said) == {"en", "es"}
        assert each.source
        assert each.dated
        assert all(said.ask and said.answer for said in each.said.values())


def test_no_answer_is_longer_than_a_breath():
    assert max(len(said.answer.split()) for each in questions() for said in each.said.values()) <= 110


def test_answers_are_mostly_readable_at_grade_ten_and_none_above_fourteen():
    grades = {each.id: reading_level(each.said["en"].answer).grade for each in questions()}
    assert statistics.median(grades.values()) <= 10
    assert max(grades.values()) <= 14, max(grades, key=lambda name: grades[name])


def test_lessons_are_readable_at_grade_six():
    for each in lessons():
        assert reading_level(each.text).grade <= 6, each.id


@pytest.mark.parametrize("course", own_courses(), ids=lambda course: course.id)
def test_a_course_of_our_own_fits_its_time_and_says_when_not_to_do_it(course):
    assert sum(step.minutes for step in course.steps) <= course.minutes
    assert course.stop_if
    assert course.course in {each.id for each in courses()}
    for step in course.steps:
        assert reading_level(step.text).grade <= 8, step.id


def test_whatever_is_linked_exists():
    known = {each.id for each in lessons()}
    for each in (*courses(), *own_courses()):
        assert set(each.lessons) <= known
        assert all(treatment(name) for name in each.treatments)


def test_the_three_courses_keep_the_ratings_they_were_given():
    assert [(each.rating, each.rating_scale) for each in courses()] == [(9.2, 10), (9.0, 10), (8.8, 10)]


def test_everything_about_work_has_a_source():
    assert all(each.source for each in (*careers(), *certificates(), *claims()))
    assert team_roles()


def test_each_figure_of_pay_names_whose_it_is_and_stands_in_order() -> None:
    figures = [pay for each in careers() for pay in each.pay]
    assert figures
    for pay in figures:
        known = [each for each in (pay.low, pay.middle, pay.high) if each is not None]
        assert pay.of, "whose pay"
        assert pay.source
        assert known == sorted(known), "the middle lies between the tenths"
        assert known, "a figure is a number"
        assert (pay.low is None) == (pay.high is None), "a range has two ends"


def test_every_path_can_be_begun_from_somewhere_and_says_what_is_left() -> None:
    reached = {near.path for each in starts() for near in each.paths}
    assert reached == {each.id for each in careers()}
    assert all(near.left for each in starts() for near in each.paths)
