"""Authorisation readiness of one procedure under one policy, and its form as JSON.

The papers and the pages print these; docs/schemas/authorise.schema.json holds the JSON.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

Status = Literal["met", "not_met", "unknown"]
Standing = Literal["ready", "nearly_ready", "not_ready"]
Within = Literal["within", "over", "unknown", "not_counted"]


@dataclass(frozen=True)
class Evidence:
    """One row that a statement rests on.

    says : its words, with its value. on : its day as written; empty when undated. day : the same for sorting.
    resource : Type/id. read_from : file and entry that it was read from.
    """

    row: str
    says: str
    on: str
    day: date | None
    resource: str
    read_from: str


@dataclass(frozen=True)
class Item:
    """One criterion for this person.

    statement : a sentence, for the letter. evidence : rows that make it so; on_record : rows about the same
    thing that are not enough. missing : what is missing, in words, empty when met; get : how to get it.
    """

    id: str
    need: str
    status: Status
    statement: str
    evidence: tuple[Evidence, ...]
    on_record: tuple[Evidence, ...]
    missing: tuple[str, ...]
    get: str
    wanted: str
    note: str


@dataclass(frozen=True)
class NotNeeded:
    """A criterion that is not asked for here, and why."""

    id: str
    need: str
    why: str


@dataclass(frozen=True)
class LimitState:
    """How often it was done against how often it is paid for.

    low, high : sessions that surely, and at most, count. next_day : the first day on which one more is within
    the limit; None when it is so already, when it is not known, or when it never is.
    """

    id: str
    words: str
    status: Within
    low: int
    high: int
    most: int | None
    next_day: date | None
    statement: str
    evidence: tuple[Evidence, ...]

    @property
    def get(self) -> str:
        """How to come within the limit, or to know it."""
        if self.status == "over" and self.next_day:
            return f"wait until {self.next_day.isoformat()}"
        if self.status == "over":
            return "plan less, or expect that it is not paid for"
        return "write the day, place, side and kind of each procedure"


@dataclass(frozen=True)
class CareLine:
    """One course of conservative care. lacks : what an insurer will miss, each as what to write."""

    words: str
    type: str
    dates: str
    outcome: str
    counts: bool | None
    lacks: tuple[str, ...]
    rows: tuple[str, ...]


@dataclass(frozen=True)
class ReferralState:
    """Whether a referral is needed, and what is on record."""

    needed: bool
    on_record: tuple[Evidence, ...]
    statement: str
    contents: tuple[str, ...]


@dataclass(frozen=True)
class Benefit:
    """What is known of the benefit of the procedure, whoever pays for it. statements : one a condition."""

    statements: tuple[str, ...]
    source: str
    verified: bool


@dataclass(frozen=True)
class Authorisation:
    """What an insurer asks for before a procedure, what is there, and what is missing."""

    patient: str
    person: str
    as_of: date
    procedure: str
    title: str
    place: str
    policy: str
    payer: str
    policy_title: str
    version: str
    source: str
    verified: bool
    verified_scope: str
    note: str
    standing: Standing
    items: tuple[Item, ...]
    not_needed: tuple[NotNeeded, ...]
    limits: tuple[LimitState, ...]
    care: tuple[CareLine, ...]
    weeks_low: float
    weeks_high: float | None
    referral: ReferralState
    documentation: tuple[str, ...]
    not_covered: tuple[str, ...]
    cover_is_not_evidence: str
    benefit: Benefit

    @property
    def met(self) -> int:
        """How many criteria are met."""
        return sum(item.status == "met" for item in self.items)

    @property
    def asked(self) -> int:
        """How many criteria are asked for."""
        return len(self.items)

    @property
    def missing(self) -> tuple[Item, ...]:
        """The criteria that are not met, or not known."""
        return tuple(item for item in self.items if item.status != "met")

    @property
    def limits_missing(self) -> tuple[LimitState, ...]:
        """The limits that are not kept, or not known to be."""
        return tuple(limit for limit in self.limits if limit.status in ("over", "unknown"))

    @property
    def standing_words(self) -> str:
        """Ready, nearly ready (5 of 6), not ready (2 of 6; over a limit until 3 Mar 2027)."""
        words = {"ready": "Ready", "nearly_ready": "Nearly ready", "not_ready": "Not ready"}[self.standing]
        over = [limit for limit in self.limits if limit.status == "over"]
        tail = "; over a limit" if over else ""
        days = [limit.next_day for limit in over if limit.next_day]
        tail += f" until {max(days).isoformat()}" if days and len(days) == len(over) else ""
        return f"{words} ({self.met} of {self.asked} met{tail})"

    # Any: JSON for other programs; its shape is held by the schema.
    def as_json(self) -> dict[str, Any]:
        """The JSON of `lenitive authorise --json`."""
        return {
            "patient": self.patient,
            "as_of": self.as_of.isoformat(),
            "procedure": {"treatment": self.procedure, "title": self.title, "place": self.place or None},
            "policy": {
                "id": self.policy,
                "payer": self.payer,
                "title": self.policy_title,
                "version": self.version,
                "source": self.source,
                "verified": self.verified,
                "verified_scope": self.verified_scope or None,
                "note": self.note or None,
            },
            "standing": self.standing,
            "met": self.met,
            "asked": self.asked,
            "criteria": [_item(item) for item in self.items],
            "not_needed": [{"id": each.id, "need": each.need, "why": each.why} for each in self.not_needed],
            "limits": [_limit(limit) for limit in self.limits],
            "missing": list(_missing(self)),
            "conservative_care": {
                "weeks_low": round(self.weeks_low, 2),
                "weeks_high": None if self.weeks_high is None else round(self.weeks_high, 2),
                "courses": [_care(line) for line in self.care],
            },
            "referral": {
                "needed": self.referral.needed,
                "on_record": _rows(self.referral.on_record),
                "statement": self.referral.statement,
                "contents": list(self.referral.contents),
            },
            "documentation": list(self.documentation),
            "not_covered": list(self.not_covered),
            "cover_is_not_evidence": self.cover_is_not_evidence,
            "benefit": {
                "statements": list(self.benefit.statements),
                "source": self.benefit.source or None,
                "verified": self.benefit.verified,
            },
        }


def _item(item: Item) -> dict[str, Any]:
    return {
        "id": item.id,
        "need": item.need,
        "status": item.status,
        "statement": item.statement,
        "evidence": _rows(item.evidence),
        "on_record": _rows(item.on_record),
        "missing": list(item.missing),
        "get": item.get if item.status != "met" else None,
        "evidence_wanted": item.wanted,
        "note": item.note or None,
    }


def _missing(of: Authorisation) -> Iterator[dict[str, Any]]:
    for item in of.missing:
        yield {"id": item.id, "what": "; ".join(item.missing), "get": item.get}
    for limit in of.limits_missing:
        yield {"id": limit.id, "what": limit.statement, "get": limit.get}


def _rows(rows: tuple[Evidence, ...]) -> list[dict[str, Any]]:
    return [
        {
            "row": each.row,
            "says": each.says,
            "on": each.on or None,
            "resource": each.resource,
            "read_from": each.read_from or None,
        }
        for each in rows
    ]


def _limit(limit: LimitState) -> dict[str, Any]:
    return {
        "id": limit.id,
        "words": limit.words,
        "status": limit.status,
        "done_low": limit.low,
        "done_high": limit.high,
        "most": limit.most,
        "next_allowed": limit.next_day.isoformat() if limit.next_day else None,
        "statement": limit.statement,
        "evidence": _rows(limit.evidence),
    }


def _care(line: CareLine) -> dict[str, Any]:
    return {
        "words": line.words,
        "type": line.type,
        "dates": line.dates,
        "outcome": line.outcome or None,
        "counts": line.counts,
        "lacks": list(line.lacks),
        "rows": list(line.rows),
    }
