"""Which treatments are of a family that is only ever lowered slowly, and has a planner for that."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from lenitive.knowledge.medicines import class_rows
from lenitive.knowledge.taper import FAMILIES
from lenitive.plan.options import Option

OPIOID = "opioid"


@lru_cache(maxsize=1)
def _ingredients() -> dict[str, frozenset[str]]:
    rows = class_rows().to_pylist()
    return {
        family: frozenset(row["ingredient"] for row in rows if row["class"] == family) for family in FAMILIES
    }


def family_of(ingredients: Iterable[str]) -> str:
    """The family that one of these ingredients belongs to; empty where none does."""
    named = frozenset(ingredients)
    return next((family for family in FAMILIES if named & _ingredients()[family]), "")


def taper_family(option: Option) -> str:
    """The family of a medicine that is taken now, of which a taper can be planned; else empty."""
    return "" if option.current is None else family_of(option.treatment.ingredients)
