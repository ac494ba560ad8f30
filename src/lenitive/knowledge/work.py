"""What the work lists hold, how long a thing may wait and to whom it climbs, from `work.yaml`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

from lenitive.errors import KnowledgeError
from lenitive.knowledge.documents import document

_WHERE = "knowledge/work.yaml"


@dataclass(frozen=True)
class Kind:
    """One work list.

    rules, urgencies : findings that put a person on it. again_days : when a done item that is still true
    comes back; None: only when it becomes true anew. not_for : findings that take a person off it.
    before : better done before the person comes in. closed_by : "finding" where only an answer to the
    finding closes an item, else empty. roles : who is asked first, in this order. answered_at : the page of
    the person on which it is answered: choice (asked once a visit), ask, medicines, taper, authorise,
    decisions, notes; empty where the finding, the record or a talk answers it.
    """

    id: str
    title: str
    short: str
    says: str
    roles: tuple[str, ...]
    rules: tuple[str, ...] = ()
    urgencies: tuple[str, ...] = ()
    not_for: tuple[str, ...] = ()
    before: bool = False
    again_days: int | None = None
    closed_by: str = ""
    answered_at: str = ""


@dataclass(frozen=True)
class Step:
    """To which roles an unread emergency climbs after so many minutes, and in words to whom."""

    after_minutes: int
    to: tuple[str, ...]
    words: str


@dataclass(frozen=True)
class Work:
    """All of it. windows : name -> days; limit_minutes : kind -> minutes."""

    kinds: Mapping[str, Kind]
    climb: tuple[Step, ...]
    limit_minutes: Mapping[str, int]
    windows: Mapping[str, int]
    controlled_classes: frozenset[str]
    controlled_ingredients: frozenset[str]
    agreement_words: tuple[str, ...]
    source: str
    verified: bool

    def kind(self, name: str) -> Kind:
        """One list; raises KnowledgeError for a name that is none."""
        try:
            return self.kinds[name]
        except KeyError:
            known = ", ".join(self.kinds)
            raise KnowledgeError(
                f"there is no work list {name!r}", where=_WHERE, do=f"Known: {known}"
            ) from None

    @property
    def kind_of_rule(self) -> Mapping[str, str]:
        """Rule -> the list that it alone puts a person on."""
        return {rule: kind.id for kind in self.kinds.values() for rule in kind.rules}

    @property
    def kind_of_urgency(self) -> Mapping[str, str]:
        """Urgency -> the list of all findings of that urgency."""
        return {urgency: kind.id for kind in self.kinds.values() for urgency in kind.urgencies}


@lru_cache(maxsize=1)
def work() -> Work:
    """The work lists, read once a process.

    Raises : KnowledgeError when the times at which an emergency climbs do not rise.
    """
    # Any: YAML before it is read into the dataclasses.
    raw: dict[str, Any] = document(
        files("lenitive.knowledge").joinpath("work.yaml").read_text(encoding="utf-8")
    )
    climb = tuple(Step(each["after_minutes"], tuple(each["to"]), each["words"]) for each in raw["climb"])
    after = [step.after_minutes for step in climb]
    if after != sorted(set(after)):
        raise KnowledgeError("an emergency must climb later with each step", where=_WHERE, do="Sort `climb`.")
    return Work(
        kinds={name: _kind(name, entry) for name, entry in raw["kinds"].items()},
        climb=climb,
        limit_minutes=raw["limit_minutes"],
        windows=raw["windows"],
        controlled_classes=frozenset(raw["controlled"]["classes"]),
        controlled_ingredients=frozenset(raw["controlled"]["ingredients"]),
        agreement_words=tuple(raw["agreement_words"]),
        source=raw["source"],
        verified=raw["verified"],
    )


def _kind(name: str, entry: Mapping[str, Any]) -> Kind:
    # Any: each key has its own type, which the dataclass names.
    lists: dict[str, Any] = {
        key: tuple(entry.get(key, ())) for key in ("roles", "rules", "urgencies", "not_for")
    }
    rest = {key: value for key, value in entry.items() if key not in lists}
    return Kind(id=name, **lists, **rest)
