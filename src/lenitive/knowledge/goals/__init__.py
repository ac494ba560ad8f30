"""Goals: the words that link them to scales, goal attainment scaling, review dates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from lenitive.knowledge.documents import document


@dataclass(frozen=True)
class Level:
    """One level of attainment, from -2 to +2. plain : for the person."""

    level: int
    says: str
    plain: str


@dataclass(frozen=True)
class Attainment:
    """Goal attainment scaling: the levels, and the numbers of the T score.

    further : level above 0 -> how much more than the agreed gain it is, in gains.
    """

    levels: tuple[Level, ...]
    further: Mapping[int, float]
    correlation: float
    mean: float
    spread: float
    source: str
    verified: bool


@dataclass(frozen=True)
class Reviews:
    """When a goal is looked at, in weeks; at most so many days are planned."""

    first_weeks: int
    every_weeks: int
    most: int


@dataclass(frozen=True)
class Link:
    """Words of a goal and the scales that show it."""

    words: frozenset[str]
    scales: tuple[str, ...]
    why: str


@dataclass(frozen=True)
class Goals:
    """Everything of `goals.yaml`. amounts : word -> what is counted."""

    version: str
    attainment: Attainment
    reviews: Reviews
    links: tuple[Link, ...]
    otherwise: Link
    amounts: Mapping[str, str]
    links_source: str
    links_verified: bool


@lru_cache(maxsize=1)
def goals_knowledge() -> Goals:
    """The knowledge of goals, read once a process."""
    text = document(files(__package__).joinpath("goals.yaml").read_text(encoding="utf-8"))
    said = text["attainment"]
    attainment = Attainment(
        tuple(Level(int(each["level"]), each["says"], each["plain"]) for each in said["levels"]),
        {int(level): float(gains) for level, gains in said["further"].items()},
        float(said["correlation"]),
        float(said["mean"]),
        float(said["spread"]),
        said["source"],
        bool(said["verified"]),
    )
    reviews = Reviews(*(int(text["reviews"][name]) for name in ("first_weeks", "every_weeks", "most")))
    links = tuple(
        Link(frozenset(each["words"]), tuple(each["scales"]), each["why"]) for each in text["links"]
    )
    otherwise = Link(frozenset(), tuple(text["otherwise"]), text["otherwise_why"])
    return Goals(
        str(text["version"]),
        attainment,
        reviews,
        links,
        otherwise,
        dict(text["amounts"]),
        text["links_source"],
        bool(text["links_verified"]),
    )
