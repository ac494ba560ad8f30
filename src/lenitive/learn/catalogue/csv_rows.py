"""The rows of a CSV of courses, whatever parts its columns; a quote that never ends costs one row alone."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

_PARTS = ",;\t|"  # the first where none stands there
_SAYS = re.compile(r"sep=(.)\s*$")  # as some programs write it above the table
_LONGEST = 200  # lines that one row may take; a quote that is still open then was never meant to be one


@dataclass(frozen=True)
class Row:
    """One row. line : where it begins, from 1. problem : why its values cannot be read, else empty."""

    line: int
    values: tuple[str, ...]
    problem: str = ""


def rows(text: str) -> Iterator[Row]:
    """The rows that hold anything; after one that is not CSV, reading goes on below its first line."""
    lines = io.StringIO(text, newline=None).readlines()
    parted = _parted(lines)
    start = 1 if lines and _SAYS.match(lines[0]) else 0
    while start < len(lines):
        for row in _until_broken(lines, start, parted):
            start = row.line if row.problem else len(lines)
            if row.problem or any(each.strip() for each in row.values):
                yield row


def _parted(lines: Sequence[str]) -> str:
    """What parts the columns: what the file says, else what stands most often outside quotes at its top."""
    if lines and (said := _SAYS.match(lines[0])):
        return said[1]
    top = next((each for each in lines if each.strip()), "")
    bare = re.sub(r'"[^"]*"', "", top)
    return max(_PARTS, key=bare.count)


def _until_broken(lines: Sequence[str], start: int, parted: str) -> Iterator[Row]:
    """Rows from a line on, up to and with the first that is not CSV; at least one, which may be empty."""
    fed = _Fed(lines, start)
    reader = csv.reader(fed, delimiter=parted, strict=True, skipinitialspace=True)
    while True:
        fed.begun = fed.at
        try:
            yield Row(fed.begun + 1, tuple(next(reader)))
        except StopIteration:
            yield Row(len(lines), ())
            return
        except csv.Error as error:
            yield Row(fed.begun + 1, (), str(error))
            return


class _Fed:
    """Lines as a reader takes them. at : the next one; begun : the first of the row that is being read."""

    def __init__(self, lines: Sequence[str], start: int) -> None:
        self._lines = lines
        self.at = self.begun = start

    def __iter__(self) -> _Fed:
        return self

    def __next__(self) -> str:
        if self.at >= len(self._lines):
            raise StopIteration
        if self.at - self.begun >= _LONGEST:
            raise csv.Error("a quote is opened and not closed")
        line = self._lines[self.at]
        self.at += 1
        return line
