"""Read who a letter is about and who wrote it: each a proposal with its words, for a person to confirm."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from lenitive.knowledge.visits.letter_words import letter_words
from lenitive.plan.intake.letter import LONGEST, Proposal, lower

_CAPITAL = r"[^\W\d_a-zà-öø-ÿ][\w'’-]*\.?"
_JOINT = r"(?:(?:van|von|de|da|del|la|le|bin|al|der|den|dos)[ \t]+)*"
_NAME = rf"(?P<name>{_CAPITAL}(?:[ \t]+{_JOINT}{_CAPITAL}){{0,4}})"
_DAY = (
    r"(?P<day>\d{4}-\d{1,2}-\d{1,2}|\d{1,2}[./-]\d{1,2}[./-](?:\d{4}|\d{2})"
    r"|\d{1,2}(?:st|nd|rd|th)?\.?\s+[^\W\d_]{3,9}\.?,?\s+\d{4}|[^\W\d_]{3,9}\.?\s+\d{1,2}(?:st|nd|rd|th)?,?\s+\d{4})"
)
_AGE = re.compile(
    r"\b(?:this|a|an)?\s*(\d{1,3})[ -]?(?:year|yr)s?[ -]?old\s+(woman|lady|female|man|gentleman|male)\b"
)
_WOMAN = frozenset({"woman", "lady", "female"})
_SENTENCE = re.compile(r"[^.!?\n]+[.!?]?")
_MOST_QUESTIONS = 2


def read_people(text: str) -> tuple[Proposal, ...]:
    """Name, birth date, record number, telephone and sex of the person; the referrer; the day; the question.

    Kinds : name, birth, identifier, phone, sex, referrer, practice, date, question. A date stands as it is
    written: which day it means is for whoever confirms it, since day and month may be swapped.
    """
    part = text[:LONGEST]
    found = [*_names(part), *_births(part), *_numbers(part), *_sexes(part), *_referrer(part), *_asked(part)]
    born = {each.start for each in found if each.kind == "birth"}
    found += _date(part, born)
    return tuple(sorted(found, key=lambda each: (each.start, each.end)))


@lru_cache(maxsize=1)
def _forms() -> dict[str, re.Pattern[str]]:
    people = letter_words().people
    titles, about = _either(people["titles"]), _either(people["about"])
    return {
        "about": re.compile(
            rf"(?im:^\s*(?:{about}))\s*[:.\-]\s*(?:(?i:{titles})\.?\s+)?{_NAME}", re.MULTILINE
        ),
        "titled": re.compile(rf"\b(?i:mr|mrs|ms|miss|mx)\.?\s+{_NAME}"),
        "born": re.compile(rf"(?i)(?<![\w.])(?:{_either(people['born'])})(?!\w)[\s:.(]*{_DAY}"),
        "number": re.compile(
            rf"(?i)\b(?:{_either(people['number'])})\b[\s:.#]*(?P<number>[a-z0-9][a-z0-9/-]{{2,20}})"
        ),
        "phone": re.compile(
            rf"(?i)\b(?:{_either(people['phone'])})\b[\s:.]*(?P<phone>\+?[\d(][\d() .-]{{6,18}}\d)"
        ),
        "closing": re.compile(rf"(?im)^\s*(?:{_either(people['closing'])})\s*[,.]?\s*$"),
        "asks": re.compile(rf"(?i)\b(?:{_either(people['asks'])})\b"),
        "day": re.compile(rf"(?<![\w./-]){_DAY}(?![\w/-])"),
    }


def _either(words: Sequence[str]) -> str:
    return "|".join(re.escape(each) for each in sorted(words, key=len, reverse=True))


def _names(text: str) -> Iterator[Proposal]:
    """The name in a line that says whom it is about; else the first name with a title that is no doctor's."""
    match = _forms()["about"].search(text) or _forms()["titled"].search(text)
    if match is not None:
        name = _without_tail(match["name"])
        if name:
            yield _told("name", name, match.start("name"), match.start("name") + len(name), text)


def _without_tail(name: str) -> str:
    """A name without words in capitals that follow it (DOB, MRN) or a full stop at its end."""
    people = letter_words().people
    stop = {each.replace(".", "") for kind in ("born", "number", "phone") for each in people[kind]}
    words = name.split()
    kept = words
    for place, word in enumerate(words):
        if word.lower().replace(".", "") in stop:
            kept = words[:place]
            break
    return name[: name.index(kept[-1]) + len(kept[-1])].rstrip(".") if kept else ""


def _births(text: str) -> Iterator[Proposal]:
    match = _forms()["born"].search(text)
    if match is not None:
        yield _told("birth", match["day"], match.start("day"), match.end("day"), text)


def _numbers(text: str) -> Iterator[Proposal]:
    for kind, group in (("number", "identifier"), ("phone", "phone")):
        match = _forms()[kind].search(text)
        if match is not None and any(sign.isdigit() for sign in match[kind]):
            yield _told(group, match[kind], match.start(kind), match.end(kind), text)


def _sexes(text: str) -> Iterator[Proposal]:
    aged = _AGE.search(lower(text))
    if aged is not None:
        sex = "female" if aged[2] in _WOMAN else "male"
        yield _told("sex", sex, aged.start(2), aged.end(2), text)
        return
    titled = re.search(r"\b(Mrs|Miss|Ms|Mr)\b", text)
    if titled is not None:
        sex = "male" if titled[1] == "Mr" else "female"
        yield _told("sex", sex, titled.start(), titled.end(), text)


def _referrer(text: str) -> Iterator[Proposal]:
    """The first line with words after the closing of the letter, and the one below it."""
    closings = list(_forms()["closing"].finditer(text))
    if not closings:
        return
    place, kinds = closings[-1].end(), ["referrer", "practice"]
    for line in text[place:].split("\n"):
        words = line.strip()
        if words and kinds:
            start = place + line.index(words)
            yield _told(kinds.pop(0), words[:200], start, start + len(words[:200]), text)
        place += len(line) + 1


def _date(text: str, born: set[int]) -> Iterator[Proposal]:
    for match in _forms()["day"].finditer(text):
        if match.start() not in born:
            yield _told("date", match["day"], match.start(), match.end(), text)
            return


def _asked(text: str) -> Iterator[Proposal]:
    asking = [each for each in _SENTENCE.finditer(text) if _forms()["asks"].search(each.group())]
    for match in asking[:_MOST_QUESTIONS]:
        words = match.group().strip()
        start = match.start() + match.group().index(words) if words else match.start()
        if words:
            yield _told("question", " ".join(words.split()), start, start + len(words), text)


def _told(kind: str, value: str, start: int, end: int, text: str) -> Proposal:
    return Proposal(kind, value, value, start, end, text[start:end], text[start:end])
