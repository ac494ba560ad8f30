"""Adaptive tests: many sessions side by side, one step at a time; one session is a batch of one.

A step chooses an item for every session, takes the answers, and sharpens what is believed of theta. Beliefs
are posterior weights on the bank's quadrature points, so an answer costs one multiplication a point.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from lenitive.errors import AnswerError
from lenitive.measure.arrays import BoolArray, FloatArray
from lenitive.measure.irt import Bank
from lenitive.measure.selection import Selector

Select: TypeAlias = Literal["information", "variance"]
Places: TypeAlias = NDArray[np.intp]
# Called with the sessions' numbers and the item that each is asked; gives each answer, 1 for the lowest.
Answerer: TypeAlias = Callable[[Places, Places], FloatArray]

REASONS = ("", "se", "theta_change", "max_items", "no_items")
# Sessions that run in step: their beliefs stay within the processor's cache.
_CHUNK = 2048
# From so many sessions on it pays to rank the items in advance.
_MANY = 4096
# Beliefs are scaled up again before binary numbers lose them.
_SMALL = 1e-100


@dataclass(frozen=True)
class Rules:
    """How a test runs.

    select : "information" (most Fisher information at the current theta) or "variance" (least expected
        posterior variance; van der Linden 1998, Psychometrika 63:201).
    max_items, min_items : most items, and fewest before any other rule may stop it.
    se : stop once the standard error is this small. theta_change : stop once an answer moves theta by less.
    content : area to its share of the items; the area that is furthest behind comes next (Kingsbury and
        Zara 1989, Appl Meas Educ 2:359). Empty for no balancing.
    random_of : choose at random among so many of the best (exposure control; 1 for the best alone).
    exposure : item to the chance that it may be used in a session (Sympson and Hetter 1985); see
        `simulate.exposure_for`.
    """

    select: Select = "information"
    max_items: int = 12
    min_items: int = 4
    se: float | None = 0.3
    theta_change: float | None = None
    content: tuple[tuple[str, float], ...] = ()
    random_of: int = 1
    exposure: tuple[tuple[str, float], ...] = ()

    def __post_init__(self) -> None:
        """Refuse rules that no test could follow."""
        problem = ""
        if self.select not in ("information", "variance"):
            problem = f"select is {self.select!r}, not information or variance"
        elif not 1 <= self.min_items <= self.max_items:
            problem = f"min_items {self.min_items} must lie from 1 to max_items {self.max_items}"
        elif self.random_of < 1:
            problem = f"random_of is {self.random_of}, but it needs 1 or more"
        elif any(limit is not None and not limit > 0 for limit in (self.se, self.theta_change)):
            problem = "se and theta_change must be more than 0"
        elif any(share < 0 for _, share in self.content) or any(not 0 < c <= 1 for _, c in self.exposure):
            problem = "shares of content must not be negative, and chances of exposure lie from 0 to 1"
        if problem:
            raise AnswerError(f"the test cannot run: {problem}", do="Correct its rules.")


@dataclass
class Sessions:
    """The state of sessions in step; every array has one row a session.

    weights : beliefs at the quadrature points, (sessions, points). theta, se : their mean and SD.
    open : items that may still be asked, (sessions, items). answered : those that were, same shape.
    asked : how many were answered. moved : how far the last answer moved theta.
    starts_at_prior : whether the first item is chosen where the prior is, and not at a given theta.
    """

    bank: Bank
    rules: Rules
    weights: FloatArray
    theta: FloatArray
    se: FloatArray
    open: BoolArray
    answered: BoolArray
    asked: Places
    moved: FloatArray
    starts_at_prior: bool

    @classmethod
    def start(
        cls,
        bank: Bank,
        rules: Rules,
        count: int,
        *,
        start_theta: FloatArray | float | None = None,
        rng: np.random.Generator | None = None,
    ) -> Sessions:
        """Sessions in which nothing was asked.

        start_theta : where the first item is chosen, such as the person's last result; the prior's mean when
            left out. It does not enter the result.
        rng : needed for exposure chances.
        """
        mean = bank.prior_weights @ bank.theta
        spread = np.sqrt(bank.prior_weights @ (bank.theta - mean) ** 2)
        return cls(
            bank=bank,
            rules=rules,
            weights=np.tile(bank.prior_weights, (count, 1)),
            theta=np.full(count, bank.prior.mean) if start_theta is None else np.full(count, start_theta),
            se=np.full(count, spread),
            open=_open(bank, rules, count, rng),
            answered=np.zeros((count, len(bank.items)), dtype=bool),
            asked=np.zeros(count, dtype=np.intp),
            moved=np.full(count, np.inf),
            starts_at_prior=start_theta is None,
        )

    def learn(self, item: Places, answer: FloatArray) -> None:
        """Take one answer a session, 1 for the lowest; NaN skips the item, which is not asked again."""
        rows = np.arange(len(item))
        self.open[rows, item] = False
        given = np.isfinite(answer)
        self.answered[rows, item] = given
        category = np.where(given, answer, 1).astype(np.intp) - 1
        likely = self.bank.chance[item, category]
        if not given.all():
            likely[~given] = 1
        np.multiply(self.weights, likely, out=self.weights)
        sums = self.weights @ self.bank.powers
        total = sums[:, 0]
        if total.min() < _SMALL:
            self.weights /= total[:, None]
        theta = sums[:, 1] / total
        before = np.where(self.asked > 0, self.theta, np.inf)
        self.moved = np.where(given, np.abs(theta - before), np.inf)
        self.se = np.sqrt(np.maximum(sums[:, 2] / total - theta**2, 0))
        self.theta = theta
        self.asked = self.asked + given

    def reasons(self) -> NDArray[np.int8]:
        """Why each session is over, as its place in REASONS; 0 while it goes on."""
        rules, enough = self.rules, self.asked >= self.rules.min_items
        never = np.zeros(len(self.asked), dtype=bool)
        cases = [
            enough & (self.se <= rules.se) if rules.se is not None else never,
            enough & (self.moved < rules.theta_change) if rules.theta_change is not None else never,
            self.asked >= rules.max_items,
            ~self.open.any(axis=1),
        ]
        return np.select(cases, [1, 2, 3, 4], 0).astype(np.int8)

    def take(self, rows: BoolArray) -> Sessions:
        """The sessions of those rows alone."""
        return replace(
            self,
            weights=self.weights[rows],
            theta=self.theta[rows],
            se=self.se[rows],
            open=self.open[rows],
            answered=self.answered[rows],
            asked=self.asked[rows],
            moved=self.moved[rows],
        )


@dataclass(frozen=True)
class Finished:
    """What came of sessions; every array has one row a session.

    asked : items answered. items : which, (sessions, max_items), -1 after the end. reason : place in REASONS.
    thetas, errors : the result after each of them, same shape, NaN after the end; None unless asked for.
    """

    theta: FloatArray
    se: FloatArray
    asked: Places
    items: NDArray[np.int16]
    reason: NDArray[np.int8]
    thetas: FloatArray | None
    errors: FloatArray | None


def run(
    bank: Bank,
    rules: Rules,
    answer: Answerer,
    sessions: int,
    *,
    start_theta: FloatArray | None = None,
    seed: int = 0,
    steps: bool = False,
) -> Finished:
    """Run whole sessions, thousands in step.

    answer : gives the answers, (sessions,), to the items that sessions are asked.
    start_theta : (sessions,), where each first item is chosen; the prior's mean when left out.
    steps : whether to keep the result after every answer.
    """
    selector = Selector(bank, many=sessions >= _MANY)
    found = _nothing(sessions, rules.max_items, steps=steps)
    for first in range(0, sessions, _CHUNK):
        rows = np.arange(first, min(first + _CHUNK, sessions))
        rng = np.random.default_rng([seed, first])
        start = None if start_theta is None else start_theta[rows]
        state = Sessions.start(bank, rules, len(rows), start_theta=start, rng=rng)
        _run_chunk(state, selector, rows, answer, rng, found)
    return found


def _run_chunk(
    state: Sessions,
    selector: Selector,
    rows: Places,
    answer: Answerer,
    rng: np.random.Generator,
    found: Finished,
) -> None:
    while rows.size:
        item = selector.choose(state, rng)
        state.learn(item, answer(rows, item))
        given = state.answered[np.arange(len(rows)), item]
        at = rows[given], state.asked[given] - 1
        found.items[at] = item[given]
        if found.thetas is not None and found.errors is not None:
            found.thetas[at], found.errors[at] = state.theta[given], state.se[given]
        reason = state.reasons()
        is_over = reason > 0
        if is_over.any():
            over = rows[is_over]
            found.theta[over], found.se[over] = state.theta[is_over], state.se[is_over]
            found.asked[over], found.reason[over] = state.asked[is_over], reason[is_over]
            state, rows = state.take(~is_over), rows[~is_over]


def _nothing(sessions: int, most: int, *, steps: bool) -> Finished:
    return Finished(
        theta=np.empty(sessions),
        se=np.empty(sessions),
        asked=np.zeros(sessions, dtype=np.intp),
        items=np.full((sessions, most), -1, dtype=np.int16),
        reason=np.zeros(sessions, dtype=np.int8),
        thetas=np.full((sessions, most), np.nan) if steps else None,
        errors=np.full((sessions, most), np.nan) if steps else None,
    )


def _open(bank: Bank, rules: Rules, count: int, rng: np.random.Generator | None) -> BoolArray:
    """Every item, less those that exposure control sets aside for a session.

    Drawing once for each item and session is the procedure of Sympson and Hetter: an item is held back with
    the same chance whenever it is the best, and then stays out of that session.
    """
    open_items = np.ones((count, len(bank.items)), dtype=bool)
    if rules.exposure:
        limits = np.ones(len(bank.items))
        for key, chance in rules.exposure:
            limits[bank.place(key)] = chance
        drawn = (rng or np.random.default_rng(0)).random(open_items.shape)
        open_items = drawn < limits
        # A session in which chance closed everything is given everything.
        open_items[~open_items.any(axis=1)] = True
    return open_items
