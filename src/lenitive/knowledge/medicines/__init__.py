"""Medicines: products by RxNorm code, drug classes, units, routes, and factors of opioids to oral morphine.

The CSV files beside this module hold one fact a line; the functions make the tables that `reason/` joins.
RxNorm is of the U.S. National Library of Medicine, which does not endorse this product.
"""

from __future__ import annotations

import re
from functools import lru_cache
from importlib.resources import as_file, files

import pyarrow as pa

_SHORTEST_WORD = 4  # letters: a shorter name ("opium" has five) is more often another word than a medicine
_LISTS = {"systemic_groups", "local_groups"}
_CODES = ("code", "ingredient_code", "product_code", "systemic_groups", "local_groups", "route")


def product_rows() -> pa.Table:
    """One row a product code and ingredient; a code of an ingredient alone has no strength and no form.

    Two rows of one product and ingredient are two salts of it, and their strengths are added.
    """
    import pyarrow.compute as pc  # loads slowly, and what it makes is kept

    written = _table("product_ingredient").join(_table("dose_form"), "dose_form")
    keys = ["code", "ingredient"]
    once = ["per", "route_group", "preparation", "release", "wear_days"]
    added = written.group_by(keys).aggregate([("strength_mg", "sum"), *((name, "max") for name in once)])
    added = added.rename_columns(
        [name.removesuffix("_sum").removesuffix("_max") for name in added.column_names]
    )
    patch = pc.equal(added["per"], "hour")
    added = _put(added, "preparation", pc.if_else(pc.fill_null(patch, False), "patch", added["preparation"]))
    added = _put(
        added, "route_group", pc.if_else(pc.fill_null(patch, False), "transdermal", added["route_group"])
    )
    parts = (
        added.group_by("code").aggregate([("ingredient", "count_distinct")]).rename_columns(["code", "parts"])
    )
    whole = added.join(parts, "code")
    alone = _ingredient_codes(whole.schema, set(_texts(whole, "code")))
    return _with_opioid(pa.concat_tables([whole, alone.select(whole.column_names)])).select(list(PRODUCT))


def written_products() -> pa.Table:
    """The list of products as it is written: one row a code, ingredient and salt, with its dose form."""
    return _table("product_ingredient")


def word_rows() -> pa.Table:
    """Words that name an ingredient: its own name where that is one word, and names of brands."""
    names = {
        name for table in ("product_ingredient", "drug_class") for name in _texts(_table(table), "ingredient")
    }
    own = sorted(name for name in names if re.fullmatch(f"[a-z]{{{_SHORTEST_WORD},}}", name))
    brands = _table("brand")
    words = {
        "word": pa.array([*own, *_texts(brands, "word")]),
        "ingredient": pa.array([*own, *_texts(brands, "ingredient")]),
    }
    return _with_opioid(pa.table(words))


def unit_amounts() -> dict[str, dict[str, float]]:
    """Kind of unit (mass in mg, volume in mL, piece, spray, rate in mg/h) -> unit -> how much one is."""
    amounts: dict[str, dict[str, float]] = {}
    for row in _table("dose_unit").to_pylist():
        amounts.setdefault(row["kind"], {})[row["unit"]] = float(row["amount"])
    return amounts


def routes() -> dict[str, list[str]]:
    """Route group -> the words and codes of routes that belong to it."""
    groups: dict[str, list[str]] = {}
    for row in _table("route").to_pylist():
        groups.setdefault(row["route_group"], []).append(row["route"])
    return groups


def class_rows() -> pa.Table:
    """One row a drug class and ingredient (or product, where products decide), with the routes that count.

    `has_local_form`: some product of it stays where it is put, so a code without a route may be one.
    """
    classes = _table("drug_class")
    local = {
        (i, g)
        for i, g in zip(
            *(_texts(product_rows(), name) for name in ("ingredient", "route_group")), strict=True
        )
    }
    has = [
        any((ingredient, group) in local for group in groups or [])
        for ingredient, groups in zip(
            _texts(classes, "ingredient"), classes["local_groups"].to_pylist(), strict=True
        )
    ]
    kept = classes.select(["class", "ingredient", "product_code", "systemic_groups", "local_groups"])
    return kept.append_column("has_local_form", pa.array(has)).append_column("verified", classes["verified"])


def factor_rows() -> pa.Table:
    """One row an opioid and preparation: its factors to oral morphine, and the same for a milligram a day.

    An empty factor: the table has none, so the dose cannot be converted. `counted` is false where an opioid
    is not to be added to a total at all; `why` says so. A factor that goes by the day's total stands apart.
    """
    import pyarrow.compute as pc  # loads slowly, and what it makes is kept

    factors = _table("opioid_factor")
    units = pc.replace_substring_regex(factors["basis"], "^(mg|mcg).*(/day|/h)$", r"\1\2")
    per_mg = [MG_A_DAY_TO[unit] for unit in units.to_pylist()]
    for name in FACTOR_SETS:
        a_mg = pc.multiply(factors[name].cast(pa.float64()), pa.array(per_mg))
        factors = factors.append_column(f"{name}_per_mg", a_mg)
    return factors.select(list(FACTOR))


FACTOR_SETS = ("cdc2016", "cdc2022")
MG_A_DAY_TO = {"mg/day": 1.0, "mcg/day": 1000.0, "mcg/h": 1000.0 / 24}
"""How many of the unit that a factor multiplies one milligram a day is."""


def _ingredient_codes(schema: pa.Schema, taken: set[str]) -> pa.Table:
    """RxNorm codes of ingredients; they say what it is and nothing of how much."""
    pairs = {
        (code, ingredient)
        for table in ("drug_class", "opioid_factor")
        for code, ingredient in zip(
            *(_texts(_table(table), name) for name in ("ingredient_code", "ingredient")), strict=True
        )
        if code and code not in taken
    }
    rows = [{"code": code, "ingredient": ingredient, "parts": 1} for code, ingredient in sorted(pairs)]
    return pa.Table.from_pylist(rows, schema)


def _with_opioid(rows: pa.Table) -> pa.Table:
    """`opioid`: whether the factors of opioids name the ingredient, with or without a factor."""
    import pyarrow.compute as pc  # loads slowly, and what it makes is kept

    opioids = pa.array(sorted(set(_texts(_table("opioid_factor"), "ingredient"))))
    return rows.append_column("opioid", pc.is_in(rows["ingredient"], opioids))


PRODUCT = {
    **dict.fromkeys(("code", "ingredient"), "string"),
    "strength_mg": "float64",
    **dict.fromkeys(("per", "route_group", "preparation", "release"), "string"),
    "wear_days": "float64",
    "parts": "float64",
    "opioid": "boolean",
}
WORD = {"word": "string", "ingredient": "string", "opioid": "boolean"}
FACTOR = {
    **dict.fromkeys(("ingredient", "preparation", "basis"), "string"),
    **dict.fromkeys(("cdc2016", "cdc2022", "wear_days", "cdc2016_per_mg", "cdc2022_per_mg"), "float64"),
    "counted": "boolean",
    **dict.fromkeys(("why", "source"), "string"),
    "verified": "boolean",
}
CLASS = {
    **dict.fromkeys(("class", "ingredient", "product_code"), "string"),
    **dict.fromkeys(("systemic_groups", "local_groups"), "array<string>"),
    **dict.fromkeys(("has_local_form", "verified"), "boolean"),
}


@lru_cache(maxsize=16)
def _table(name: str) -> pa.Table:
    import pyarrow.compute as pc
    from pyarrow import csv

    numbers = dict.fromkeys(("strength_mg", "wear_days", "cdc2016", "cdc2022"), pa.float64())
    texts = dict.fromkeys(
        ("code", "ingredient_code", "product_code", "systemic_groups", "local_groups"), pa.string()
    )
    convert = csv.ConvertOptions(column_types=numbers | texts, strings_can_be_null=True, null_values=[""])
    with as_file(files(__package__).joinpath(f"{name}.csv")) as path:
        made = csv.read_csv(path, convert_options=convert)
    for column in _LISTS & set(made.column_names):
        made = _put(made, column, pc.split_pattern(made[column], "|"))
    return made


def _put(table: pa.Table, name: str, values: pa.ChunkedArray) -> pa.Table:
    return table.set_column(table.column_names.index(name), name, values)


def _texts(table: pa.Table, name: str) -> list[str]:
    return [str(value) if value is not None else "" for value in table[name].to_pylist()]
