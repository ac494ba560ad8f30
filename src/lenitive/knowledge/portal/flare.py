"""The card for a bad day, from `flare.yaml`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from lenitive.knowledge.portal.files import Words, read, words

_FILE = "flare.yaml"


@dataclass(frozen=True)
class CardPart:
    """A part of the card: its title, and examples of what may stand there."""

    id: str
    title: Words
    hints: tuple[Words, ...]


@dataclass(frozen=True)
class FlareCardParts:
    """All parts in their order, and what always stands there. most_letters : of a part."""

    parts: Mapping[str, CardPart]
    emergency_title: Words
    emergency_signs: tuple[Words, ...]
    most_letters: int
    source: str
    verified: bool


@cache
def flare_parts() -> FlareCardParts:
    """The parts, read once a process. Raises KnowledgeError for words that lack a language."""
    raw = read(_FILE)
    return FlareCardParts(
        parts={
            name: CardPart(
                name, words(each["title"], _FILE), tuple(words(hint, _FILE) for hint in each["hints"])
            )
            for name, each in raw["parts"].items()
        },
        emergency_title=words(raw["emergency"]["title"], _FILE),
        emergency_signs=tuple(words(each, _FILE) for each in raw["emergency"]["signs"]),
        most_letters=raw["most_letters"],
        source=raw["source"],
        verified=raw["verified"],
    )
