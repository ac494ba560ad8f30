"""The order of the options: what saves a life, what a guideline names first, then standing and certainty."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import numpy.typing as npt

from lenitive.knowledge.planning import planning
from lenitive.plan.columns import enough_tried, spoken, turn
from lenitive.plan.facts import GRADES, MECHANISMS, MET, Facts
from lenitive.plan.grid import NO_REASON, Grid
from lenitive.plan.program import number_of
from lenitive.plan.standing import CONSIDER, FITS_NOW, Codes, Truths, strictest

CERTAINTY = ("high", "moderate", "low", "very low")
NO_EVIDENCE = len(CERTAINTY)
_LINES = ("first", "second", "third", "specialist")
_FITS = ("recommended", "consider", "uncertain", "not_indicated_by")

Ranks = npt.NDArray[np.int64]


def ranks(standings: Codes, facts: Facts, grid: Grid) -> Ranks:
    """(people, treatments) from 1, the best next first; ties are broken by id, not by place in knowledge."""
    fixed = _fixed(grid)
    offered = standings <= CONSIDER
    first = leads(facts, grid) & offered
    tier = np.where(first, FITS_NOW, standings.astype(np.int64)) + 1
    key = np.where(grid.safety & offered, 0, tier)
    for part, size in (
        (~first, 2),
        (_late(facts, grid), 4),
        (certainty(facts, grid), 8),
        (_mechanism(facts, grid), 4),
        (fixed["line"], 4),
        (fixed["part"], 8),
        (fixed["name"], 256),
    ):
        key = key * size + part
    made = np.empty_like(key)
    places = np.argsort(key, axis=1)
    np.put_along_axis(made, places, np.arange(1, key.shape[1] + 1)[None, :], axis=1)
    return made


def leads(facts: Facts, grid: Grid, *, beside: bool = False) -> Truths:
    """(people, treatments) what a guideline names first for this person (`leads` of planning.yaml).

    beside : only what takes nobody else's place.
    """
    made = np.zeros((facts.people, len(grid.treatments)), dtype=np.bool_)
    for each in planning().leads:
        if beside and not each.beside:
            continue
        called = (facts.truths[:, [number_of(rule) for rule in each.rules]] == MET).any(axis=1)
        for treatment in each.treatments:
            made[:, grid.place[treatment]] |= called
    return made


def _late(facts: Facts, grid: Grid) -> Codes:
    """1 where something of an earlier line comes before it, 2 for an opioid; 0 for what goes on."""
    behind = np.where(turn(facts, grid) > FITS_NOW, np.where(grid.opioid, 2, 1), 0)
    ready = enough_tried(facts, grid) & ~grid.opioid
    return np.where(ready, 0, behind).astype(np.int8)


def certainty(facts: Facts, grid: Grid) -> Codes:
    """The place in CERTAINTY of the surest evidence of benefit for the pain, else NO_EVIDENCE."""
    speaks, _ = spoken(facts, grid)
    helps = speaks & (grid.reasons.code < NO_REASON) & grid.names_a_pain[grid.reasons.indication]
    sure = np.array([NO_EVIDENCE - CERTAINTY.index(each.certainty) for each in grid.reasons.entries])
    found = strictest(np.where(helps, sure, 0).astype(np.int8), grid.reasons.starts, len(grid.treatments))
    return (NO_EVIDENCE - found).astype(np.int8)


def _mechanism(facts: Facts, grid: Grid) -> Codes:
    """How well it fits the mechanisms that are at least possible; uncertain where none is."""
    fits = _fits(grid)
    present = facts.mechanisms >= GRADES.index(planning().mechanism_from)
    best = np.where(present[:, :, None], fits[None], len(_FITS)).min(axis=1)
    return np.where(np.any(present, axis=1)[:, None], best, _FITS.index("uncertain")).astype(np.int8)


@lru_cache(maxsize=2)
def _fits(grid: Grid) -> Codes:
    """(mechanisms, treatments) the place in _FITS."""
    return np.array(
        [[_FITS.index(each.mechanisms[name]) for each in grid.treatments] for name in MECHANISMS],  # type: ignore[index]
        dtype=np.int8,
    )


@lru_cache(maxsize=2)
def _fixed(grid: Grid) -> dict[str, Ranks]:
    policy, names = planning(), [each.id for each in grid.treatments]
    alphabet = {name: place for place, name in enumerate(sorted(names))}
    parts = [policy.parts.order.index(policy.parts.part(each.id, each.modality)) for each in grid.treatments]
    return {
        "line": np.array([_LINES.index(each.line) for each in grid.treatments], dtype=np.int64),
        "part": np.array(parts, dtype=np.int64),
        "name": np.array([alphabet[name] for name in names], dtype=np.int64),
    }
