"""Text and tables as wide as the terminal."""

from __future__ import annotations

import itertools
import shutil
import textwrap
from collections.abc import Sequence

_NARROWEST = 12  # letters of a column


def wrapped(text: str, later: str = "", first: str = "") -> str:
    """A text in lines no wider than the terminal.

    first, later : what stands before the first line and before the others.
    """
    return textwrap.fill(text, _width(), initial_indent=first, subsequent_indent=later)


def _width() -> int:
    return min(max(shutil.get_terminal_size().columns, 40), 120)


def side_by_side(names: Sequence[str], rows: Sequence[tuple[str, tuple[str, ...]]]) -> str:
    """A table as wide as the terminal, each cell wrapped; one below the other where it is too narrow."""
    first = max(len(what) for what, _ in rows) if rows else 0
    wide = (_width() - first - 2 * len(names)) // max(len(names), 1)
    if wide < _NARROWEST:
        return "\n\n".join(
            _below(name, [(what, values[n]) for what, values in rows]) for n, name in enumerate(names)
        )
    lines = _cells("", names, first, wide)
    lines.append("-" * (first + (wide + 2) * len(names)))
    for what, values in rows:
        lines += _cells(what, values, first, wide)
    return "\n".join(each.rstrip() for each in lines)


def _cells(what: str, values: Sequence[str], first: int, wide: int) -> list[str]:
    """The lines of one row."""
    columns = [[what], *(textwrap.wrap(each, wide) or [""] for each in values)]
    widths = [first, *[wide] * len(values)]
    return [
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True))
        for line in itertools.zip_longest(*columns, fillvalue="")
    ]


def _below(name: str, facts: Sequence[tuple[str, str]]) -> str:
    return "\n".join([wrapped(name), *(wrapped(f"{what}: {value}", "    ", "  ") for what, value in facts)])
