"""The malformed samples through the commands: exit status and words as their README says, file by file."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from lenitive.cli import main
from tests.shared_cases import folder

# File -> exit status of assess, import and import --keep-going, and what the error or a note says.
SAMPLES = {
    "truncated.json": (1, 1, 1, "cut short at line 99"),
    "wrong-resource-type.json": (1, 1, 1, "Zebra"),
    "empty.json": (1, 1, 1, "the file is empty"),
    "latin1.json": (1, 1, 1, "not UTF-8"),
    "dangling-reference.json": (0, 1, 0, "points to Patient/nobody"),
    "absurd-dates.json": (0, 1, 0, "2190-01-01"),
    "huge-string.json": (0, 1, 0, "was cut to the first 10,000"),
    "duplicate-ids.json": (0, 1, 0, "comes twice"),
    "null-bytes.ndjson": (0, 1, 0, "line 1"),
    "two-patients.json": (1, 0, 0, "--patient"),
}


def lenitive(home: Path, *words: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "lenitive", *map(str, words)],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        env=_outside_tests() | {"LENITIVE_HOME": str(home)},
    )


def _outside_tests() -> dict[str, str]:
    """The environment without what the tests of the site set for themselves."""
    return {k: v for k, v in os.environ.items() if not k.startswith(("LENITIVE_", "DJANGO_"))}


def stored(home: Path) -> int:
    """How many resources the store holds."""
    path = home / "lenitive.sqlite3"
    if not path.exists():
        return 0
    with sqlite3.connect(path) as store:
        count: int = store.execute("SELECT count(*) FROM record_resource").fetchone()[0]
    return count


def is_one_line(said: str) -> bool:
    lines = said.strip().splitlines()
    return len(lines) == 1 and "Traceback" not in said and "mistake in Lenitive" not in said


@pytest.mark.parametrize("name", SAMPLES)
def test_assess_goes_on_with_what_is_good(
    name: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path, (status, _, _, words) = folder("fhir-bad") / name, SAMPLES[name]
    command = ["lenitive", "assess", str(path), "--json", "--as-of", "2026-06-01"]
    monkeypatch.setattr(sys, "argv", command)
    stopped = 0
    try:
        main()
    except SystemExit as stop:
        stopped = int(stop.code or 0)
    said = capsys.readouterr()
    assert stopped == status, said.err
    if status:
        assert is_one_line(said.err)
        assert words in said.err
        assert name in said.err
        return
    assert any(words in note for note in json.loads(said.out)["notes"])


@pytest.mark.parametrize("name", ["dangling-reference.json", "truncated.json"])
def test_import_takes_all_or_nothing_unless_told(name: str, tmp_path: Path) -> None:
    path, (_, status, keep_going, words) = folder("fhir-bad") / name, SAMPLES[name]
    run = lenitive(tmp_path, "import", path)
    assert run.returncode == status, run.stderr
    assert (stored(tmp_path) > 0) == (status == 0)
    if status:
        assert is_one_line(run.stderr)
        assert words in run.stderr
    again = lenitive(tmp_path, "import", path, "--keep-going")
    assert again.returncode == keep_going, again.stderr
    assert (stored(tmp_path) > 0) == (keep_going == 0)
