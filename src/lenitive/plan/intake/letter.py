"""Read a letter of referral: what it may tell, each with the words it comes from. Nothing is accepted here.

The reader looks for phrases of knowledge (`knowledge/visits/letter_words.yaml`). Where it finds one it
proposes it, with its place in the text, whether the sentence denies it, and every doubt (of somebody else,
only feared, of the past). A person confirms or rejects each proposal; the letter stays whole.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from lenitive.knowledge.visits.letter_words import LetterWords, Problem, letter_words

LONGEST = 60_000  # letters of a text that is read; the rest is kept and shown, and not searched
_MARK = re.compile(r"[.!?;]+(?=\s|$)")
_LINE_END = re.compile(r"\n\s*")
_ITEM = re.compile(r"[-*•–·]|\d+[.)]")
_WRAPPED = 50  # letters of a line that may be wrapped text
_WORD = re.compile(r"[\w'’-]+|[?,]")
_DOSE_END = re.compile(r";|,(?!\d)|\.(?!\d)|\band\b|\bplus\b|\bwith\b|\bfor (?:his|her|the|their|pain)\b")
_DOSE = re.compile(r"\d")
_LONGEST_DOSE = 80


@dataclass(frozen=True)
class Proposal:
    """Something that a letter may tell.

    kind : danger, problem, medicine, treatment. what : item, concept, ingredient or treatment of knowledge.
    label : in words. start, end : place of the words it comes from. words : those words.
    sentence : the whole sentence. denied : the sentence says that it is not so. past : it is of the past.
    dose : of a medicine, as written. outcome : of a treatment. doubts : why somebody should look twice.
    """

    kind: str
    what: str
    label: str
    start: int
    end: int
    words: str
    sentence: str
    denied: bool = False
    past: bool = False
    dose: str = ""
    outcome: str = ""
    doubts: tuple[str, ...] = ()


def read_letter(text: str) -> tuple[Proposal, ...]:
    """Every proposal of a letter, in the order of its words; an empty text gives none.

    Source : rules of our own (docs/referrals.md); measured in tests on invented letters.
    """
    part, known = text[:LONGEST], letter_words()
    low, breaks = lower(part), _breaks(part)
    found = [
        _proposal(kind, part, _sentence_of(match, breaks), match, known) for kind, match in _matches(low)
    ]
    return tuple(_first_of_each(sorted(found, key=lambda each: (each.start, each.end))))


def _matches(low: str) -> Iterator[tuple[str, re.Match[str]]]:
    """Every phrase of the text, of each kind; of two that overlap, that of the earlier kind."""
    taken: list[tuple[int, int]] = []
    for kind, pattern in _patterns().items():
        mine = [each for each in pattern.finditer(low) if not _overlaps(each, taken)]
        taken = sorted([*taken, *(each.span() for each in mine)])
        yield from ((kind, each) for each in mine)


def _overlaps(match: re.Match[str], taken: list[tuple[int, int]]) -> bool:
    place = bisect_left(taken, (match.start(), match.start()))
    near = taken[max(place - 1, 0) : place + 1]
    return any(match.start() < last and first < match.end() for first, last in near)


def _sentence_of(match: re.Match[str], breaks: list[int]) -> tuple[int, int]:
    """The sentence around a phrase; a phrase that crosses a break has the sentences on both sides."""
    return breaks[bisect_right(breaks, match.start()) - 1], breaks[bisect_left(breaks, match.end())]


def _breaks(text: str) -> list[int]:
    """Where sentences end: after a mark, at an empty line, and at a line that is not wrapped text.

    A long line that goes on below is wrapped; a short one is a heading or an item of a list, and what it
    denies must not reach into the next.
    """
    places = {0, len(text)}
    places.update(match.end() for match in _MARK.finditer(text))
    for match in _LINE_END.finditer(text):
        line = text[text.rfind("\n", 0, match.start()) + 1 : match.start()].strip()
        if len(line) < _WRAPPED or _ITEM.match(text, match.end()) or "\n" in match.group()[1:]:
            places.add(match.end())
    return sorted(places)


def lower(text: str) -> str:
    """The text in lower case with every letter at its place: a few letters would become two."""
    return "".join(small if len(small := sign.lower()) == 1 else sign for sign in text)


def _first_of_each(found: Sequence[Proposal]) -> Iterator[Proposal]:
    """One proposal a thing; a later sentence that says the opposite is proposed as well."""
    seen: set[tuple[str, str, bool, bool]] = set()
    for each in found:
        key = (each.kind, each.what or each.label, each.denied, each.past)
        if key not in seen:
            seen.add(key)
            yield each


def _proposal(
    kind: str, text: str, sentence: tuple[int, int], match: re.Match[str], known: LetterWords
) -> Proposal:
    start, end = sentence
    first, last = match.span()
    low = lower(text[start:end])
    before, after = _around(low, first - start, last - start, known)
    if not before and text[:first].rstrip().endswith("?"):
        before = "?"
    what, label = _meaning(kind, match.group(), known)
    dose, stop = _dose(text, last, end) if kind == "medicine" else ("", last)
    return Proposal(
        kind=kind,
        what=what,
        label=label,
        start=first,
        end=stop,
        words=text[first:stop],
        sentence=" ".join(text[start:end].split()),
        denied=_denied(before, after, known),
        past=kind != "danger" and _has(before, known.past),
        dose=dose,
        outcome=_outcome(low, known) if kind in ("treatment", "medicine") else "",
        doubts=tuple(_doubts(low, before, after, known)),
    )


@lru_cache(maxsize=1)
def _patterns() -> Mapping[str, re.Pattern[str]]:
    """Kind -> its phrases; the longest phrase first, dangers before problems before the rest."""
    known = letter_words()
    phrases = {
        "danger": known.dangers,
        "problem": known.problems,
        "medicine": known.medicines,
        "treatment": known.treatments,
    }
    return {kind: _any_of(tuple(each)) for kind, each in phrases.items()}


def _any_of(phrases: Sequence[str]) -> re.Pattern[str]:
    ordered = sorted(phrases, key=len, reverse=True)
    return re.compile(rf"(?<![\w-])(?:{'|'.join(_written(each) for each in ordered)})(?![\w-])")


def _written(phrase: str) -> str:
    """A phrase as it may stand in a letter: any white space between its words, a line break too."""
    words = phrase.removesuffix("*").split()
    return r"\s+".join(re.escape(each) for each in words) + (r"\w*" if phrase.endswith("*") else "")


def _meaning(kind: str, words: str, known: LetterWords) -> tuple[str, str]:
    """What a phrase tells of: the id in knowledge, and in words."""
    spelled = " ".join(words.split())
    tables: Mapping[str, Mapping[str, str | Problem]] = {
        "danger": known.dangers,
        "problem": known.problems,
        "medicine": known.medicines,
        "treatment": known.treatments,
    }
    table = tables[kind]
    exact = table.get(spelled)
    meant = exact if exact is not None else _by_beginning(table, spelled)
    return (meant.concept, meant.words) if isinstance(meant, Problem) else (meant, spelled)


def _by_beginning(table: Mapping[str, str | Problem], spelled: str) -> str | Problem:
    fits = [each for each in table if each.endswith("*") and spelled.startswith(each[:-1])]
    return table[max(fits, key=len)]


def _around(low: str, first: int, last: int, known: LetterWords) -> tuple[str, str]:
    """The words that may turn the phrase around: some before it and some after, up to a turning word."""
    reach = known.denied
    before = _WORD.findall(low[:first])[-reach.words_before :]
    after = _WORD.findall(low[last:])[: reach.words_after]
    for place, word in enumerate(reversed(before)):
        if word in reach.ends_at:
            before = before[len(before) - place :]
            break
    for place, word in enumerate(after):
        if word in reach.ends_at:
            after = after[:place]
            break
    return " ".join(before), " ".join(after)


def _denied(before: str, after: str, known: LetterWords) -> bool:
    if _has(after, known.denied.after):
        return True
    padded = f" {before} "
    rests = (padded.rpartition(f" {each} ")[2] for each in known.denied.before if f" {each} " in padded)
    return any(not _has(rest.strip(), known.denied.asserts) for rest in rests)


def _has(words: str, phrases: Sequence[str]) -> bool:
    padded = f" {words} "
    return any(f" {each} " in padded for each in phrases)


def _doubts(low: str, before: str, after: str, known: LetterWords) -> Iterator[str]:
    if _has(before, known.others):
        yield "perhaps of somebody else"
    if _has(before, known.feared) or "?" in before or after.startswith("?"):
        yield "perhaps only feared"
    if _has(before, known.denied.before):
        if not _denied(before, after, known):
            yield "a denial stands before it"
        elif _has(" ".join(_WORD.findall(low)), known.denied.ends_at):
            yield "the sentence turns around"


def _outcome(low: str, known: LetterWords) -> str:
    """What came of a treatment, as its sentence says; empty where it says nothing, or two things."""
    padded = f" {' '.join(_WORD.findall(low))} "
    said = {name for phrase, name in known.outcomes.items() if f" {phrase} " in padded}
    return said.pop() if len(said) == 1 else ""


def _dose(text: str, first: int, end: int) -> tuple[str, int]:
    """The words after a medicine that hold a number, up to the next mark; and where they end."""
    rest = text[first : min(end, first + _LONGEST_DOSE)]
    stop = _DOSE_END.search(rest)
    words = rest if stop is None else rest[: stop.start()]
    if not _DOSE.search(words):
        return "", first
    kept = words.rstrip(" .)(\n")
    return " ".join(kept.strip(" :(-\n").split()), first + len(kept)
