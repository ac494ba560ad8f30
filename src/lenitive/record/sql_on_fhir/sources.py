"""Where the JSON of a view comes from: rows of a table, or NDJSON files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from lenitive.record.sql_on_fhir.fields import Field, quoted, text

# DuckDB reads a file in pieces of twice this size, one a thread: with large pieces most files are read by one
# thread only. A longer line is refused here, and read by whoever reads line by line.
LONGEST_LINE = 4 * 1024 * 1024
# Puts every number of a JSON object between quotes, so that it keeps its written digits (1.50 is not 1.5). It
# takes, over and over, texts and signs up to the next number; the last match has no number and leaves a pair
# of quotes, cut off again.
_NUMBERS = r"""((?:[^"\d-]|"(?:[^"\\]|\\.)*")*)(-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)?"""


@dataclass(frozen=True)
class Rows:
    """JSON text in a column of a relation.

    relation : SQL that may stand after FROM. Objects and lists must have the shapes of R4: one of another
    shape is read as empty, so whoever fills the relation checks them first (`record.read.shapes`).
    """

    relation: str
    column: str = "json"

    def sql(self, fields: Field, *, digits: bool) -> str:
        """A relation `r` with the fields of a view."""
        json = with_digits(self.column) if digits else self.column
        # A filter is not pushed below unnest, so each JSON is parsed once, not once more for each condition.
        return (
            f"(SELECT unnest([from_json({json}, {text(fields.structure())})]) AS r FROM {self.relation}) AS t"
        )


@dataclass(frozen=True)
class Files:
    """NDJSON files, each of one resource type. A value of the wrong shape ends the query."""

    paths: Sequence[Path] = field(default_factory=tuple)

    def sql(self, fields: Field, *, digits: bool) -> str:
        """A relation `r` with the fields of a view."""
        listed = "[" + ", ".join(text(str(path)) for path in self.paths) + "]"
        if digits:
            lines = f"(SELECT CAST(json AS VARCHAR) AS json FROM read_ndjson_objects({listed}, {_LIMIT}))"
            return Rows(lines).sql(fields, digits=True)
        return (
            f"read_json({listed}, format='newline_delimited', {_LIMIT}, columns={{{fields.columns()}}}) AS r"
        )


_LIMIT = f"maximum_object_size={LONGEST_LINE}"


def with_digits(column: str) -> str:
    """SQL of the JSON in a column with each number written as a text."""
    quoted_numbers = rf"""regexp_replace({column}, {text(_NUMBERS)}, '\1"\2"', 'g')"""
    return f"regexp_replace({quoted_numbers}, '[^}}]*$', '')"


__all__ = ["Files", "Rows", "quoted", "with_digits"]
