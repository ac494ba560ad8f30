"""Files as they lie on the disk: which there are, and what each holds once it is parsed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import orjson

from lenitive.errors import InputError
from lenitive.record.read.limits import LARGEST_DOCUMENT
from lenitive.record.read.problems import shown

SUFFIXES = {".json": "document", ".ndjson": "lines", ".jsonl": "lines"}
_MAGIC = {
    b"\x1f\x8b": "it is compressed (gzip)",
    b"PK\x03\x04": "it is a zip archive",
    b"<": "it is XML or HTML",
    b"\xff\xfe": "it is UTF-16, not UTF-8",
    b"\xfe\xff": "it is UTF-16, not UTF-8",
}
_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True)
class Source:
    """One file: a JSON document, or lines of JSON."""

    path: Path
    kind: Literal["document", "lines"]

    @property
    def name(self) -> str:
        """How the file is called in notes."""
        return str(self.path)


def sources(paths: Iterable[Path]) -> list[Source]:
    """Every file of FHIR under the given files and folders, in a steady order; lines of patients come first.

    Raises InputError for a path that does not exist, and for a folder without any such file.
    """
    found: list[Source] = []
    for path in paths:
        if path.is_dir():
            below = [p for p in sorted(path.rglob("*")) if p.suffix.lower() in SUFFIXES and p.is_file()]
            if not below:
                raise InputError(
                    "no .json, .ndjson or .jsonl file in this folder", where=str(path), do="Check the path."
                )
            found += [_source(p) for p in below]
        elif path.is_file():
            found.append(_source(path))
        else:
            raise InputError("no such file or folder", where=str(path), do="Check the path.")
    return sorted(found, key=lambda source: not source.path.name.startswith("Patient"))


def _source(path: Path) -> Source:
    kind = SUFFIXES.get(path.suffix.lower(), "document")
    if kind == "document" and _first_line_is_whole(path):
        kind = "lines"
    return Source(path, "lines" if kind == "lines" else "document")


def _first_line_is_whole(path: Path) -> bool:
    """Whether a file that is called .json holds one resource a line, and more than one line."""
    with path.open("rb") as file:
        first = file.readline(1 << 20)
        rest = file.read(1 << 12).strip()
    if not first.endswith(b"\n") or not rest.startswith(b"{"):
        return False
    try:
        return isinstance(orjson.loads(first), dict)
    except orjson.JSONDecodeError:
        return False


def read_document(source: Source) -> bytes:
    """The bytes of a JSON document.

    Raises InputError when it is larger than memory should hold at once.
    """
    size = source.path.stat().st_size
    if size > LARGEST_DOCUMENT:
        raise InputError(
            f"{size / 1e6:,.0f} MB in one JSON document; the limit is {LARGEST_DOCUMENT / 1e6:,.0f} MB",
            where=source.name,
            do="Write it as NDJSON (one resource a line), which has no limit.",
        )
    return source.path.read_bytes()


def parse_document(raw: bytes, name: str) -> dict[str, Any]:
    """The JSON object in a document.

    Raises InputError that says what the bytes are instead: empty, another encoding, cut short, not JSON, no
    object.
    """
    raw = raw.removeprefix(_BOM)
    if not raw.strip():
        raise InputError("the file is empty", where=name, do="Export it again.")
    for magic, what in _MAGIC.items():
        if raw.startswith(magic):
            raise InputError(what, where=name, do="Give FHIR as JSON in UTF-8, unpacked.")
    try:
        value = orjson.loads(raw)
    except orjson.JSONDecodeError as error:
        raise _refusal(raw, name, error) from None
    if not isinstance(value, dict):
        raise InputError("its JSON is no object", where=name, do="It should be a FHIR Bundle or resource.")
    return value


def lines(source: Source) -> Iterator[tuple[int, bytes]]:
    """The lines of a file of lines, with their numbers from 1; blank lines are passed over."""
    with source.path.open("rb") as file:
        for number, line in enumerate(file, start=1):
            stripped = (line.removeprefix(_BOM) if number == 1 else line).strip()
            if stripped:
                yield number, stripped


def fault_of_json(raw: bytes, error: orjson.JSONDecodeError) -> tuple[str, int, int]:
    """What is wrong with bytes that are no JSON, with the line and the column, from 1."""
    encoding = encoding_fault(raw)
    if encoding is not None:
        return encoding
    if error.pos >= len(error.doc.rstrip()) - 1 or "end of data" in error.msg or "EOF" in error.msg:
        return "it is cut short", error.doc.rstrip().count("\n") + 1, error.colno
    if b"\x00" in raw:
        before = raw[: raw.index(b"\x00")]
        return "it holds a NUL byte", before.count(b"\n") + 1, len(before) - before.rfind(b"\n")
    if "recursion" in error.msg.lower() or "depth" in error.msg.lower():
        return "it is nested deeper than 1,024 levels", 1, 1
    return f"it is not JSON ({error.msg})", error.lineno, error.colno


def encoding_fault(raw: bytes) -> tuple[str, int, int] | None:
    """What is wrong with the encoding, with line and column, or None when it is UTF-8."""
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError as error:
        before = raw[: error.start]
        what = f"it is not UTF-8 (byte 0x{raw[error.start]:02X}); it may be Latin-1 or Windows-1252"
        return what, before.count(b"\n") + 1, len(before) - before.rfind(b"\n")
    return None


def _refusal(raw: bytes, name: str, error: orjson.JSONDecodeError) -> InputError:
    what, line, column = fault_of_json(raw, error)
    if what.startswith("it is cut short"):
        return InputError(f"{what} at line {line}", where=name, do="Export or download it again.")
    if "UTF-8" in what:
        return InputError(f"{what}, line {line}, column {column}", where=name, do="Save it as UTF-8.")
    return InputError(
        f"{what}, line {line}, column {column}", where=name, do="Correct it, or export it again."
    )


def resource_type(value: object) -> str:
    """The resource type that a parsed object claims; empty when it claims none."""
    claimed = value.get("resourceType") if isinstance(value, dict) else None
    return claimed if isinstance(claimed, str) else "" if claimed is None else shown(claimed)
