"""Who is here: noted while somebody works in an evaluation, and out of date by itself."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from lenitive.clinic.models import Evaluation, EvaluationPresence
from lenitive.knowledge.visits.evaluation import template

if TYPE_CHECKING:
    from lenitive.desk.models import Staff

# Written at most so often, unless the part changes: asking what is new must not make others wait for a write.
_EVERY = timedelta(seconds=20)


def note_here(evaluation: Evaluation, staff: Staff, part: str) -> None:
    """Note that somebody works in a part now."""
    now, known = timezone.now(), template().part(part)
    name = known.id if known is not None else ""
    last = EvaluationPresence.objects.filter(evaluation=evaluation, staff=staff).first()
    if last is not None and last.part == name and now - last.seen_at < _EVERY:
        return
    EvaluationPresence.objects.update_or_create(
        evaluation=evaluation, staff=staff, defaults={"who": staff.name, "part": name, "seen_at": now}
    )


def leave(evaluation: Evaluation, staff: Staff) -> None:
    """Note that somebody closed the page."""
    EvaluationPresence.objects.filter(evaluation=evaluation, staff=staff).delete()
