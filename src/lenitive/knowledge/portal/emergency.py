"""What to do now, and whom to call, by country, from `emergency.yaml`. Nothing here needs a session."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from lenitive.errors import KnowledgeError
from lenitive.knowledge.portal.files import WHERE, Words, read, said, words

_FILE = "emergency.yaml"
_NONE: Words = {"en": "", "es": ""}


@dataclass(frozen=True)
class Numbers:
    """The numbers of a country; empty where none is held. names : of the crisis line. more : others."""

    country: str
    emergency: str
    crisis: str
    text: str
    names: Words
    more: tuple[str, ...]
    source: str
    verified: bool


@dataclass(frozen=True)
class Situation:
    """One emergency. call : which number comes first, emergency or crisis. steps : with their numbers."""

    id: str
    title: Words
    call: str
    steps: tuple[Words, ...]
    source: str
    verified: bool


@dataclass(frozen=True)
class ToDo:
    """What a person reads: a title, the number to press (empty: none is held) with its name, and steps."""

    title: str
    number: str
    name: str
    steps: tuple[str, ...]


@cache
def situations() -> Mapping[str, Situation]:
    """Every emergency by its id: self_harm, cauda_equina, overdose, hard_but_safe."""
    return {
        name: Situation(
            name,
            words(each["title"], _FILE),
            each["call"],
            tuple(words(step, _FILE) for step in each["steps"]),
            each["source"],
            each["verified"],
        )
        for name, each in read(_FILE)["situations"].items()
    }


@cache
def countries() -> tuple[str, ...]:
    """Countries (ISO 3166, two letters) for which a number is held, those with a crisis line first."""
    raw = read(_FILE)
    return (*raw["countries"], *(name for name in raw["european"] if name not in raw["countries"]))


def numbers(country: str) -> Numbers:
    """The numbers of a country in any case of letters; empty ones for a country that is not held."""
    raw, name = read(_FILE), country.strip().upper()
    # Any: an entry of a YAML file.
    entry: dict[str, Any] | None = raw["countries"].get(name)
    if entry is None:
        emergency = raw["european_emergency"] if name in raw["european"] else ""
        return Numbers(name, emergency, "", "", _NONE, (), raw["source"], raw["verified"])
    return Numbers(
        name,
        entry["emergency"],
        entry["crisis"],
        entry["text"],
        words(entry["names"], _FILE),
        tuple(entry["more"]),
        entry["source"],
        entry["verified"],
    )


def what_to_do(situation: str, country: str, language: str = "en") -> ToDo:
    """What to do now, with the numbers of a country filled in.

    Where no crisis line is held, the emergency number comes first; without either, the steps say so.
    Raises : KnowledgeError for a situation that is none.
    """
    try:
        one = situations()[situation]
    except KeyError:
        raise KnowledgeError(
            f"{situation!r} is no emergency",
            where=f"{WHERE}/{_FILE}",
            do=f"One of {', '.join(situations())}.",
        ) from None
    raw, held = read(_FILE), numbers(country)
    to_crisis = one.call == "crisis" and bool(held.crisis)
    fill = {
        "emergency": held.emergency or said(raw["your_number"], language),
        "crisis": held.crisis or said(raw["your_line"], language),
    }
    return ToDo(
        title=said(one.title, language),
        number=held.crisis if to_crisis else held.emergency,
        name=said(held.names, language) if to_crisis else "",
        steps=tuple(said(step, language).format(**fill) for step in one.steps),
    )
