"""An answer put together from passages: short, each sentence with its source, nothing added."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from lenitive.knowledge.learning.recognise import recognition
from lenitive.learn.catalogue.finding import Found, table
from lenitive.learn.index import Hit
from lenitive.learn.text import sentences, split_sentences

Kind = Literal["answer", "course", "compare", "refuse", "emergency", "personal"]
MOST_WORDS = 150
NOT_VERIFIED = "Not yet verified:"


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


def from_passages(hits: Sequence[Hit], language: str) -> Reply:
    """An answer from the best passage, as much of it as there is room for."""
    used = hits[:1]
    text = _cited(hits[0].passage.text, 1, MOST_WORDS - 12)
    return Reply(
        "answer",
        _with_note(text, used),
        language,
        tuple(map(_source, used)),
        tuple(h.passage.id for h in hits),
    )


def personal(hits: Sequence[Hit], language: str, convincing: bool) -> Reply:
    """What is said to somebody who asks about their own treatment: who can tell, and what holds for all."""
    parts = [said("personal", language)]
    if convincing:
        parts.append(said("convince", language))
    used = hits[:1]
    left = MOST_WORDS - _count(" ".join(parts)) - 14
    if used and language in ("en", "es") and left > 20:
        general = _cited(used[0].passage.text, 1, left)
        if general:
            parts += [said("personal_more", language), general]
    kept = used if len(parts) > 1 + convincing else ()
    return Reply(
        "personal", _with_note(" ".join(parts), kept), language, tuple(map(_source, kept)),
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
        "compare", _with_note(" ".join(texts), (one, other)), language, (_source(one), _source(other)),
        (one.passage.id, other.passage.id),
    )  # fmt: skip


def course(found: Sequence[Found]) -> Reply:
    """The course that fits best and why, and one other."""
    first = found[0]
    parts = [f"{first.course.name} [1]: {_joined(first.reasons)}."]
    if first.course.teaches:
        parts.append(f"It teaches {', '.join(first.course.teaches[:3])} [1].")
    if first.course.safety:
        parts.append(f"Mind: {first.course.safety} [1]")
    if first.course.evidence:
        parts.append(f"Evidence: {first.course.evidence} [1].")
    missing = [
        name
        for name, value in (("price", first.course.price), ("hours", first.course.hours))
        if value in ("", None)
    ]
    if missing:
        parts.append(f"Not known: {' and '.join(missing)}.")
    if len(found) > 1:
        parts.append(f"Another one: {found[1].course.name} [2]: {_joined(found[1].reasons)}.")
    return Reply("course", _short(parts, "\n"), "en", _sources(found[:2]), tuple(f.course.id for f in found))


def compared(found: Sequence[Found]) -> Reply:
    """Courses side by side: a line each, the rest in the table."""
    courses = [each.course for each in found]
    parts = []
    for n, each in enumerate(courses, 1):
        rating = (
            f"rated {each.rating:.1f} of {each.rating_scale:g}" if each.rating is not None else "not rated"
        )
        teaches = f"; teaches {each.teaches[0]}" if each.teaches else ""
        level = f"; {each.level}" if each.level else ""
        audience = f"; for {each.audience[0]}" if each.audience else ""
        parts.append(f"{each.name}: {rating}{level}{teaches}{audience} [{n}].")
    best = max(courses, key=lambda each: (each.rating or 0) / each.rating_scale)
    if best.rating is not None and len(courses) > 1:
        parts.append(f"Best rated: {best.name}. Choose by what you want to do with it.")
    return Reply(
        "compare", _short(parts, "\n"), "en", _sources(found), tuple(each.id for each in courses),
        columns=tuple(each.name for each in courses), table=tuple(table(courses)),
    )  # fmt: skip


def pieces(reply: Reply) -> list[str]:
    """The answer cut before each sentence and line; put together again they are the answer."""
    return split_sentences(reply.answer)


def _sources(found: Sequence[Found]) -> tuple[Source, ...]:
    return tuple(
        Source(f"course.{f.course.id}", f.course.name, f.course.source, f.course.verified) for f in found
    )


def _source(hit: Hit) -> Source:
    return Source(hit.passage.id, hit.passage.title, hit.passage.source, hit.passage.verified)


def _joined(reasons: Sequence[str]) -> str:
    return ", and ".join((", ".join(reasons[:-1]), reasons[-1])) if len(reasons) > 1 else "".join(reasons)


def _cited(text: str, number: int, room: int) -> str:
    """As many whole sentences as there is room for, each with the number of its source."""
    kept: list[str] = []
    for each in sentences(text):
        marked = f"{each[:-1]} [{number}]{each[-1]}" if each[-1] in ".!?" else f"{each} [{number}]."
        if _count(" ".join([*kept, marked])) > room:
            break
        kept.append(marked)
    return " ".join(kept)


def _with_note(text: str, used: Sequence[Hit]) -> str:
    open_ones = [n for n, hit in enumerate(used, 1) if not hit.passage.verified]
    return f"{text} {NOT_VERIFIED} {', '.join(f'[{n}]' for n in open_ones)}." if open_ones else text


def _short(parts: Sequence[str], between: str = " ") -> str:
    kept: list[str] = []
    for each in parts:
        if _count(" ".join([*kept, each])) <= MOST_WORDS:
            kept.append(each)
    return between.join(kept)


def _count(text: str) -> int:
    return len(text.split())
