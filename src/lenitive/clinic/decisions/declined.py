"""What was decided about treatments: the newest decision of each stands."""

from __future__ import annotations

from lenitive.clinic.models import Entry, Kind

ACCEPT, CHANGE, DECLINE = "accept", "change", "decline"


def standing(patient_id: str) -> dict[str, Entry]:
    """Treatment -> the newest decision that was not taken back."""
    entries = Entry.objects.filter(patient_id=patient_id, kind=Kind.OPTION, undone_at=None).order_by("pk")
    return {entry.subject: entry for entry in entries}
