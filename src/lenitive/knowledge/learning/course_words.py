"""What is said of a course around its own words, from `course_words.yaml`, in each of our languages."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from lenitive.errors import KnowledgeError
from lenitive.knowledge.learning.files import WHERE, read
from lenitive.knowledge.learning.translated import LANGUAGES

_FILLED = re.compile(r"\{\w+\}")


@dataclass(frozen=True)
class CourseWords:
    """said : name -> sentence with places to fill in. rows : of a comparison. values : what courses say."""

    said: Mapping[str, str]
    rows: Mapping[str, str]
    values: Mapping[str, str]

    def fill(self, name: str, /, **filled: object) -> str:
        """One sentence with what is filled in."""
        return self.said[name].format(**filled)

    def value(self, text: str) -> str:
        """What a course says of itself, where everyone says it in the same word; else as it is."""
        return self.values.get(text.casefold(), text)


@cache
def course_words(language: str) -> CourseWords:
    """The words in a language; English where it is none of the library's.

    Raises : KnowledgeError where one is not in every language, or fills in other things there.
    """
    raw = read("course_words.yaml")
    spoken = language if language in LANGUAGES else "en"
    return CourseWords(*(_in(raw[part], spoken, part) for part in ("said", "rows", "values")))


def _in(part: Mapping[str, Mapping[str, str]], language: str, called: str) -> Mapping[str, str]:
    for name, each in part.items():
        filled = {tuple(sorted(_FILLED.findall(each.get(one, "")))) for one in LANGUAGES}
        if set(each) != set(LANGUAGES) or len(filled) != 1:
            raise KnowledgeError(
                f"{called}/{name} does not say the same in {', '.join(LANGUAGES)}",
                where=f"{WHERE}/course_words.yaml",
                do="Write each language, with the same things filled in.",
            )
    return {name: each[language] for name, each in part.items()}
