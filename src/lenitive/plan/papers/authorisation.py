"""The authorisation packet as a paper: what an insurer asks for, what is there, what is missing.

Whoever judges readiness gives an `AuthorisationPacket`: one `Criterion` for each thing that the policy asks
for, in its order, each with its `Evidence`. All are plain words and dates; nothing is judged here.

    packet = AuthorisationPacket(
        procedure="Lumbar medial branch radiofrequency ablation",
        policy="Medicare, LCD L38803",
        ready="not_ready",
        criteria=(Criterion("Two positive medial branch blocks", "missing", "One block is on record.",
                            get="Plan the second block.",
                            evidence=(Evidence("Medial branch block, 80 % relief", date(2026, 3, 2),
                                               "Procedure/4#1"),)),),
        benefit="Moderate evidence of less pain for 6 to 12 months; little on function.",
        source="CMS, read 2026-11", verified=True)
    pdf("authorisation", authorisation_paper(packet, person, as_of, knowledge))
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from lenitive.plan.papers.press import Head
from lenitive.plan.papers.words import head_of
from lenitive.reason.story import Person
from lenitive.reason.story.words import counted, day_words

Status = Literal["met", "missing", "unknown", "not_met"]
Ready = Literal["ready", "not_ready", "unknown"]
_STATUS = {"met": "There", "missing": "Missing", "unknown": "Not known", "not_met": "Not met"}
_READY = {
    "ready": "Everything that the policy asks for is on record.",
    "not_ready": "Not ready yet.",
    "unknown": "It cannot be told yet whether it is ready.",
}


@dataclass(frozen=True)
class Evidence:
    """One row of the chart behind a criterion. at : its day; None where the chart has none."""

    text: str
    at: date | None
    row: str


@dataclass(frozen=True)
class Criterion:
    """One thing that the policy asks for.

    asks : in the policy's sense, in our words. status : met, missing (nothing on record), not_met (on
    record, and not enough; also an exclusion or a yearly limit that is passed), unknown.
    says : why, in one sentence. get : how to get what is missing; empty where nothing is.
    """

    asks: str
    status: Status
    says: str
    get: str = ""
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True)
class AuthorisationPacket:
    """What is asked for one procedure under one policy, judged.

    benefit : what the evidence says of the procedure for this condition, apart from what the payer covers.
    notes : what else the reader must know. source : of the policy's text, and whether it was read.
    """

    procedure: str
    policy: str
    ready: Ready
    criteria: tuple[Criterion, ...]
    benefit: str
    source: str
    verified: bool
    codes: tuple[str, ...] = ()
    statement: str = ""
    notes: tuple[str, ...] = field(default=())


@dataclass(frozen=True)
class EvidenceLine:
    """One row of a table of evidence."""

    day: str
    text: str
    row: str


@dataclass(frozen=True)
class CriterionLine:
    """One criterion of the list, with its table."""

    number: str
    asks: str
    status: str
    tone: str
    says: str
    get: str
    evidence: tuple[EvidenceLine, ...]


@dataclass(frozen=True)
class AuthorisationPaper:
    """The words of `templates/authorisation.typ`."""

    head: Head
    procedure: str
    policy: str
    codes: str
    ready: str
    tone: str
    counts: str
    statement: str
    criteria: tuple[CriterionLine, ...]
    missing: tuple[str, ...]
    benefit: str
    notes: tuple[str, ...]
    source: str


def authorisation_paper(
    packet: AuthorisationPacket, person: Person, as_of: date, knowledge: str
) -> AuthorisationPaper:
    """The paper of a packet about a person."""
    lines = tuple(_criterion(number, each) for number, each in enumerate(packet.criteria, 1))
    met = sum(each.status == "met" for each in packet.criteria)
    return AuthorisationPaper(
        head=head_of(person, as_of, "Authorisation packet", knowledge),
        procedure=packet.procedure,
        policy=packet.policy,
        codes=", ".join(packet.codes),
        ready=_READY[packet.ready],
        tone=packet.ready,
        counts=f"{met} of {counted(len(packet.criteria), 'item')} on record",
        statement=packet.statement,
        criteria=lines,
        missing=tuple(
            f"{line.asks}: {line.get or line.says}"
            for line, each in zip(lines, packet.criteria, strict=True)
            if each.status != "met"
        ),
        benefit=packet.benefit,
        notes=packet.notes,
        source=packet.source if packet.verified else f"{packet.source} (not verified)",
    )


def _criterion(number: int, each: Criterion) -> CriterionLine:
    return CriterionLine(
        str(number), each.asks, _STATUS[each.status], each.status, each.says, each.get, _rows(each.evidence)
    )


def _rows(evidence: Sequence[Evidence]) -> tuple[EvidenceLine, ...]:
    newest = sorted(evidence, key=lambda each: (each.at or date.min, each.row), reverse=True)
    return tuple(
        EvidenceLine(day_words(each.at) if each.at else "undated", each.text, each.row) for each in newest
    )
