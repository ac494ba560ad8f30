"""Paths into work with people in pain, certificates, team roles, and claims that were checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from lenitive.knowledge.learning.files import read


@dataclass(frozen=True)
class Career:
    """One path. pay : what a source said (low, high, currency, relative, as_stated, verified), or empty."""

    id: str
    family: str
    title: str
    training: tuple[str, ...]
    certificates: tuple[str, ...]
    entry: tuple[str, ...]
    does: tuple[str, ...]
    where: tuple[str, ...]
    outlook: str
    # Any: numbers, words and truths, as the source gives them.
    pay: Mapping[str, Any]
    source: str
    verified: bool


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
def careers() -> tuple[Career, ...]:
    """All paths."""
    return tuple(Career(**_tuples(each)) for each in read("careers.yaml")["paths"])


@cache
def certificates() -> tuple[Certificate, ...]:
    """All certificates."""
    return tuple(
        Certificate(**_tuples({("whom" if key == "for" else key): value for key, value in each.items()}))
        for each in read("certificates.yaml")["certificates"]
    )


@cache
def claims() -> tuple[Claim, ...]:
    """All claims that were checked."""
    return tuple(Claim(**each) for each in read("claims.yaml")["claims"])


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
