"""Whether one sentence says what another says, judged by its words alone, and strictly.

It is not understanding: it refuses many true rewordings, so that no untrue one passes. Numbers, signs and
short names are equal; every word that carries a fact stands there, in our order, and no other; words that
turn, weaken or bound a sentence stand before the same word as in ours. Only small words may change.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from lenitive.knowledge.learning.rephrasing import rephrasing
from lenitive.learn.text import fold, stem

_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_SIGNS = re.compile(r"[<>≤≥=±%$€£+/]|(?<![\w])-(?=\d)|(?<=\d)[-–](?=\d)")
_SHORT_NAME = re.compile(r"\b[A-Z]{2,}\w*")  # US is not "us"
_FORBIDDEN = re.compile(r"https?:|www\.|[<>\[\]{}`*_#\n]")
_ENDS = re.compile(r"[.!?](?=\s)")
_LONGER = 12  # letters, and half of ours, that the other may have more


@dataclass(frozen=True)
class _Skeleton:
    """words : stems of facts, in order. bound : (guarded word, or what stands before a number, word)."""

    words: tuple[str, ...]
    bound: tuple[tuple[str, str], ...]


def says_the_same(ours: str, theirs: str, language: str) -> bool:
    """Whether `theirs` may stand for `ours`."""
    if not theirs or _FORBIDDEN.search(theirs) or len(theirs) > 1.5 * len(ours) + _LONGER:
        return False
    if ("?" in theirs) != ("?" in ours) or len(_ENDS.findall(theirs)) > len(_ENDS.findall(ours)):
        return False
    same_signs = all(each.findall(ours) == each.findall(theirs) for each in (_NUMBER, _SIGNS, _SHORT_NAME))
    return same_signs and _skeleton(ours, language) == _skeleton(theirs, language)


def _skeleton(text: str, language: str) -> _Skeleton:
    guarded, light = rephrasing().guarded[language], rephrasing().light[language]
    out = rephrasing().written_out if language == "en" else {}
    carried: list[str] = []
    waiting: list[str] = []  # guarded words, until the word comes that they stand before
    bound: list[tuple[str, str]] = []
    before = ""
    for word in " ".join(out.get(each, each) for each in fold(text).split()).split():
        if word in guarded:
            waiting.append(word)
        elif word not in light:
            found = stem(word, language)
            carried.append(found)
            bound += [(each, found) for each in waiting]
            bound += [(before, found)] if word.isdigit() else []  # by 2 is not to 2
            waiting = []
        before = word
    return _Skeleton(tuple(carried), (*bound, *((each, "") for each in waiting)))
