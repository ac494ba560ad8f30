"""What a person may do alone with appointments and requests, and when they are read, from `team.yaml`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from lenitive.knowledge.portal.files import read
from lenitive.knowledge.visits.appointments import appointments


@dataclass(frozen=True)
class OwnKind:
    """A kind of appointment in the words of people; alone: whether a person may book it from free times."""

    id: str
    alone: bool
    words: Mapping[str, str]

    def title(self, language: str) -> str:
        """What it is called; in English where a language has no words."""
        return self.words.get(language, self.words["en"])


@dataclass(frozen=True)
class OwnTeam:
    """All of it. *_days, call_hours : as they are called; longest_* : letters of one text."""

    kinds: Mapping[str, OwnKind]
    read_days: int
    request_days: int
    most_requests: int
    call_hours: int
    show_before_days: int
    seen_days: int
    longest_line: int
    longest_text: int
    source: str
    verified: bool

    def title(self, kind: str, language: str) -> str:
        """A kind of appointment in the words of people; a clinic's own kind by its own title."""
        known = self.kinds.get(kind)
        return known.title(language) if known else appointments().kind(kind).title


@cache
def own_team() -> OwnTeam:
    """The rules, read once a process. Raises : KnowledgeError for a kind of appointment that is none."""
    raw = dict(read("team.yaml"))
    longest, kinds = raw.pop("longest"), raw.pop("kinds")
    raw.pop("version")
    return OwnTeam(
        kinds={name: _kind(name, entry) for name, entry in kinds.items()},
        longest_line=longest["line"],
        longest_text=longest["text"],
        **raw,
    )


def _kind(name: str, entry: Mapping[str, Any]) -> OwnKind:
    appointments().kind(name)
    words = {language: text for language, text in entry.items() if language != "alone"}
    return OwnKind(name, entry["alone"], words)
