"""Finding courses for a question, by subject, level and rating, with the reasons; and comparing them."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from lenitive.knowledge.learning.course_words import course_words
from lenitive.knowledge.learning.courses import Course, told
from lenitive.knowledge.learning.recognise import words
from lenitive.learn.catalogue.kept import Catalogue, rated
from lenitive.learn.catalogue.narrowing import ANY, Narrowed, Sort, amount
from lenitive.learn.text import fold, terms

_MOST = 100  # candidates that are looked at closely
_COVERED = 0.5  # at least this part of the subject's words must stand in a course


@dataclass(frozen=True)
class Found:
    """A course that fits, and why. covered : part of the subject's words that it holds, 0 to 1."""

    course: Course
    reasons: tuple[str, ...]
    covered: float


def subject_words(question: str) -> list[str]:
    """The stems of a question that name a subject: neither "course" nor "best" nor a level."""
    kept = [word for word in dict.fromkeys(terms(question)) if word not in _without_subject()]
    return [word for word in kept if not (word == "data" and _data_means_facts(question))]


def _data_means_facts(question: str) -> bool:
    """Whether "data" in a question means facts about courses ("compare data from all three courses")."""
    folded = f" {fold(question)} "
    return any(f" data {word} " in folded for word in ("from", "of", "on", "about", "for"))


def level_wanted(question: str) -> str:
    """The level that a question names, or an empty text."""
    asked = set(terms(question))
    return next((level for level, names in words().levels.items() if asked & set(terms(" ".join(names)))), "")


@cache
def _without_subject() -> frozenset[str]:
    levels = (name for names in words().levels.values() for name in names)
    empty = (name for names in words().empty.values() for name in names)
    return frozenset(terms(" ".join((*words().generic, *levels, *empty))))


def find(
    catalogue: Catalogue,
    question: str,
    k: int = 5,
    narrowed: Narrowed = ANY,
    sort: Sort = "fit",
    language: str = "en",
) -> list[Found]:
    """The courses that fit a question, best first: subject, then level, then rating. May be empty.

    narrowed : what they must be besides. sort : by fit, or rating, hours or price among those that fit.
    language : of the reasons.
    """
    wanted, level = subject_words(question), level_wanted(question)
    if not wanted:
        by = "rating" if sort == "fit" else sort
        courses = catalogue.best(k, level, narrowed, by) or catalogue.best(k, "", narrowed, by)
        return [Found(each, _reasons(each, [], level, language), 1.0) for each in courses]
    ranked = []
    for course, score in _matching(catalogue, wanted, k, narrowed):
        held = _held(course, wanted)
        covered = len(held) / len(wanted)
        if covered >= _COVERED:
            right_level = bool(level) and level in fold(course.level)
            in_name = len(set(terms(course.name)) & set(wanted))
            key = (covered, right_level, in_name, _tier(score), rated(course) or 0.0)
            ranked.append((key, course, held))
    ranked.sort(key=lambda each: each[0], reverse=True)
    if sort != "fit":
        ranked.sort(key=lambda each: _SORTS[sort](each[1]))
    return [
        Found(course, _reasons(course, held, level, language), key[0]) for key, course, held in ranked[:k]
    ]


def _matching(
    catalogue: Catalogue, wanted: Sequence[str], k: int, narrowed: Narrowed
) -> list[tuple[Course, float]]:
    """Courses with all the words; where those are too few, with any of them."""
    whole = catalogue.matching(wanted, max(k, _MOST), narrowed, all_of=True)
    enough = len(whole) >= k or len(wanted) == 1
    return whole if enough else catalogue.matching(wanted, max(k, _MOST), narrowed)


_SORTS: Mapping[str, Callable[[Course], float]] = {
    "rating": lambda course: -(rated(course) or 0.0),
    "hours": lambda course: math.inf if course.hours is None else course.hours,
    "price": lambda course: math.inf if (known := amount(course.price)) is None else known,
}  # what is not known stands last


def _tier(score: float) -> float:
    """Scores that hardly differ are equal, so that the rating decides."""
    return round(score / 3)


def _held(course: Course, wanted: Sequence[str]) -> list[str]:
    said = (course.name, course.subject, *course.topics, *course.teaches, *course.audience, course.provider)
    held = set(
        terms(" ".join((*said, course.modality, course.format, course.evidence, course.provider_note)))
    )
    return [word for word in wanted if word in held]


def _reasons(course: Course, held: Sequence[str], level: str, language: str) -> tuple[str, ...]:
    words = course_words(language)
    reasons = []
    if held:
        about = _about(course, held, language)
        reasons.append(words.fill("about", subject=about) if about else words.said["words_fit"])
    if level:
        known = (
            words.fill("level", level=words.value(course.level))
            if course.level
            else words.said["level_unknown"]
        )
        note = told(course, language).level_note.split(";")[0]
        reasons.append(known + (f" ({note})" if note else ""))
    if course.rating is not None:
        reasons.append(words.fill("rated", **rating(course)))
    return tuple(reasons)


def _about(course: Course, held: Sequence[str], language: str) -> str:
    """The first thing a course says of its subject that holds one of these words; empty where none does."""
    subjects = zip(_subjects(course), _subjects(told(course, language)), strict=True)
    return next((said for own, said in subjects if set(terms(own)) & set(held)), "")


def _subjects(course: Course) -> tuple[str, ...]:
    return (*course.topics, *course.teaches, course.subject, course.name)


def rating(course: Course) -> dict[str, str]:
    """A rating and its scale as they are written."""
    return {"rating": f"{course.rating:.1f}", "scale": f"{course.rating_scale:g}"}


def table(courses: Sequence[Course], language: str = "en") -> list[tuple[str, tuple[str, ...]]]:
    """Courses side by side: (what, one value a course); what no course says is left out."""
    words = course_words(language)
    unknown = words.said["unknown"]
    said = [told(each, language) for each in courses]
    rows = {
        "rating": [words.fill("of", **rating(c)) if c.rating is not None else "" for c in said],
        "level": [words.value(c.level) for c in said],
        "teaches": ["; ".join(c.teaches) for c in said],
        "for": ["; ".join(c.audience) for c in said],
        "format": [words.value(c.format) for c in said],
        "hours": [f"{c.hours:g}" if c.hours is not None else "" for c in said],
        "price": [words.value(c.price) for c in said],
        "provider": [c.provider for c in said],
        "evidence": [c.evidence for c in said],
        "safety": [c.safety for c in said],
    }
    return [
        (words.rows[what], tuple(each or unknown for each in values))
        for what, values in rows.items()
        if any(values)
    ]
