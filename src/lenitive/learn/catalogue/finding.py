"""Finding courses for a question, by subject, level and rating, with the reasons; and comparing them."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from lenitive.knowledge.learning.courses import Course
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
    catalogue: Catalogue, question: str, k: int = 5, narrowed: Narrowed = ANY, sort: Sort = "fit"
) -> list[Found]:
    """The courses that fit a question, best first: subject, then level, then rating. May be empty.

    narrowed : what they must be besides. sort : by fit, or rating, hours or price among those that fit.
    """
    wanted, level = subject_words(question), level_wanted(question)
    if not wanted:
        by = "rating" if sort == "fit" else sort
        courses = catalogue.best(k, level, narrowed, by) or catalogue.best(k, "", narrowed, by)
        return [Found(each, _reasons(each, [], level), 1.0) for each in courses]
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
    return [Found(course, _reasons(course, held, level), key[0]) for key, course, held in ranked[:k]]


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


def _reasons(course: Course, held: Sequence[str], level: str) -> tuple[str, ...]:
    reasons = []
    if held:
        about = [
            each
            for each in (*course.topics, *course.teaches, course.subject, course.name)
            if set(terms(each)) & set(held)
        ]
        reasons.append(f"it is about {about[0]}" if about else "its words fit")
    if level:
        known = f"its level is {course.level}" if course.level else "its level is not known"
        reasons.append(known + (f" ({course.level_note.split(';')[0]})" if course.level_note else ""))
    if course.rating is not None:
        reasons.append(f"it is rated {course.rating:.1f} of {course.rating_scale:g}")
    return tuple(reasons)


def table(courses: Sequence[Course]) -> list[tuple[str, tuple[str, ...]]]:
    """Courses side by side: (what, one value a course); what no course says is left out."""
    unknown = "not known"
    rows = [
        (
            "rating",
            [f"{c.rating:.1f} of {c.rating_scale:g}" if c.rating is not None else unknown for c in courses],
        ),
        ("level", [c.level or unknown for c in courses]),
        ("teaches", ["; ".join(c.teaches) or unknown for c in courses]),
        ("for", ["; ".join(c.audience) or unknown for c in courses]),
        ("format", [c.format or unknown for c in courses]),
        ("hours", [f"{c.hours:g}" if c.hours is not None else unknown for c in courses]),
        ("price", [c.price or unknown for c in courses]),
        ("provider", [c.provider or unknown for c in courses]),
        ("evidence", [c.evidence or unknown for c in courses]),
        ("safety", [c.safety or unknown for c in courses]),
    ]
    return [(what, tuple(values)) for what, values in rows if set(values) != {unknown}]
