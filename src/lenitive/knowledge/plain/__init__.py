"""Plain words for the person: every treatment, every standing, what papers say, in English, Spanish, Arabic.

A language that nobody has written yet gets English.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from importlib.resources import files
from typing import Any

from lenitive.errors import KnowledgeError
from lenitive.knowledge.documents import document


@dataclass(frozen=True)
class PlainTreatment:
    """A treatment for the person: its name, what it is and does, how one starts."""

    name: str
    what: str
    how: str


@dataclass(frozen=True)
class PlainWords:
    """Everything of `words.yaml`."""

    version: str
    standings: Mapping[str, str]
    current: Mapping[str, str]
    never_suddenly: str
    sections: Mapping[str, str]
    intro: str
    no_start: str
    no_goals: str
    instead: str
    alarm: str
    bad_day: tuple[str, ...]
    help: tuple[str, ...]
    look_back_first: str
    look_back_when: str
    questions: str
    goal_by: str
    day: str
    months: tuple[str, ...]

    def day_words(self, day: date) -> str:
        """A day as people write it: 12 Mar 2026."""
        return self.day.format(day=day.day, month=self.months[day.month - 1], year=day.year)

    def sentences(self) -> Iterator[str]:
        """Every text, for those who measure it."""
        yield from self.standings.values()
        yield from self.current.values()
        yield from self.sections.values()
        yield from (self.never_suddenly, self.intro, self.no_start, self.no_goals, self.instead, self.alarm)
        yield from (*self.bad_day, *self.help)
        yield from (self.look_back_first, self.look_back_when, self.questions)


@lru_cache
def plain_treatments(language: str = "en") -> Mapping[str, PlainTreatment]:
    """Treatment id -> its plain words."""
    rows = _read("treatments", language)["treatments"]
    return {name: PlainTreatment(each["name"], each["what"], each["how"]) for name, each in rows.items()}


def plain_treatment(treatment: str, language: str = "en") -> PlainTreatment:
    """The plain words of a treatment. Raises KnowledgeError where there are none."""
    try:
        return plain_treatments(language)[treatment]
    except KeyError:
        raise KnowledgeError(
            f"{treatment!r} has no plain words", where="knowledge/plain/treatments.yaml", do="Add them."
        ) from None


@lru_cache
def plain_words(language: str = "en") -> PlainWords:
    """What papers and pages say to the person."""
    text = _read("words", language)
    names = (
        "intro",
        "no_start",
        "no_goals",
        "instead",
        "alarm",
        "look_back_first",
        "look_back_when",
        "questions",
        "goal_by",
        "day",
    )
    return PlainWords(
        version=str(text["version"]),
        standings=dict(text["standings"]),
        current=dict(text["current"]),
        never_suddenly=text["never_suddenly"],
        sections=dict(text["sections"]),
        bad_day=tuple(text["bad_day"]),
        help=tuple(text["help"]),
        months=tuple(text["months"]),
        **{name: text[name] for name in names},
    )


def _read(name: str, language: str) -> dict[str, Any]:
    # Any: the shape of a YAML file is checked by what reads it.
    here = files(__package__)
    path = here.joinpath(f"{name}.{language}.yaml")
    path = path if path.is_file() else here.joinpath(f"{name}.yaml")
    text: dict[str, Any] = document(path.read_text(encoding="utf-8"))
    return text
