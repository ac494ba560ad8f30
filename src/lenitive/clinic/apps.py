from __future__ import annotations

from typing import Any

from django.apps import AppConfig


class ClinicConfig(AppConfig):
    name = "lenitive.clinic"
    label = "clinic"
    verbose_name = "Clinic"

    def ready(self) -> None:
        """Refuse a choice of guidelines that cannot be followed; hear of charts that were loaded.

        After those the list's lines of these people are out of date.
        """
        from lenitive.desk.signals import charts_loaded
        from lenitive.knowledge.rules.site import site_choice

        site_choice()
        charts_loaded.connect(_forget, dispatch_uid="clinic.summary")


def _forget(patient_ids: Any, **_: Any) -> None:
    from lenitive.clinic.summary import forget

    forget(patient_ids)
