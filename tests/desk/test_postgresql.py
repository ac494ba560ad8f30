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
EVERYTHING = ("tests/desk", "tests/clinic")
# Without LENITIVE_ALL: the tests of the store itself, which take seconds.
QUICK = tuple(
    f"tests/desk/test_{name}.py" for name in ("importer", "people", "audit", "access", "migrations")
)


def test_the_desk_and_the_clinic_behave_the_same_on_postgresql(postgresql: str):
    if "LENITIVE_DATABASE" in os.environ:
        pytest.skip("these tests run on the database of LENITIVE_DATABASE already")
    which = EVERYTHING if os.environ.get("LENITIVE_ALL") == "1" else QUICK
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *OPTIONS, *which],
        env={**os.environ, "LENITIVE_DATABASE": postgresql},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-3000:]
    assert " passed" in done.stdout
