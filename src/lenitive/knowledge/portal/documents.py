"""Which signed documents the person reads together with whoever wrote them, from `documents.yaml`."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from lenitive.knowledge.portal.files import Words, read, said, words

_FILE = "documents.yaml"


@dataclass(frozen=True)
class HeldBack:
    """Kinds of notes (ids of knowledge/visits/notes.yaml), and why."""

    kinds: frozenset[str]
    words: Words

    def why(self, language: str) -> str:
        """The reason, for the person."""
        return said(self.words, language)


@cache
def held_back() -> HeldBack:
    """What is not shown without a talk."""
    raw = read(_FILE)
    return HeldBack(frozenset(raw["kinds"]), words(raw["why"], _FILE))
