"""People of the store with their charts, and every row of it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.apps import apps

from lenitive.desk.models import AuditEvent, Merge, PersonChange
from tests.clinic.conftest import load

__all__ = ["load"]


@pytest.fixture
def every_row(db: None) -> Callable[[], dict[str, list[object]]]:
    """Every row of our tables but the trail and what was noted about changes by hand."""

    def read() -> dict[str, list[object]]:
        ours = [each for each in apps.get_models() if each.__module__.startswith("lenitive.")]
        models = [each for each in ours if each not in (AuditEvent, Merge, PersonChange)]
        rows = {each._meta.label: sorted(map(repr, each._default_manager.values_list())) for each in models}
        rows.pop("desk.SearchSlip")  # what typing errors leave of every word that was ever there
        # The words of a search are made anew: their own numbers differ, and mean nothing.
        words = apps.get_model("desk.searchword").objects.values_list("word", "patient_id")
        return {**rows, "desk.SearchWord": sorted(map(repr, words))}

    return read


@pytest.fixture
def load_names(transactional_db: None) -> Callable[..., None]:
    """People by name alone, for tests with several hands at once."""
    from lenitive.desk.models import Patient

    def put(*ids: str) -> None:
        for each in ids:
            Patient.objects.create(patient_id=each, row_id=f"Patient/{each}#1", name=each.title())

    return put
