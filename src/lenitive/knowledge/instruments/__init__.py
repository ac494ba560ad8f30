"""The questionnaires, checklists and tests that Lenitive scores: one YAML file each, under `files/`.

A new instrument is a new file there. Only facts and our own short labels are held; official wording is
loaded by a site that may use it.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from functools import cache
from importlib import resources
from typing import NamedTuple

from lenitive.errors import KnowledgeError
from lenitive.knowledge.instruments.changes import (
    ChangeRules,
    Threshold,
    change_rules,
    important_change_rows,
    threshold,
)
from lenitive.knowledge.instruments.model import (
    Band,
    Cutoff,
    Flag,
    ImportantChange,
    Instrument,
    Item,
    Licence,
    Missing,
    Reliability,
    Rule,
    Scale,
    TTable,
)
from lenitive.knowledge.instruments.read import load_yaml, read_instrument, read_t_table

__all__ = [
    "LABEL_FORMS",
    "Band",
    "ChangeRules",
    "Cutoff",
    "Flag",
    "ImportantChange",
    "Instrument",
    "Item",
    "ItemCode",
    "Licence",
    "Missing",
    "Reliability",
    "Rule",
    "Scale",
    "ScoreCode",
    "TTable",
    "Threshold",
    "change_rules",
    "ids",
    "important_change_rows",
    "instrument",
    "instruments",
    "item_codes",
    "score_codes",
    "t_table",
    "threshold",
]

# Where our own Questionnaires live: an answer to one of these was asked in our short labels.
LABEL_FORMS = "https://lenitive.example/Questionnaire"
_HERE = resources.files(__name__)


class ItemCode(NamedTuple):
    """An item and its LOINC code; an item of several PROMIS forms has one row for each form."""

    instrument: str
    item: str
    loinc: str


class ScoreCode(NamedTuple):
    """A scale and the LOINC code of its score."""

    instrument: str
    scale: str
    loinc: str


@cache
def ids() -> tuple[str, ...]:
    """The ids of every instrument, in alphabetical order, without reading the files."""
    names = (path.name for path in (_HERE / "files").iterdir())
    return tuple(sorted(name.removesuffix(".yaml") for name in names if name.endswith(".yaml")))


@cache
def instrument(instrument_id: str) -> Instrument:
    """The instrument of that id.

    Raises KnowledgeError, with the nearest id, where there is none.
    """
    if instrument_id not in ids():
        near = difflib.get_close_matches(instrument_id, ids(), n=1)
        raise KnowledgeError(
            f"there is no instrument {instrument_id!r}",
            do=f"Did you mean {near[0]!r}?" if near else "`docs/instruments` lists them.",
        )
    path = _HERE / "files" / f"{instrument_id}.yaml"
    found = read_instrument(load_yaml(path), path.name)
    if found.id != instrument_id:
        raise KnowledgeError(f"its id is {found.id!r}", where=path.name, do="Name the file as its id.")
    return found


def instruments() -> Iterator[Instrument]:
    """Every instrument, by id."""
    return (instrument(instrument_id) for instrument_id in ids())


@cache
def item_codes() -> tuple[ItemCode, ...]:
    """LOINC codes of items; a code repeats where forms share an item, the questionnaire tells them apart."""
    return tuple(
        ItemCode(form.id, item.key, item.loinc) for form in instruments() for item in form.items if item.loinc
    )


@cache
def score_codes() -> tuple[ScoreCode, ...]:
    """LOINC codes of scores, each code once.

    Forms of one PROMIS bank share the code of their T score, and T means the same on all of them. Such a
    code is given to the shortest form that gives a T score.
    """
    shortest_first = sorted(instruments(), key=lambda form: (len(form.items), form.id))
    found: dict[str, ScoreCode] = {}
    for form in shortest_first:
        for scale in form.scales:
            if scale.loinc:
                found.setdefault(scale.loinc, ScoreCode(form.id, scale.id, scale.loinc))
    return tuple(sorted(found.values()))


@cache
def _t_tables() -> dict[str, TTable]:
    return {name: read_t_table(name, entry) for name, entry in load_yaml(_HERE / "t_tables.yaml").items()}


def t_table(name: str) -> TTable:
    """The raw-to-T table of that name; raises KnowledgeError where there is none."""
    try:
        return _t_tables()[name]
    except KeyError:
        raise KnowledgeError(
            f"there is no raw-to-T table {name!r}", where="t_tables.yaml", do="Add it, with its source."
        ) from None
