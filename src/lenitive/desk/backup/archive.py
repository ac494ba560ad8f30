"""The file of a backup: a ZIP archive with a member for each table, and a manifest that proves them.

A table's member holds lines; each line is a JSON array of rows, each row an array of cells. Times are ISO
text in UTC, truth values are true and false, all else is as JSON has it. The manifest is written last.
"""

from __future__ import annotations

import hashlib
import os
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import orjson

from lenitive.errors import ConfigurationError, InputError

FORMAT = "lenitive backup 1"
_MANIFEST = "manifest.json"
_LEVEL = 1  # a chart is text, of which the fastest setting already takes nine tenths away
Row = tuple[Any, ...]
# Rows done, and rows in all.
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Kept:
    """One table within a backup."""

    columns: list[str]
    rows: int
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """What a backup holds. `head` is the hash of the last event of its audit trail."""

    made_at: str
    version: str
    migrations: list[list[str]]
    head: str
    secret_key: str
    tables: dict[str, Kept] = field(default_factory=dict)
    format: str = FORMAT

    @property
    def rows(self) -> int:
        """How many rows there are, in all tables."""
        return sum(table.rows for table in self.tables.values())


class Writer:
    """Writes a backup beside its place, and puts it there once it is whole."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._draft = path.with_name(f".{path.name}.{os.getpid()}.part")

    def __enter__(self) -> Writer:
        try:
            # It holds everything that the clinic knows: readable by its owner only, from the first byte.
            descriptor = os.open(self._draft, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600)
        except OSError as problem:
            raise ConfigurationError(
                f"the file cannot be written ({problem.strerror})",
                where=str(self.path),
                do="Choose a place that you may write to.",
            ) from problem
        self._file = os.fdopen(descriptor, "w+b")
        self._archive = zipfile.ZipFile(self._file, "w", zipfile.ZIP_DEFLATED, compresslevel=_LEVEL)
        return self

    def __exit__(self, kind: type[BaseException] | None, *_more: object) -> None:
        try:
            self._archive.close()
            self._file.flush()
            os.fsync(self._file.fileno())
        finally:
            self._file.close()
            if kind is not None:
                self._draft.unlink(missing_ok=True)
        if kind is None:
            self._draft.replace(self.path)

    def table(self, name: str, columns: list[str], pieces: Iterable[list[Row]]) -> Kept:
        """Write one table, piece by piece."""
        digest, count = hashlib.sha256(), 0
        with self._archive.open(_member(name), "w", force_zip64=True) as member:
            for piece in pieces:
                line = orjson.dumps(piece, option=orjson.OPT_APPEND_NEWLINE)
                digest.update(line)
                member.write(line)
                count += len(piece)
        return Kept(columns, count, digest.hexdigest())

    def manifest(self, manifest: Manifest) -> None:
        """Write what proves the rest; nothing follows."""
        self._archive.writestr(_MANIFEST, orjson.dumps(asdict(manifest), option=orjson.OPT_INDENT_2))


def read_manifest(path: Path) -> Manifest:
    """What a backup says that it holds.

    Raises : InputError when the file is missing, cut short, or no backup.
    """
    with _opened(path) as archive:
        try:
            told = orjson.loads(archive.read(_MANIFEST))
            if told["format"] != FORMAT:
                raise InputError(
                    f"its format is {told['format']!r}, and this Lenitive reads {FORMAT!r}",
                    where=str(path),
                    do="Restore it with the version of Lenitive that made it.",
                )
            tables = {name: Kept(**table) for name, table in told.pop("tables").items()}
            return Manifest(**told, tables=tables)
        except (KeyError, TypeError, AttributeError, orjson.JSONDecodeError, zipfile.BadZipFile) as problem:
            raise _foreign(path) from problem


def verify(path: Path, manifest: Manifest, progress: Progress | None = None) -> None:
    """Read every byte and hold it against the manifest, before anything is touched.

    Raises : InputError, naming the first table that is not as it was written.
    """
    done = 0
    for name, kept in manifest.tables.items():
        digest, count = hashlib.sha256(), 0
        for line in _lines(path, name):
            digest.update(line)
            rows = orjson.loads(line)
            count += len(rows)
            if progress:
                progress(done + count, manifest.rows)
        if (digest.hexdigest(), count) != (kept.sha256, kept.rows):
            raise _damaged(path, name)
        done += count


def pieces(path: Path, name: str) -> Iterator[list[list[Any]]]:
    """The rows of one table, in pieces, as they were written."""
    for line in _lines(path, name):
        yield orjson.loads(line)


def _lines(path: Path, name: str) -> Iterator[bytes]:
    with _opened(path) as archive:
        try:
            with archive.open(_member(name)) as member:
                yield from member
        except (KeyError, zipfile.BadZipFile, EOFError, OSError, ValueError) as problem:
            raise _damaged(path, name) from problem
        except Exception as problem:
            if type(problem).__module__ == "zlib":
                raise _damaged(path, name) from problem
            raise


def _opened(path: Path) -> zipfile.ZipFile:
    if not path.is_file():
        raise InputError("no such file", where=str(path), do="Check the path.")
    try:
        return zipfile.ZipFile(path)
    except (zipfile.BadZipFile, OSError) as problem:
        raise _foreign(path) from problem


def _member(name: str) -> str:
    return f"tables/{name}.json"


def _foreign(path: Path) -> InputError:
    return InputError(
        "this is no backup of Lenitive, or it was cut short; nothing was changed",
        where=str(path),
        do="Take another copy of the file, or an older backup.",
    )


def _damaged(path: Path, name: str) -> InputError:
    return InputError(
        f"the table {name} is not as it was written; nothing was changed",
        where=str(path),
        do="Take another copy of the file, or an older backup.",
    )
