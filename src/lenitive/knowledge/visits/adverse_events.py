"""Our own small vocabulary of adverse events, from `adverse_events.yaml`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from lenitive.knowledge.visits.visit_file import VisitFile


@dataclass(frozen=True)
class EventWords:
    """The words: id -> words each.

    grades : severity -> grade 1 to 5. counts : relations that count as related.
    """

    kinds: Mapping[str, str]
    grave: frozenset[str]
    severities: Mapping[str, str]
    grades: Mapping[str, int]
    serious_from_grade: int
    relations: Mapping[str, str]
    counts: frozenset[str]
    outcomes: Mapping[str, str]
    look_again_days: int
    source: str
    verified: bool

    def is_serious(self, kind: str, severity: str) -> bool:
        """Whether a work list watches it: by its severity, or because such a thing must never happen."""
        return kind in self.grave or self.grades.get(severity, 0) >= self.serious_from_grade


@lru_cache(maxsize=1)
def event_words() -> EventWords:
    """The file, read once a process; raises KnowledgeError with its line."""
    text = files("lenitive.knowledge.visits").joinpath("adverse_events.yaml").read_text("utf-8")
    file = VisitFile("knowledge/visits/adverse_events.yaml", text)
    top = file.top
    file.keys(
        top,
        "version source verified kinds severities serious_from_grade relations outcomes look_again_days",
        "",
        "the file",
    )
    kinds, severities, relations = (
        {name: file.mapping(entry, top.line) for name, entry in file.mapping(top[key], top.line).items()}
        for key in ("kinds", "severities", "relations")
    )
    return EventWords(
        kinds={name: file.text(entry, "words") for name, entry in kinds.items()},
        grave=frozenset(name for name, entry in kinds.items() if file.flag(entry, "grave", False)),
        severities={name: file.text(entry, "words") for name, entry in severities.items()},
        grades={name: int(file.number(entry, "grade") or 0) for name, entry in severities.items()},
        serious_from_grade=int(file.number(top, "serious_from_grade") or 0),
        relations={name: file.text(entry, "words") for name, entry in relations.items()},
        counts=frozenset(name for name, entry in relations.items() if file.flag(entry, "counts")),
        outcomes={str(name): str(words) for name, words in file.mapping(top["outcomes"], top.line).items()},
        look_again_days=int(file.number(top, "look_again_days") or 0),
        source=file.text(top, "source"),
        verified=file.flag(top, "verified"),
    )
