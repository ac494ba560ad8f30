"""What was done to a note, for the audit trail: a signature with the hash of what was signed."""

from __future__ import annotations

from django.http import HttpRequest

from lenitive.clinic.models import Note, NoteVersion
from lenitive.desk import audit


def tell(request: HttpRequest | None, note: Note, what: str, *, action: str = "wrote_note") -> None:
    """Add what was done to the trail."""
    audit.record(
        request,
        action,
        what=what,
        patient_id=note.patient_id,
        allowed=True,
        why=request.decision.why if request is not None else "a command on this machine",  # type: ignore[attr-defined]
        actor="" if request is not None else "The demonstration",
    )


def tell_signed(request: HttpRequest | None, version: NoteVersion) -> None:
    """Who signed which version of what, with the whole hash of its words."""
    note = version.note
    why = f" ({version.change}: {version.why})" if version.change else ""
    what = f"{note.title}, {note.day}, version {version.number}{why}, SHA-256 {version.hash}"
    tell(request, note, what, action="signed_note")
