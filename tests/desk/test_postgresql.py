"""The store on PostgreSQL: the tests of the desk and the clinic that use it, run once more on a server."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

pytestmark = pytest.mark.postgres
# Browsers look at pages, which are made the same from either store.
OPTIONS = (
    "-q",
    "-m",
    "not browser and not postgres",
    "-p",
    "tests.desk.only_store",
    "-p",
    "no:cacheprovider",
)
# Two at a time, each on a database of its own.
EVERYTHING = ("-n", "2", "--dist", "loadfile", "tests/desk", "tests/clinic")
# Without LENITIVE_POSTGRESQL=everything: the tests of the store itself, and of what people write.
_DESK = ("importer", "people", "audit", "access", "migrations", "search")
_CLINIC = ("choices", "decisions", "tablet", "deed_and_event", "people_list")
QUICK = (
    *(f"tests/desk/test_{name}.py" for name in _DESK),
    *(f"tests/clinic/test_{name}.py" for name in _CLINIC),
    "tests/clinic/appointments/test_at_once.py",
    "tests/clinic/notes/test_signing.py",
    "tests/clinic/notes/test_store.py",
)


def test_the_desk_and_the_clinic_behave_the_same_on_postgresql(postgresql: str):
    if "LENITIVE_DATABASE" in os.environ:
        pytest.skip("these tests run on the database of LENITIVE_DATABASE already")
    which = EVERYTHING if os.environ.get("LENITIVE_POSTGRESQL") == "everything" else QUICK
    # Whatever tells these tests that they are one worker of many is not true of those that they start.
    mine = {name: text for name, text in os.environ.items() if not name.startswith("PYTEST_")}
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *OPTIONS, *which],
        env={**mine, "LENITIVE_DATABASE": postgresql},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-3000:]
    assert " passed" in done.stdout


PREPARE = """
from lenitive.site.start import ready_store
ready_store()
from lenitive.desk import audit
from lenitive.desk.models import Patient, Staff
Staff.objects.create_staff("ito", name="Dr Itō 🌿", role="physician", password="long enough to be one")
name = "Ana\\nSilva \\"A\\" \\\\ \\t ø"
Patient.objects.create(patient_id="ana", row_id="Patient/ana#1", name=name, dead=False)
audit.record(None, "see", what="summary", allowed=True, why="test", actor="ito", patient_id="ana")
"""
ALL_ROWS = """
from lenitive.site.start import set_up
set_up()
from lenitive.desk.backup.snapshot import snapshot
with snapshot() as store:
    for name in sorted(store.tables()):
        rows = [row for piece in store.pieces(name) for row in piece]
        print(name, store.columns(name), sorted(rows, key=repr))
"""


def test_a_store_moves_from_one_database_to_the_other_and_back(postgresql: str, tmp_path):
    clean = {name: text for name, text in os.environ.items() if name != "LENITIVE_DATABASE"}
    clean.pop("DJANGO_SETTINGS_MODULE", None)
    first, second, third = (
        {**clean, "LENITIVE_HOME": str(tmp_path / home), **more}
        for home, more in [("one", {}), ("two", {"LENITIVE_DATABASE": postgresql}), ("three", {})]
    )

    def run(environment: dict[str, str], *words: str) -> str:
        command = [sys.executable, *words]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    lenitive = ("-m", "lenitive")
    run(first, "-c", PREPARE)
    run(first, *lenitive, "backup", str(tmp_path / "1.zip"))
    run(second, *lenitive, "restore", "--replace", str(tmp_path / "1.zip"))
    assert "The audit trail is whole: 1 events" in run(second, *lenitive, "check")
    run(second, *lenitive, "backup", str(tmp_path / "2.zip"))
    run(third, *lenitive, "restore", str(tmp_path / "2.zip"))
    assert "The audit trail is whole: 1 events" in run(third, *lenitive, "check")
    assert run(third, "-c", ALL_ROWS) == run(first, "-c", ALL_ROWS)
