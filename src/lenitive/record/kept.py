"""Texts that were compiled once and are kept on disk, so that the next process starts warm.

Compiling all expressions takes seconds; reading their text takes milliseconds. What is kept is SQL and Python
made from our own code and knowledge, and nothing of any person. Its file is named by a digest of all that it
is made from, so a change of code or knowledge never meets old text. `LENITIVE_CACHE` is its folder, or "off".
"""

from __future__ import annotations

import atexit
import contextlib
import hashlib
import json
import os
import stat
import tempfile
from collections.abc import Callable
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path

_MADE_FROM = ("reason", "record", "knowledge", "measure")
_OFF = "off"


def kept_text(name: str, make: Callable[[], str]) -> str:
    """The text of that name; `make` gives it where it is not known."""
    known = _known()
    if name not in known:
        known[name] = make()
        _changed.add(name)
    return known[name]


_changed: set[str] = set()


@lru_cache(maxsize=1)
def _known() -> dict[str, str]:
    """What is known from earlier processes; a file that cannot be read is as good as none."""
    atexit.register(keep)
    place = _place()
    if place is None or not _is_ours(place):
        return {}
    try:
        made = json.loads(place.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return made if isinstance(made, dict) else {}


def _is_ours(place: Path) -> bool:
    """Whether only this account can have written the file: its text is run."""
    try:
        found = place.lstat()
    except OSError:
        return False
    if not hasattr(os, "getuid"):
        return stat.S_ISREG(found.st_mode)
    writable_by_others = found.st_mode & (stat.S_IWGRP | stat.S_IWOTH)
    return stat.S_ISREG(found.st_mode) and found.st_uid == os.getuid() and not writable_by_others


def keep() -> None:
    """Write what is new, whole or not at all; a place that cannot be written to is no problem."""
    place = _place() if _changed else None
    if place is None:
        return
    with contextlib.suppress(OSError):
        place.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(
            "w", encoding="utf-8", dir=place.parent, delete=False, suffix=".part"
        ) as file:
            json.dump(_known(), file)
        Path(file.name).replace(place)
        _changed.clear()


def _place() -> Path | None:
    where = os.environ.get("LENITIVE_CACHE", "")
    if where == _OFF:
        return None
    usual = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "lenitive"
    return (Path(where) if where else usual) / f"sql-{_digest()}.json"


@lru_cache(maxsize=1)
def _digest() -> str:
    """A digest of the code, the knowledge and the versions that SQL is made from."""
    root = Path(__file__).resolve().parent.parent
    made = hashlib.sha256()
    for library in ("ibis-framework", "sqlglot", "duckdb"):
        made.update(version(library).encode())
    for folder in _MADE_FROM:
        for path in sorted((root / folder).rglob("*")):
            if path.suffix in (".py", ".yaml", ".csv"):
                made.update(str(path.relative_to(root)).encode())
                made.update(path.read_bytes())
    return made.hexdigest()[:24]
