"""How charts word and code care, procedures, regions and results: words.csv and the codes of treatments."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from lenitive.errors import KnowledgeError
from lenitive.knowledge.authorisation.settings import text_of
from lenitive.knowledge.codes_of_concepts import code_key, system_key, system_uris
from lenitive.knowledge.tables import knowledge_columns

_KINDS = ("care", "procedure", "region", "side", "outcome", "fusion")
_COLUMNS = ["kind", "meaning", "words", "source", "verified"]


@dataclass(frozen=True)
class CodeMeaning:
    """A treatment that a code means. exact : whether the code means no other. display : our words for it."""

    treatment: str
    exact: bool
    display: str


def spaced(text: str) -> str:
    """The words of a text in lower case with one space around each."""
    return f" {re.sub('[^a-z0-9]+', ' ', text.lower()).strip()} "


def found(kind: str, text: str) -> tuple[str, ...]:
    """The meanings whose words stand in a text, each once; a word after "not" is not found."""
    said = spaced(text)
    return tuple(dict.fromkeys(meaning for meaning, words in _book()[kind] if says(said, words)))


def says(said: str, words: str) -> bool:
    """Whether the spaced text `said` holds these words, and not only with "not" before them."""
    return f" {words} " in said.replace(f" not {words} ", "  ")


@lru_cache(maxsize=1)
def _book() -> Mapping[str, tuple[tuple[str, str], ...]]:
    """Kind -> (meaning, words in the spaced form)."""
    reader = csv.DictReader(text_of("words.csv").splitlines())
    if reader.fieldnames != _COLUMNS:
        raise _wrong(f"the columns are {reader.fieldnames}", 1, "Use " + ", ".join(_COLUMNS))
    made: dict[str, list[tuple[str, str]]] = {kind: [] for kind in _KINDS}
    for line, row in enumerate(reader, 2):
        if row["kind"] not in made:
            raise _wrong(f"{row['kind']!r} is no kind", line, "Use " + ", ".join(_KINDS))
        for each in row["meaning"].split("|") if row["kind"] == "procedure" else ():
            if each not in modality_of():
                raise _wrong(f"there is no treatment {each!r}", line, "Correct it or add it")
        made[row["kind"]].append((row["meaning"], spaced(row["words"]).strip()))
    return {kind: tuple(rows) for kind, rows in made.items()}


def _wrong(what: str, line: int, do: str) -> KnowledgeError:
    return KnowledgeError(what, where=f"knowledge/authorisation/words.csv line {line}", do=do)


@lru_cache(maxsize=1)
def modality_of() -> Mapping[str, str]:
    """Treatment -> its modality."""
    return dict(knowledge_columns("treatment", "treatment", "modality"))


@lru_cache(maxsize=1)
def _names() -> tuple[tuple[str, str], ...]:
    named = knowledge_columns("treatment_name", "treatment", "words")
    return tuple((treatment, spaced(words).strip()) for treatment, words in named)


def named_in(text: str) -> frozenset[str]:
    """The treatments that a text names; of names within names the longest ones alone."""
    said = spaced(text)
    pairs = [
        *_names(),
        *((one, words) for meaning, words in _book()["procedure"] for one in meaning.split("|")),
    ]
    hits = [(treatment, words) for treatment, words in pairs if says(said, words)]
    longest = [hit for hit in hits if not any(hit[1] != other and hit[1] in other for _one, other in hits)]
    return frozenset(treatment for treatment, _words in longest)


def meanings_of(system: str, code: str) -> tuple[CodeMeaning, ...]:
    """The treatments that a code of a procedure, an order or a device may mean."""
    short = _short().get(system.strip().lower())
    return () if short is None else _codes().get((short, code_key(code)), ())


@lru_cache(maxsize=1)
def _short() -> Mapping[str, str]:
    return {uri: name for name, uris in system_uris().items() for uri in uris}


@lru_cache(maxsize=1)
def _codes() -> Mapping[tuple[str, str], tuple[CodeMeaning, ...]]:
    text = files("lenitive.knowledge").joinpath("concepts/treatment_codes.csv").read_text("utf-8")
    made: dict[tuple[str, str], tuple[CodeMeaning, ...]] = {}
    for row in csv.DictReader(text.splitlines()):
        key = system_key(row["system"]), code_key(row["code"])
        meaning = CodeMeaning(row["treatment"], row["fit"] == "exact", row["display"])
        made[key] = (*made.get(key, ()), meaning)
    return made
