"""What can be true at all: dates and amounts outside these limits are left empty and listed."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import resources

from lenitive.knowledge.documents import document


@dataclass(frozen=True)
class Limits:
    """Limits of plausibility, from `knowledge/plausible.yaml`.

    year_first, year_last : years that a chart can speak of.
    dose : greatest amount at one time, in any unit. times : most doses in one period.
    quantity : greatest amount of one supply. days : longest supply or period, days.
    """

    year_first: int
    year_last: int
    dose: float
    times: float
    quantity: float
    days: float


@cache
def limits() -> Limits:
    """The limits, read once a process."""
    text = resources.files("lenitive.knowledge").joinpath("plausible.yaml").read_text(encoding="utf-8")
    return Limits(**{name: entry["value"] for name, entry in document(text)["limits"].items()})


# The longest text that a field of the record keeps, in characters; the raw resource keeps all of it.
LONGEST_TEXT = 10_000
# What DuckDB may keep in memory while large files are read; the process around it takes some 200 MB more.
BULK_MEMORY = "240MB"
# A JSON document has to be parsed as a whole, which takes several times its size in memory.
LARGEST_DOCUMENT = 64 * 1024 * 1024
