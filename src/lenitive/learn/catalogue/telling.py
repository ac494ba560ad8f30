"""What is said of courses: why one fits, and what tells several apart, side by side."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from lenitive.knowledge.learning.course_words import CourseWords, course_words
from lenitive.knowledge.learning.courses import Course, told
from lenitive.knowledge.learning.wishes import wishes
from lenitive.learn.catalogue.prices import amount, price_of
from lenitive.learn.text import terms


def reasons(
    course: Course, held: Sequence[str], level: str, columns: Iterable[str], language: str
) -> tuple[str, ...]:
    """Why a course fits: its subject, its level where one is asked for, what is asked besides, its rating.

    held : the stems of the question that it holds. columns : what is asked for, as in `Narrowed.asked`.
    """
    words = course_words(language)
    made = [_subject(course, held, language)] if held else []
    if level:
        known = words.fill("level", level=words.value(course.level)) if course.level else ""
        note = told(course, language).level_note.split(";")[0]
        made.append((known or words.said["level_unknown"]) + (f" ({note})" if note else ""))
    made += wished_for(course, columns, language)
    if course.rating is not None:
        made.append(words.fill("rated", **rating(course)))
    return tuple(made)


def wished_for(course: Course, columns: Iterable[str], language: str) -> list[str]:
    """What a course says of each thing that was asked for, also where it is not as asked."""
    words = course_words(language)
    return [_ASKED[each](course, words, language) for each in dict.fromkeys(columns) if each in _ASKED]


def _hours(course: Course, words: CourseWords, _: str) -> str:
    return (
        words.said["hours_unknown"] if course.hours is None else words.fill("takes", time=time(course, words))
    )


def _price(course: Course, words: CourseWords, _: str) -> str:
    if not course.price:
        return words.said["price_unknown"]
    return words.said["is_free"] if amount(course.price) == 0 else words.fill("costs", price=course.price)


def _language(course: Course, words: CourseWords, language: str) -> str:
    if not course.language:
        return words.said["language_unknown"]
    return words.fill("in_language", language=language_name(course.language, language))


def _format(course: Course, words: CourseWords, _: str) -> str:
    known = words.value(course.format)
    return words.fill("held", form=known) if known else words.said["format_unknown"]


def _certificate(course: Course, words: CourseWords, _: str) -> str:
    return words.said[f"certificate_{course.certificate or 'unknown'}"]


_ASKED: Mapping[str, Callable[[Course, CourseWords, str], str]] = {
    "hours": _hours, "price": _price, "language": _language, "format": _format, "certificate": _certificate,
}  # fmt: skip


def _subject(course: Course, held: Sequence[str], language: str) -> str:
    words = course_words(language)
    about = next((each for own, each in _pairs(course, language) if set(terms(own)) & set(held)), "")
    if about == course.name:
        return words.said["in_name"]
    if about:
        return words.fill("about", subject=about)
    whom = next((each for each in course.audience if set(terms(each)) & set(held)), "")
    return words.fill("for_whom", whom=whom) if whom else words.said["words_fit"]


def _pairs(course: Course, language: str) -> list[tuple[str, str]]:
    """What a course says of its subject, each in its own words and in the language of the reader."""
    said = told(course, language)
    return list(zip(_subjects(course), _subjects(said), strict=True))


def _subjects(course: Course) -> tuple[str, ...]:
    return (*course.topics, *course.teaches, course.subject, course.name)


def rating(course: Course) -> dict[str, str]:
    """A rating and its scale as they are written."""
    return {"rating": f"{course.rating:.1f}", "scale": f"{course.rating_scale:g}"}


def time(course: Course, words: CourseWords) -> str:
    """The hours of a course in words, minutes below one; or how long it runs; empty where not known."""
    if course.hours is None:
        return course.length
    if course.hours < 1:
        return words.fill("minutes_long", n=f"{course.hours * 60:.0f}")
    return words.fill("hour_long" if course.hours == 1 else "hours_long", n=f"{course.hours:.3g}")


def language_name(code: str, language: str) -> str:
    """A language by its name in another, or as the course has it."""
    return wishes().language_names.get(code, {}).get(language, code)


def table(courses: Sequence[Course], language: str = "en") -> list[tuple[str, tuple[str, ...]]]:
    """Courses side by side: (what, one value a course); what no course says is left out."""
    words = course_words(language)
    unknown = words.said["unknown"]
    said = [told(each, language) for each in courses]
    rows = {
        "difference": outstanding(courses, language),
        "rating": [words.fill("of", **rating(c)) if c.rating is not None else "" for c in said],
        "level": [words.value(c.level) for c in said],
        "teaches": ["; ".join(c.teaches) for c in said],
        "for": ["; ".join(c.audience) for c in said],
        "format": [words.value(c.format) for c in said],
        "hours": [f"{c.hours:g}" if c.hours is not None else "" for c in said],
        "length": [c.length for c in said],
        "price": [words.value(c.price) for c in said],
        "certificate": [words.said[c.certificate] if c.certificate else "" for c in said],
        "language": [language_name(c.language, language) for c in said],
        "provider": [c.provider for c in said],
        "evidence": [c.evidence for c in said],
        "safety": [c.safety for c in said],
    }
    if len({each.language for each in courses}) < 2:
        del rows["language"]
    return [
        (words.rows[what], tuple(each or unknown for each in values))
        for what, values in rows.items()
        if any(values)
    ]


def outstanding(courses: Sequence[Course], language: str = "en") -> list[str]:
    """For each of some courses what tells it from the others, in plain words; empty where nothing does."""
    words = course_words(language)
    told_apart = [[words.said[f"said_{name}"] for name in _told_apart(each, courses)] for each in courses]
    if not any(told_apart):
        return ["" for _ in courses]
    subjects = [words.fill("line_teaches", what=each) for each in _taught(courses, language)]
    return [
        ", ".join(some) or (one if subjects.count(one) == 1 else words.said["said_nothing"])
        for some, one in zip(told_apart, subjects, strict=True)
    ]


def _taught(courses: Sequence[Course], language: str) -> list[str]:
    """The first thing that each teaches, else its subject."""
    return [(*each.teaches, *each.topics, each.subject)[0] for each in (told(c, language) for c in courses)]


def _told_apart(course: Course, courses: Sequence[Course]) -> list[str]:
    """The names of what holds of a course and not of all, the weightiest first."""
    prices = [price_of(each.price) for each in courses]
    mine = price_of(course.price)
    free = [price is not None and price.amount == 0 for price in prices]
    of_unit = [each.amount for each in prices if each and mine and each.unit == mine.unit]
    rated_ones = [-_share(each) for each in courses if each.rating is not None]
    holds = {
        "best_rated": course.rating is not None and _alone(-_share(course), rated_ones),
        "free": mine is not None and mine.amount == 0 and not all(free),
        "cheapest": mine is not None and not any(free) and _alone(mine.amount, of_unit),
        "shortest": course.hours is not None
        and _alone(course.hours, [each.hours for each in courses if each.hours is not None]),
        "beginners": course.level == "beginner" and any(each.level != "beginner" for each in courses),
        "advanced": course.level == "advanced" and any(each.level != "advanced" for each in courses),
        "certificate": course.certificate == "yes" and any(each.certificate != "yes" for each in courses),
    }
    return [name for name, true in holds.items() if true]


def _alone(value: float, among: Sequence[float]) -> bool:
    """Whether a value is less than all others, of which there are some."""
    return len(among) > 1 and value == min(among) and among.count(value) == 1


def _share(course: Course) -> float:
    return (course.rating or 0.0) / course.rating_scale
