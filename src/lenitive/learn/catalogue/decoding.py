"""The text of a file, whatever program wrote it: UTF-8 or UTF-16, or the Latin of older tables."""

from __future__ import annotations

import codecs
from pathlib import Path

from lenitive.errors import InputError

_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_MOST = 1 << 30  # bytes


def text_of(path: Path) -> str:
    """The text of a file, its marks of encoding taken off. Raises : InputError where there is none."""
    try:
        if path.stat().st_size > _MOST:
            raise InputError("the file is too large", where=str(path), do="Import it in parts below 1 GB.")
        raw = path.read_bytes()
    except FileNotFoundError as error:
        raise InputError("there is no such file", where=str(path), do="Check the path.") from error
    except (OSError, ValueError) as error:
        raise InputError(f"it cannot be read: {error}", where=str(path), do="Check the path.") from error
    made = _decoded(raw)
    if "\x00" in made:
        raise InputError(
            "it cannot be read as text: it holds bytes that no text has", where=str(path),
            do="Save it as CSV or JSON.",
        )  # fmt: skip
    return made


def _decoded(raw: bytes) -> str:
    named = next((encoding for mark, encoding in _MARKS if raw.startswith(mark)), "")
    if not named and len(raw) > 3 and len(raw) % 2 == 0:
        every_other = raw[1:400:2], raw[0:400:2]
        for zeros, encoding in zip(every_other, ("utf-16-le", "utf-16-be"), strict=True):
            if zeros.count(0) > len(zeros) * 0.7:
                named = encoding
    if named:
        return raw.decode(named, errors="replace")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("cp1252", errors="replace")
