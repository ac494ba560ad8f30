"""What the staff of the demonstration decided before today: answers at earlier visits, and a plan at work."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from lenitive.clinic.choices.answer import NO
from lenitive.clinic.decisions.declined import ACCEPT, DECLINE
from lenitive.clinic.decisions.options import Decision, decide, reason_of
from lenitive.clinic.decisions.written import new_token
from lenitive.clinic.models import Entry, Kind, RuleAnswer, RuleShown, WorkItem
from lenitive.clinic.plan.made import made_plan
from lenitive.desk import store
from lenitive.desk.models import RECORD, Staff
from lenitive.knowledge.choices import choices

# A rule that most override, so that its owner has something to review: (choice, rule), days ago, and reasons.
_OVERRIDDEN = ("drug_screen", "cdc22_10")
_VISITS = (72, 26)
_REASONS = ("harm_to_trust", "person_declined", "harm_to_trust", "next_visit")
_SHOWN = ("cdc22_8", "cdc22_9", "cdc22_10")
# A plan at work: whose, what is accepted with which goal, and what is declined for which reason.
_PLANNED = "lucia-marchetti"
_GOAL = "Dance at my niece's wedding"
_DECLINED_BECAUSE = "too_far"


def decide_some() -> None:
    """Write decisions of the last months; the work of everybody has been judged before."""
    with transaction.atomic():
        people = _people_of(_OVERRIDDEN[1])
        for days in _VISITS:
            _override(people, timezone.now() - timedelta(days=days))
        _show(timezone.now())
    _plan()


def _people_of(rule: str) -> list[str]:
    return list(
        WorkItem.objects.filter(subject=rule, holds=True)
        .order_by("patient_id")
        .values_list("patient_id", flat=True)
    )


def _override(people: Sequence[str], at: datetime) -> None:
    """Everybody's choice of one visit: no, because."""
    nurse = Staff.objects.get(username="nurse")
    entries = Entry.objects.bulk_create(_entries(people, at, nurse))
    RuleAnswer.objects.bulk_create(
        RuleAnswer(entry=entry, rule=_OVERRIDDEN[1], did="overridden", at=at, reason_id=entry.reason_id)
        for entry in entries
    )
    RECORD["review"].objects.bulk_create(
        RECORD["review"](
            row_id=entry.wrote[0][1],
            patient_id=entry.patient_id,
            finding=_OVERRIDDEN[1],
            reviewer=nurse.name,
            outcome="not_now",
            reason=entry.reason,
            at_low=entry.day,
            at_high=entry.day,
            at_time=at,
        )
        for entry in entries
    )


def _entries(people: Sequence[str], at: datetime, staff: Staff) -> Iterator[Entry]:
    choice = next(each for each in choices().choices if each.id == _OVERRIDDEN[0])
    for number, patient_id in enumerate(people):
        reason_id = _REASONS[number % len(_REASONS)]
        yield Entry(
            patient_id=patient_id,
            kind=Kind.CHOICE,
            subject=choice.id,
            title=choice.title,
            answer=NO,
            words="No",
            reason=choices().reason_words[reason_id],
            reason_id=reason_id,
            day=timezone.localdate(at),
            at=at,
            staff=staff,
            who=staff.name,
            token=new_token(),
            wrote=[["review", f"review/{uuid.uuid4()}#1"]],
        )


def _show(now: datetime) -> None:
    """The pages on which these rules stood at those visits."""
    RuleShown.objects.bulk_create(
        RuleShown(patient_id=patient_id, rule=rule, day=timezone.localdate(now) - timedelta(days=days))
        for rule in _SHOWN
        for patient_id in _people_of(rule)
        for days in _VISITS
    )


def _plan() -> None:
    """The first thing that the plan proposes to practise is accepted, the next one declined."""
    physician = Staff.objects.get(username="physician")
    with store.person(_PLANNED) as record:
        made = made_plan(record, _PLANNED, timezone.localdate())
    proposed = [] if made.combination is None else made.combination.start
    practised = [each for each in proposed if each.treatment.modality == "rehabilitation"]
    said = ((ACCEPT, "", _GOAL), (DECLINE, _DECLINED_BECAUSE, ""))
    for option, (answer, reason, goal) in zip(practised, said, strict=False):
        decide(
            _PLANNED, Decision(option, answer, new_token(), reason=reason_of(reason), goal=goal), physician
        )
