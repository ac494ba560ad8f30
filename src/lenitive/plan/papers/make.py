"""Make a paper of one person as PDF: the one door for the command line and the pages."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from lenitive.errors import InputError
from lenitive.plan.authorisation import authorise
from lenitive.plan.papers.authorisation import authorisation_paper
from lenitive.plan.papers.gather import gather
from lenitive.plan.papers.plan import plan_paper
from lenitive.plan.papers.press import Kind, Paper, pdf
from lenitive.plan.papers.referral import referral_paper
from lenitive.plan.papers.summary import summary_paper
from lenitive.plan.papers.taper import taper_paper
from lenitive.plan.taper import Wish, plan_taper
from lenitive.plan.words import plain_plan
from lenitive.reason.story import person_of

if TYPE_CHECKING:
    from lenitive.record.rows import Record


@dataclass(frozen=True)
class Asked:
    """What a paper needs beside the record.

    wish : of a taper. procedure, policy, place : of an authorisation. to, sender, question : of a referral.
    """

    wish: Wish = field(default_factory=Wish)
    procedure: str = ""
    policy: str | None = None
    place: str = ""
    to: str = ""
    sender: str = ""
    question: str = ""


def paper(
    record: Record, kind: Kind, *, patient_id: str | None = None, as_of: date, asked: Asked | None = None
) -> Paper:
    """The words of a paper of the person whose record it is, its scores made.

    Raises : LenitiveError in one line: an unknown person, a taper that cannot be planned, an authorisation
    without a procedure, a plan for somebody who has died.
    """
    asked = asked or Asked()
    if kind == "taper":
        taper = plan_taper(record, patient_id=patient_id, as_of=as_of, wish=asked.wish)
        return taper_paper(taper, person_of(record, as_of))
    if kind == "authorisation":
        return _authorisation(record, patient_id, as_of, asked)
    told = gather(record, patient_id=patient_id, as_of=as_of)
    if kind == "summary":
        return summary_paper(told)
    if kind == "referral":
        return referral_paper(told, to=asked.to, sender=asked.sender, question=asked.question)
    if told.plan.combination is None:
        raise InputError(told.plan.note or "no plan can be made", do="Only a summary can be printed.")
    plain = plain_plan(told.plan.combination, told.goals, as_of)
    return plan_paper(plain, told.person, as_of, told.knowledge)


def paper_pdf(
    record: Record, kind: Kind, *, patient_id: str | None = None, as_of: date, asked: Asked | None = None
) -> bytes:
    """The paper as PDF/UA-1; raises as `paper`."""
    return pdf(kind, paper(record, kind, patient_id=patient_id, as_of=as_of, asked=asked))


def _authorisation(record: Record, patient_id: str | None, as_of: date, asked: Asked) -> Paper:
    if not asked.procedure:
        raise InputError(
            "an authorisation packet is about a procedure, and none is named",
            do="Name it with --procedure; `lenitive authorise --list` shows them.",
        )
    found = authorise(
        record, asked.procedure, asked.policy, patient_id=patient_id, as_of=as_of, place=asked.place
    )
    return authorisation_paper(found, person_of(record, as_of), found.version)
