"""What to do with what is taken now: go on, look at it again, or lower it slowly."""

from __future__ import annotations

import numpy as np

from lenitive.knowledge.planning import planning
from lenitive.plan.columns import reasons, weigh
from lenitive.plan.facts import MET, Facts
from lenitive.plan.grid import NO_REASON, Grid
from lenitive.plan.program import number_of
from lenitive.plan.standing import UNKNOWN, Codes, strictest

NOT_TAKEN, CONTINUE, REVIEW, STOP_SLOWLY = range(4)
CURRENT = (None, "continue", "review", "stop_slowly")
_HARD = ("contraindicated", "avoid")
_REVIEWED = ("prefer_other", "reduce_dose")


def currently(facts: Facts, grid: Grid) -> Codes:
    """(people, treatments) the place in CURRENT.

    A hard caution asks for a review, and for a slow stop where the class must not stop suddenly; not so where
    the opioid rules leave a person out (cancer, sickle cell), nor of anything near the end of life: there it
    is a review.
    """
    hard, soft = _met(facts, grid, _HARD), _met(facts, grid, _REVIEWED)
    left_out = (facts.truths[:, number_of("plan.taper_excluded")] == MET)[:, None] & grid.opioid
    left_out = left_out | (facts.truths[:, number_of("plan.end_of_life")] == MET)[:, None]
    evidence = weigh(facts, grid)
    asked = grid.flags(planning().looked_at_without_reason) & np.isin(
        reasons(facts, grid), (UNKNOWN, NO_REASON)
    )
    doubtful = asked | soft | facts.tried.failed | (evidence.against & (evidence.best == NO_REASON))
    slow = hard & facts.tried.stops_slowly & ~left_out
    action = np.where(slow, STOP_SLOWLY, np.where(hard | doubtful, REVIEW, CONTINUE))
    return np.where(facts.tried.current, action, NOT_TAKEN).astype(np.int8)


def _met(facts: Facts, grid: Grid, actions: tuple[str, ...]) -> np.ndarray:
    met = facts.truths[:, grid.cautions.rule] == MET
    named = np.array([each.action in actions for each in grid.cautions.entries])
    return strictest((met & named).astype(np.int8), grid.cautions.starts, len(grid.treatments)) > 0
