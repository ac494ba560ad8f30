"""Goals of a person: written once, marked on a day, and what the marks say."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lenitive.clinic.summary import forget
from lenitive.desk.models import RECORD
from lenitive.portal.models import GoalMark, MyGoal, Unit
from lenitive.portal.sessions import Me

_OPEN = ("proposed", "planned", "accepted", "active", "on-hold")


@dataclass(frozen=True)
class Said:
    """What the marks of a goal say: `now` is the headline, `then` compares with the start and the best."""

    now: str
    then: str


def open_goals(patient_id: str) -> list[MyGoal]:
    """The goals that go on, the oldest first, with their marks."""
    return list(
        MyGoal.objects.filter(patient_id=patient_id, ended_at=None).prefetch_related("marks").order_by("pk")
    )


def unmeasured(patient_id: str) -> list[Any]:
    """Goals of the record for which the person has not yet chosen a measure; rows of the table `goal`."""
    known = MyGoal.objects.filter(patient_id=patient_id).exclude(goal_row="").values("goal_row")
    rows: Any = RECORD["goal"].objects.filter(patient_id=patient_id).exclude(row_id__in=known)
    return [row for row in rows.order_by("row_id") if (row.status or "active") in _OPEN]


def begin(me: Me, *, text: str, unit: str, target: float, row: str, token: str) -> MyGoal:
    """Keep a goal and its measure; the same form twice makes one. A new goal stands in the record as well."""
    now = timezone.now()
    with transaction.atomic():
        found = MyGoal.objects.filter(token=token).first()
        if found is not None:
            return found
        if row and not RECORD["goal"].objects.filter(patient_id=me.patient_id, row_id=row).exists():
            row = ""
        goal = MyGoal.objects.create(
            patient_id=me.patient_id,
            goal_row=row or _in_the_record(me.patient_id, text, f"{target:g} {Unit(unit).label}"),
            text=text,
            unit=unit,
            target=target,
            made_at=now,
            made_by=me.account.name,
            token=token,
        )
        forget([me.patient_id])
    return goal


def _in_the_record(patient_id: str, text: str, target: str) -> str:
    now, day = timezone.now(), timezone.localdate()
    row = f"Goal/{uuid.uuid4()}#1"
    RECORD["goal"].objects.create(
        patient_id=patient_id,
        row_id=row,
        text=text,
        status="active",
        target=target,
        at_low=day,
        at_high=day,
        at_time=now,
    )
    return row


def mark(me: Me, goal: MyGoal, value: float, token: str) -> bool:
    """Keep what the person can do today; whether this was new. The same form twice counts once."""
    try:
        with transaction.atomic():
            GoalMark.objects.create(
                goal=goal,
                day=timezone.localdate(),
                value=value,
                at=timezone.now(),
                by=me.account.name,
                token=token,
            )
    except IntegrityError:
        return False
    return True


def close(me: Me, goal: MyGoal, how: str) -> None:
    """The goal is reached, or let go; its marks stay, and it can be taken up again."""
    status = {"reached": "completed", "let_go": "cancelled", "": "active"}[how]
    with transaction.atomic():
        MyGoal.objects.filter(pk=goal.pk).update(ended_at=timezone.now() if how else None, ended_as=how)
        RECORD["goal"].objects.filter(patient_id=me.patient_id, row_id=goal.goal_row).update(status=status)
        forget([me.patient_id])


def by_day(goal: MyGoal) -> list[tuple[date, float]]:
    """Each day with its best mark, the oldest first."""
    best: dict[date, float] = {}
    for each in goal.marks.all():
        best[each.day] = max(best.get(each.day, each.value), each.value)
    return sorted(best.items())


def said(goal: MyGoal) -> Said:
    """What the marks say, in words that no mark contradicts: now, at the beginning, and the best so far."""
    days = by_day(goal)
    if not days:
        return Said(goal.text, _("Say what you can do now. It is the first point of your line."))
    now = _("Now: %s") % amount(days[-1][1], goal.unit)
    if len(days) == 1:
        return Said(now, _("This is your first point."))
    return Said(now, " ".join((_began(days, goal.unit), _against(days, goal))))


def _began(days: Sequence[tuple[date, float]], unit: str) -> str:
    day, value = days[0]
    return _("At the start, on %(day)s: %(amount)s.") % {"day": _day(day), "amount": amount(value, unit)}


def _against(days: Sequence[tuple[date, float]], goal: MyGoal) -> str:
    now, before = days[-1][1], [value for _each, value in days[:-1]]
    best = max(before)
    if now >= goal.target:
        return _("You are there.")
    if now > best:
        return _("That is more than ever before on this line.")
    if now == best:
        return _("That is as much as your best so far.")
    if now < min(before):
        return _("That is less than before. It happens to everybody; your team can help you look why.")
    day = next(day for day, value in days if value == best)
    said = {"amount": amount(best, goal.unit), "day": _day(day)}
    return _("Your best so far is %(amount)s, on %(day)s. Ups and downs belong to it.") % said


def _day(day: date) -> str:
    return date_format(day, "j F" if day.year == timezone.localdate().year else "j F Y")


def amount(value: float, unit: str) -> str:
    """22 minutes; 3 times a week; 6 of 10."""
    number, whole = f"{value:g}", round(value)
    words = {
        Unit.MINUTES: ngettext("%s minute", "%s minutes", whole),
        Unit.METRES: ngettext("%s metre", "%s metres", whole),
        Unit.STEPS: ngettext("%s step", "%s steps", whole),
        Unit.TIMES: ngettext("%s time a week", "%s times a week", whole),
        Unit.DAYS: ngettext("%s day a week", "%s days a week", whole),
        Unit.OF_TEN: _("%s of 10"),
    }
    return words[Unit(unit)] % number
