"""What a question is, by the patterns of knowledge: an emergency, about oneself, of courses, or refused."""

from __future__ import annotations

import re
from functools import cache

from lenitive.knowledge.learning.recognise import Pattern, recognition
from lenitive.knowledge.medicines import word_rows
from lenitive.learn.spoken import without_mentions
from lenitive.learn.text import fold

_MEDICINE = "{medicine}"


def found(kind: str, question: str) -> Pattern | None:
    """The first pattern of a kind that a question meets, or none."""
    folded = f" {without_mentions(question) if kind == 'emergency' else fold(question)} "
    for pattern in recognition().patterns[kind]:
        if all(_group(group).search(folded) for group in pattern.groups) and not (
            pattern.unless and _group(pattern.unless).search(folded)
        ):
            return pattern
    return None


@cache
def _group(alternatives: tuple[str, ...]) -> re.Pattern[str]:
    parts: list[str] = []
    for each in alternatives:
        if each == _MEDICINE:
            parts += [_beginning(word) for word in medicines()]
        else:
            parts.append(_beginning(each))
    return re.compile(rf" (?:{'|'.join(part for part in parts if part)})")


def _beginning(alternative: str) -> str:
    return re.escape(fold(alternative)) + (r"\b" if alternative.endswith("!") else "")


@cache
def medicines() -> tuple[str, ...]:
    """Beginnings of words that name a medicine: ingredients in English, Spanish and German, brands, sorts."""
    names = [fold(str(word)) for word in word_rows()["word"].to_pylist()]
    return tuple(sorted({*(re.sub("e$", "", name) for name in names), *recognition().medicine_words}))
