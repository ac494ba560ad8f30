"""How a question is recognised before it is answered, from `recognise.yaml`, and words, from `words.yaml`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from lenitive.errors import KnowledgeError
from lenitive.knowledge.learning.files import WHERE, read

KINDS = ("emergency", "personal", "refuse", "course", "compare")


@dataclass(frozen=True)
class Pattern:
    """Groups, of each of which one alternative must stand in a question, and what takes it out again.

    alternatives : the start of words, or whole words where they end in "!".
    """

    sign: str
    says: str
    groups: tuple[tuple[str, ...], ...]
    unless: tuple[str, ...]


@dataclass(frozen=True)
class Recognition:
    """patterns : kind -> patterns. languages : words that tell a language. says : id -> language -> text.

    medicine_words : beginnings of words for medicines that are no ingredient and no brand.
    """

    patterns: Mapping[str, tuple[Pattern, ...]]
    languages: Mapping[str, frozenset[str]]
    says: Mapping[str, Mapping[str, str]]
    medicine_words: tuple[str, ...]


@dataclass(frozen=True)
class Words:
    """empty : language -> words without meaning. same : phrase -> the phrase that stands for it.

    generic : words of questions about courses that name no subject. levels : level -> its words.
    pointing_back, going_on : words and beginnings by which a question leans on the one before. attributes :
    words that name no subject, so that a question of them alone leans too.
    """

    empty: Mapping[str, frozenset[str]]
    same: Mapping[str, str]
    generic: frozenset[str]
    levels: Mapping[str, tuple[str, ...]]
    pointing_back: frozenset[str]
    attributes: frozenset[str]
    going_on: tuple[str, ...]


@dataclass(frozen=True)
class Mention:
    """A cue ("no", "died of"), small words, and a sign of danger: together they tell of none.

    unless : phrases anywhere in a question that make it count all the same.
    """

    cues: tuple[str, ...]
    signs: tuple[str, ...]
    small: tuple[str, ...]
    unless: tuple[str, ...]


@cache
def recognition() -> Recognition:
    """How questions are recognised.

    Raises : KnowledgeError where a sign says something that is not there.
    """
    raw = read("recognise.yaml")
    says = {name: {key: text.strip() for key, text in each.items()} for name, each in raw["says"].items()}
    patterns = {kind: tuple(each for entry in raw[kind] for each in _patterns(entry)) for kind in KINDS}
    for each in patterns["emergency"]:
        if each.says not in says:
            raise KnowledgeError(
                f"the sign {each.sign!r} says {each.says!r}, which is not there",
                where=f"{WHERE}/recognise.yaml",
                do="Add it under `says`.",
            )
    languages = {name: frozenset(str(word) for word in each) for name, each in raw["languages"].items()}
    return Recognition(patterns, languages, says, tuple(raw["medicine_words"]))


# Any: an entry of YAML before its dataclass.
def _patterns(entry: Mapping[str, Any]) -> list[Pattern]:
    unless = tuple(entry.get("unless", ()))
    return [
        Pattern(
            entry.get("sign", ""),
            entry.get("says", ""),
            tuple(tuple(each.strip() for each in group.split(" | ")) for group in line.split(" + ")),
            unless,
        )
        for line in entry["any"]
    ]


@cache
def words() -> Words:
    """Words without meaning, and words that mean the same."""
    raw = read("words.yaml")
    return Words(
        {language: frozenset(str(word) for word in each) for language, each in raw["empty"].items()},
        {other: same[0] for same in raw["same"] for other in same},
        frozenset(raw["generic"]),
        {level: tuple(each) for level, each in raw["levels"].items()},
        frozenset(raw["pointing_back"]),
        frozenset(raw["attributes"]),
        tuple(raw["going_on"]),
    )


@cache
def mentions() -> tuple[Mention, ...]:
    """How signs of danger are denied or only spoken of, from `spoken_of.yaml`."""
    raw = read("spoken_of.yaml")
    return tuple(
        Mention(tuple(each["cues"]), tuple(each["signs"]), tuple(raw["small"]), tuple(each.get("unless", ())))
        for each in raw["spoken_of"]
    )


@dataclass(frozen=True)
class Example:
    """A question that a kind sounds like. sign, says : of an emergency, as for a pattern."""

    kind: str
    text: str
    sign: str = ""
    says: str = ""


@dataclass(frozen=True)
class SoundsLike:
    """alike : the cosine needed. ahead : kind -> by how much it must pass that of the library's questions.

    unless : beginnings of words of which none may stand in the question.
    """

    examples: tuple[Example, ...]
    alike: float
    ahead: Mapping[str, float]
    unless: tuple[str, ...]


@cache
def sounds_like() -> SoundsLike:
    """What a danger and a wish for personal advice sound like, from `sounds_like.yaml`."""
    raw = read("sounds_like.yaml")
    dangers = [
        Example("emergency", str(text), each["sign"], each["says"])
        for each in raw["emergency"]
        for text in each["like"]
    ]
    own = [Example("personal", str(text)) for text in raw["personal"]]
    return SoundsLike((*dangers, *own), raw["alike"], raw["ahead"], tuple(raw["unless"]))
