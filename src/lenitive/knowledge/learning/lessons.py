"""The self-management lessons, from `lessons.yaml`; texts in another language from `lessons.es.yaml`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from lenitive.errors import KnowledgeError
from lenitive.knowledge.learning.files import WHERE, read

_LANGUAGES = ("ar", "es")


@dataclass(frozen=True)
class Lesson:
    """One lesson: what one can do after it, its text, what to do in it and what at home.

    treatments : ids of those that it teaches or supports.
    """

    id: str
    title: str
    minutes: int
    treatments: tuple[str, ...]
    objectives: tuple[str, ...]
    text: str
    activity: str
    practice: str
    source: str
    verified: bool
    translated: Mapping[str, str]

    def text_in(self, language: str) -> str | None:
        """Its text in a language (`es`, `es-mx`); None where nobody has written that language."""
        spoken = language.split("-")[0]
        return self.text if spoken == "en" else self.translated.get(spoken)


@cache
def lessons() -> tuple[Lesson, ...]:
    """All lessons, in the order in which they are best taken.

    Raises : KnowledgeError where a language has not the text of each lesson, or that of one which is none.
    """
    every = read("lessons.yaml")["lessons"]
    translated = {language: _translated(language, {each["id"] for each in every}) for language in _LANGUAGES}
    return tuple(
        Lesson(
            **{
                **each,
                "objectives": tuple(each["objectives"]),
                "treatments": tuple(each["treatments"]),
                "text": each["text"].strip(),
            },
            translated={language: texts[each["id"]].strip() for language, texts in translated.items()},
        )
        for each in every
    )


def _translated(language: str, ids: set[str]) -> Mapping[str, str]:
    """Lesson id -> its text in a language."""
    file = f"lessons.{language}.yaml"
    texts: Mapping[str, str] = read(file)["texts"]
    if differ := sorted(ids ^ set(texts)):
        raise KnowledgeError(
            f"{', '.join(differ)}: not in both lessons.yaml and {file}",
            where=WHERE,
            do="Write it, or take it out.",
        )
    return texts
