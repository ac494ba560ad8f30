"""What insurers ask for, as data: policies with criteria and limits, and how charts word them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from lenitive.knowledge.rules.model import Node

ANY = "any"
Per = Literal["region", "joint", "person"]
Says = Literal["yes", "number", "value", "choice", "nothing"]


@dataclass(frozen=True)
class Criterion:
    """One thing that a policy asks for.

    id : `policy.criterion`. when : a tree of the rules' language.
    needed_for : the procedures it binds; empty for all of the policy.
    once_done : procedure -> treatments; for these it is needed only when one of them has been done before.
    repeat : whether it is asked for only when the procedure has been done before.
    manual : whether only a person can judge it, by an entry of the criterion's own id.
    get : how to get what is missing. wanted : the evidence that the payer wants to see.
    """

    id: str
    need: str
    when: Node
    needed_for: tuple[str, ...]
    once_done: Mapping[str, tuple[str, ...]]
    repeat: bool
    manual: bool
    get: str
    wanted: str
    note: str
    place: str


@dataclass(frozen=True)
class Limit:
    """How often a policy pays.

    of : the treatments whose sessions are counted; empty for a limit that is told and not counted.
    levels : most levels of the spine in one session.
    most : sessions in `months` (None: ever). gap_days : days between two sessions. bound : the procedures it
    binds; empty for all of the policy. words : how it is told.
    """

    id: str
    of: tuple[str, ...]
    bound: tuple[str, ...]
    most: int | None
    months: int | None
    gap_days: int | None
    levels: int | None
    per: Per
    words: str


@dataclass(frozen=True)
class Policy:
    """One policy of one payer for some procedures; see medicare.yaml for the fields."""

    id: str
    payer: str
    title: str
    procedures: tuple[str, ...]
    referral_needed: bool
    criteria: tuple[Criterion, ...]
    limits: tuple[Limit, ...]
    repeat_words: str
    documentation: tuple[str, ...]
    not_covered: tuple[str, ...]
    source: str
    verified: bool
    verified_scope: str
    note: str
    version: str
    place: str

    def covers(self, procedure: str) -> bool:
        """Whether it speaks of this procedure."""
        return procedure in self.procedures or self.procedures == (ANY,)


@dataclass(frozen=True)
class Care:
    """What counts as conservative care; settings.yaml. Days are of the window, and between two visits."""

    within_days: int
    outcomes: tuple[str, ...]
    visits_for_span: int
    gap_days: int
    longest_order_days: int
    documentation: tuple[str, ...]
    types: Mapping[str, str]
    by_modality: Mapping[str, str]
    by_treatment: Mapping[str, str]
    not_care: tuple[str, ...]
    evaluations: tuple[str, ...]


@dataclass(frozen=True)
class Referral:
    """Who usually refers, and what a referral says."""

    who: tuple[str, ...]
    contents: tuple[str, ...]
    not_needed: tuple[str, ...]
    source: str
    verified: bool


@dataclass(frozen=True)
class Entry:
    """What a clinician enters that no common code states; see entries.yaml."""

    id: str
    title: str
    tables: tuple[str, ...]
    says: Says
    words: tuple[str, ...]


@dataclass(frozen=True)
class Settings:
    """What all policies share; settings.yaml and entries.yaml."""

    version: str
    status: str
    default_policy: str
    not_evidence: str
    nearly_missing: int
    care: Care
    relief_follows_days: int
    region_of: Mapping[str, str]
    pelvis: frozenset[str]
    referral: Referral
    entry_system: str
    entries: Mapping[str, Entry]
    guidance: Mapping[str, tuple[str, ...]]
    guidance_of_code: Mapping[str, str]
