"""A PostgreSQL server for the tests that need one of their own."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from tests.conftest import lacking


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """Address of a database: the one of LENITIVE_TEST_POSTGRES, or of a server that lives for these tests."""
    given = os.environ.get("LENITIVE_TEST_POSTGRES")
    if given:
        yield given
        return
    programs = _programs()
    if programs is None:
        lacking("a PostgreSQL server", "postgresql")
    # Not pytest's own folder, which nobody but the one who runs the tests may enter.
    with tempfile.TemporaryDirectory() as folder:
        yield from _started(programs, Path(folder), _user(Path(folder)))


def _started(programs: Path, folder: Path, user: str | None) -> Iterator[str]:
    run = partial(subprocess.run, check=True, capture_output=True, user=user, cwd=folder)
    run([programs / "initdb", "-D", folder / "cluster", "-A", "trust", "-U", "lenitive", "--no-sync"])
    control = [programs / "pg_ctl", "-D", folder / "cluster", "-w", "-l", folder / "log"]
    run([*control, "-o", f"-k {folder} -c listen_addresses='' -c fsync=off", "start"])
    try:
        run([programs / "createdb", "-h", folder, "-U", "lenitive", "lenitive"])
        yield f"postgresql://lenitive@/lenitive?host={folder}"
    finally:
        run([*control, "-m", "immediate", "stop"])


def _programs() -> Path | None:
    on_path = shutil.which("initdb")
    if on_path:
        return Path(on_path).resolve().parent
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    return found[-1].parent if found else None


def _user(folder: Path) -> str | None:
    """Whom the server runs as: it refuses root, and its folder has to be its own."""
    if os.getuid() != 0:
        return None
    try:
        who = pwd.getpwnam("postgres")
    except KeyError:
        lacking("an account `postgres`, because a server does not run as root", "postgresql")
    os.chown(folder, who.pw_uid, who.pw_gid)
    return "postgres"
