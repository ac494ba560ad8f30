"""What was made once from our code and knowledge and is kept on disk, so that the next process starts warm.

Compiling all expressions takes seconds and reading all of knowledge a second; reading both back takes
milliseconds. What is kept is SQL, Python, code objects and parsed files: all made from what is installed, and
nothing of any person. The file is named by a digest of what it is made from, so that a change of code or of
knowledge, or another Python, never meets what is old. It is read only where this account alone can have
written it, because what it holds is run. `LENITIVE_CACHE` is its folder, or "off".
"""

from __future__ import annotations

import atexit
import contextlib
import hashlib
import importlib.util
import marshal
import os
import stat
import sys
import tempfile
from collections.abc import Callable, Iterator
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path
from types import CodeType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

# Whatever asks questions of a person's tables, and what these are made from.
MADE_FROM = (
    *("knowledge", "record", "measure", "reason", "plan"),
    *("clinic/plan", "clinic/evaluation", "clinic/visits"),
)
_SUFFIXES = (".py", ".yaml", ".csv", ".sql", ".txt", ".json")
_OFF = "off"
_AT_MOST_FILES = 8  # each version of the code has a file; those used longest ago go


def kept_text(name: str, make: Callable[[], str]) -> str:
    """The text of that name; `make` gives it where it is not known."""
    made: str = kept_data(f"text {name}", make)
    return made


def kept_code(name: str, text: str) -> CodeType:
    """The code of a text that is kept under that name: of our own making, which the name stands for."""
    made: CodeType = kept_data(f"code {name}", lambda: compile(text, f"<{name}>", "exec"))
    return made


def kept_data(name: str, make: Callable[[], Any]) -> Any:
    """Plain data of that name, each time anew: texts, numbers, truths, lists, tuples and mappings of them.

    Data that holds anything else (a date) is made each time and not kept.
    """
    known = _known()
    if name in known:
        with contextlib.suppress(ValueError, EOFError, TypeError):  # damaged: as good as none
            return marshal.loads(known[name])  # noqa: S302 - only what this account wrote itself is read
    made = make()
    with contextlib.suppress(ValueError):
        known[name] = marshal.dumps(made)
        _changed.add(name)
    return made


def kept_array(name: str, make: Callable[[], NDArray[np.float32]]) -> NDArray[np.float32]:
    """The numbers of that name, which must say what they are made from; made and kept where not known.

    Each is a file of its own, written whole or not at all, and holds numbers alone.
    """
    import numpy as np

    place = _place()
    file = place.with_name(f"{name}.npy") if place else None
    if file and file.exists():
        with contextlib.suppress(OSError, ValueError, EOFError):  # damaged: as good as none
            return np.asarray(np.load(file, allow_pickle=False), dtype=np.float32)
    made = make()
    if file:
        with contextlib.suppress(OSError):
            file.parent.mkdir(parents=True, exist_ok=True)
            with tempfile.NamedTemporaryFile("wb", dir=file.parent, delete=False, suffix=".part") as part:
                np.save(part, made.astype(np.float16), allow_pickle=False)
            Path(part.name).replace(file)
    return made


_changed: set[str] = set()


@lru_cache(maxsize=1)
def _known() -> dict[str, bytes]:
    """What is known from earlier processes, by name."""
    atexit.register(keep)
    place = _place()
    return {} if place is None else _read(place)


def _read(place: Path) -> dict[str, bytes]:
    """What a file holds; one that cannot be read, or that others may have written, is as good as none."""
    not_through_links = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
    try:
        with os.fdopen(os.open(place, os.O_RDONLY | not_through_links), "rb") as file:
            made = marshal.load(file) if _is_ours(os.fstat(file.fileno())) else {}  # noqa: S302 - ours alone
    except (OSError, ValueError, EOFError, TypeError):
        return {}
    return made if isinstance(made, dict) else {}


def _is_ours(found: os.stat_result) -> bool:
    """Whether only this account can have written the file: what it holds is run."""
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
        both = _read(place) | _known()  # another process may have written in the meantime
        with tempfile.NamedTemporaryFile("wb", dir=place.parent, delete=False, suffix=".part") as file:
            marshal.dump(both, file)
        Path(file.name).replace(place)
        _changed.clear()
        _forget_old(place.parent)


def _forget_old(folder: Path) -> None:
    files = sorted(folder.glob("kept-*"), key=lambda path: path.stat().st_mtime, reverse=True)
    for path in files[_AT_MOST_FILES:]:
        path.unlink()


def _place() -> Path | None:
    where = os.environ.get("LENITIVE_CACHE", "")
    if where == _OFF:
        return None
    usual = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "lenitive"
    return (Path(where) if where else usual) / f"kept-{_digest()}"


@lru_cache(maxsize=1)
def _digest() -> str:
    """A digest of the code, the knowledge, the libraries and the Python that things are made from."""
    root = Path(__file__).resolve().parent
    made = hashlib.sha256(importlib.util.MAGIC_NUMBER + sys.version.encode())
    for library in ("ibis-framework", "sqlglot", "duckdb", "PyYAML"):
        made.update(version(library).encode())
    for folder in MADE_FROM:
        if not (root / folder).is_dir():
            continue
        for entry in sorted(_files(root / folder), key=lambda entry: entry.path):
            made.update(f"\n{entry.path} {_state(entry)}".encode())
    return made.hexdigest()[:24]


def _files(folder: Path | str) -> Iterator[os.DirEntry[str]]:
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                if entry.name != "__pycache__":
                    yield from _files(entry.path)
            elif entry.name.endswith(_SUFFIXES):
                yield entry


def _state(entry: os.DirEntry[str]) -> str:
    """What changes whenever the file does.

    The time of change of its inode cannot be set by whoever copies or unpacks a file, as the time of writing
    can; where a system does not keep it, the file is read.
    """
    if os.name != "posix":
        return hashlib.sha256(Path(entry.path).read_bytes()).hexdigest()
    found = entry.stat()
    return f"{found.st_dev} {found.st_ino} {found.st_size} {found.st_mtime_ns} {found.st_ctime_ns}"
