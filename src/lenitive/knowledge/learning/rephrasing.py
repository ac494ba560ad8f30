"""How a sentence may be put in other words, from `rephrase.yaml`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from lenitive.knowledge.learning.files import read


@dataclass(frozen=True)
class Rephrasing:
    """instruction : by language. seconds : for a whole answer. guarded, light : language -> words."""

    instruction: Mapping[str, str]
    seconds: float
    guarded: Mapping[str, frozenset[str]]
    written_out: Mapping[str, str]
    light: Mapping[str, frozenset[str]]


@cache
def rephrasing() -> Rephrasing:
    """What holds for every sentence."""
    raw = read("rephrase.yaml")
    words = {
        name: {language: frozenset(map(str, each)) for language, each in raw[name].items()}
        for name in ("guarded", "light")
    }
    return Rephrasing(
        instruction=raw["instruction"],
        seconds=float(raw["seconds"]),
        guarded=words["guarded"],
        written_out=raw["written_out"],
        light=words["light"],
    )
