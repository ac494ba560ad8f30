"""Urine drug tests: which substance a code looks for, and how a laboratory writes its result."""

from __future__ import annotations

import csv
from importlib.resources import files

import pyarrow as pa

CODE_COLUMNS = {"code": "string", "substance": "string", "key": "string"}
EXPLAINED_COLUMNS = {"key": "string", "ingredient": "string", "sure": "boolean"}
JUDGED_COLUMNS = {"key": "string", "judged": "string"}
_WHOLE = frozenset({"uds_all", "uds_pain_summary"})
Row = dict[str, str]


def code_rows() -> pa.Table:
    """LOINC code -> substance (the narrowest value set that holds it), key (what the result is judged by).

    The key is the analyte where the name of the code begins with one that urine_explained_by.csv holds: a
    set such as uds_opioid has tests for many. A code that only the sets of every test hold has the
    substance uds_all.
    """
    sets = {name: _rows(f"value_sets/{name}.csv") for name in _set_names()}
    analytes = {row["substance"] for row in _rows("urine_judged.csv")}
    by_code: dict[str, tuple[str, str]] = {}
    for name, members in sorted(sets.items(), key=lambda item: (item[0] in _WHOLE, len(item[1]))):
        for member in members:
            key = _analyte(member["display"]) if member["display"] else ""
            substance = "uds_all" if name in _WHOLE else name
            by_code.setdefault(member["code"], (substance, key if key in analytes else substance))
    codes = sorted(by_code.items())
    return pa.table(
        {
            "code": [code for code, _ in codes],
            "substance": [substance for _, (substance, _) in codes],
            "key": [key for _, (_, key) in codes],
        }
    )


def explained_rows() -> pa.Table:
    """key, ingredient: a medicine that makes the test positive; sure: taken, it does so every time."""
    rows = _rows("urine_explained_by.csv")
    return pa.table(
        {
            "key": [row["substance"] for row in rows],
            "ingredient": [row["ingredient"] for row in rows],
            "sure": [row["sure"] == "true" for row in rows],
        }
    )


def judged_rows() -> pa.Table:
    """key, judged: by_medicine, when_positive (no medicine explains it), or never."""
    rows = _rows("urine_judged.csv")
    return pa.table({"key": [row["substance"] for row in rows], "judged": [row["judged"] for row in rows]})


def _analyte(display: str) -> str:
    return display.replace("/", " ").split()[0].lower()


def _set_names() -> list[str]:
    folder = files("lenitive.knowledge").joinpath("concepts/value_sets")
    names = (entry.name.removesuffix(".csv") for entry in folder.iterdir())
    return sorted(name for name in names if name.startswith("uds_"))


def _rows(path: str) -> list[Row]:
    text = files("lenitive.knowledge").joinpath("concepts").joinpath(path).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))
