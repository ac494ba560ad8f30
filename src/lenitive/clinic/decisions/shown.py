"""Which rules stood on whose page on which day, so that their owners can tell seen from answered."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from lenitive.clinic.models import RuleShown


def note_shown(patient_id: str, rules: Iterable[str], day: date) -> None:
    """Note the findings that a page showed; each counts once a person and day."""
    RuleShown.objects.bulk_create(
        (RuleShown(patient_id=patient_id, rule=rule, day=day) for rule in dict.fromkeys(rules)),
        ignore_conflicts=True,
    )
