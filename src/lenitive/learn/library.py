"""Everything the assistant may say: the library as passages, each with its source."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from lenitive.knowledge.learning.careers import Career, Pay, careers, certificates, claims
from lenitive.knowledge.learning.courses import own_courses
from lenitive.knowledge.learning.lessons import lessons
from lenitive.knowledge.learning.questions import questions
from lenitive.learn.text import fold
from lenitive.learn.told_instrument import asks, told


@dataclass(frozen=True)
class Passage:
    """One piece of the library.

    asks : ways to ask for it, the title first. text : what may be said. source : where it comes from.
    """

    id: str
    kind: str
    title: str
    text: str
    language: str
    asks: tuple[str, ...]
    source: str
    verified: bool


@cache
def passages(language: str) -> tuple[Passage, ...]:
    """The passages in a language, those that answer a question first."""
    made = list(_questions(language))
    made += [*_treatments(language), *_lessons(language), *_instruments(language), *_steps(language)]
    if language == "en":
        made += [*_careers(), *_pay(), *_certificates(), *_claims()]
    return tuple(made)


def _questions(language: str) -> Iterator[Passage]:
    for each in questions():
        said = each.said[language]
        yield Passage(
            f"question.{each.id}",
            "question",
            said.title,
            said.answer,
            language,
            said.ask,
            each.source,
            each.verified,
        )


def _treatments(language: str) -> Iterator[Passage]:
    from lenitive.knowledge.plain import plain_treatments
    from lenitive.knowledge.treatments import treatment

    frames = {"en": ("does {} help", "what is {}"), "es": ("¿ayuda {}?", "¿qué es {}?")}[language]
    for name, plain in plain_treatments(language).items():
        known = treatment(name)
        both = plain.name if fold(known.title) in fold(plain.name) else f"{plain.name} ({known.title})"
        text = f"{both}: {plain.what} {plain.how}"
        called = known.title if language == "en" else plain.name
        asks = (plain.name, called, *(each.format(called) for each in frames))
        source = "Lenitive's treatment library: " + ", ".join(known.sources[:3])
        yield Passage(
            f"treatment.{name}", "treatment", plain.name, text, language, asks, source, known.verified
        )


def _lessons(language: str) -> Iterator[Passage]:
    for each in lessons(language):
        yield Passage(
            f"lesson.{each.id}", "lesson", each.title, each.text, language, (each.title, *each.objectives),
            each.source, each.verified,
        )  # fmt: skip


def _instruments(language: str) -> Iterator[Passage]:
    from lenitive.knowledge.instruments import instruments

    for each in instruments():
        yield Passage(
            f"instrument.{each.id}", "instrument", each.name, told(each, language), language,
            asks(each, language), each.source, each.verified,
        )  # fmt: skip


def _spaced(name: str) -> str:
    """A short name with its number apart, as people write it: phq9 is "phq 9"."""
    return re.sub(r"(?<=[a-z])(?=\d)", " ", name.replace("_", " "))


def _careers() -> Iterator[Passage]:
    for each in careers():
        asks = (f"How do I become a {each.title}?", f"career {each.title}", f"training {each.title}")
        yield Passage(
            f"career.{each.id}",
            "career",
            each.title,
            career_words(each),
            "en",
            asks,
            each.source,
            each.verified,
        )


def _pay() -> Iterator[Passage]:
    for career in careers():
        if not career.pay:
            continue
        name = career.title
        asks = (f"How much does a {name} earn?", f"pay of a {name}", f"salary of a {name}")
        yield Passage(
            f"pay.{career.id}", "career", f"Pay: {name}", pay_words(career), "en", asks,
            "; ".join(dict.fromkeys(each.source for each in career.pay)),
            all(each.verified for each in career.pay),
        )  # fmt: skip


def pay_words(career: Career) -> str:
    """What sources say that somebody on a path earns, a sentence a figure."""
    said = [_pay_sentence(each) for each in career.pay]
    return " ".join([*said, career.said_of_pay]).strip()


def _pay_sentence(pay: Pay) -> str:
    when = f"in {pay.year}" if pay.year else "in a year that the source does not name"
    if pay.middle is None:
        given = f"{pay.low:,} to {pay.high:,} {pay.currency}"
        return f"Pay of {pay.of} in the US was given as {given} a year, {when}."
    if pay.note:
        return f"Pay of {pay.of} in the US was {pay.middle:,} {pay.currency} a year {when}, {pay.note}."
    half = f"Half of {pay.of} in the US earned less than {pay.middle:,} {pay.currency} a year {when}"
    tenths = (
        "" if pay.low is None else f", one in ten less than {pay.low:,} and one in ten more than {pay.high:,}"
    )
    return f"{half}{tenths}."


def career_words(career: Career) -> str:
    """A path in a few sentences."""
    parts = [f"{career.title}: the training is {'; '.join(career.training)}."]
    if career.certificates:
        parts.append(f"Certificates: {'; '.join(career.certificates)}.")
    if career.does:
        parts.append(f"The work: {'; '.join(career.does)}.")
    if career.demand:
        parts.append(career.demand.says)
    return " ".join(parts)


def _certificates() -> Iterator[Passage]:
    for each in certificates():
        text = f"{each.name} is awarded by {each.awarded_by}, for {each.whom}."
        text += f" It asks for: {'; '.join(each.requires)}." if each.requires else ""
        text += f" It is valid for {each.valid_years} years." if each.valid_years else ""
        text += f" {each.status[0].upper()}{each.status[1:]}." if each.status else ""
        yield Passage(
            f"certificate.{each.id}", "certificate", each.name, text, "en",
            (each.name, f"what is {each.name}"), each.source, each.verified,
        )  # fmt: skip


def _claims() -> Iterator[Passage]:
    for number, each in enumerate(claims(), 1):
        correct = each.correct[0].upper() + each.correct[1:]
        text = f"It is often said: {each.claim}. Checked, that is {each.verdict}. {correct}."
        yield Passage(
            f"claim.{number}", "claim", each.claim[0].upper() + each.claim[1:], text, "en",
            (f"is it true that {each.claim}",), each.source, each.verified,
        )  # fmt: skip


def _steps(language: str) -> Iterator[Passage]:
    for course in own_courses(language):
        for step in course.steps:
            yield Passage(
                f"step.{course.id}.{step.id}", "step", f"{course.title}: {step.title}", step.text, language,
                (f"{step.title} {course.title}",), course.source, course.verified,
            )  # fmt: skip
