"""What of the library goes with a treatment or a course: lessons, courses, our own courses, questions."""

from __future__ import annotations

from dataclasses import dataclass

from lenitive.knowledge.learning.courses import Course, OwnCourse, courses, own_courses
from lenitive.knowledge.learning.lessons import Lesson, lessons
from lenitive.knowledge.learning.questions import Question, questions

_QUESTIONS = 4


@dataclass(frozen=True)
class Related:
    """What to read and to do next, each in the order of the library. All may be empty."""

    lessons: tuple[Lesson, ...] = ()
    courses: tuple[Course, ...] = ()
    own: tuple[OwnCourse, ...] = ()
    questions: tuple[Question, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.lessons or self.courses or self.own or self.questions)


def for_treatment(treatment: str, language: str = "en") -> Related:
    """The lessons and courses that support a treatment, by its id. A lesson that says so stands first."""
    found = tuple(each for each in courses(language) if treatment in each.treatments)
    own = tuple(each for each in own_courses(language) if treatment in each.treatments)
    named = tuple(each for each in lessons(language) if treatment in each.treatments)
    return Related(named, found, own)


def for_course(course: Course, language: str = "en") -> Related:
    """The lessons of a course, our own course on it, and the questions that are near to its subject."""
    return Related(
        lessons=tuple(each for each in lessons(language) if each.id in course.lessons),
        own=tuple(each for each in own_courses(language) if each.course == course.id),
        questions=_questions(f"{course.name} {' '.join(course.topics)}"),
    )


def _questions(about: str) -> tuple[Question, ...]:
    from lenitive.learn.index import fits, index  # here, since a page of the clinic needs no index

    near = [hit.passage.id for hit in index("en").search(about, 3 * _QUESTIONS) if fits(hit)]
    known = {f"question.{each.id}": each for each in questions()}
    return tuple(known[each] for each in near if each in known)[:_QUESTIONS]
