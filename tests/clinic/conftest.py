"""People of the demonstration clinic, loaded as any chart is."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import orjson
import pytest
from django.utils import timezone

from tests.desk.charts import chart


@cache
def _charts() -> dict[str, dict[str, Any]]:
    from lenitive.clinic.demonstration.bundle import bundles

    return {chart["entry"][0]["resource"]["id"]: chart for chart in bundles(timezone.localdate())}


def _import(folder: Path, charts: dict[str, dict[str, Any]], *, synthetic: bool = False) -> None:
    from lenitive.desk.importer import import_paths

    paths = []
    for patient_id, bundle in charts.items():
        path = folder / f"{patient_id}.json"
        path.write_bytes(orjson.dumps(bundle))
        paths.append(path)
    import_paths(paths, keep_going=True, synthetic=synthetic)


@pytest.fixture(autouse=True)
def nothing_kept() -> Callable[[], None]:
    """No test opens a page that an earlier one made; calling it forgets again."""
    from lenitive.clinic import page

    page._kept.forget()
    return page._kept.forget


@pytest.fixture
def load(db: None, tmp_path: Path) -> Callable[..., None]:
    """Load small charts: `load("ana", "ben")`."""

    def put(*ids: str, synthetic: bool = False) -> None:
        _import(tmp_path, {patient_id: chart(patient_id) for patient_id in ids}, synthetic=synthetic)

    return put


@pytest.fixture
def invented(db: None, tmp_path: Path) -> Callable[..., None]:
    """Load people of the demonstration clinic: `invented("rosa-lindqvist")`."""

    def put(*ids: str) -> None:
        _import(tmp_path, {patient_id: _charts()[patient_id] for patient_id in ids}, synthetic=True)

    return put


@pytest.fixture
def chart_of(db: None, tmp_path: Path) -> Callable[..., None]:
    """Load one person "p" with the resources given."""

    def put(*resources: dict[str, Any], **person: Any) -> None:
        patient = {"resourceType": "Patient", "id": "p", **person}
        entries = [patient, *({"subject": {"reference": "Patient/p"}, **each} for each in resources)]
        bundle = {"resourceType": "Bundle", "type": "collection"}
        _import(tmp_path, {"p": {**bundle, "entry": [{"resource": each} for each in entries]}})

    return put
