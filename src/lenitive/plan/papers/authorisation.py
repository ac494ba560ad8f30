"""The authorisation packet as a paper: what an insurer asks for, what is there, what is missing.

Every statement stands with its rows, each with its day and where it was read. Nothing is judged here: the
words are those of `plan.authorisation`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lenitive.plan.authorisation import Authorisation, Evidence, Item, LimitState
from lenitive.plan.papers.press import Head
from lenitive.plan.papers.words import head_of
from lenitive.reason.story import Person
from lenitive.reason.story.words import capital, day_words

_STATUS = {"met": "There", "not_met": "Missing", "unknown": "Not known"}
_LIMIT = {"within": "met", "over": "not_met", "unknown": "unknown", "not_counted": "unknown"}
_LIMIT_WORDS = {"within": "Within", "over": "Over", "unknown": "Not known", "not_counted": "Not counted"}


@dataclass(frozen=True)
class EvidenceLine:
    """One row of a table of evidence."""

    day: str
    text: str
    row: str


@dataclass(frozen=True)
class CriterionLine:
    """One criterion or limit, with its table; tone is met, not_met or unknown."""

    number: str
    asks: str
    status: str
    tone: str
    says: str
    get: str
    evidence: tuple[EvidenceLine, ...]


@dataclass(frozen=True)
class CareLine:
    """One course of conservative care."""

    words: str
    lacks: str


@dataclass(frozen=True)
class AuthorisationPaper:
    """The words of `templates/authorisation.typ`."""

    head: Head
    procedure: str
    policy: str
    standing: str
    tone: str
    missing: tuple[str, ...]
    criteria: tuple[CriterionLine, ...]
    limits: tuple[CriterionLine, ...]
    care: tuple[CareLine, ...]
    referral: CriterionLine | None
    documentation: tuple[str, ...]
    not_needed: tuple[str, ...]
    not_covered: tuple[str, ...]
    benefit: tuple[str, ...]
    benefit_source: str
    apart: str
    source: str


def authorisation_paper(found: Authorisation, person: Person, knowledge: str) -> AuthorisationPaper:
    """The paper of what was found about a person."""
    place = f", {found.place}" if found.place else ""
    return AuthorisationPaper(
        head=head_of(person, found.as_of, "Authorisation packet", knowledge),
        procedure=f"{found.title}{place}",
        policy=f"{found.policy_title}, version {found.version}",
        standing=found.standing_words,
        tone=found.standing,
        missing=tuple(_missing(found)),
        criteria=tuple(_criterion(number, item) for number, item in enumerate(found.items, 1)),
        limits=tuple(_limit(limit) for limit in found.limits),
        care=tuple(CareLine(each.words, "; ".join(each.lacks)) for each in found.care),
        referral=_referral(found),
        documentation=found.documentation,
        not_needed=tuple(f"{each.need}: {each.why}" for each in found.not_needed),
        not_covered=found.not_covered,
        benefit=found.benefit.statements,
        benefit_source=_with_mark(found.benefit.source, verified=found.benefit.verified),
        apart=found.cover_is_not_evidence,
        source=_with_mark(found.source, verified=found.verified),
    )


def _with_mark(source: str, *, verified: bool) -> str:
    return source if verified or not source else f"{source} (not verified)"


def _missing(found: Authorisation) -> Iterator[str]:
    for item in found.missing:
        yield from (capital(each) for each in item.missing or (item.need,))
    yield from (limit.statement for limit in found.limits if limit.status == "over")


def _criterion(number: int, item: Item) -> CriterionLine:
    rows = item.evidence or item.on_record
    get = "" if item.status == "met" else item.get
    return CriterionLine(
        str(number), capital(item.need), _STATUS[item.status], item.status, item.statement, get, _rows(rows)
    )


def _limit(limit: LimitState) -> CriterionLine:
    return CriterionLine(
        "",
        capital(limit.words),
        _LIMIT_WORDS[limit.status],
        _LIMIT[limit.status],
        limit.statement,
        "",
        _rows(limit.evidence),
    )


def _referral(found: Authorisation) -> CriterionLine | None:
    referral = found.referral
    if not referral.needed:
        return None
    there = bool(referral.on_record)
    status, tone = ("There", "met") if there else ("Missing", "not_met")
    get = "" if there else f"It holds {'; '.join(referral.contents)}" if referral.contents else ""
    return CriterionLine("", "Referral", status, tone, referral.statement, get, _rows(referral.on_record))


def _rows(evidence: Sequence[Evidence]) -> tuple[EvidenceLine, ...]:
    """The rows, the newest first; a row without a day says so."""
    newest = sorted(evidence, key=lambda each: (each.day is not None, each.day, each.row), reverse=True)
    return tuple(
        EvidenceLine(
            day_words(each.day) if each.day and each.on == each.day.isoformat() else each.on or "undated",
            each.says,
            each.row,
        )
        for each in newest
    )
