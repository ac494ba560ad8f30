"""Codes and ingredients that mean one treatment, or one kind of it, in the form that charts are joined to."""

from __future__ import annotations

import csv
from importlib.resources import files

import pyarrow as pa

from lenitive.knowledge.codes_of_concepts import code_key, stem_of, system_key

CODE_COLUMNS = {"stem": "string", "treatment": "string"}
KIND_COLUMNS = {"stem": "string", "modality": "string"}
INGREDIENT_COLUMNS = {
    "ingredient": "string",
    "treatment": "string",
    "route_groups": "array<string>",
    "release": "string",
}
_RXNORM = "http://www.nlm.nih.gov/research/umls/rxnorm"
_RELEASE = {"immediate": "immediate", "extended": "extended_or_long_acting"}
Row = dict[str, str]


def code_rows() -> pa.Table:
    """Codes of procedures, services and devices, by stem (see codes_of_concepts)."""
    rows = (row for row in _exact() if row["system"] != _RXNORM)
    return pa.Table.from_pylist([{"stem": _stem(row), "treatment": row["treatment"]} for row in rows])


def kind_rows() -> pa.Table:
    """Codes that mean several treatments of one modality, by stem: physiotherapy is some kind of exercise."""
    modality = {row["treatment"]: row["modality"] for row in _rows("treatments.csv")}
    found: dict[str, set[str]] = {}
    for row in _rows():
        if row["fit"] == "broad" and row["system"] != _RXNORM:
            found.setdefault(_stem(row), set()).add(modality[row["treatment"]])
    made = [{"stem": stem, "modality": kinds.pop()} for stem, kinds in found.items() if len(kinds) == 1]
    return pa.Table.from_pylist(made)


def ingredient_rows() -> pa.Table:
    """Ingredients of medicines, with the route groups and release of the treatment (empty: any)."""
    made = [
        {
            "ingredient": row["display"],
            "treatment": row["treatment"],
            "route_groups": row["route_groups"].split("|") if row["route_groups"] else None,
            "release": _RELEASE.get(row["release"]),
        }
        for row in _exact()
        if row["system"] == _RXNORM
    ]
    types = [pa.string(), pa.string(), pa.list_(pa.string()), pa.string()]
    return pa.Table.from_pylist(made, pa.schema(zip(INGREDIENT_COLUMNS, types, strict=True)))


def codings_of(treatment: str) -> list[tuple[str, str, str]]:
    """(system, code, words) that mean exactly this treatment, procedures and medicines alike."""
    return [(row["system"], row["code"], row["display"]) for row in _exact() if row["treatment"] == treatment]


def ingredients_of_treatments() -> list[tuple[str, str]]:
    """(treatment, ingredient) of medicines; an ingredient may belong to several treatments."""
    return [(row["treatment"], row["display"]) for row in _rows() if row["system"] == _RXNORM]


def _exact() -> list[Row]:
    return [row for row in _rows() if row["fit"] == "exact"]


def _stem(row: Row) -> str:
    system = system_key(row["system"])
    return f"{system} {stem_of(system, code_key(row['code']))}"


def _rows(name: str = "treatment_codes.csv") -> list[Row]:
    path = files("lenitive.knowledge").joinpath("concepts", name)
    return list(csv.DictReader(path.read_text("utf-8").splitlines()))
