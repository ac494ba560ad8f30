"""Steroid injected in a year: doses that do as much, who gives one, and limits, from `steroids.yaml`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from lenitive.knowledge.documents import Lined
from lenitive.knowledge.visits.visit_file import VisitFile


@dataclass(frozen=True)
class Equivalent:
    """A steroid: mg that do as much as the others' mg; names : words by which a text names it."""

    steroid: str
    mg: float
    names: tuple[str, ...]


@dataclass(frozen=True)
class YearlyLimit:
    """The most in a year for some people. sex : empty: either. from_age : years."""

    sex: str
    from_age: float
    mg: float
    words: str
    source: str
    verified: bool


@dataclass(frozen=True)
class Steroids:
    """All of it; limits are mg of `unit`, the steroid that all are told in.

    treatments : procedures that give a steroid; sometimes : those that may.
    """

    within_days: int
    unit: str
    equivalents: Mapping[str, Equivalent]
    treatments: frozenset[str]
    sometimes: frozenset[str]
    limits: tuple[YearlyLimit, ...]
    no_limit_words: str
    unknown_words: str
    source: str
    verified: bool

    def as_unit(self, steroid: str, mg: float) -> float:
        """A dose as mg of `unit`."""
        return mg * self.equivalents[self.unit].mg / self.equivalents[steroid].mg


@lru_cache(maxsize=1)
def steroids() -> Steroids:
    """The file, read once a process; raises KnowledgeError with its line."""
    text = files("lenitive.knowledge.visits").joinpath("steroids.yaml").read_text("utf-8")
    file = VisitFile("knowledge/visits/steroids.yaml", text)
    top = file.top
    file.keys(
        top,
        "version within_days in equivalent equivalent_source equivalent_verified treatments sometimes limits "
        "no_limit_words unknown_words",
        "",
        "the file",
    )
    equivalents = {
        name: _equivalent(file, name, file.mapping(entry, top.line))
        for name, entry in file.mapping(top["equivalent"], top.line).items()
    }
    file.known([file.text(top, "in")], equivalents, top, "steroid")
    return Steroids(
        within_days=int(file.number(top, "within_days") or 0),
        unit=file.text(top, "in"),
        equivalents=equivalents,
        treatments=frozenset(file.texts(top, "treatments")),
        sometimes=frozenset(file.texts(top, "sometimes")),
        limits=tuple(_limit(file, each) for each in file.entries(top, "limits")),
        no_limit_words=file.text(top, "no_limit_words"),
        unknown_words=file.text(top, "unknown_words"),
        source=file.text(top, "equivalent_source"),
        verified=file.flag(top, "equivalent_verified"),
    )


def _equivalent(file: VisitFile, name: str, entry: Lined) -> Equivalent:
    file.keys(entry, "mg names", "", name)
    mg = file.number(entry, "mg")
    if not mg or mg < 0:
        raise file.wrong(f"mg of {name} is {mg!r}", entry.line, "Write a number above 0")
    return Equivalent(name, mg, file.texts(entry, "names"))


def _limit(file: VisitFile, entry: Lined) -> YearlyLimit:
    file.keys(entry, "for mg words source verified", "verified_scope", "a limit")
    of = file.mapping(entry["for"], entry.line)
    file.keys(of, "sex from_age", "", "for")
    return YearlyLimit(
        sex=file.text(of, "sex"),
        from_age=file.number(of, "from_age") or 0,
        mg=file.number(entry, "mg") or 0,
        words=file.text(entry, "words"),
        source=file.text(entry, "source"),
        verified=file.flag(entry, "verified"),
    )
