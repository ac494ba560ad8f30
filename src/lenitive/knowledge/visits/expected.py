"""Which questionnaires a visit expects to have come in before it, from `expected.yaml`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from lenitive.knowledge import instruments
from lenitive.knowledge.visits.visit_file import VisitFile


@dataclass(frozen=True)
class ExpectedSet:
    """Instruments by id, what else in words, and the most minutes it may take (None: not said)."""

    instruments: tuple[str, ...]
    also: tuple[str, ...]
    max_minutes: float | None


@dataclass(frozen=True)
class Expected:
    """All of it: kind of visit -> set."""

    visits: Mapping[str, ExpectedSet]
    source: str
    verified: bool


@lru_cache(maxsize=1)
def expected() -> Expected:
    """The sets, read once a process. Raises KnowledgeError for an instrument that is none."""
    text = files("lenitive.knowledge.visits").joinpath("expected.yaml").read_text("utf-8")
    file = VisitFile("knowledge/visits/expected.yaml", text)
    file.keys(file.top, "version source verified visits", "", "the file")
    made = {}
    for name, value in file.mapping(file.top["visits"], file.top.line).items():
        entry = file.mapping(value, file.top.line)
        file.keys(entry, "set also", "max_minutes", name)
        file.known(file.texts(entry, "set"), set(instruments.ids()), entry, "instrument")
        made[name] = ExpectedSet(
            file.texts(entry, "set"), file.texts(entry, "also"), file.number(entry, "max_minutes")
        )
    return Expected(made, file.text(file.top, "source"), file.flag(file.top, "verified"))
