"""Which rules stood on whose page on which day, so that their owners can tell seen from answered."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from lenitive.clinic.models import RuleShown


def note_shown(patient_id: str, rules: Iterable[str], day: date) -> None:
    """Note the findings that a page showed; each counts once a person and day."""
    noted = RuleShown.objects.filter(patient_id=patient_id, day=day).values_list("rule", flat=True)
    new = dict.fromkeys(rules).keys() - set(noted)
    if new:  # most looks at a page are not its first of the day, and need not wait for others who write
        RuleShown.objects.bulk_create(
            (RuleShown(patient_id=patient_id, rule=rule, day=day) for rule in sorted(new)),
            ignore_conflicts=True,
        )
