"""The store on PostgreSQL: all tests of the desk and the clinic, run once more against a server."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

pytestmark = pytest.mark.postgres
# Browsers look at pages, which are made the same from either store.
WHICH = "not browser and not postgres"


def test_the_desk_and_the_clinic_behave_the_same_on_postgresql(postgresql: str):
    if "LENITIVE_DATABASE" in os.environ:
        pytest.skip("these tests run on the database of LENITIVE_DATABASE already")
    given = os.environ.get("LENITIVE_ALL") == "1"
    folders = ["tests/desk", "tests/clinic"] if given else [f"tests/desk/test_{name}.py" for name in QUICK]
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:randomly",
        "-p",
        "no:cacheprovider",
        "-m",
        WHICH,
    ]
    done = subprocess.run(
        [*command, *folders],
        env={**os.environ, "LENITIVE_DATABASE": postgresql},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-3000:]
    assert " passed" in done.stdout


# Without LENITIVE_ALL: the tests of the store itself.
QUICK = ("importer", "people", "audit", "access", "migrations")
