"""What holds for the medicines that somebody takes, from `medicines.yaml`."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import cache

from lenitive.errors import KnowledgeError
from lenitive.knowledge.portal.files import WHERE, Words, read, said, words
from lenitive.knowledge.story import story

_FILE, ANY = "medicines.yaml", "any"


@dataclass(frozen=True)
class SafeUse:
    """One sentence, and for which families of medicines it holds."""

    families: tuple[str, ...]
    say: Words
    source: str
    verified: bool


@cache
def lines() -> tuple[SafeUse, ...]:
    """Every sentence, in the order of the page. Raises KnowledgeError for a family that nobody knows."""
    known = {each.id for each in story().families} | {ANY}
    made = tuple(
        SafeUse(tuple(each["families"]), words(each["say"], _FILE), each["source"], each["verified"])
        for each in read(_FILE)["lines"]
    )
    strange = sorted({family for each in made for family in each.families} - known)
    if strange:
        raise KnowledgeError(
            f"no family {strange[0]!r}", where=f"{WHERE}/{_FILE}", do="See knowledge/story.yaml."
        )
    return made


def safe_use(families: Collection[str], language: str) -> tuple[tuple[str, bool], ...]:
    """What holds for these families: sentence, and whether its source was read."""
    wanted = {*families, ANY}
    return tuple((said(each.say, language), each.verified) for each in lines() if wanted & set(each.families))
