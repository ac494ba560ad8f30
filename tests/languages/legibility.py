"""How easy a Spanish text is to read: the INFLESZ scale, of the formula of Flesch and Szigriszt.

Ease = 206.835 - 62.3 syllables a word - words a sentence; 55 to 65 is normal, 65 to 80 quite easy, above
80 very easy. Source: Barrio-Cantalejo, Simón-Lorda, Melguizo, Escalona, Marijuán and Hernando, Validación
de la Escala INFLESZ para evaluar la legibilidad de los textos dirigidos a pacientes, An Sist Sanit Navar
2008;31(2):135-152.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

_BASE, _PER_WORD = 206.835, 62.3
_WORD = re.compile(r"[a-záéíóúüñ]+", re.IGNORECASE)
_END = re.compile(r"[.!?]+(?=\s|$)|\n+")
_VOWELS = re.compile(r"[aeiouáéíóúü]+")
_VOWEL_Y = re.compile(r"y\b")
_MUTE = re.compile(r"(?<=[qg])u(?=[eiéí])")
_STRONG = re.compile(r"[aeoáéóíú]")


def ease(texts: str | Iterable[str]) -> float:
    """The ease of one text, or of several as if they stood one below the other; without a word it is 100."""
    whole = texts if isinstance(texts, str) else "\n".join(texts)
    sentences = [words for part in _END.split(whole) if (words := _WORD.findall(part))]
    words = [word for sentence in sentences for word in sentence]
    if not words:
        return 100.0
    return (
        _BASE - _PER_WORD * sum(syllables(word) for word in words) / len(words) - len(words) / len(sentences)
    )


def syllables(word: str) -> int:
    """Syllables of a Spanish word: two strong vowels part, a weak one goes with its neighbour."""
    groups = _VOWELS.findall(_VOWEL_Y.sub("i", _MUTE.sub("", word.lower())))
    return max(1, sum(max(1, len(_STRONG.findall(group))) for group in groups))
