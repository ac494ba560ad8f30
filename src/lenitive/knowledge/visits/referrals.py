"""Who needs a referral, how soon a person is seen, which earlier records are gathered (`referrals.yaml`)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

from lenitive.errors import KnowledgeError
from lenitive.knowledge.documents import document

_WHERE = "knowledge/visits/referrals.yaml"
# The gravest first, as everywhere in the house.
URGENCIES = ("emergency", "urgent", "soon", "routine")
TABLES = ("imaging", "procedure", "observation", "treatment", "concept")


@dataclass(frozen=True)
class Way:
    """How a visit is paid, and whether a referral is needed then; None: not known."""

    id: str
    label: str
    needed: bool | None


@dataclass(frozen=True)
class ReferralRule:
    """Who needs a referral."""

    text: str
    ways: Mapping[str, Way]
    source: str
    verified: bool


@dataclass(frozen=True)
class State:
    """Where a referral stands. open : somebody has to do something; waiting : it is on the waiting list."""

    id: str
    label: str
    open: bool
    waiting: bool


@dataclass(frozen=True)
class Climb:
    """The urgency under which a late referral stands, from so many days late."""

    urgency: str
    days_late: int


@dataclass(frozen=True)
class Urgency:
    """How soon. days : until the first visit, triage_days : until somebody looked, from the day it came."""

    id: str
    label: str
    days: int
    triage_days: int
    do: str
    climbs: tuple[Climb, ...]
    source: str
    verified: bool
    verified_scope: str

    def late(self, days: int) -> str:
        """The urgency under which a referral that is so many days late stands in the work lists."""
        reached = [each.urgency for each in self.climbs if days >= each.days_late]
        return reached[-1] if reached else self.id


@dataclass(frozen=True)
class Decision:
    """What a clinician may decide, where the referral goes, and what is asked for with it."""

    id: str
    label: str
    state: str
    reason: bool
    advice: bool
    letter: str


@dataclass(frozen=True)
class There:
    """What in a person's record says that an earlier record is there; one of `table` and `list` is given."""

    table: str = ""
    list: str = ""
    words: tuple[str, ...] = ()
    concepts: tuple[str, ...] = ()
    category: str = ""
    days: int | None = None


@dataclass(frozen=True)
class Prior:
    """One kind of earlier record. asks : who has it, in the order in which one asks."""

    id: str
    label: str
    what: str
    asks: tuple[str, ...]
    there: There
    not_needed: str
    source: str
    verified: bool


@dataclass(frozen=True)
class Reminders:
    """When an unanswered request is written again, and how often at most."""

    after_days: int
    most: int
    then: str


@dataclass(frozen=True)
class ForPain:
    """What in a ServiceRequest says that it asks for pain management. codes : (system, code)."""

    intents: frozenset[str]
    waiting_statuses: frozenset[str]
    gone_statuses: frozenset[str]
    codes: frozenset[tuple[str, str]]
    words: tuple[str, ...]


@dataclass(frozen=True)
class Referrals:
    """All of it."""

    rule: ReferralRule
    states: Mapping[str, State]
    urgencies: Mapping[str, Urgency]
    decisions: Mapping[str, Decision]
    records: Mapping[str, Prior]
    reminders: Reminders
    for_pain: ForPain
    version: str


@lru_cache(maxsize=1)
def referrals() -> Referrals:
    """The rules of referrals, read once a process.

    Raises : KnowledgeError where an urgency, a state or a table is none.
    """
    text = files("lenitive.knowledge.visits").joinpath("referrals.yaml").read_text(encoding="utf-8")
    return read_referrals(document(text))


# Any below: YAML before it is read into the dataclasses.
def read_referrals(raw: Mapping[str, Any]) -> Referrals:
    """The rules of referrals from their document; raises as `referrals`."""
    states = {name: State(id=name, **entry) for name, entry in raw["states"].items()}
    found = Referrals(
        rule=_rule(raw["rule"]),
        states=states,
        urgencies={name: _urgency(name, entry) for name, entry in raw["urgencies"].items()},
        decisions={name: Decision(id=name, **entry) for name, entry in raw["decisions"].items()},
        records={name: _prior(name, entry) for name, entry in raw["records"].items()},
        reminders=Reminders(**{key: raw["reminders"][key] for key in ("after_days", "most", "then")}),
        for_pain=_for_pain(raw["for_pain"]),
        version=str(raw["version"]),
    )
    if tuple(found.urgencies) != URGENCIES:
        raise _wrong(f"the urgencies are {', '.join(found.urgencies)}", f"Give {', '.join(URGENCIES)}")
    for each in found.decisions.values():
        if each.state not in states:
            raise _wrong(f"the decision {each.id} leads to {each.state!r}", f"Use {', '.join(states)}")
    return found


def _rule(raw: Mapping[str, Any]) -> ReferralRule:
    ways = {name: Way(id=name, **entry) for name, entry in raw["ways"].items()}
    return ReferralRule(raw["text"], ways, raw["source"], raw["verified"])


def _urgency(name: str, raw: Mapping[str, Any]) -> Urgency:
    climbs = tuple(Climb(**each) for each in raw["climbs"])
    late = [each.days_late for each in climbs]
    if late != sorted(set(late)) or any(each.urgency not in URGENCIES for each in climbs):
        raise _wrong(f"{name} does not climb step by step", "Give known urgencies, with rising days")
    rest = {key: value for key, value in raw.items() if key not in ("climbs", "verified_scope")}
    return Urgency(id=name, climbs=climbs, verified_scope=raw.get("verified_scope", ""), **rest)


def _prior(name: str, raw: Mapping[str, Any]) -> Prior:
    there: dict[str, Any] = {
        key: tuple(value) if isinstance(value, list) else value for key, value in raw["there"].items()
    }
    found = There(**there)
    if bool(found.table) == bool(found.list) or (found.table and found.table not in TABLES):
        raise _wrong(
            f"{name} is there by {raw['there']}", f"Name a list, or one table of {', '.join(TABLES)}"
        )
    return Prior(
        id=name,
        label=raw["label"],
        what=raw["what"],
        asks=tuple(raw["from"]),
        there=found,
        not_needed=raw.get("not_needed", ""),
        source=raw["source"],
        verified=raw["verified"],
    )


def _for_pain(raw: Mapping[str, Any]) -> ForPain:
    return ForPain(
        intents=frozenset(raw["intents"]),
        waiting_statuses=frozenset(raw["waiting_statuses"]),
        gone_statuses=frozenset(raw["gone_statuses"]),
        codes=frozenset((each["system"], each["code"]) for each in raw["codes"]),
        words=tuple(raw["words"]),
    )


def _wrong(what: str, do: str) -> KnowledgeError:
    return KnowledgeError(what, where=_WHERE, do=do)
