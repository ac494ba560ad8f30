"""Questions that people ask, with answers in English and Spanish, from `questions/`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from lenitive.errors import KnowledgeError
from lenitive.knowledge.learning.files import WHERE, names, read
from lenitive.knowledge.learning.translated import LANGUAGES


@dataclass(frozen=True)
class Said:
    """One question in one language: the ways to ask it, the first of which is its title, and the answer."""

    ask: tuple[str, ...]
    answer: str

    @property
    def title(self) -> str:
        """The question as it stands on a page."""
        return self.ask[0]


@dataclass(frozen=True)
class Question:
    """One question. said : language -> its words. dated : when the answer was last looked at."""

    id: str
    topic: str
    said: Mapping[str, Said]
    source: str
    verified: bool
    dated: str


@cache
def questions() -> tuple[Question, ...]:
    """All questions in the order of their files.

    Raises : KnowledgeError for an id that stands twice or a question that lacks a language.
    """
    made = tuple(
        Question(
            id=each["id"],
            topic=raw["topic"],
            said={
                language: Said(tuple(each[language]["ask"]), each[language]["answer"].strip())
                for language in LANGUAGES
                if language in each
            },
            source=each["source"],
            verified=each["verified"],
            dated=raw["dated"],
        )
        for name in names("questions")
        for raw in (read(name),)
        for each in raw["questions"]
    )
    _check(made)
    return made


def _check(made: tuple[Question, ...]) -> None:
    seen: set[str] = set()
    for each in made:
        where = f"{WHERE}/questions, {each.id}"
        if each.id in seen:
            raise KnowledgeError("a question stands twice", where=where, do="Give one another id.")
        if set(each.said) != set(LANGUAGES):
            raise KnowledgeError("a question lacks a language", where=where, do="Add English and Spanish.")
        seen.add(each.id)
