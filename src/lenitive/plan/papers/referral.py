"""A referral letter: who, what for, the story, what was tried, medicines, what was found, what is asked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from lenitive.plan.papers.gather import Told
from lenitive.plan.papers.press import Head
from lenitive.plan.papers.words import head_of
from lenitive.reason.story.courses import Course
from lenitive.reason.story.words import capital, day_words, sentence

_SAFETY = ("emergency", "urgent", "soon")
_GRADED = ("possible", "probable", "definite")


@dataclass(frozen=True)
class TriedLine:
    """One treatment that was tried."""

    what: str
    when: str
    came: str


@dataclass(frozen=True)
class ReferralPaper:
    """The words of `templates/referral.typ`; empty texts are left out, or left open to be filled by hand."""

    head: Head
    day: str
    to: str
    sender: str
    question: str
    story: tuple[str, ...]
    wants: tuple[str, ...]
    pain: str
    numbers: tuple[tuple[str, str, str], ...]
    tried: tuple[TriedLine, ...]
    medicines: tuple[tuple[str, str], ...]
    opioids: str
    safety: tuple[tuple[str, str], ...]
    proposed: tuple[str, ...]
    missing: tuple[str, ...]


def referral_paper(told: Told, *, to: str = "", sender: str = "", question: str = "") -> ReferralPaper:
    """The letter. to : to whom. sender : from whom. question : what is asked, in the sender's words."""
    combination = told.plan.combination
    return ReferralPaper(
        head=head_of(told.person, told.as_of, "Referral", told.knowledge),
        day=day_words(told.as_of),
        to=to,
        sender=sender,
        question=question,
        story=tuple(_story(told)),
        wants=tuple(each.text for each in told.words.wants),
        pain=_pain(told),
        numbers=tuple(_numbers(told)),
        tried=tuple(_tried(told)),
        medicines=tuple(_medicine(each) for each in told.medicines if each.going_on),
        opioids="" if told.opioids.none else told.opioids.total,
        safety=tuple((each["title"], each["action"]) for each in told.met(*_SAFETY)),
        proposed=tuple(each.treatment.title for each in combination.start) if combination else (),
        missing=tuple(told.words.unknown),
    )


def _story(told: Told) -> Iterator[str]:
    words = told.words
    for each in (words.hurts, words.where, words.since, words.stops):
        if each is not None:
            yield sentence(each.text)


def _pain(told: Told) -> str:
    graded = [f"{name} {grade}" for name, grade in told.grades.items() if grade in _GRADED]
    drives = ", ".join(graded) if graded else "not settled yet"
    time = "" if told.time_course == "unknown" else f"{capital(told.time_course)} pain. "
    return f"{time}What drives it: {drives}."


def _numbers(told: Told) -> Iterator[tuple[str, str, str]]:
    for each in told.numbers:
        change = each.last
        was = f"was {change.before.text} on {change.before.at}: {change.words}" if change else "first score"
        day = day_words(each.series.latest.day)
        yield each.series.measure.label, f"{each.value} {each.series.unit} ({day})", was


def _tried(told: Told) -> Iterator[TriedLine]:
    for each in told.tried:
        if each.current and each.modality == "pharmacological":
            continue
        came = [each.reached, each.did, each.enough, each.stopped]
        words = ", ".join(said for said in came if said) or "result not written"
        yield TriedLine(capital(each.name or each.title), each.dates, words)


def _medicine(course: Course) -> tuple[str, str]:
    return capital(course.name), f"{course.dose or 'dose not readable'}, since {course.start}"
