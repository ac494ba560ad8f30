"""The entries of a file in another language: `lessons.es.yaml` holds the words of `lessons.yaml` alone.

An entry with an `id` has its words under that id; entries and texts without one stand in the same order.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from lenitive.errors import KnowledgeError
from lenitive.knowledge.learning.files import WHERE, read

# Any: entries of YAML before their dataclasses.
Entry = Mapping[str, Any]
LANGUAGES = ("en", "es")


def entries(file: str, key: str, language: str, words: Sequence[str]) -> list[dict[str, Any]]:
    """What a file lists under a key, with the fields `words`, at any depth, in a language.

    Raises : KnowledgeError where the language lacks an entry or a text that is not empty in English, or has
    one that English has not.
    """
    english: list[dict[str, Any]] = read(f"{file}.yaml")[key]
    if language == "en":
        return english
    return _Words(f"{file}.{language}.yaml", frozenset(words)).of(english, key)


class _Words:
    """The words of one file, put in the place of the English ones."""

    def __init__(self, file: str, words: frozenset[str]) -> None:
        self.file, self.words = file, words

    def of(self, english: list[dict[str, Any]], key: str) -> list[dict[str, Any]]:
        made: list[dict[str, Any]] = self._put(english, read(self.file).get(key), key)
        return made

    def _put(self, english: Any, said: Any, at: str) -> Any:
        if isinstance(english, Mapping):
            return self._entry(english, said, at)
        if isinstance(english, list) and english and isinstance(english[0], Mapping) and "id" in english[0]:
            self._same({each["id"] for each in english}, self._mapping(said, at), at)
            return [self._entry(each, said[each["id"]], f"{at}/{each['id']}") for each in english]
        if isinstance(english, list):
            if not isinstance(said, list) or len(said) != len(english):
                raise self._wrong(f"{at} has not {len(english)} entries, as in English")
            pairs = enumerate(zip(english, said, strict=True), 1)
            return [self._put(one, other, f"{at}/{n}") for n, (one, other) in pairs]
        if not isinstance(said, str) or not said.strip():
            raise self._wrong(f"{at} is no text")
        return said.strip()

    def _entry(self, english: Entry, said: Any, at: str) -> dict[str, Any]:
        wanted = {field for field in self.words & set(english) if english[field]}
        self._same(wanted, self._mapping(said, at), at)
        return {**english, **{each: self._put(english[each], said[each], f"{at}/{each}") for each in wanted}}

    def _mapping(self, said: Any, at: str) -> Entry:
        if not isinstance(said, Mapping):
            raise self._wrong(f"{at} is not there, or no entry")
        return said

    def _same(self, wanted: set[str], said: Entry, at: str) -> None:
        if differ := sorted(wanted ^ set(said)):
            raise self._wrong(f"{', '.join(map(str, differ))} under {at}: not in both languages")

    def _wrong(self, what: str) -> KnowledgeError:
        return KnowledgeError(what, where=f"{WHERE}/{self.file}", do="Write it, or take it out.")
