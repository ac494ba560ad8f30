"""What was decided about treatments: the newest decision of each stands."""

from __future__ import annotations

from lenitive.clinic.models import Entry, Kind

ACCEPT, CHANGE, DECLINE = "accept", "change", "decline"


def standing(patient_id: str) -> dict[str, Entry]:
    """Treatment -> the newest decision that was not taken back."""
    entries = Entry.objects.filter(patient_id=patient_id, kind=Kind.OPTION, undone_at=None).order_by("pk")
    return {entry.subject: entry for entry in entries}


def declined_of(patient_id: str) -> frozenset[str]:
    """The treatments that were declined, by the person or by the clinic; others take their place."""
    return frozenset(name for name, entry in standing(patient_id).items() if entry.answer == DECLINE)
