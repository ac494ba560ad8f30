"""What courses say of themselves, as a page in some language shows it."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from lenitive.knowledge.learning.course_words import course_words
from lenitive.knowledge.learning.courses import courses


def offered(values: Iterable[str], language: str) -> list[tuple[str, str]]:
    """Each value of a list with what the reader sees: in their language where we know it, else as it is."""
    return [(each, _in(language).get(each) or course_words(language).value(each)) for each in values]


@cache
def _in(language: str) -> dict[str, str]:
    """What our courses say of subject, topics and audience -> the same in a language."""
    pairs = zip(courses(), courses(language), strict=True)
    return {
        one: other
        for english, said in pairs
        for one, other in zip(
            (english.subject, *english.topics, *english.audience),
            (said.subject, *said.topics, *said.audience),
            strict=True,
        )
    }
