"""Finding courses for a question: by its words and its meaning, its level, and what else it asks of them."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

from lenitive.knowledge.learning.course_words import course_words
from lenitive.knowledge.learning.courses import Course
from lenitive.knowledge.learning.recognise import words
from lenitive.knowledge.learning.wishes import wishes
from lenitive.learn import meaning
from lenitive.learn.catalogue.kept import Catalogue, Match, all_terms, rated
from lenitive.learn.catalogue.likeness import NEAR
from lenitive.learn.catalogue.narrowing import ANY, Narrowed, Sort
from lenitive.learn.catalogue.prices import order
from lenitive.learn.catalogue.telling import rating, reasons, table
from lenitive.learn.catalogue.wishing import wished
from lenitive.learn.text import fold, language_of, terms

__all__ = ["Found", "find", "level_wanted", "rating", "subject_words", "table"]

_MOST = 100  # candidates that are looked at closely
_COVERED = 0.5  # at least this part of the subject's words must stand in a course
# Where words alone do not decide, the meaning must not be far off; beside courses that hold all words it must
# be very near, and never much less near than the nearest.
_NOT_FAR, _VERY_NEAR, _OF_NEAREST = 0.15, 0.5, 0.75
_BY_WORDS = 0.3  # what holding all words would add to how near a course is
# How well a course fits, compared from the left: all words held, right level, ...
_Key = tuple[float, ...]


@dataclass(frozen=True)
class Found:
    """A course that fits, and why.

    covered : part of the subject's words that it holds, 0 to 1. near : how near its meaning is, or None.
    """

    course: Course
    reasons: tuple[str, ...]
    covered: float
    near: float | None = None


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
    return frozenset(terms(" ".join((*words().generic, *levels, *empty, *wishes().says_nothing))))


@cache
def _names_no_subject() -> frozenset[str]:
    """The words, as they are written, that a model need not read: they tell no course from another."""
    levels = (name for names in words().levels.values() for name in names)
    return frozenset((*words().generic, *levels, *wishes().says_nothing))


def find(
    catalogue: Catalogue,
    question: str,
    k: int = 5,
    narrowed: Narrowed = ANY,
    sort: Sort = "fit",
    language: str = "en",
) -> list[Found]:
    """The courses that fit a question, best first: subject, then level, then rating. May be empty.

    narrowed : what they must be besides; what the question itself asks ("under 10 hours", "free") narrows
    too. Where no course is known to be all of that, those on the subject come, and the first reason says so.
    sort : by fit, or rating, hours or price among those that fit. language : of the reasons.
    """
    wish = wished(question)
    asked, by = narrowed.filled(wish.narrowed), wish.sort if sort == "fit" else sort
    told = (*asked.asked(), by)
    found = _Asked(catalogue, wish.rest, asked, language, told).best(k, by)
    if found or wish.narrowed == ANY:
        return found
    others = _Asked(catalogue, wish.rest, narrowed, language, told).best(k, by)
    said = course_words(language).said["not_as_asked"]
    return [replace(each, reasons=(said, *each.reasons)) for each in others]


@dataclass(frozen=True)
class _Asked:
    """A question without its wishes. narrowed : what must hold. told : what the reasons speak of besides."""

    catalogue: Catalogue
    question: str
    narrowed: Narrowed
    language: str
    told: Sequence[str]

    def best(self, k: int, sort: Sort) -> list[Found]:
        wanted, level = subject_words(self.question), level_wanted(self.question)
        if not wanted:
            return self._without_subject(k, level, sort)
        ranked = self._ranked(wanted, level, k)
        if sort != "fit":
            ranked = [each for each in ranked if each[0][0] == ranked[0][0][0]]
            ranked.sort(key=lambda each: _SORTS[sort](each[1].course, self.catalogue.units()))
        return [each for _, each in ranked[:k]]

    def _without_subject(self, k: int, level: str, sort: Sort) -> list[Found]:
        by = "rating" if sort == "fit" else sort
        best = self.catalogue.best
        courses = best(k, level, self.narrowed, by) or best(k, "", self.narrowed, by)
        return [Found(each, reasons(each, [], level, self.told, self.language), 1.0) for each in courses]

    def _ranked(self, wanted: Sequence[str], level: str, k: int) -> list[tuple[_Key, Found]]:
        matches = _matching(self.catalogue, wanted, k, self.narrowed)
        held = {each.n: _held(each.course, wanted) for each in matches}
        whole = sum(len(each) == len(wanted) for each in held.values())
        near = {} if whole >= k else self._near(k, held)
        named = whole or self._named_elsewhere(wanted)
        least = max(_VERY_NEAR if named else NEAR, _OF_NEAREST * max(near.values(), default=0.0))
        others = [n for n, like in near.items() if like >= least and n not in held]
        matches += [Match(n, course, 0.0) for n, course in self.catalogue.numbered(others[:k]).items()]
        ranked = [
            (key, self._found(each, held.get(each.n, []), wanted, level, near.get(each.n)))
            for each in matches
            if (key := _key(each, held.get(each.n, []), wanted, level, near, whole=bool(whole)))
        ]
        ranked.sort(key=lambda each: each[0], reverse=True)
        return ranked

    def _named_elsewhere(self, wanted: Sequence[str]) -> bool:
        """Whether a course that is not narrowed to holds all words: then what is only near is no answer."""
        return self.narrowed != ANY and bool(self.catalogue.matching(wanted, 1, all_of=True))

    def _near(self, k: int, held: Iterable[int]) -> dict[int, float]:
        """How near the nearest courses are, and those with words; none in a language that is not read."""
        if language_of(self.question) not in meaning.LANGUAGES or not meaning.is_here():
            return {}
        plain = " ".join(
            word for word in self.question.split() if not set(fold(word).split()) & _names_no_subject()
        )
        return self.catalogue.near(plain or self.question, max(k, _MOST), self.narrowed, held)

    def _found(
        self, match: Match, held: Sequence[str], wanted: Sequence[str], level: str, near: float | None
    ) -> Found:
        why = reasons(match.course, held, level, self.told, self.language)
        if not held:
            why = (course_words(self.language).said["near"], *why)
        return Found(match.course, why, len(held) / len(wanted), near)


def _key(
    match: Match,
    held: Sequence[str],
    wanted: Sequence[str],
    level: str,
    near: Mapping[int, float],
    *,
    whole: bool,
) -> _Key:
    """How well a course fits; empty where it does not."""
    covered, like = len(held) / len(wanted), near.get(match.n)
    course = match.course
    right_level = bool(level) and (level in fold(course.level) or course.level == "all levels")
    if covered == 1.0:
        in_name = len(set(all_terms(course.name)) & set(wanted))
        return (1.0, right_level, in_name, _tier(match.score), rated(course) or 0.0)
    if not near:
        return (0.0, covered, right_level, rated(course) or 0.0) if covered >= _COVERED else ()
    of_subject = len(set(all_terms(" ".join(_subject(course)))) & set(wanted)) / len(wanted)
    fit = (like or 0.0) + _BY_WORDS * of_subject
    if like is None or like < _NOT_FAR or fit < NEAR:
        return ()
    return (0.0, right_level if whole else 0.0, round(fit, 2), rated(course) or 0.0)


def _matching(catalogue: Catalogue, wanted: Sequence[str], k: int, narrowed: Narrowed) -> list[Match]:
    """Courses with all the words; where those are too few, with any of them."""
    whole = catalogue.matching(wanted, max(k, _MOST), narrowed, all_of=True)
    enough = len(whole) >= k or len(wanted) == 1
    return whole if enough else catalogue.matching(wanted, max(k, _MOST), narrowed)


_SORTS: Mapping[str, Callable[[Course, Sequence[str]], tuple[float, ...]]] = {
    "rating": lambda course, _: (-(rated(course) or 0.0),),
    "hours": lambda course, _: (math.inf if course.hours is None else course.hours,),
    "price": lambda course, units: order(course.price, units),
}  # what is not known stands last


def _tier(score: float) -> float:
    """Scores that hardly differ are equal, so that the rating decides."""
    return round(score / 3)


def _subject(course: Course) -> tuple[str, ...]:
    return (course.name, course.subject, *course.topics, *course.teaches, *course.audience)


def _held(course: Course, wanted: Sequence[str]) -> list[str]:
    said = (*_subject(course), course.provider, course.modality, course.format)
    held = set(all_terms(" ".join((*said, course.evidence, course.provider_note))))
    return [word for word in wanted if word in held]
