"""The units in which a chart may write a measurement, and what is possible at all."""

from __future__ import annotations

import csv
from importlib.resources import files

import pyarrow as pa

COLUMNS = {"concept": "string", "unit": "string"} | dict.fromkeys(
    ("factor", "plus", "low", "high"), "float64"
)
CODE_COLUMNS = {"concept": "string", "code": "string"}
LOINC = "http://loinc.org"
LEFT_OUT = (" ", "{", "}", "_")
"""Signs that charts write or leave out at will in a unit."""


def unit_key(unit: str) -> str:
    """A unit in the one form that is compared: lower case, without the signs of LEFT_OUT."""
    for sign in LEFT_OUT:
        unit = unit.replace(sign, "")
    return unit.lower()


def unit_rows() -> pa.Table:
    """concept, unit (in the one form), factor, plus, low, high: value = written x factor + plus.

    low and high are the least and greatest possible value, in the unit of the concept.
    """
    possible = {row["concept"]: row for row in _rows("measured.csv")}
    unique = {(row["concept"], unit_key(row["unit"])): row for row in _rows("units.csv")}
    made = [
        {"concept": concept, "unit": unit}
        | {name: float(row[name]) for name in ("factor", "plus")}
        | {name: float(possible[concept][name]) for name in ("low", "high")}
        for (concept, unit), row in unique.items()
    ]
    return pa.Table.from_pylist(made)


def measured_code_rows() -> pa.Table:
    """concept, code: the LOINC codes of what we measure, and of what a result says about a pregnancy."""
    wanted = {row["concept"] for row in _rows("measured.csv")} | {"pregnancy_status"}
    codes = {
        (row["concept"], row["code"])
        for row in _rows("concepts.csv")
        if row["concept"] in wanted and row["system"] == LOINC
    }
    return pa.table({"concept": [concept for concept, _ in codes], "code": [code for _, code in codes]})


def _rows(name: str) -> list[dict[str, str]]:
    text = files("lenitive.knowledge").joinpath("concepts").joinpath(name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))
