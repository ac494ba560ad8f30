"""Plain words for the person: every treatment, every standing, and what papers say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
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

    def sentences(self) -> Iterator[str]:
        """Every text, for those who measure it."""
        yield from self.standings.values()
        yield from self.current.values()
        yield from self.sections.values()
        yield from (self.never_suddenly, self.intro, self.no_start, self.no_goals, self.instead, self.alarm)
        yield from (*self.bad_day, *self.help)
        yield from (self.look_back_first, self.look_back_when, self.questions)


@lru_cache(maxsize=1)
def plain_treatments() -> Mapping[str, PlainTreatment]:
    """Treatment id -> its plain words."""
    rows = _read("treatments.yaml")["treatments"]
    return {name: PlainTreatment(each["name"], each["what"], each["how"]) for name, each in rows.items()}


def plain_treatment(treatment: str) -> PlainTreatment:
    """The plain words of a treatment. Raises KnowledgeError where there are none."""
    try:
        return plain_treatments()[treatment]
    except KeyError:
        raise KnowledgeError(
            f"{treatment!r} has no plain words", where="knowledge/plain/treatments.yaml", do="Add them."
        ) from None


@lru_cache(maxsize=1)
def plain_words() -> PlainWords:
    """What papers and pages say to the person."""
    text = _read("words.yaml")
    names = (
        "intro",
        "no_start",
        "no_goals",
        "instead",
        "alarm",
        "look_back_first",
        "look_back_when",
        "questions",
    )
    return PlainWords(
        version=str(text["version"]),
        standings=dict(text["standings"]),
        current=dict(text["current"]),
        never_suddenly=text["never_suddenly"],
        sections=dict(text["sections"]),
        bad_day=tuple(text["bad_day"]),
        help=tuple(text["help"]),
        **{name: text[name] for name in names},
    )


def _read(name: str) -> dict[str, Any]:
    # Any: the shape of a YAML file is checked by what reads it.
    text: dict[str, Any] = document(files(__package__).joinpath(name).read_text(encoding="utf-8"))
    return text
