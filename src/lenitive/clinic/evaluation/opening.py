"""Open an evaluation of a person: from their page, or when a referral is accepted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from lenitive.clinic.models import Evaluation
from lenitive.desk.models import Patient
from lenitive.knowledge.visits.evaluation import template

if TYPE_CHECKING:
    from lenitive.desk.models import Staff


def open_for(who: Staff, patient_id: str, *, reason: str, encounter_id: str = "") -> Evaluation:
    """The person's open evaluation; a new one where none is open. Opened by two at once it is one.

    encounter_id : row_id of the visit in the record, where there is one.
    """
    with transaction.atomic():
        Patient.objects.select_for_update().get(patient_id=patient_id)
        there = open_evaluation(patient_id)
        if there is not None:
            return there
        return Evaluation.objects.create(
            patient_id=patient_id,
            encounter_id=encounter_id,
            reason=reason,
            template=template().version,
            opened_at=timezone.now(),
            staff=who,
            who=who.name,
        )


def open_evaluation(patient_id: str) -> Evaluation | None:
    """The newest evaluation of a person that is not signed yet."""
    return Evaluation.objects.filter(patient_id=patient_id, signed_at=None).order_by("-pk").first()


def mark_signed(evaluation_pk: int, who: Staff) -> None:
    """Close an evaluation when its note is signed; from then on a field is corrected with a reason."""
    Evaluation.objects.filter(pk=evaluation_pk, signed_at=None).update(
        signed_at=timezone.now(), signed_by=who.name
    )
