"""Every code that means a concept or a treatment, value sets unfolded, in the form that charts are joined to.

A chart writes one code system under several names (URI, https, OID) and one code with or without its dot,
so both sides are brought to one form: `system` is a short name (concepts/systems.csv), `code` is in
capitals without dots. A code is looked up by `stem`, the system and the part that must be equal: the first
three characters in a classification that is matched by prefix (ICD), else the whole code. What is left is
compared with `pattern` (LIKE). So the join is one of equal keys.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from functools import lru_cache
from importlib.resources import files
from string import ascii_uppercase, digits

import pyarrow as pa

from lenitive.errors import KnowledgeError

STEM = 3
"""How many characters a chapter code has in ICD; a prefix that we hold is rarely shorter."""
BY_PREFIX = frozenset({"icd10", "icd11"})
WHOLE = 64
"""How long a stem may be where the whole code has to be equal."""
NO_DAYS, ANY_DAYS = 0.0, 1e9
"""What a code without a limit of days allows."""
COLUMNS = {
    "kind": "string",
    "concept": "string",
    "stem": "string",
    "pattern": "string",
    "excludes": "boolean",
    "onset_min_days": "float64",
    "onset_max_days": "float64",
    "within_days": "float64",
    "only_active": "boolean",
    "derived": "boolean",
}
SYSTEM_COLUMNS = {"uri": "string", "system": "string", "stem_length": "int64"}
_KINDS = {"indication": "condition"}
_NEVER_CODED = frozenset({"clinician_entry", "ingredient", "exclude_words"})
Row = dict[str, str]
Made = tuple[object, ...]


def code_key(code: str) -> str:
    """A code in the one form: capitals, no dots, no blanks around."""
    return code.strip().upper().replace(".", "")


def stem_of(system: str, code: str) -> str:
    """The part of a code (in the one form) that must be equal."""
    return code[:STEM] if system in BY_PREFIX else code


@lru_cache(maxsize=1)
def system_uris() -> dict[str, tuple[str, ...]]:
    """Short name of a code system -> its names in charts, in lower case."""
    names: dict[str, list[str]] = {}
    for row in _rows("systems.csv"):
        written = row["uri"]
        for name in (written, written.replace("http://", "https://")):
            names.setdefault(row["system"], []).extend((name, f"{name}/"))
    return {system: tuple(sorted(set(uris))) for system, uris in names.items()}


@lru_cache(maxsize=1)
def _short_names() -> dict[str, str]:
    return {uri: system for system, uris in system_uris().items() for uri in uris}


@lru_cache(maxsize=256)
def system_key(uri: str) -> str:
    """The short name of a code system that knowledge uses.

    Raises KnowledgeError for one that systems.csv does not list.
    """
    try:
        return _short_names()[uri.strip().lower()]
    except KeyError:
        raise KnowledgeError(
            f"the code system {uri!r} has no short name",
            where="knowledge/concepts/systems.csv",
            do="Add a line for it",
        ) from None


@lru_cache(maxsize=1)
def concepts_by_order() -> tuple[str, ...]:
    """The concepts that an order for them is enough for (end-of-life care)."""
    return tuple(row["concept"] for row in _rows("by_order.csv"))


def system_rows() -> pa.Table:
    """Every name of a code system that a chart may write, in lower case."""
    names = [(uri, system) for system, uris in system_uris().items() for uri in uris]
    return pa.table(
        {
            "uri": [uri for uri, _ in names],
            "system": [system for _, system in names],
            "stem_length": [STEM if system in BY_PREFIX else WHOLE for _, system in names],
        }
    )


def concept_rows() -> pa.Table:
    """Every code of every concept: the columns of COLUMNS, one row a code or prefix."""
    source = _rows("concepts.csv")
    words = _left_out_words(source)
    coded = (row for row in source if row["match"] not in _NEVER_CODED)
    unique = dict.fromkeys(made for row in coded for made in _unfold(row, words))
    arrow = {"string": pa.string(), "float64": pa.float64(), "boolean": pa.bool_()}
    columns = zip(COLUMNS.items(), zip(*unique, strict=True), strict=True)
    return pa.table({name: pa.array(values, arrow[kind]) for (name, kind), values in columns})


def _left_out_words(source: list[Row]) -> dict[str, tuple[str, ...]]:
    words: dict[str, tuple[str, ...]] = {}
    for row in source:
        if row["match"] == "exclude_words":
            words[row["concept"]] = (*words.get(row["concept"], ()), row["code"].lower())
    return words


def _unfold(row: Row, words: dict[str, tuple[str, ...]]) -> Iterator[Made]:
    if row["match"] != "valueset":
        yield from _codes(row, row["system"], row["code"], row["match"])
        return
    unwanted = words.get(row["concept"], ())
    for member in _rows(f"value_sets/{row['code']}.csv"):
        named = any(word in member["display"].lower() for word in unwanted)
        match = "exclude_prefix" if named else "exact"
        yield from _codes(row, member["system"], member["code"], match)


def _codes(row: Row, uri: str, code: str, match: str) -> Iterator[Made]:
    """The rows of COLUMNS that one line, or one member of its value set, stands for."""
    system = system_key(uri)
    kind = _KINDS.get(row["kind"], row["kind"])
    least, most = float(row["onset_min_days"] or NO_DAYS), float(row["onset_max_days"] or ANY_DAYS)
    within, only_active = float(row["within_days"] or ANY_DAYS), row["clinical_status"] == "active"
    limits = (least, most, within, only_active, row["derived"] == "true")
    for stem, pattern in _patterns(system, code, match):
        yield (kind, row["concept"], f"{system} {stem}", pattern, match == "exclude_prefix", *limits)


def _patterns(system: str, code: str, match: str) -> Iterator[tuple[str, str]]:
    """(stem, LIKE pattern) of one line; a range of codes and a prefix shorter than a stem are several."""
    key = code_key(code)
    if match == "range":
        first, last = key.split("-")
        for number in range(int(first), int(last) + 1):
            yield str(number), str(number)
    elif match in ("prefix", "exclude_prefix") and system in BY_PREFIX:
        for stem in _stems(key):
            yield stem, f"{max(key, stem, key=len)}%"
    elif match == "pattern":
        yield stem_of(system, key), key.replace("*", "%")
    else:
        yield stem_of(system, key), key


def _stems(prefix: str) -> Iterator[str]:
    if len(prefix) >= STEM:
        yield prefix[:STEM]
        return
    for more in digits + ascii_uppercase:
        yield from _stems(prefix + more)


def _rows(path: str) -> list[Row]:
    text = files("lenitive.knowledge").joinpath("concepts").joinpath(path).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))
