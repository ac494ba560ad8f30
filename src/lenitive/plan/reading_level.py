"""How hard a text is to read: the Flesch-Kincaid grade and its parts.

Grade = 0.39 words a sentence + 11.8 syllables a word - 15.59. Source: Kincaid, Fishburne, Rogers and Chissom,
Derivation of new readability formulas for Navy enlisted personnel, Research Branch Report 8-75, 1975. It is
made for English. Syllables are counted by rule; docs/papers.md says how often that holds.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

_PER_SENTENCE, _PER_WORD, _BASE = 0.39, 11.8, 15.59
_WORD = re.compile(r"[a-z]+(?:'[a-z]+)?", re.IGNORECASE)
_END = re.compile(r"[.!?]+(?=\s|$)|\n+")
_LETTERS = {"ct", "mri", "ecg", "crps", "nsaid"}  # said letter by letter, or nearly so
_VOWELS = re.compile(r"[aeiouy]+")
# A final e is silent, the e of -ed and -es where it makes no sound of its own, and one before -ly or -ment.
_SILENT = re.compile(
    r"(?<=[^aeiouy])(?:e|(?<=[^td])ed|(?<=[^sxzcgh])es)$|(?<=[^aeiouy])e(?=(?:ly|ments?|ful|less|body|maker)$)"
    r"|(?<=som)e(?=[btw])"
)
# A vowel that is heard on its own beside another one, and a consonant that makes a syllable.
_APART = re.compile(
    r"ia(?!l|n$|r$)|(?<![ctsg])io(?!us)|(?<![qg])u[ao](?=[a-z])|[aeiouy]ing$|eo(?![up])"
    r"|[^aeiouy]le$|[^aeiouyl]led$|[^aeiouy]les$|[^aeiouy]re$|isms?$|asms?$|eate|iet|ier$|iest$"
)


@dataclass(frozen=True)
class ReadingLevel:
    """The grade of a text and what it was made from."""

    grade: float
    sentences: int
    words: int
    syllables: int


def reading_level(texts: str | Iterable[str]) -> ReadingLevel:
    """The level of one text, or of several as if they stood one below the other.

    Numbers and marks are not counted as words. A line break ends a sentence. Without a word the grade is 0.
    """
    whole = texts if isinstance(texts, str) else "\n".join(texts)
    parts = [_WORD.findall(part) for part in _END.split(whole)]
    sentences = [words for words in parts if words]
    words = [word for part in sentences for word in part]
    if not words:
        return ReadingLevel(0.0, 0, 0, 0)
    sounds = sum(syllables(word) for word in words)
    grade = _PER_SENTENCE * len(words) / len(sentences) + _PER_WORD * sounds / len(words) - _BASE
    return ReadingLevel(grade, len(sentences), len(words), sounds)


def syllables(word: str) -> int:
    """How many syllables an English word has, by rule; at least one."""
    low = word.lower().removesuffix("'s").replace("'", "")
    if low in _LETTERS:
        return len(low) if low != "nsaid" else 2
    heard = _SILENT.sub("", low)
    return max(1, len(_VOWELS.findall(heard)) + len(_APART.findall(low)))
