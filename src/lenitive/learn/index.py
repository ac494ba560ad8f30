"""Search over passages: by words (the ways to ask, and BM25 over the texts) and by meaning, all added.

Source of BM25: Robertson and Zaragoza, The probabilistic relevance framework, 2009.
"""

from __future__ import annotations

import difflib
import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import bm25s
import numpy as np
from numpy.typing import NDArray

from lenitive.learn import meaning
from lenitive.learn.library import Passage, passages
from lenitive.learn.text import fold, stem, terms

_ASKED = 1.0  # how much the likeness to a way of asking weighs, beside the text's 0 to 1 and the meaning's
_IN_TEXT = 0.55
_MEANS = 3.0
_NEAR = 0.86  # how alike two words must be to pass for a slip of the keyboard
_SHORTEST = 6  # letters of a word that may be a slip
# A passage fits where its meaning is near, or where it holds enough of the words and is not far off; where it
# holds none of them, only where its meaning is very near, since nonsense is a little near to anything.
_COVERED, _MEANING, _NOT_FAR, _VERY_NEAR = 0.5, 0.5, 0.36, 0.7
# A passage that was written as an answer stands before one that only speaks of the subject.
_KINDS, _OTHERS = {"question": 1.0, "claim": 0.8, "instrument": 0.8, "step": 0.8}, 0.9
_KINDS_BY_MEANING, _OTHERS_BY_MEANING = {"question": 1.0}, 0.85


@dataclass(frozen=True)
class Hit:
    """A passage that was found.

    score : higher is better. covered : the part of the question it speaks of, 0 to 1. near : how alike the
    meanings are, -1 to 1, or None where that is not known.
    """

    passage: Passage
    score: float
    covered: float
    near: float | None


def fits(hit: Hit) -> bool:
    """Whether a passage speaks of what was asked, so that it may answer."""
    if hit.near is None:
        return hit.covered >= _COVERED
    if hit.covered == 0:
        return hit.near >= _VERY_NEAR
    return hit.near >= _MEANING or (hit.covered >= _COVERED and hit.near >= _NOT_FAR)


class Index:
    """An index over some passages of one language."""

    def __init__(self, of: Sequence[Passage], language: str, *, by_meaning: bool = True) -> None:
        self.passages = tuple(of)
        self._language = language
        asked = [(n, terms(ask, language)) for n, each in enumerate(self.passages) for ask in each.asks]
        self._owner = np.array([n for n, _ in asked], dtype=np.int64)
        once = [_once(each) for _, each in asked]
        texts = [terms(" ".join((*each.asks, each.text)), language) for each in self.passages]
        self._words = [_once(each) for each in texts]  # not sets, which take six times the memory
        said = (
            word for each in self.passages for text in (*each.asks, each.text) for word in fold(text).split()
        )
        self._spelled = sorted({word for word in said if len(word) >= _SHORTEST - 1 and word.isalpha()})
        seen = Counter(word for each in self._words for word in each)
        self._rarity = {word: math.log(1 + len(texts) / count) for word, count in seen.items()}
        self._rarest = math.log(1 + len(texts))
        self._norm = np.array([self._length(each) for each in once])
        self._holding: dict[str, NDArray[np.int64]] = _holding(once)
        del asked, once  # most memory is held while the texts are indexed
        self._weight = np.array([_KINDS.get(each.kind, _OTHERS) for each in self.passages])
        self._weight_by_meaning = np.array(
            [_KINDS_BY_MEANING.get(each.kind, _OTHERS_BY_MEANING) for each in self.passages]
        )
        self._text = bm25s.BM25()
        self._text.index(texts, show_progress=False)
        self._meaning = _Meaning(self.passages) if by_meaning and _speaks(language) else None

    def _length(self, of: Sequence[str]) -> float:
        return math.sqrt(sum(self._rarity[word] ** 2 for word in of)) or 1.0

    def search(self, question: str, k: int = 10) -> list[Hit]:
        """The best passages for a question, best first; none where nothing of it is known."""
        question = self._mended(question)
        wanted = _once(terms(question, self._language))
        known = [word for word in wanted if word in self._rarity]
        if not known and not self._meaning:
            return []
        scores = (_ASKED * self._likeness(known) + _IN_TEXT * self._in_text(known)) * self._weight
        near = self._meaning.likeness(question) if self._meaning else None
        if near is not None:
            scores = scores + _MEANS * near * self._weight_by_meaning
        best = np.argsort(-scores, kind="stable")[:k]
        return [
            Hit(
                self.passages[n],
                float(scores[n]),
                self._covered(wanted, self._words[n]),
                None if near is None else float(near[n]),
            )
            for n in best
            if scores[n] > 0
        ]

    def nearest(self, question: str) -> float:
        """How alike the nearest passage is in meaning, -1 to 1; 1 where meaning is not known."""
        return float(self._meaning.likeness(question).max()) if self._meaning else 1.0

    def _mended(self, question: str) -> str:
        """The folded question with slips of the keyboard put right, so that its meaning is read too."""
        said = fold(question).split()
        slips = {word: self._near(word) for word in set(said) if self._is_slip(word)}
        mended = [slips.get(word, word) for word in said]
        return question if mended == said else " ".join(mended)

    def _is_slip(self, word: str) -> bool:
        return (
            len(word) >= _SHORTEST
            and word.isalpha()
            and word not in self._spelled
            and (stem(word, self._language) not in self._rarity)
        )

    def _near(self, word: str) -> str:
        alike = [each for each in self._spelled if each[0] == word[0] and abs(len(each) - len(word)) < 3]
        return next(iter(difflib.get_close_matches(word, alike, n=1, cutoff=_NEAR)), word)

    def _likeness(self, known: list[str]) -> NDArray[np.float64]:
        """How alike the question is to the nearest way of asking for each passage, 0 to 1."""
        shared = np.zeros(len(self._owner))
        for word in known:
            if word in self._holding:
                shared[self._holding[word]] += self._rarity[word] ** 2
        alike = shared / (self._norm * self._length(known))
        best = np.zeros(len(self.passages))
        np.maximum.at(best, self._owner, alike)
        return best

    def _in_text(self, known: list[str]) -> NDArray[np.float64]:
        if not known:
            return np.zeros(len(self.passages))
        found: NDArray[np.float64] = self._text.get_scores(known).astype(np.float64)
        return found / max(float(found.max()), 1e-9)

    def _covered(self, wanted: Sequence[str], words: Sequence[str]) -> float:
        rarity = [self._rarity.get(word, self._rarest) for word in wanted]
        return sum(r for word, r in zip(wanted, rarity, strict=True) if word in words) / (sum(rarity) or 1.0)


class _Meaning:
    """Passages by meaning: the nearest of their ways of asking, and of their text."""

    def __init__(self, of: Sequence[Passage]) -> None:
        said = [(n, text) for n, each in enumerate(of) for text in (*each.asks, f"{each.title} {each.text}")]
        self._owner = np.array([n for n, _ in said], dtype=np.int64)
        self._vectors = meaning.vectors([text for _, text in said])
        self._size = len(of)

    def likeness(self, question: str) -> NDArray[np.float64]:
        """The cosine of the nearest text of each passage."""
        near = (self._vectors @ meaning.vector(question)).astype(np.float64)
        best = np.full(self._size, -1.0)
        np.maximum.at(best, self._owner, near)
        return best


def _speaks(language: str) -> bool:
    return language in meaning.LANGUAGES and meaning.is_here()


def _once(words: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(words))


def _holding(asked: Sequence[Sequence[str]]) -> dict[str, NDArray[np.int64]]:
    """Word -> the ways of asking that hold it."""
    rows: dict[str, list[int]] = {}
    for n, each in enumerate(asked):
        for word in each:
            rows.setdefault(word, []).append(n)
    return {word: np.array(each, dtype=np.int64) for word, each in rows.items()}


@cache
def index(language: str) -> Index:
    """The index of the library in a language, made once a process."""
    return Index(passages(language), language)
