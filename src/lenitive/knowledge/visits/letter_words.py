"""Words by which a letter tells of a danger, a problem, a medicine or a treatment (`letter_words.yaml`)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

from lenitive.errors import KnowledgeError
from lenitive.knowledge.documents import document
from lenitive.knowledge.instruments import instrument
from lenitive.knowledge.medicines import word_rows
from lenitive.knowledge.tables import knowledge_columns

_WHERE = "knowledge/visits/letter_words.yaml"
FORM = "red_flags"
ICD = "http://hl7.org/fhir/sid/icd-10-cm"


@dataclass(frozen=True)
class Problem:
    """A concept of knowledge, and the code (ICD-10-CM) and words that are written once it is confirmed."""

    concept: str
    code: str
    words: str


@dataclass(frozen=True)
class Denied:
    """What turns a phrase around, and within how many words before or after it.

    ends_at : words that stop that. asserts : words that say that the denial was of something else.
    """

    before: tuple[str, ...]
    after: tuple[str, ...]
    asserts: tuple[str, ...]
    words_before: int
    words_after: int
    ends_at: tuple[str, ...]


@dataclass(frozen=True)
class LetterWords:
    """All of it. dangers, problems, medicines, treatments, outcomes : phrase -> what it tells of.

    others, feared, past : words that make a phrase doubtful, or of the past. people : kind of word -> words.
    """

    denied: Denied
    others: tuple[str, ...]
    feared: tuple[str, ...]
    past: tuple[str, ...]
    dangers: Mapping[str, str]
    problems: Mapping[str, Problem]
    medicines: Mapping[str, str]
    treatments: Mapping[str, str]
    outcomes: Mapping[str, str]
    people: Mapping[str, tuple[str, ...]]
    version: str


_PEOPLE = ("titles", "about", "born", "number", "phone", "closing", "women", "men", "asks")


@lru_cache(maxsize=1)
def letter_words() -> LetterWords:
    """The words, read once a process; raises KnowledgeError for a danger that is no item of the form."""
    text = files("lenitive.knowledge.visits").joinpath("letter_words.yaml").read_text(encoding="utf-8")
    raw: dict[str, Any] = document(text)  # Any: YAML before it is read into the dataclasses
    denied: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in raw["denied"].items()}
    known = {item.key for item in instrument(FORM).items}
    if strange := sorted(set(raw["dangers"]) - known):
        raise KnowledgeError(
            f"{strange[0]!r} is no item of {FORM}", where=_WHERE, do="Use an item of that form"
        )
    return LetterWords(
        denied=Denied(**denied),
        others=tuple(raw["others"]),
        feared=tuple(raw["feared"]),
        past=tuple(raw["past"]),
        dangers=_turned(raw["dangers"]),
        problems={
            phrase: Problem(concept, entry["code"], entry["words"])
            for concept, entry in raw["problems"].items()
            for phrase in entry["phrases"]
        },
        medicines=_medicines(),
        treatments={**_treatments(raw["treatments"])},
        outcomes=_turned(raw["outcomes"]),
        people={name: tuple(raw[name]) for name in _PEOPLE},
        version=str(raw["version"]),
    )


def _turned(raw: Mapping[str, list[str]]) -> dict[str, str]:
    return {phrase: name for name, phrases in raw.items() for phrase in phrases}


def _medicines() -> dict[str, str]:
    """Word of an ingredient or a brand -> the ingredient; a word of several stands for the first."""
    found: dict[str, str] = {}
    for row in word_rows().to_pylist():
        found.setdefault(row["word"], row["ingredient"])
    return found


def _treatments(raw: Mapping[str, Any]) -> dict[str, str]:
    """Words of a treatment -> treatment of knowledge; empty for words that name no single one."""
    found = dict.fromkeys(raw["said"], "")
    found |= {
        words.lower(): treatment
        for treatment, words in knowledge_columns("treatment_name", "treatment", "words")
    }
    return found | _turned(raw["known"])
