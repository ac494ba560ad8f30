"""The tasks of plans as pieces of work: what is open of decisions that stand; done here is done there."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from lenitive.clinic.decisions.declined import standing
from lenitive.clinic.models import PlanTask, State, WorkItem
from lenitive.desk.models import Patient
from lenitive.plan.due import Wanted
from lenitive.plan.due.wanted import URGENCY

KIND = "plan_task"


def wanted(patient_id: str, as_of: date) -> Iterator[Wanted]:
    """The open tasks of the plan of a person; none for somebody who has died."""
    if Patient.objects.filter(patient_id=patient_id, dead=True).exists():
        return
    decisions = standing(patient_id)
    found = PlanTask.objects.filter(entry__in=list(decisions.values()), done_at=None).select_related("entry")
    for task in found.order_by("pk"):
        yield Wanted(
            kind=KIND,
            subject=str(task.pk),
            title=task.words,
            detail=_("For the plan: {treatment}").format(treatment=task.entry.title),
            urgency=URGENCY.index("routine"),
            since=task.entry.day,
            due=task.due,
            mark=str(task.entry.pk),
        )


def follow(item: WorkItem, who: str) -> None:
    """What was said to a piece of work holds for the task that it stands for. who : the name of the staff."""
    if item.kind != KIND:
        return
    task, is_done = PlanTask.objects.filter(pk=int(item.subject)), item.state == State.DONE
    if is_done:
        task.filter(done_at=None).update(done_at=timezone.now(), done_by=who)
    else:
        task.exclude(done_at=None).update(done_at=None, done_by="")
