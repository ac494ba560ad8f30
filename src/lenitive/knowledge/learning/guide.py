"""The guide "What is pain management", page by page, in English and Spanish, from `guide.yaml`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from lenitive.errors import KnowledgeError
from lenitive.knowledge.learning.files import WHERE, read
from lenitive.knowledge.learning.translated import LANGUAGES


@dataclass(frozen=True)
class Part:
    """A part of a page. picture : the name of a drawing that stands with it, or empty."""

    title: str
    text: str
    points: tuple[str, ...]
    picture: str


@dataclass(frozen=True)
class Words:
    """A page in one language: its title, what its reader asks first, the answer, and the parts."""

    title: str
    asks: str
    answer: str
    parts: tuple[Part, ...]

    @property
    def picture(self) -> str:
        """The first drawing of the page, or empty."""
        return next((part.picture for part in self.parts if part.picture), "")


@dataclass(frozen=True)
class GuidePage:
    """One page. said : language -> its words. dated : when it was last looked at."""

    id: str
    said: Mapping[str, Words]
    source: str
    verified: bool
    dated: str


@dataclass(frozen=True)
class Term:
    """One word of the glossary. said : language -> (the word, what it means)."""

    id: str
    said: Mapping[str, tuple[str, str]]


@cache
def guide() -> tuple[GuidePage, ...]:
    """All pages, in the order in which they are best read.

    Raises : KnowledgeError for a page whose languages differ in their parts or pictures.
    """
    raw = read("guide.yaml")
    made = tuple(
        GuidePage(
            each["id"],
            {language: _words(each[language], each["pictures"]) for language in LANGUAGES},
            each["source"],
            each["verified"],
            raw["dated"],
        )
        for each in raw["pages"]
    )
    for each in made:
        if len({len(said.parts) for said in each.said.values()}) > 1:
            where = f"{WHERE}/guide.yaml, {each.id}"
            raise KnowledgeError("the languages differ", where=where, do="Give both the same parts.")
    return made


@cache
def glossary() -> tuple[Term, ...]:
    """The words that people meet in pain care, as the file lists them."""
    return tuple(
        Term(each["id"], {language: (each[language][0], each[language][1]) for language in LANGUAGES})
        for each in read("guide.yaml")["glossary"]
    )


# Any: an entry of YAML before its dataclass.
def _words(entry: Mapping[str, Any], pictures: Mapping[int, str]) -> Words:
    parts = tuple(
        Part(part["title"], part["text"].strip(), tuple(part.get("points", ())), pictures.get(place, ""))
        for place, part in enumerate(entry["parts"])
    )
    return Words(entry["title"], entry["asks"], entry["answer"].strip(), parts)
