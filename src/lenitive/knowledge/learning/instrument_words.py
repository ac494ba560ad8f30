"""How questionnaires are told to people: what each is about, and the frames of its sentences."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from lenitive.knowledge.learning.files import read


@dataclass(frozen=True)
class InstrumentWords:
    """domains : domain -> language -> words. places : domains that narrow the one before them.

    names : instrument -> other names. frames, higher : language -> sentence -> its frame.
    """

    domains: Mapping[str, Mapping[str, str]]
    places: frozenset[str]
    names: Mapping[str, tuple[str, ...]]
    # Any: a frame is a text, but `asks` is a list of them, and `cutoff` has one for each sign.
    frames: Mapping[str, Mapping[str, Any]]
    higher: Mapping[str, Mapping[str, str]]


@cache
def instrument_words() -> InstrumentWords:
    """The words, read once a process."""
    raw = read("instrument_words.yaml")
    return InstrumentWords(
        domains=raw["domains"],
        places=frozenset(raw["places"]),
        names={name: tuple(each) for name, each in raw["names"].items()},
        frames=raw["frames"],
        higher=raw["higher"],
    )
