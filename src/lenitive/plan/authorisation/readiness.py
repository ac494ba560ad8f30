"""Whether a procedure is ready to be asked for: criteria, limits, care, referral and evidence as one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from lenitive.errors import InputError
from lenitive.knowledge.authorisation import Policy, policy_for, title_of
from lenitive.knowledge.authorisation.settings import settings
from lenitive.knowledge.authorisation.wording import spaced
from lenitive.plan.authorisation.benefit import benefit_of
from lenitive.plan.authorisation.care import Course
from lenitive.plan.authorisation.checklist import item, judge_criteria, related_rows, split
from lenitive.plan.authorisation.evidence import EvidenceBook
from lenitive.plan.authorisation.facts import Facts, facts
from lenitive.plan.authorisation.limits import limit_states
from lenitive.plan.authorisation.model import (
    Authorisation,
    CareLine,
    Item,
    LimitState,
    ReferralState,
    Standing,
)
from lenitive.plan.authorisation.request import given_site
from lenitive.plan.authorisation.sites import Site
from lenitive.reason.judgement import the_person
from lenitive.reason.story.query import query
from lenitive.reason.tables import Tables, ask, evaluate, unchanged_record

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from lenitive.record.rows import Record


def authorise(
    connection: Record,
    procedure: str,
    policy: str | None = None,
    *,
    patient_id: str | None = None,
    as_of: date,
    place: str = "",
) -> Authorisation:
    """What a policy asks for before a procedure for one person, what is there, and what is missing.

    connection : a record database, its scores made. procedure : a treatment id.
    policy : the id of a policy or of a payer; by default that of knowledge.
    place : region, level or side in words ("L4-L5 left"); by default what the orders in the chart say.
    Raises : InputError for an unknown person, treatment, policy or place, and for somebody who has died.
    """
    policy_for(procedure, policy)
    if place:
        given_site(place)
    person = the_person(connection, patient_id)
    with unchanged_record(connection):
        ask(connection, as_of)
        evaluate(connection)
        name = _living(connection, person, as_of)
        found = facts(connection, procedure, policy, as_of, place)
        return _whole(connection, person, name, found)


def _living(connection: Record, person: str, as_of: date) -> str:
    """The name of the person; raises InputError for somebody who has died."""
    row = next(row for row in _people(connection) if row["patient_id"] == person)
    died = row["death_low"]
    if row["dead"] or (died is not None and died <= as_of):
        raise InputError(f"{person} has died", do="Nothing can be asked for.")
    return row["name"] or person


@query
def _people(t: Tables) -> ir.Table:
    return t.record.patient.select("patient_id", "name", "dead", "death_low").order_by("patient_id")


def _whole(connection: Record, person: str, name: str, found: Facts) -> Authorisation:
    asked, left_out = split(found)
    judged = judge_criteria(connection, person, found)
    referrals = _referrals(found)
    wanted = {
        row for each in asked for row in (*judged.truths[each.id].row_ids, *related_rows(each, judged.rows))
    }
    wanted |= {row for each in found.sessions for row in each.rows} | set(referrals)
    wanted |= {row for each in found.courses for row in each.rows}
    book = EvidenceBook(connection, wanted, found)
    items = tuple(item(each, judged, found, book) for each in asked)
    limits = limit_states(found.request, found.sessions, book)
    policy = found.request.policy
    return Authorisation(
        patient=person,
        person=name,
        as_of=found.request.as_of,
        procedure=found.request.procedure,
        title=title_of(found.request.procedure),
        place=_place(found.request.site),
        policy=policy.id,
        payer=policy.payer,
        policy_title=policy.title,
        version=policy.version,
        source=policy.source,
        verified=policy.verified,
        verified_scope=policy.verified_scope,
        note=policy.note,
        standing=_standing(items, limits),
        items=items,
        not_needed=left_out,
        limits=limits,
        care=tuple(_care_line(each) for each in found.courses),
        weeks_low=found.weeks[0],
        weeks_high=found.weeks[1],
        referral=_referral(policy, referrals, book),
        documentation=policy.documentation,
        not_covered=policy.not_covered,
        cover_is_not_evidence=settings().not_evidence,
        benefit=benefit_of(found.request.procedure),
    )


def _standing(items: Sequence[Item], limits: Sequence[LimitState]) -> Standing:
    """Ready when nothing is missing; over a limit never; a limit that is not known counts as one missing."""
    if any(each.status == "over" for each in limits):
        return "not_ready"
    missing = sum(each.status != "met" for each in items) + sum(each.status == "unknown" for each in limits)
    if not missing:
        return "ready"
    met = sum(each.status == "met" for each in items)
    return "nearly_ready" if missing <= min(settings().nearly_missing, met) else "not_ready"


def _place(site: Site) -> str:
    levels = [f"{high}-{low}" for high, low in sorted(site.segments)]
    return " ".join((*([site.region] if site.region else []), *levels, *sorted(site.sides)))


def _care_line(course: Course) -> CareLine:
    return CareLine(
        course.words, course.type, course.dates, course.outcome, course.failed, course.lacks, course.rows
    )


def _referrals(found: Facts) -> list[str]:
    """Orders that are referrals by their words."""
    made = []
    for row in found.services:
        said = spaced(f"{row['category'] or ''} {row['text'] or ''}")
        if " referral " in said or " refer " in said or " consultation " in said:
            made.append(row["row_id"])
    return made


def _referral(policy: Policy, rows: Sequence[str], book: EvidenceBook) -> ReferralState:
    referral, evidence = settings().referral, book.rows(rows)
    if not policy.referral_needed:
        text = "No referral is needed under this policy."
    elif evidence:
        text = "A referral is usually needed, and one is on record: check that it is to this clinic."
    else:
        text = (
            f"A referral is usually needed, and none is on record. It comes from {', '.join(referral.who)}."
        )
    return ReferralState(policy.referral_needed, evidence, text, referral.contents)
