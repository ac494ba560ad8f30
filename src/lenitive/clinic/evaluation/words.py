"""Merge what two people did to one text, word by word, so that nothing that was typed is lost.

Both texts grew out of a third one, the base. A word of the base stays where both left it and goes where
either took it out; every word that either put in stays. So there is no conflict that somebody must solve:
where both put words in one place, those that came first stand first. Words are whole ("2.5", "mg/day"): no
number is ever made of two.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

# Scripts that write without spaces are taken sign by sign; the rest by what stands between spaces.
_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
_WORD = re.compile(rf"([^\S]*)([{_UNSPACED}]|[^\s{_UNSPACED}]+)")


@dataclass(frozen=True)
class Word:
    """One word, with the space that stood before it."""

    space: str
    text: str


@dataclass(frozen=True)
class Merged:
    """The text that came of it. met : whether both changed one place, so that somebody should read it."""

    text: str
    met: bool


def merged(base: str, first: str, second: str) -> Merged:
    """The text of two that grew out of `base`; `first` is the one that was there first."""
    if first in (base, second):
        return Merged(second, False)
    if second == base:
        return Merged(first, False)
    words = [_words(each) for each in (base, first, second)]
    one, other = (_changes(words[0], each) for each in words[1:])
    made, met = _woven(words[0], one, other)
    return Merged(_written(made, _end(base, first, second)), met)


def added(base: str, text: str) -> list[str]:
    """The words of a text that its base does not have, as often as they are more."""
    left = [word.text for word in _words(base)]
    found = []
    for word in _words(text):
        if word.text in left:
            left.remove(word.text)
        else:
            found.append(word.text)
    return found


def words_of(text: str) -> list[str]:
    """The words of a text, without the spaces."""
    return [word.text for word in _words(text)]


def _words(text: str) -> list[Word]:
    return [Word(space, word) for space, word in _WORD.findall(text)]


def _end(base: str, first: str, second: str) -> str:
    """The space at the end: of whoever changed it."""
    ends = [text[len(text.rstrip()) :] for text in (base, first, second)]
    return ends[2] if ends[2] != ends[0] else ends[1]


@dataclass(frozen=True)
class _Changes:
    """What became of a base: the words put in before its word n (or after the last), and what stays.

    put : place of the base -> words. kept : place -> the word as it stands now, with its space.
    """

    put: dict[int, list[Word]]
    kept: dict[int, Word]


def _changes(base: Sequence[Word], now: Sequence[Word]) -> _Changes:
    put: dict[int, list[Word]] = {}
    kept: dict[int, Word] = {}
    for kind, low, high, start, end in _steps([word.text for word in base], [word.text for word in now]):
        if kind == "equal":
            kept.update(zip(range(low, high), now[start:end], strict=True))
        elif end > start:
            put.setdefault(low, []).extend(now[start:end])
    return _Changes(put, kept)


def _steps(one: list[str], other: list[str]) -> Iterator[tuple[str, int, int, int, int]]:
    """The steps from one list of words to the other; what both begin and end with is not compared again."""
    head = _alike(one, other)
    tail = _alike(one[head:][::-1], other[head:][::-1])
    if head:
        yield "equal", 0, head, 0, head
    matcher = SequenceMatcher(
        None, one[head : len(one) - tail], other[head : len(other) - tail], autojunk=False
    )
    for kind, low, high, start, end in matcher.get_opcodes():
        yield kind, low + head, high + head, start + head, end + head
    if tail:
        yield "equal", len(one) - tail, len(one), len(other) - tail, len(other)


def _alike(one: Sequence[str], other: Sequence[str]) -> int:
    """How many words two lists begin with alike."""
    pairs = zip(one, other, strict=False)
    return next(
        (place for place, (mine, theirs) in enumerate(pairs) if mine != theirs), min(len(one), len(other))
    )


def _woven(base: Sequence[Word], first: _Changes, second: _Changes) -> tuple[list[Word], bool]:
    made: list[Word] = []
    met = False
    for place in range(len(base) + 1):
        one, other = first.put.get(place, []), second.put.get(place, [])
        both = _both(one, other)
        met = met or len(both) > max(len(one), len(other))
        made += both
        if place in first.kept and place in second.kept:
            made.append(_spaced(base[place], first.kept[place], second.kept[place]))
    return made, met


def _both(one: list[Word], other: list[Word]) -> list[Word]:
    """The words that two put in one place; what the one begins the other with stands once."""
    if _plain(other)[: len(one)] == _plain(one):
        return other
    return one if _plain(one)[: len(other)] == _plain(other) else [*one, *other]


def _plain(words: Sequence[Word]) -> list[str]:
    return [word.text for word in words]


def _spaced(base: Word, one: Word, other: Word) -> Word:
    """A word that both left, with the space of whoever changed it."""
    return other if other.space != base.space else one


def _written(words: Sequence[Word], end: str) -> str:
    """The words as a text; two that come from different hands never run into one."""
    parts: list[str] = []
    for word in words:
        joins = bool(parts) and not word.space and not (_unspaced(word.text) or _unspaced(parts[-1]))
        parts += [" " if joins else word.space if parts else word.space.lstrip(" "), word.text]
    return "".join(parts) + end


def _unspaced(text: str) -> bool:
    return bool(re.match(f"[{_UNSPACED}]", text))
