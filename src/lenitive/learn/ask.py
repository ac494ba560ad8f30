"""A question is answered: dangers first, then what is about oneself, then courses, then the library."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from lenitive.knowledge.learning.recognise import words
from lenitive.knowledge.learning.translated import LANGUAGES
from lenitive.learn import answer
from lenitive.learn.answer import Reply
from lenitive.learn.catalogue.finding import Found, find, subject_words
from lenitive.learn.catalogue.kept import Catalogue
from lenitive.learn.catalogue.narrowing import ANY
from lenitive.learn.catalogue.wishing import wished
from lenitive.learn.index import Hit, fits, index
from lenitive.learn.kinds import found
from lenitive.learn.sounds import sounding
from lenitive.learn.text import LONGEST, fold, language_of, terms

_COMPARES = re.compile(
    r"(?i)\b(compare[sd]?|comparison of|difference between|diferencia entre|better|compara[r]?|mejor)\b"
)
_BETWEEN = re.compile(r"(?i)\b(?:versus|vs\.?|and|with|or|to|than|y|con|o|que)\b|,")
_K = 10
_LONG = 40  # words from which on a question may be one sentence among many
_TRIED = 3
_OWN = 4  # words of its own that a question needs to stand alone although it points back
_COMPARED = 4  # courses side by side at most, where nobody says how many


def ask(question: str, history: Sequence[str] = (), catalogue: Catalogue | None = None) -> Reply:
    """What Lenitive says to a question.

    history : earlier questions of the same conversation, oldest first, so that "and in the knee?" is read.
    """
    language = language_of(question)
    danger = found("emergency", question)
    if danger:
        return Reply("emergency", answer.said(danger.says, language), language, sign=danger.sign)
    if not fold(question):
        return Reply("refuse", answer.said("nothing", language), language)
    short = _ends(question)
    if found("personal", short):
        return _personal(short, language)
    if found("refuse", question):
        return Reply("refuse", answer.said("private", language), language)
    reply = _general(_with_history(short, history, language), language, catalogue)
    like = sounding(short, language) if reply.kind in ("answer", "refuse") else None
    if like and like.kind == "emergency":
        return Reply("emergency", answer.said(like.says, language), language, sign=like.sign)
    return _personal(short, language) if like else reply


def _personal(question: str, language: str) -> Reply:
    hits = _hits(question, language)
    convincing = " convin" in f" {fold(question)}"
    return answer.personal([hit for hit in hits if fits(hit)], language, convincing)


def _general(question: str, language: str, catalogue: Catalogue | None) -> Reply:
    about_courses = found("course", question)
    if found("compare", question):
        made = _comparison(question, language, catalogue, bool(about_courses))
        if made:
            return made
    if about_courses:
        hits = find(catalogue or Catalogue.open(), question, _K, language=language)
        return answer.course(hits, language) if hits else _nothing(language)
    for asked in (question, *_said_at_the_ends(question)):
        hits_in_library = _hits(asked, language)
        if hits_in_library and fits(hits_in_library[0]):
            return answer.from_passages(hits_in_library, language)
    named = _named_courses(question, language, catalogue)
    return answer.course(named, language) if named else _nothing(language)


def _named_courses(question: str, language: str, catalogue: Catalogue | None) -> list[Found]:
    """Courses that hold all words of a question which names none ("advanced sql under 10 hours").

    Where the question has no subject, only what it asks of courses leads to them ("the cheapest").
    """
    wish = wished(question)
    if not subject_words(wish.rest) and wish.sort == "fit" and wish.narrowed == ANY:
        return []
    hits = find(catalogue or Catalogue.open(), question, _K, language=language)
    return [each for each in hits if each.covered == 1.0]


def _ends(question: str) -> str:
    """The question, of a very long one what stands at its start and its end."""
    if len(question) <= LONGEST:
        return question
    return f"{question[: LONGEST // 2]} \n {question[-LONGEST // 2 :]}"


def _said_at_the_ends(question: str) -> list[str]:
    """Of a long question the sentences that ask, the last one first, then its last and its first sentence."""
    if len(question.split()) < _LONG:
        return []
    said = [each for each in re.split(r"(?<=[.!?])\s+|\n", question) if each.strip()]
    return list(dict.fromkeys([*[e for e in reversed(said) if e.endswith("?")][:_TRIED], said[-1], said[0]]))


def _comparison(
    question: str, language: str, catalogue: Catalogue | None, about_courses: bool
) -> Reply | None:
    """Courses side by side, else two subjects of the library; None where there are not two."""
    courses = catalogue or Catalogue.open()
    sides = _sides(question)
    if about_courses:
        return (
            answer.compared(picked, language)
            if (picked := _courses_for(question, sides, courses))
            else _nothing(language)
        )
    hits = [_best(side, language) for side in sides]
    if len(hits) == 2 and all(hits):
        one, other = (hit for hit in hits if hit)
        if one.passage.id != other.passage.id:
            return answer.side_by_side(one, other, language)
    if any(hits):
        return None  # one side is here: the library answers what it can
    picked = _courses_for(question, sides, courses)
    return answer.compared(picked, language) if len(picked) > 1 else None


def _courses_for(question: str, sides: Sequence[str], catalogue: Catalogue) -> list[Found]:
    """The courses of each side where both name a subject, else those of the whole question."""
    if len(sides) == 2 and all(subject_words(side) for side in sides):
        firsts = [hits[0] for side in sides if (hits := find(catalogue, side, 1))]
        if len({each.course.id for each in firsts}) == 2:
            return firsts
    return find(catalogue, question, _COMPARED)


def _sides(question: str) -> list[str]:
    """What stands on both sides of a comparison, before or behind the word that compares."""
    before, _, behind = (*_COMPARES.split(question, maxsplit=1), "", "")[:3]
    whole = behind if terms(behind) else before
    parts = _BETWEEN.split(whole.strip(" ?.!,:"), maxsplit=1)
    return [part.strip() for part in parts if terms(part)]


def _best(side: str, language: str) -> Hit | None:
    hits = _hits(side, language)
    return hits[0] if hits and fits(hits[0]) else None


def _hits(question: str, language: str) -> list[Hit]:
    return index(language).search(question, _K) if language in LANGUAGES else []


def _nothing(language: str) -> Reply:
    return Reply("refuse", answer.said("nothing", language), language)


def _with_history(question: str, history: Sequence[str], language: str) -> str:
    """The question, with the one before it where it points back or names hardly anything itself."""
    if not history:
        return question
    folded, own = fold(question), terms(question, language)
    points_back = bool(words().pointing_back & set(folded.split()))
    goes_on = any(folded.startswith(f"{each} ") for each in words().going_on)
    without_subject = set(own) <= _attributes(language)
    leans = goes_on or (points_back and len(own) < _OWN) or len(own) < 2 or without_subject
    return f"{history[-1][:LONGEST]} {question}" if leans else question


@cache
def _attributes(language: str) -> frozenset[str]:
    """The stems of the words that name no subject."""
    return frozenset(stem for word in words().attributes for stem in terms(word, language))
