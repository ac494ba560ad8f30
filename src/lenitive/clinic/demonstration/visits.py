"""Visits of the demonstration: a procedure half done today, one of two weeks ago with relief, a review."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import datetime, timedelta

from django.utils import timezone

from lenitive.clinic.decisions.written import new_token
from lenitive.clinic.models import Visit
from lenitive.clinic.visits.events import Told, record
from lenitive.clinic.visits.filling import Sent, keep
from lenitive.clinic.visits.opening import close, open_visit
from lenitive.desk.models import Patient, Staff
from lenitive.knowledge.visits.visit_templates import templates

_TODAY = "bernard-achterberg"
_TWO_WEEKS_AGO = "ingrid-vance"
_REVIEWED = "lucia-marchetti"

_HALF = {
    "procedure": "esi_lumbar",
    "reason": "Pain down the left leg from the disc at L5/S1",
    "pain_before": "7",
    "activity_before": "Sitting through a meal",
    "consent": "yes",
    "consent_said": "Purpose, infection, bleeding, headache, nerve injury; that it may help for weeks only; "
    "going on without it was offered.",
    "consent_by": "Dr Akira Ito, today",
    "infection": "no",
    "temperature": "36.7",
    "pregnancy": "not_possible",
    "allergies": "no",
    "side": "left",
    "levels": "L5-S1",
    "marked": "yes",
}
_BLOCK = {
    "procedure": "mbb_diagnostic",
    "reason": "Does the facet joint hurt",
    "pain_before": "8",
    "activity_before": "Standing at the stove for ten minutes",
    "consent": "yes",
    "consent_said": "A test, not a treatment; bleeding, infection, numbness for hours.",
    "consent_by": "Dr Akira Ito",
    "infection": "no",
    "pregnancy": "not_possible",
    "allergies": "no",
    "side": "right",
    "levels": "L4-L5",
    "marked": "yes",
    "side_again": "right",
    "in_the_room": "Dr Akira Ito, Marit Olsen",
    "said_aloud": "yes",
    "steroid": "none",
    "anaesthetic": "bupivacaine",
    "anaesthetic_mg": "5",
    "volume": "1",
    "contrast": "iodine",
    "guidance": "fluoroscopy",
    "image_kept": "yes",
    "done": "yes",
    "neuro": "as_before",
    "systolic": "134",
    "diastolic": "82",
    "driver": "yes",
    "told": "yes",
    "event": "yes",
    "one_change": "Nothing else was changed",
    "next_step": "A second block if this one helps",
}
_RELIEF = {
    "diary:0": "6",
    "diary:30": "1",
    "diary:60": "1",
    "diary:120": "1",
    "diary:240": "1",
    "diary:360": "4",
}
_TWO_WEEKS = {
    "relief_2w": "10",
    "function_2w": "20",
    "activity_2w": "Stood at the stove that evening; as before since then",
    "less_medicine_2w": "no",
}
_REVIEW = {
    "going": "Sleeps better; the mornings are stiff.",
    "pain_now": "5",
    "does_again": "Walks to the shop",
    "constipation": "no",
    "sleepy": "no",
    "mood": "as_before",
    "taken_as_said": "yes",
    "one_change": "Walk five minutes more each week; no medicine changed",
    "next_step": "Look at function again",
}


def fill_visits() -> None:
    """Open, fill and close a few visits, as their staff would have."""
    there = set(Patient.objects.values_list("patient_id", flat=True))
    ito, nurse = (Staff.objects.get(username=name) for name in ("physician", "nurse"))
    now = timezone.now()
    if _TODAY in there:
        _fill(_opened(_TODAY, "procedure", ito, now), _HALF, ito, now)
    if _TWO_WEEKS_AGO in there:
        _block(ito, nurse, now - timedelta(days=15), now)
    if _REVIEWED in there:
        at = now - timedelta(days=21)
        visit = _opened(_REVIEWED, "medicine_review", nurse, at)
        _fill(visit, _REVIEW, nurse, at)
        close(visit.pk, nurse, at)


def _block(ito: Staff, nurse: Staff, at: datetime, now: datetime) -> None:
    visit = _opened(_TWO_WEEKS_AGO, "procedure", ito, at)
    _fill(visit, _BLOCK, ito, at)
    close(visit.pk, ito, at)
    fainted = Told(
        what="faint",
        severity="mild",
        relation="probable",
        outcome="recovered",
        day=visit.day,
        words="Pale and dizzy when sitting up; blood pressure 88 over 50.",
        treatment="mbb_diagnostic",
        action="Legs up, water; well after ten minutes.",
    )
    record(visit.patient_id, fainted, nurse, new_token(), visit=visit, now=at)
    _fill(visit, _RELIEF, nurse, at + timedelta(hours=20))
    _fill(visit, _TWO_WEEKS, nurse, now - timedelta(days=1))


def _opened(patient_id: str, template: str, staff: Staff, at: datetime) -> Visit:
    return open_visit(patient_id, templates()[template], staff, new_token(), now=at)[0]


def _fill(visit: Visit, values: Mapping[str, str], staff: Staff, at: datetime) -> None:
    for field, value in values.items():
        keep(visit.pk, [Sent(field, value, 0, uuid.uuid4().hex)], staff, at)
