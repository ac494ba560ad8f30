"""How catalogues and questions say cost, form, language and level, from `wishes.yaml`."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from lenitive.knowledge.learning.files import read

_ASKED = (
    *("at_most", "more_than", "or_less", "gives", "in_language", "sort_before", "free_before"),
    *("free_is_the_subject", "online_is_the_subject"),
)


@dataclass(frozen=True)
class Wishes:
    """Each mapping: what is kept -> the words for it, small letters, without accents.

    currencies may also be signs. language_names : code -> language -> name. minutes_in : word -> minutes.
    numbers : word -> number. asked : the lists of `_ASKED`, by which a question is read.
    """

    currencies: Mapping[str, tuple[str, ...]]
    again: Mapping[str, tuple[str, ...]]
    free: tuple[str, ...]
    not_free: tuple[str, ...]
    asked_free: tuple[str, ...]
    modes: Mapping[str, tuple[str, ...]]
    said_yes: frozenset[str]
    said_no: frozenset[str]
    certificate: tuple[str, ...]
    levels: Mapping[str, tuple[str, ...]]
    languages: Mapping[str, tuple[str, ...]]
    language_names: Mapping[str, Mapping[str, str]]
    sorts: Mapping[str, tuple[str, ...]]
    minutes_in: Mapping[str, int]
    numbers: Mapping[str, float]
    asked_forms: Mapping[str, tuple[str, ...]]
    asked: Mapping[str, tuple[str, ...]]
    says_nothing: tuple[str, ...]


@cache
def wishes() -> Wishes:
    """The words of `wishes.yaml`."""
    raw = read("wishes.yaml")
    names = {
        code: {key: str(value) for key, value in each.items() if key != "words"}
        for code, each in raw["languages"].items()
    }
    return Wishes(
        currencies=_mapping(raw["currencies"]),
        again=_mapping(raw["again"]),
        free=tuple(raw["free"]),
        not_free=tuple(raw["not_free"]),
        asked_free=tuple(raw["asked_free"]),
        modes=_mapping(raw["modes"]),
        said_yes=frozenset(raw["said_yes"]),
        said_no=frozenset(raw["said_no"]),
        certificate=tuple(raw["certificate"]),
        levels=_mapping(raw["levels"]),
        languages=_mapping({code: each["words"] for code, each in raw["languages"].items()}),
        language_names=names,
        sorts=_mapping(raw["sorts"]),
        minutes_in=raw["minutes_in"],
        numbers=raw["numbers"],
        asked_forms=_mapping(raw["asked_forms"]),
        says_nothing=tuple(raw["says_nothing"]),
        asked={name: tuple(raw[name]) for name in _ASKED},
    )


def _mapping(of: Mapping[str, Sequence[str]]) -> dict[str, tuple[str, ...]]:
    return {str(name): tuple(str(each) for each in words) for name, words in of.items()}


@cache
def any_of(words: tuple[str, ...]) -> re.Pattern[str]:
    """One of some words or phrases as a whole word; the longest first."""
    longest_first = sorted(words, key=len, reverse=True)
    return re.compile(rf"(?<![^\W_])(?:{'|'.join(map(re.escape, longest_first))})(?![^\W_])")


def kept_as(of: Mapping[str, tuple[str, ...]], text: str) -> str:
    """The first thing that one of its words stands for in a folded text, or an empty text."""
    return next((name for name, words in of.items() if any_of(words).search(text)), "")
