"""Answer a choice: a yes writes its rows into the record, a no is a review of the rule with its reason."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils import timezone

from lenitive.clinic.decisions import resources
from lenitive.clinic.decisions.resources import Resource
from lenitive.clinic.decisions.written import Act, Row, keep
from lenitive.clinic.models import Entry, Kind
from lenitive.knowledge.choices import Answer, Choice, Reason, Writes

if TYPE_CHECKING:
    from lenitive.desk.models import Staff

NO = "no"


def say_yes(patient_id: str, choice: Choice, answer: Answer, staff: Staff, token: str) -> tuple[Entry, bool]:
    """Keep a yes and write what it means. Raises as `keep`."""
    act = Act(patient_id, Kind.CHOICE, choice.id, choice.title, answer.id, answer.words, token)
    now = timezone.localtime()
    return keep(
        act,
        staff,
        resources=[_resource(each, now, staff.name) for each in answer.writes],
        rules=[(rule, "acted" if answer.settles else "open") for rule in choice.rules],
    )


def say_no(
    patient_id: str, choice: Choice, reason: Reason | None, own_words: str, staff: Staff, token: str
) -> tuple[Entry, bool]:
    """Keep a no, because of a reason or in own words; the findings stay as they are. Raises as `keep`."""
    words = ". ".join(each for each in (reason.words if reason else "", own_words) if each)
    act = Act(
        patient_id,
        Kind.CHOICE,
        choice.id,
        choice.title,
        NO,
        "No",
        token,
        reason=words,
        reason_id=reason.id if reason else "",
    )
    outcome = reason.outcome if reason else "not_now"
    return keep(
        act,
        staff,
        rows=list(reviews(choice.rules, staff, outcome, words)),
        rules=[(rule, "overridden") for rule in choice.rules],
    )


def reviews(rules: Iterable[str], staff: Staff, outcome: str, reason: str) -> Iterator[tuple[str, Row]]:
    """A row of `review` for each of these rules."""
    now = timezone.now()
    today = timezone.localdate(now)
    for rule in rules:
        yield (
            "review",
            {
                "finding": rule,
                "reviewer": staff.name,
                "outcome": outcome,
                "reason": reason,
                "at_low": today,
                "at_high": today,
                "at_time": now,
            },
        )


def _resource(writes: Writes, at: datetime, who: str) -> Resource:
    coded = resources.concept(writes.text, (writes.system, writes.code, writes.text))
    match writes.kind:
        case "procedure":
            return resources.procedure(coded, at=at, who=who)
        case "service":
            return resources.service(coded, at=at, who=who, status="active")
        case "medication_order":
            return resources.medication_order(
                coded, at=at, who=who, status="active", instruction=writes.instruction
            )
        case "medication_statement":
            return resources.medication_statement(coded, since=at.date().isoformat(), at=at, who=who)
        case "consent":
            return resources.consent(writes.text, decision=writes.decision, at=at)
    return resources.answered(writes.instrument, writes.item, writes.value, at=at, who=who)
