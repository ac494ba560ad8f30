"""Paths into work with people in pain, certificates, team roles, and claims that were checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from lenitive.errors import KnowledgeError
from lenitive.knowledge.learning.files import WHERE, read
from lenitive.knowledge.learning.translated import entries

_PATH = (
    "title",
    "training",
    "certificates",
    "does",
    "where",
    "pay",
    "of",
    "note",
    "said_of_pay",
    "demand",
    "says",
)
_START = ("says", "paths", "left")
_CERTIFICATE = ("awarded_by", "for", "requires", "status")  # its name is as it is
_CLAIM = ("claim", "verdict", "correct")


@dataclass(frozen=True)
class Pay:
    """What a source said that somebody earns in a year, before tax.

    of : whose pay it is. low, high : the lowest and highest tenth where there is a `middle`, else a range
    as stated. middle : half earn less, or as `note` says. year : None where the source gives none.
    """

    of: str
    year: int | None
    low: int | None
    middle: int | None
    high: int | None
    currency: str
    note: str
    source: str
    verified: bool


@dataclass(frozen=True)
class Demand:
    """What a source says of how many are looked for."""

    says: str
    source: str
    verified: bool


@dataclass(frozen=True)
class Career:
    """One path. years : of training after school, fewest and most. said_of_pay : a claim, judged."""

    id: str
    family: str
    title: str
    training: tuple[str, ...]
    certificates: tuple[str, ...]
    does: tuple[str, ...]
    where: tuple[str, ...]
    pay: tuple[Pay, ...]
    said_of_pay: str
    demand: Demand | None
    years: tuple[int, int]
    source: str
    verified: bool


@dataclass(frozen=True)
class Next:
    """A path that somebody can take from where they are, and what is left to do, in order."""

    path: str
    left: tuple[str, ...]


@dataclass(frozen=True)
class Start:
    """What somebody is now, and the paths that are near, nearest first."""

    id: str
    says: str
    paths: tuple[Next, ...]


@dataclass(frozen=True)
class Certificate:
    """Who gives it, to whom, what it asks for, and how many years it is valid."""

    id: str
    name: str
    awarded_by: str
    whom: str
    requires: tuple[str, ...]
    valid_years: int | None
    status: str
    source: str
    verified: bool


@dataclass(frozen=True)
class Claim:
    """A claim that is often made, the verdict, and what is correct."""

    claim: str
    verdict: str
    correct: str
    source: str
    verified: bool


@dataclass(frozen=True)
class TeamRole:
    """What somebody in a pain team does, and which questionnaires they look at."""

    id: str
    does: tuple[str, ...]
    questionnaires: tuple[str, ...]


@cache
def careers(language: str = "en") -> tuple[Career, ...]:
    """All paths, in a language of the library."""
    return tuple(map(_career, entries("careers", "paths", language, _PATH)))


# Any: an entry of YAML before its dataclass.
def _career(entry: dict[str, Any]) -> Career:
    pay = tuple(Pay(**each) for each in entry["pay"])
    demand = entry["demand"] and Demand(**entry["demand"])
    return Career(**_tuples(entry) | {"pay": pay, "demand": demand})


@cache
def starts(language: str = "en") -> tuple[Start, ...]:
    """Where somebody may begin from. Raises KnowledgeError where one leads to a path that is none."""
    made = tuple(
        Start(
            each["id"],
            each["says"],
            tuple(Next(near["path"], tuple(near["left"])) for near in each["paths"]),
        )
        for each in entries("careers", "starts", language, _START)
    )
    known = {each.id for each in careers()}
    if unknown := sorted({near.path for each in made for near in each.paths} - known):
        raise KnowledgeError(
            f"starts in careers.yaml lead to paths that are none: {', '.join(unknown)}",
            where=WHERE,
            do="Name a path of the same file.",
        )
    return made


def said_of_starts(language: str = "en") -> str:
    """Where the steps from each start come from."""
    return _said("starts_source", language)


def said_of_years(language: str = "en") -> str:
    """Where the years of training come from."""
    return _said("years_source", language)


def said_of_work(language: str = "en") -> str:
    """Where the work and the places come from."""
    return _said("work_source", language)


def _said(name: str, language: str) -> str:
    return str(read("careers.yaml" if language == "en" else f"careers.{language}.yaml")[name])


@cache
def certificates(language: str = "en") -> tuple[Certificate, ...]:
    """All certificates, in a language of the library."""
    return tuple(
        Certificate(**_tuples({("whom" if key == "for" else key): value for key, value in each.items()}))
        for each in entries("certificates", "certificates", language, _CERTIFICATE)
    )


@cache
def claims(language: str = "en") -> tuple[Claim, ...]:
    """All claims that were checked, in a language of the library."""
    return tuple(Claim(**each) for each in entries("claims", "claims", language, _CLAIM))


@cache
def team_roles() -> tuple[TeamRole, ...]:
    """All roles of a team."""
    return tuple(
        TeamRole(each["role"], tuple(each["does"]), tuple(each["questionnaires"]))
        for each in read("roles.yaml")["roles"]
    )


# Any: an entry of YAML before its dataclass.
def _tuples(entry: Mapping[str, Any]) -> dict[str, Any]:
    return {key: tuple(value) if isinstance(value, list) else value for key, value in entry.items()}
