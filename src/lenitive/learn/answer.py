"""An answer put together from passages: short, each sentence with its source, nothing added."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from lenitive.knowledge.learning.course_words import course_words
from lenitive.knowledge.learning.courses import Course, told
from lenitive.knowledge.learning.recognise import recognition
from lenitive.knowledge.learning.translated import LANGUAGES
from lenitive.learn.catalogue.finding import Found, rating, table
from lenitive.learn.index import Hit, fits
from lenitive.learn.text import sentences, split_sentences

Kind = Literal["answer", "course", "compare", "refuse", "emergency", "personal"]
MOST_WORDS = 150
_WRITTEN_FOR_IT = 0.95  # likeness of a question to a way of asking, from where on the passage needs no second
# Else a second one stands beside the best from this part of its score on, where it was written to be read.
_NEARLY, _SAID_BESIDE = 0.85, frozenset({"question", "treatment", "career", "certificate"})


@dataclass(frozen=True)
class Source:
    """Where a part of an answer comes from. verified : whether we read the source behind it ourselves."""

    id: str
    title: str
    source: str = ""
    verified: bool = True


@dataclass(frozen=True)
class Reply:
    """What is said to a question.

    sign : of an emergency, what was recognised. ranked : ids of the passages or courses, best first.
    table : for a comparison, (what, one value a column).
    """

    kind: Kind
    answer: str
    language: str
    sources: tuple[Source, ...] = ()
    ranked: tuple[str, ...] = ()
    sign: str = ""
    columns: tuple[str, ...] = ()
    table: tuple[tuple[str, tuple[str, ...]], ...] = ()


def said(name: str, language: str) -> str:
    """A text of knowledge in that language, else in English."""
    texts: Mapping[str, str] = recognition().says[name]
    return texts.get(language, texts["en"])


def is_note(piece: str) -> bool:
    """Whether a piece of an answer says what is not yet verified, in whichever language."""
    return any(each in piece for each in recognition().says["not_verified"].values())


def from_passages(hits: Sequence[Hit], language: str) -> Reply:
    """An answer from the best passage, then from a second that is nearly as near, as far as there is room."""
    parts, used, left = [], list[Hit](), MOST_WORDS - 12
    for hit in (*hits[:1], *_second(hits)):
        part = _cited(hit.passage.text, len(used) + 1, left)
        if part:
            parts.append(part)
            used.append(hit)
            left -= _count(part)
    return Reply(
        "answer", _with_note(" ".join(parts), used, language), language, tuple(map(_source, used)),
        tuple(h.passage.id for h in hits),
    )  # fmt: skip


def _second(hits: Sequence[Hit]) -> Sequence[Hit]:
    """The second passage where it fits the question nearly as well and is written as an answer.

    None where the question is one that the first passage was written for: what stands beside it says less.
    """
    if (hits[0].near or 0.0) >= _WRITTEN_FOR_IT:
        return []
    return [
        hit
        for hit in hits[1:2]
        if fits(hit) and hit.passage.kind in _SAID_BESIDE and hit.score >= _NEARLY * hits[0].score
    ]


def personal(hits: Sequence[Hit], language: str, convincing: bool) -> Reply:
    """What is said to somebody who asks about their own treatment: who can tell, and what holds for all."""
    parts = [said("personal", language)]
    if convincing:
        parts.append(said("convince", language))
    used = hits[:1]
    left = MOST_WORDS - _count(" ".join(parts)) - 14
    if used and language in LANGUAGES and left > 20:
        general = _cited(used[0].passage.text, 1, left)
        if general:
            parts += [said("personal_more", language), general]
    kept = used if len(parts) > 1 + convincing else ()
    return Reply(
        "personal", _with_note(" ".join(parts), kept, language), language, tuple(map(_source, kept)),
        tuple(h.passage.id for h in hits),
    )  # fmt: skip


def side_by_side(one: Hit, other: Hit, language: str) -> Reply:
    """Two subjects of the library beside each other, half the room each."""
    half = (MOST_WORDS - 24) // 2
    texts = [
        f"{hit.passage.title.rstrip('?')}: {_cited(hit.passage.text, n, half)}"
        for n, hit in enumerate((one, other), 1)
    ]
    return Reply(
        "compare", _with_note(" ".join(texts), (one, other), language), language,
        (_source(one), _source(other)), (one.passage.id, other.passage.id),
    )  # fmt: skip


def course(found: Sequence[Found], language: str = "en") -> Reply:
    """The course that fits best and why, and one other."""
    words = course_words(language)
    first, said = found[0], told(found[0].course, language)
    parts = [_why("why", found[0], 1, language)]
    if said.teaches:
        parts.append(words.fill("teaches", what=", ".join(said.teaches[:3]), mark="[1]"))
    if said.safety:
        parts.append(words.fill("mind", what=said.safety, mark="[1]"))
    if said.evidence:
        parts.append(words.fill("evidence", what=said.evidence, mark="[1]"))
    asked = (("price", first.course.price), ("hours", first.course.hours))
    missing = [words.said[name] for name, value in asked if value in ("", None)]
    if missing:
        parts.append(words.fill("missing", what=words.said["and"].join(missing)))
    parts += [_why("another", each, 2, language) for each in found[1:2]]
    return Reply(
        "course", _short(parts, "\n"), _in_library(language), _sources(found[:2]),
        tuple(f.course.id for f in found),
    )  # fmt: skip


def compared(found: Sequence[Found], language: str = "en") -> Reply:
    """Courses side by side: a line each, the rest in the table."""
    words = course_words(language)
    courses = [each.course for each in found]
    parts = [
        words.fill("line", name=each.name, facts="; ".join(_facts(each, language)), mark=f"[{n}]")
        for n, each in enumerate(courses, 1)
    ]
    best = max(courses, key=lambda each: (each.rating or 0) / each.rating_scale)
    if best.rating is not None and len(courses) > 1:
        parts.append(words.fill("best_rated", name=best.name))
    return Reply(
        "compare", _short(parts, "\n"), _in_library(language), _sources(found),
        tuple(each.id for each in courses), columns=tuple(each.name for each in courses),
        table=tuple(table(courses, language)),
    )  # fmt: skip


def _facts(course: Course, language: str) -> list[str]:
    """What tells a course from others, in a few words each."""
    words, said = course_words(language), told(course, language)
    rated = course.rating is not None
    facts = [words.fill("line_rated", **rating(course)) if rated else words.said["line_not_rated"]]
    facts += [words.value(said.level)] if said.level else []
    facts += [words.fill("line_teaches", what=each) for each in said.teaches[:1]]
    return facts + [words.fill("line_for", whom=each) for each in said.audience[:1]]


def _in_library(language: str) -> str:
    """The language itself where the library speaks it, else English."""
    return language if language in LANGUAGES else "en"


def pieces(reply: Reply) -> list[str]:
    """The answer cut before each sentence and line; put together again they are the answer."""
    return split_sentences(reply.answer)


def _sources(found: Sequence[Found]) -> tuple[Source, ...]:
    return tuple(
        Source(f"course.{f.course.id}", f.course.name, f.course.source, f.course.verified) for f in found
    )


def _source(hit: Hit) -> Source:
    return Source(hit.passage.id, hit.passage.title, hit.passage.source, hit.passage.verified)


def _why(name: str, found: Found, number: int, language: str) -> str:
    """A course with the reasons why it fits."""
    reasons, words = found.reasons, course_words(language)
    said = "".join(reasons)
    if len(reasons) > 1:
        said = words.fill("joined", most=", ".join(reasons[:-1]), last=reasons[-1])
    return words.fill(name, name=found.course.name, mark=f"[{number}]", reasons=said)


def _cited(text: str, number: int, room: int) -> str:
    """As many whole sentences as there is room for, each with the number of its source."""
    kept: list[str] = []
    for each in sentences(text):
        marked = f"{each[:-1]} [{number}]{each[-1]}" if each[-1] in ".!?" else f"{each} [{number}]."
        if _count(" ".join([*kept, marked])) > room:
            break
        kept.append(marked)
    return " ".join(kept)


def _with_note(text: str, used: Sequence[Hit], language: str) -> str:
    open_ones = [n for n, hit in enumerate(used, 1) if not hit.passage.verified]
    numbers = ", ".join(f"[{n}]" for n in open_ones)
    return f"{text} {said('not_verified', language)} {numbers}." if open_ones else text


def _short(parts: Sequence[str], between: str = " ") -> str:
    kept: list[str] = []
    for each in parts:
        if _count(" ".join([*kept, each])) <= MOST_WORDS:
            kept.append(each)
    return between.join(kept)


def _count(text: str) -> int:
    return len(text.split())
