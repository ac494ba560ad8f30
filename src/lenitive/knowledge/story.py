"""How a person's story is told: order and names of measures, painful problems, families of medicines."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Literal

from lenitive.errors import KnowledgeError
from lenitive.knowledge.documents import document

Group = Literal["function", "mind", "pain"]


@dataclass(frozen=True)
class Measure:
    """What a scale is about, as the page calls it; `shown` among the headline numbers."""

    id: str
    label: str
    group: Group
    shown: bool
    place: int


@dataclass(frozen=True)
class Stops:
    """The items of an instrument that say what pain stops; none named means all of them."""

    instrument: str
    items: tuple[str, ...]


@dataclass(frozen=True)
class Family:
    """Medicines of one colour on the timeline, by drug class."""

    id: str
    label: str
    classes: frozenset[str]


@dataclass(frozen=True)
class Story:
    """Everything of `story.yaml`."""

    version: str
    source: str
    verified: bool
    measures: dict[str, Measure]
    onset_item: tuple[str, str]
    duration_item: tuple[str, str]
    stops: tuple[Stops, ...]
    pain_concepts: frozenset[str]
    pain_words: tuple[str, ...]
    families: tuple[Family, ...]
    timeline_months: int


@lru_cache(maxsize=1)
def story() -> Story:
    """The file, read once a process; raises KnowledgeError when something in it is missing."""
    raw = document(files("lenitive.knowledge").joinpath("story.yaml").read_text(encoding="utf-8"))
    try:
        return Story(
            version=str(raw["version"]),
            source=raw["source"],
            verified=raw["verified"],
            measures={
                name: Measure(name, entry["label"], entry["group"], entry["shown"], place)
                for place, (name, entry) in enumerate(raw["measures"].items())
            },
            onset_item=_item(raw["onset_item"]),
            duration_item=_item(raw["duration_item"]),
            stops=tuple(Stops(entry["instrument"], tuple(entry["items"])) for entry in raw["stops"]),
            pain_concepts=frozenset(raw["pain_concepts"]),
            pain_words=tuple(raw["pain_words"]),
            families=tuple(
                Family(entry["id"], entry["label"], frozenset(entry["classes"])) for entry in raw["families"]
            ),
            timeline_months=raw["timeline_months"],
        )
    except (KeyError, TypeError) as problem:
        raise KnowledgeError(f"it lacks {problem}", where="knowledge/story.yaml") from problem


def _item(name: str) -> tuple[str, str]:
    instrument, _, item = name.partition(".")
    return instrument, item
