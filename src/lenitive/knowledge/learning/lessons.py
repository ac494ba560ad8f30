"""The self-management lessons, from `lessons.yaml`: whole in Spanish, their texts in Arabic."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from lenitive.errors import KnowledgeError
from lenitive.knowledge.learning.files import WHERE, read
from lenitive.knowledge.learning.translated import entries

_WORDS = ("title", "objectives", "text", "activity", "practice")


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
    texts: Mapping[str, str]

    def text_in(self, language: str) -> str | None:
        """Its text in a language (`es`, `es-mx`); None where nobody has written that language."""
        return self.texts.get(language.split("-")[0])


@cache
def lessons(language: str = "en") -> tuple[Lesson, ...]:
    """All lessons in a language of the library, in the order in which they are best taken.

    Raises : KnowledgeError where a language has not the words of each lesson, or those of one which is none.
    """
    every = entries("lessons", "lessons", language, _WORDS)
    texts = {
        **{spoken: _whole(spoken) for spoken in ("en", "es")},
        "ar": _texts("ar", {each["id"] for each in every}),
    }
    return tuple(
        Lesson(
            **{
                **each,
                "objectives": tuple(each["objectives"]),
                "treatments": tuple(each["treatments"]),
                "text": each["text"].strip(),
            },
            texts={spoken: said[each["id"]].strip() for spoken, said in texts.items()},
        )
        for each in every
    )


def _whole(language: str) -> Mapping[str, str]:
    """Lesson id -> its text in a language that the lessons are whole in."""
    return {each["id"]: each["text"] for each in entries("lessons", "lessons", language, _WORDS)}


def _texts(language: str, ids: set[str]) -> Mapping[str, str]:
    """Lesson id -> its text in a language that has the texts alone."""
    file = f"lessons.{language}.yaml"
    texts: Mapping[str, str] = read(file)["texts"]
    if differ := sorted(ids ^ set(texts)):
        raise KnowledgeError(
            f"{', '.join(differ)}: not in both lessons.yaml and {file}",
            where=WHERE,
            do="Write it, or take it out.",
        )
    return texts
