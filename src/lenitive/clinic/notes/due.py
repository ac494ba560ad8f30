"""Work that notes ask for: a draft that was handed over waits for somebody who may sign it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from lenitive.clinic.models import Note
from lenitive.knowledge.visits.notes import note_kinds
from lenitive.plan.due import Wanted
from lenitive.reason.story.words import day_words

SIGNATURE = "signature"
_SOON = 2


def wanted(patient_id: str, _as_of: date) -> Iterator[Wanted]:
    """The notes of one person that wait for a signature."""
    for note in Note.objects.filter(patient_id=patient_id, handed_at__isnull=False).order_by("pk"):
        since = timezone.localdate(note.handed_at)
        said = {"note": note.title, "day": day_words(note.day), "who": note.handed_by}
        yield Wanted(
            kind=SIGNATURE,
            subject=f"note-{note.pk}",
            title=_("A note waits for a signature"),
            detail=_("{note}, {day}, handed over by {who}").format(**said),
            urgency=_SOON,
            since=since,
            due=since + timedelta(days=note_kinds().sign_within_days),
            mark=f"{note.pk} {note.handed_at}",
        )
