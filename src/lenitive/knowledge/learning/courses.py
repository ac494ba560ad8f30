"""Courses: those that others give (`courses.yaml`), and our own short ones (`own_courses.yaml`)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from lenitive.knowledge.learning.translated import entries

# What is said in the language of the reader. The name of a course is as it is.
_NOTES = (
    "subject",
    "topics",
    "provider_note",
    "level_note",
    "teaches",
    "audience",
    "safety",
    "evidence",
    "checked",
)
_OWN = (
    "title",
    "at_end",
    "level",
    "for_whom",
    "you_need",
    "not_if",
    "see_someone_first",
    "comfort",
    "stop_if",
    "steps",
    "text",
    "check",
    "evidence",
    "review",
)


@dataclass(frozen=True)
class Course:
    """One course of a catalogue. What is not known is empty or None, and is said to be unknown.

    rating : on a scale that ends at `rating_scale`. hours, price : as given; currency is part of the price.
    length : how long it runs where that does not say the hours ("6 weeks"). certificate : yes, no or empty.
    treatments, lessons : ids of those that it supports.
    """

    id: str
    name: str
    subject: str = ""
    topics: tuple[str, ...] = ()
    provider: str = ""
    provider_note: str = ""
    rating: float | None = None
    rating_scale: float = 10
    level: str = ""
    level_note: str = ""
    modality: str = ""
    format: str = ""
    hours: float | None = None
    price: str = ""
    link: str = ""
    teaches: tuple[str, ...] = ()
    audience: tuple[str, ...] = ()
    treatments: tuple[str, ...] = ()
    lessons: tuple[str, ...] = ()
    safety: str = ""
    evidence: str = ""
    source: str = ""
    verified: bool = False
    checked: str = ""
    language: str = "en"
    certificate: str = ""
    length: str = ""


@dataclass(frozen=True)
class Step:
    """One step of a course of our own: what to do, and how one knows that it is done.

    picture : a drawing of the library, or empty. timer : minutes that the text asks to be counted, or 0.
    """

    id: str
    title: str
    minutes: int
    text: str
    check: str
    picture: str = ""
    timer: int = 0


@dataclass(frozen=True)
class OwnCourse:
    """A short course of our own. course : the one in the catalogue on the same subject.

    at_end : what one has at the end. change_position : after how many minutes it asks for that, or 0.
    """

    id: str
    course: str
    title: str
    minutes: int
    level: str
    for_whom: tuple[str, ...]
    you_need: tuple[str, ...]
    not_if: tuple[str, ...]
    see_someone_first: tuple[str, ...]
    comfort: tuple[str, ...]
    stop_if: tuple[str, ...]
    steps: tuple[Step, ...]
    lessons: tuple[str, ...]
    treatments: tuple[str, ...]
    evidence: str
    source: str
    verified: bool
    review: str
    picture: str
    at_end: str
    change_position: int = 0


@cache
def courses(language: str = "en") -> tuple[Course, ...]:
    """The courses that come with Lenitive; our notes on them in a language."""
    return tuple(_course(each) for each in entries("courses", "courses", language, _NOTES))


def told(course: Course, language: str) -> Course:
    """A course with our notes on it in a language; one of another catalogue is as it came."""
    if language == "en":
        return course
    ours = {each.id: (one, each) for one, each in zip(courses(), courses(language), strict=True)}
    english, translated = ours.get(course.id, (None, course))
    return translated if english == course else course


# Any: an entry of YAML before its dataclass.
def _course(entry: dict[str, Any]) -> Course:
    values: dict[str, Any] = {
        key: tuple(value) if isinstance(value, list) else value for key, value in entry.items()
    }
    return Course(**values | {"price": entry["price"] or ""})


@cache
def own_courses(language: str = "en") -> tuple[OwnCourse, ...]:
    """Our own short courses, in a language of the library."""
    return tuple(_own(each) for each in entries("own_courses", "courses", language, _OWN))


# Any: an entry of YAML before its dataclass.
def _own(entry: dict[str, Any]) -> OwnCourse:
    values: dict[str, Any] = {
        key: tuple(value) if isinstance(value, list) else value for key, value in entry.items()
    }
    return OwnCourse(**values | {"steps": tuple(Step(**step) for step in entry["steps"])})
