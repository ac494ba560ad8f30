"""Courses by meaning: a vector each, one byte a number, and how near a question is to them.

A course is read in two ways by the model that Ask uses: as a sentence, which knows what belongs together, and
as the sum of its words' vectors, which is surer to be far from what it does not speak of; the mean of both
finds more than either. Of more than `_READ_WHOLE` courses at once only the words are read, since a sentence
takes 4 ms. What must be reached to be near is set on tests/learn/courses_asked.txt, where of 35 questions
without a course one finds one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from lenitive.knowledge.learning.courses import Course
from lenitive.knowledge.learning.recognise import words
from lenitive.learn import meaning
from lenitive.learn.text import fold

WHOLE, BY_WORDS = 0, 1
NEAR = 0.32  # from here on a course is near to a question
_NEAR_BY_WORDS = 0.35  # the same of the sums of words
_READ_WHOLE = 3_000
_MOST_WORDS = 20_000  # that are read for the sums; the rarest are left out
_FINE = 400.0  # a vector's numbers are kept as whole ones, this many to one
_SAMPLE = 96  # each so many word of the model's own is taken for the middle of all
_FEW = 1_000  # words
_AT_ONCE = 16_384  # rows
Vectors = NDArray[np.int8]


@dataclass(frozen=True)
class Made:
    """A vector of each course, shape (courses, 384), or 768 of both ways; and the way they were made."""

    way: int
    vectors: Vectors


def made_of(courses: Sequence[Course]) -> Made | None:
    """The vectors of courses that are brought in together; None where there is no model."""
    if not courses or not meaning.is_here():
        return None
    texts = [sentence(each) for each in courses]
    if len(texts) <= _READ_WHOLE:
        return Made(WHOLE, _small(_both(meaning.vectors(texts), _sums(texts))))
    return Made(BY_WORDS, _small(_sums(texts)))


def sentence(course: Course) -> str:
    """What the model reads of a course: its name, its subject and what it teaches."""
    said = (course.name, ", ".join((course.subject, *course.topics)), ", ".join(course.teaches))
    return ". ".join(each.strip(", ") for each in said if each.strip(", "))


class Likeness:
    """The vectors of a catalogue in memory, 384 bytes a course, or 768 where it is read as a sentence too."""

    def __init__(self, rows: Iterable[tuple[int, int, bytes]]) -> None:
        by_way: dict[int, tuple[list[int], list[bytes]]] = {}
        for n, way, vector in rows:
            numbers, vectors = by_way.setdefault(way, ([], []))
            numbers.append(n)
            vectors.append(vector)
        self._ways = {
            way: (
                np.array(numbers),
                np.frombuffer(b"".join(vectors), dtype=np.int8).reshape(len(numbers), -1),
            )
            for way, (numbers, vectors) in by_way.items()
        }

    def near(self, question: str) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """(the numbers of the courses, how near each is), -1 to 1; from `NEAR` on it is near."""
        found = [
            (numbers, _times(vectors, _asked(way, question)) * (NEAR / _NEAR_BY_WORDS if way else 1.0))
            for way, (numbers, vectors) in self._ways.items()
        ]
        if not found:
            return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.float32)
        numbers, likeness = (np.concatenate(each) for each in zip(*found, strict=True))
        return numbers, likeness


def _times(vectors: Vectors, question: NDArray[np.float32]) -> NDArray[np.float32]:
    """The cosine of each row with a unit vector, some rows at a time, since bytes are made longer."""
    parts = [
        vectors[start : start + _AT_ONCE].astype(np.float32) @ question
        for start in range(0, len(vectors), _AT_ONCE)
    ]
    made: NDArray[np.float32] = np.concatenate(parts) / np.float32(_FINE)
    return made


def _asked(way: int, question: str) -> NDArray[np.float32]:
    made = _sums([question])
    both: NDArray[np.float32] = (_both(meaning.vector(question)[None], made) if way == WHOLE else made)[0]
    return both


def _both(one: NDArray[np.float32], other: NDArray[np.float32]) -> NDArray[np.float32]:
    """Vectors side by side, so that their product is the mean of both products."""
    made: NDArray[np.float32] = np.concatenate((one, other), axis=1) * np.float32(np.sqrt(0.5))
    return made


def _small(vectors: NDArray[np.float32]) -> Vectors:
    made: Vectors = np.clip(np.rint(vectors * _FINE), -127, 127).astype(np.int8)
    return made


def _sums(texts: Sequence[str]) -> NDArray[np.float32]:
    """For each text the sum of its words' vectors, from the middle of all words, of length 1."""
    told = [_telling(each) for each in texts]
    seen = Counter(word for each in told for word in each)
    kept = {word: n for n, (word, _) in enumerate(seen.most_common(_MOST_WORDS))}
    few = len(kept) < _FEW  # these are worth keeping
    table = (
        (meaning.vectors if few else meaning.fresh)(list(kept)) - _middle() if kept else _middle()[None][:0]
    )
    made = np.zeros((len(texts), table.shape[1]), dtype=np.float32)
    for row, each in enumerate(told):
        if places := [kept[word] for word in each if word in kept]:
            made[row] = table[places].sum(axis=0)
    lengths = np.linalg.norm(made, axis=1, keepdims=True)
    np.divide(made, lengths, out=made, where=lengths > 0)
    return made


def _telling(text: str) -> list[str]:
    """The words of a text that say something of a subject, each once."""
    return [each for each in dict.fromkeys(fold(text).split()) if each not in _empty()]


@cache
def _empty() -> frozenset[str]:
    levels = (name for names in words().levels.values() for name in names)
    return frozenset((*words().empty["en"], *words().generic, *levels, "beginners"))


@cache
def _middle() -> NDArray[np.float32]:
    """The mean of the vectors of many words: what all words have in common tells nothing."""
    made: NDArray[np.float32] = meaning.vectors(meaning.some_words(_SAMPLE)).mean(axis=0)
    return made
