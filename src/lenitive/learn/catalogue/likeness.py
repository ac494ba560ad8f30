"""Courses by meaning: a vector each, one byte a number, and how near a question is to them.

A course is read in two ways by the model that Ask uses: as a sentence, which knows what belongs together, and
as the sum of its words' vectors, which is surer to be far from what it does not speak of; the mean of both
finds more than either. Of more than `_READ_WHOLE` courses at once only the words are read, since a sentence
takes 4 ms. What must be reached to be near is set on tests/learn/courses_asked.txt, where of 35 questions
without a course one finds one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
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
_MANY = 10_000  # texts of which a word that stands in one alone is not read
_AT_ONCE = 1_024  # rows: what a processor holds at hand, ten times as fast as all in one
Vectors = NDArray[np.int8]
Rows = Callable[[int], Iterable[tuple[int, bytes]]]


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
    return Made(BY_WORDS, _sums_of_many(texts))


def sentence(course: Course) -> str:
    """What the model reads of a course: its name, its subject and what it teaches."""
    said = (course.name, ", ".join((course.subject, *course.topics)), ", ".join(course.teaches))
    return ". ".join(each.strip(", ") for each in said if each.strip(", "))


class Likeness:
    """The vectors of a catalogue in memory, 384 bytes a course, or 768 where it is read as a sentence too."""

    def __init__(self, counts: Mapping[int, int], rows: Rows) -> None:
        """Read them. counts : way -> how many there are. rows : (number, vector) of a way."""
        self._ways = {way: _read(rows, way, count) for way, count in counts.items()}

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


def _read(rows: Rows, way: int, count: int) -> tuple[NDArray[np.int64], Vectors]:
    """The numbers and vectors of a way, row by row into their place."""
    numbers = np.empty(count, dtype=np.int64)
    vectors: Vectors = np.empty((count, 0), dtype=np.int8)
    for row, (n, vector) in enumerate(rows(way)):
        if not row:
            vectors = np.empty((count, len(vector)), dtype=np.int8)
        numbers[row], vectors[row] = n, np.frombuffer(vector, dtype=np.int8)
    return numbers, vectors


def _times(vectors: Vectors, question: NDArray[np.float32]) -> NDArray[np.float32]:
    """The cosine of each row with a unit vector, some rows at a time, since bytes are made longer."""
    made = np.empty(len(vectors), dtype=np.float32)
    longer = np.empty((_AT_ONCE, vectors.shape[1]), dtype=np.float32)
    for start in range(0, len(vectors), _AT_ONCE):
        part = vectors[start : start + _AT_ONCE]
        longer[: len(part)] = part
        np.dot(longer[: len(part)], question, out=made[start : start + _AT_ONCE])
    made /= np.float32(_FINE)
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
    places = _places(told)
    return _summed(told, places, _table(list(places)))


def _table(words_: Sequence[str]) -> NDArray[np.float32]:
    """The vectors of words, from the middle of all words."""
    middle = _middle()
    made: NDArray[np.float32] = meaning.fresh(words_) - middle if words_ else middle[None][:0]
    return made


def _summed(
    told: Sequence[Sequence[str]], places: dict[str, int], table: NDArray[np.float32]
) -> NDArray[np.float32]:
    made = np.zeros((len(told), table.shape[1]), dtype=np.float32)
    for row, each in enumerate(told):
        if found := [places[word] for word in each if word in places]:
            table.take(found, axis=0).sum(axis=0, out=made[row])
    lengths = np.linalg.norm(made, axis=1, keepdims=True)
    np.divide(made, lengths, out=made, where=lengths > 0)
    return made


def _places(told: Sequence[Sequence[str]]) -> dict[str, int]:
    """Word -> its row in the table of words. Of many texts those that stand in one alone are left out."""
    seen = Counter(word for each in told for word in each)
    least = 2 if len(told) > _MANY else 1
    return {word: n for n, (word, count) in enumerate(seen.most_common(_MOST_WORDS)) if count >= least}


def _sums_of_many(texts: Sequence[str]) -> Vectors:
    """The sums as they are kept, some texts at a time, so that the long numbers take little room."""
    told = [_telling(each) for each in texts]
    places = _places(told)
    table = _table(list(places))
    parts = [
        _small(_summed(told[start : start + _AT_ONCE], places, table))
        for start in range(0, len(told), _AT_ONCE)
    ]
    return np.concatenate(parts)


def _telling(text: str) -> list[str]:
    """The words of a text that say something of a subject, each once."""
    return [each for each in dict.fromkeys(fold(text).split()) if each not in _empty() and not each.isdigit()]


@cache
def _empty() -> frozenset[str]:
    levels = (name for names in words().levels.values() for name in names)
    return frozenset((*words().empty["en"], *words().generic, *levels, "beginners"))


@cache
def _middle() -> NDArray[np.float32]:
    """The mean of the vectors of many words: what all words have in common tells nothing."""
    made: NDArray[np.float32] = meaning.vectors(meaning.some_words(_SAMPLE)).mean(axis=0)
    return made
