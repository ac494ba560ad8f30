"""Which help an answer leads to, what counts as a block or a programme: from `from_home.yaml`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from lenitive.errors import KnowledgeError
from lenitive.knowledge.portal.emergency import situations
from lenitive.knowledge.portal.files import WHERE, Words, read, words

_FILE = "from_home.yaml"


@dataclass(frozen=True)
class FromHome:
    """leads_to : flag or rule -> situation of emergency.yaml, the gravest first; other : for all the rest."""

    leads_to: Mapping[str, str]
    other: str
    told_to_staff_alone: frozenset[str]
    blocks: frozenset[str]
    programmes: frozenset[str]
    country_names: Mapping[str, Words]

    def situation(self, raised: Iterable[str]) -> str:
        """The gravest situation of flags and rules that an answer raised; "" for none, or for staff alone."""
        told = set(raised) - self.told_to_staff_alone
        known = [self.leads_to[name] for name in self.leads_to if name in told]
        return known[0] if known else self.other if told else ""


@cache
def from_home() -> FromHome:
    """The policy, read once a process. Raises : KnowledgeError for a situation that is none."""
    raw = read(_FILE)
    for situation in (*raw["leads_to"].values(), raw["other"]):
        if situation not in situations():
            raise KnowledgeError(
                f"{situation!r} is no emergency",
                where=f"{WHERE}/{_FILE}",
                do=f"One of {', '.join(situations())}.",
            )
    return FromHome(
        raw["leads_to"],
        raw["other"],
        frozenset(raw["told_to_staff_alone"]),
        frozenset(raw["blocks"]),
        frozenset(raw["programmes"]),
        {name: words(each, _FILE) for name, each in raw["country_names"].items()},
    )
