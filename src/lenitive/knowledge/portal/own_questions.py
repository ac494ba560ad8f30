"""What of one's own record a question is about, by its words, from `own_questions.yaml`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from lenitive.knowledge.portal.files import read


@dataclass(frozen=True)
class OwnQuestions:
    """own : language -> words that say "about me". topics : topic -> language -> words, in order."""

    own: Mapping[str, tuple[str, ...]]
    topics: Mapping[str, Mapping[str, tuple[str, ...]]]


@cache
def own_questions() -> OwnQuestions:
    """The words, read once a process."""
    raw = read("own_questions.yaml")
    return OwnQuestions(
        {language: tuple(words) for language, words in raw["own"].items()},
        {
            topic: {language: tuple(words) for language, words in said.items()}
            for topic, said in raw["topics"].items()
        },
    )
