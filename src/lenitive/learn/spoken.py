"""What of a question is only denied or spoken of, passed over before signs of danger are looked for."""

from __future__ import annotations

import re
from functools import cache

from lenitive.knowledge.learning.recognise import Mention, mentions
from lenitive.learn.text import fold

_BREAK = re.compile(r"[.,;:!?¿¡…\n()\"“”–—]+")  # a denial does not reach over these: "no, chest pain"
_LINKS = "or|nor|o|ni|oder|ou"
_SMALL = 3  # small words that may stand between a cue and its sign


def without_mentions(question: str) -> str:
    """The folded question without what it only denies or speaks of; all else stays, in order."""
    parts = [fold(part) for part in _BREAK.split(question)]
    whole = " ".join(part for part in parts if part)
    for each in mentions():
        if not any(f" {block} " in f" {whole} " for block in each.unless):
            parts = [_pattern(each).sub(" ", part) for part in parts]
    return " ".join(" ".join(parts).split())


@cache
def _pattern(of: Mention) -> re.Pattern[str]:
    cues, signs, small = map(_any, (of.cues, of.signs, of.small))
    sign = rf"(?:(?:{small}) ){{0,{_SMALL}}}(?:{signs})\w*"
    return re.compile(rf"\b(?:{cues}) {sign}(?: (?:{_LINKS}) {sign})*")


def _any(words: tuple[str, ...]) -> str:
    return "|".join(re.escape(word) for word in sorted(map(fold, words), key=len, reverse=True))
