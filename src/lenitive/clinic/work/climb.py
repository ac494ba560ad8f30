"""Unread emergencies climb: to whom, and after how long, by knowledge/work.yaml alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from lenitive.clinic.models import State, WorkItem, WorkStep
from lenitive.clinic.work.keep import RECORD, as_it_was
from lenitive.knowledge.work import Step, work

CLIMBS = "emergency"


@dataclass(frozen=True)
class Climb:
    """How far one emergency has climbed: steps, the roles that it is shown to as theirs, and in words."""

    steps: int
    roles: frozenset[str]
    words: str
    next_at: datetime | None


def climb_of(item: WorkItem, now: datetime) -> Climb:
    """Where an item stands at an instant; nothing but an unread emergency climbs."""
    if item.kind != CLIMBS or item.state != State.OPEN:
        return Climb(0, frozenset(), "", None)
    waited = now - item.opened_at
    done = [step for step in work().climb if waited >= _after(step)]
    left = [step for step in work().climb if waited < _after(step)]
    roles = frozenset(role for step in done for role in step.to)
    words = _("climbed to %(whom)s") % {"whom": done[-1].words} if done else ""
    return Climb(len(done), roles, words, item.opened_at + _after(left[0]) if left else None)


def _after(step: Step) -> timedelta:
    return timedelta(minutes=step.after_minutes)


def write_climbs(now: datetime | None = None) -> int:
    """Write into the history what has climbed since the last time; returns how many did. Safe to repeat."""
    at, count = now or timezone.now(), 0
    for item in WorkItem.objects.filter(kind=CLIMBS, state=State.OPEN):
        made = climb_of(item, at)
        if made.steps <= item.climbed:
            continue
        # Only whoever still finds it lower writes the step, so that two servers write it once.
        mine = WorkItem.objects.filter(pk=item.pk, climbed=item.climbed, state=State.OPEN)
        if mine.update(climbed=made.steps):
            WorkStep.objects.create(
                item=item, at=at, who=RECORD, did="climbed", reason=made.words, before=as_it_was(item)
            )
            count += 1
    return count
