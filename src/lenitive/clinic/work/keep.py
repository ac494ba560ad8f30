"""What a record asks for, kept as pieces of work: the same record twice changes nothing.

A refresh writes whether the record still asks, and the words. What staff said stays, with three exceptions,
each with its reason in the history: work that the record no longer asks for is settled; done work that is
asked for anew, on new evidence or after the time that its list allows, opens again; so does work that was put
off and whose day has come.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lenitive.clinic.models import State, WorkItem, WorkStep
from lenitive.knowledge.work import work
from lenitive.plan.due import Wanted

Key = tuple[str, str, str]
_WORDS = ("title", "detail", "urgency", "since", "due", "by", "route", "mark", "holds")
_SAID = ("state", "live", "reason", "until", "opened_at", "limit_at", "changed_at", "climbed", "owner")
RECORD = "The record"


def keep(wanted: Mapping[str, tuple[Sequence[Wanted], str]], as_of: date, now: datetime | None = None) -> int:
    """Bring the work of these people up to date; returns how many pieces changed or are new.

    wanted : person -> what the record asks for now, and how to reach the person.
    """
    at = now or timezone.now()
    with transaction.atomic():
        held = WorkItem.objects.select_for_update().filter(patient_id__in=list(wanted))
        before = {(item.patient_id, item.kind, item.subject): item for item in held}
        asked = {
            (person, each.kind, each.subject): (each, route)
            for person, (every, route) in wanted.items()
            for each in every
        }
        new = [_opened(key, each, route, at) for key, (each, route) in asked.items() if key not in before]
        WorkItem.objects.bulk_create(new)
        changed, steps = [], [_step(item, "opened", item.detail, at) for item in new]
        for key, item in before.items():
            old = _written(item)
            steps += _again(item, asked.get(key), as_of, at)
            if _written(item) != old:
                changed.append(item)
        WorkItem.objects.bulk_update(changed, [*_WORDS, *_SAID], batch_size=200)
        WorkStep.objects.bulk_create(steps)
    return len(new) + len(changed)


def _opened(key: Key, wanted: Wanted, route: str, at: datetime) -> WorkItem:
    person, kind, subject = key
    item = WorkItem(patient_id=person, kind=kind, subject=subject, opened_at=at, changed_at=at)
    _say(item, wanted, route)
    item.limit_at = limit(kind, at)
    return item


def limit(kind: str, opened: datetime) -> datetime | None:
    """When an unread piece of work of a kind is late; None where it has no such limit."""
    minutes = work().limit_minutes.get(kind)
    return None if minutes is None else opened + timedelta(minutes=minutes)


def _say(item: WorkItem, wanted: Wanted, route: str) -> None:
    item.title, item.detail, item.urgency = wanted.title, wanted.detail, wanted.urgency
    item.since, item.due, item.by = wanted.since, wanted.due, wanted.due or date.max
    item.mark, item.holds = wanted.mark, True
    item.route = route if wanted.kind in ("questionnaire", "lost", "refill") else ""


def _written(item: WorkItem) -> tuple[object, ...]:
    return tuple(getattr(item, name) for name in (*_WORDS, "state", "until"))


def _again(item: WorkItem, found: tuple[Wanted, str] | None, as_of: date, at: datetime) -> Iterable[WorkStep]:
    """Bring one piece of work up to date; what that did to its state is returned as a step."""
    if found is None:
        return _settle(item, at)
    wanted, route = found
    why = _why_anew(item, wanted, as_of)
    _say(item, wanted, route)
    return [_reopen(item, why, at)] if why else []


def _settle(item: WorkItem, at: datetime) -> Iterable[WorkStep]:
    item.holds = False
    if item.state == State.DONE:
        return []
    step = _step(item, "settled", _("The record no longer asks for it."), at)
    item.say(State.DONE)
    item.reason, item.until, item.changed_at = step.reason, None, at
    return [step]


def _why_anew(item: WorkItem, wanted: Wanted, as_of: date) -> str:
    """Why a piece of work opens again; empty when it stays as staff left it."""
    if item.state == State.PUT_OFF:
        come = item.until is not None and item.until <= as_of
        return _("The day it was put off to has come.") if come else ""
    if item.state != State.DONE:
        return ""
    if not item.holds:
        return _("It was settled, and the record asks for it again.")
    if wanted.mark != item.mark:
        return _("There is new evidence since it was marked done.")
    days = work().kind(item.kind).again_days
    if days is not None and timezone.localdate(item.changed_at) + timedelta(days=days) <= as_of:
        return _("It was marked done %(days)d days ago, and the record still asks for it.") % {"days": days}
    return ""


def _reopen(item: WorkItem, why: str, at: datetime) -> WorkStep:
    step = _step(item, "reopened", why, at)
    item.say(State.OPEN)
    item.reason, item.until = why, None
    item.opened_at = item.changed_at = at
    item.climbed, item.limit_at = 0, limit(item.kind, at)
    return step


def _step(item: WorkItem, did: str, reason: str, at: datetime) -> WorkStep:
    return WorkStep(item=item, at=at, who=RECORD, did=did, reason=reason, before=as_it_was(item))


def as_it_was(item: WorkItem) -> dict[str, object]:
    """What an undo puts back."""
    return {
        "state": str(item.state),
        "reason": item.reason,
        "until": item.until.isoformat() if item.until else None,
        "owner": item.owner_id,
    }
