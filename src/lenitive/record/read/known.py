"""The small tables of knowledge that reading looks things up in: codes, units, and the instruments."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib import resources

from lenitive.knowledge import instruments

_CODES = (
    "none_known",
    "list_domain",
    "timing_code",
    "answer_code",
    "imaging_section",
    "time_unit",
    "dose_unit",
)
NUMBERS = frozenset({"value", "times", "per_days", "size", "days"})


@dataclass(frozen=True)
class Known:
    """One table; a cell is a text, or a number in the columns of `NUMBERS`."""

    columns: tuple[str, ...]
    rows: list[tuple[str | float, ...]]

    def column(self, name: str) -> tuple[str | float, ...]:
        """The cells of one column."""
        place = self.columns.index(name)
        return tuple(row[place] for row in self.rows)


@cache
def known() -> dict[str, Known]:
    """All of them by name, read once a process."""
    return {**{name: _codes(name) for name in _CODES}, **_instruments()}


def none_known() -> tuple[str, ...]:
    """The codes that say "none known"."""
    return tuple(str(code) for code in known()["none_known"].column("code"))


def _codes(name: str) -> Known:
    text = resources.files("lenitive.knowledge").joinpath("codes", f"{name}.csv").read_text(encoding="utf-8")
    head, *rows = list(csv.reader(text.splitlines()))
    return _known(head, rows)


def _known(columns: list[str], rows: list[list[str]]) -> Known:
    kinds = [float if name in NUMBERS else str for name in columns]
    made = [tuple(kind(cell) for kind, cell in zip(kinds, row, strict=True)) for row in rows]
    return Known(tuple(columns), made)


def _instruments() -> dict[str, Known]:
    """Instruments by name, their items by LOINC code and by key, their scales by LOINC code."""
    forms = list(instruments.instruments())
    keys = [[form.id, item.key] for form in forms for item in form.items]
    sizes = {form.id: str(len(form.items)) for form in forms}
    items = [[row.instrument, row.item, row.loinc, sizes[row.instrument]] for row in instruments.item_codes()]
    scales = [[row.instrument, row.scale, row.loinc] for row in instruments.score_codes()]
    names = [[form.id.lower(), form.id] for form in forms]
    return {
        "known_instrument": _known(["name", "instrument"], names),
        "known_key": _known(["instrument", "item"], keys),
        "known_item": _known(["instrument", "item", "loinc", "size"], items),
        "known_score": _known(["instrument", "scale", "loinc"], scales),
    }
