"""Words of a text as search compares them: folded, without empty words, in one form."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache

import snowballstemmer

from lenitive.knowledge.learning.recognise import recognition, words

LONGEST = 2_000  # letters of a question that are looked at for an answer; dangers are looked for in all of it
_STEMMERS = {"en": "english", "es": "spanish"}
_APOSTROPHE = re.compile(r"['’`´]")
_BEGINS = re.compile(r"(?=(?<=[.!?])\s+[A-Z¿¡0-9ÁÉÍÓÚ])|(?=\n)")
_OTHER = re.compile(r"[^a-z0-9\u0621-\u064a]+")  # Latin letters and Arabic ones
_ARABIC = re.compile(r"[\u0621-\u064a]")


def without_accents(text: str) -> str:
    """Lower case, without accents, one space between words; all marks stay."""
    parts = unicodedata.normalize("NFKD", text.lower())
    return " ".join("".join(c for c in parts if not unicodedata.combining(c)).split())


def fold(text: str) -> str:
    """Lower case, without accents and apostrophes, every other mark a space."""
    plain = _APOSTROPHE.sub("", text).lower()
    if plain.isascii():
        return _OTHER.sub(" ", plain).strip()
    plain = unicodedata.normalize("NFKD", plain)
    return _OTHER.sub(" ", "".join(c for c in plain if not unicodedata.combining(c))).strip()


def terms(text: str, language: str = "en") -> list[str]:
    """The words that carry the meaning, in order, each as the stem of the word that stands for it."""
    empty = words().empty.get(language, frozenset())
    alike = _same().sub(lambda found: words().same[found[0]].replace(" ", "_"), fold(text))
    return [stem(word, language) for word in alike.split() if word not in empty]


@cache
def _same() -> re.Pattern[str]:
    longest_first = sorted(words().same, key=len, reverse=True)
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, longest_first))})\b")


@lru_cache(maxsize=100_000)
def stem(word: str, language: str) -> str:
    """The stem of a folded word (Snowball)."""
    return str(_stemmer(_STEMMERS.get(language, "english")).stemWord(word))


@cache
def _stemmer(name: str) -> snowballstemmer.stemmer:
    return snowballstemmer.stemmer(name)


def language_of(text: str) -> str:
    """The language of a question by its letters and common words: en, es, de, fr or ar; English in doubt."""
    if _ARABIC.search(text):
        return "ar"
    folded = fold(text).split()
    seen = {name: sum(word in common for word in folded) for name, common in recognition().languages.items()}
    best = max(seen.values(), default=0)
    if "¿" in text or "¡" in text or "ñ" in text:
        return "es"
    return "en" if not best or seen.get("en", 0) == best else max(seen, key=lambda name: seen[name])


def sentences(text: str) -> list[str]:
    """The sentences of a text of ours."""
    return [each.strip() for each in split_sentences(text.strip()) if each.strip()]


def split_sentences(text: str) -> list[str]:
    """A text cut before the space in front of each sentence and line, so that its parts make it up again."""
    return _BEGINS.split(text)
