"""Which item comes next, for many sessions at once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from numpy.typing import NDArray

from lenitive.errors import AnswerError
from lenitive.measure.arrays import BoolArray, FloatArray
from lenitive.measure.irt import Bank, information, information_of

if TYPE_CHECKING:
    from lenitive.measure.adaptive import Sessions

Places: TypeAlias = NDArray[np.intp]

# Distance of the thetas at which items are ranked in advance.
_STEP = 0.001
_TINY = 1e-300


@dataclass(frozen=True)
class _Ranking:
    """Items at evenly spaced thetas.

    items : from the most to the least informative, (thetas, items).
    values : the information of each item, in bank order, same shape.
    margin : a lead of more than this at the nearest theta is a lead at the exact one.
    """

    items: NDArray[np.int16]
    values: FloatArray
    margin: float


class Selector:
    """Chooses items from one bank; keeps what it worked out about the bank.

    many : so many sessions come that it pays to rank the items in advance. The choice is the same.
    """

    def __init__(self, bank: Bank, *, many: bool = False) -> None:
        self.bank, self.many = bank, many
        self._areas: dict[tuple[str, ...], Places] = {}

    def choose(self, state: Sessions, rng: np.random.Generator | None) -> Places:
        """The item that each session is asked next, (sessions,); every session has an open item.

        rng : needed where the rules choose at random among the best.
        """
        allowed = state.open
        if state.rules.content:
            allowed = allowed & self._due(state)
        rules = state.rules
        if rules.select == "variance" and (state.starts_at_prior or state.asked.any()):
            value = np.where(allowed, self.variance_taken(state.weights), -np.inf)
            return _best(value, rules.random_of, rng)
        if not self.many or rules.random_of > 1:
            return _best(self._information(state.theta, allowed), rules.random_of, rng)
        depth = len(self.bank.items)
        if not rules.content:
            # Only so many items are closed, so the two best open ones stand before this place.
            depth = min(depth, int((~allowed).sum(axis=1).max()) + 2)
        return self._most_informative(state.theta, allowed, depth)

    def variance_taken(self, weights: FloatArray) -> FloatArray:
        """How much each item is expected to take off the posterior variance, (sessions, items).

        The expected posterior variance is the present one less the variance of the posterior means that the
        item's answers would give, weighted by their chance.
        """
        total = weights.sum(axis=1, keepdims=True)
        theta = weights @ self.bank.theta[:, None] / total
        chance = weights @ self._flat_chance / total
        mean = weights @ self._flat_chance_theta / total - theta * chance
        gain = mean**2 / np.maximum(chance, _TINY)
        taken: FloatArray = gain.reshape(len(weights), len(self.bank.items), -1).sum(axis=2)
        return taken

    def _most_informative(self, theta: FloatArray, allowed: BoolArray, depth: int) -> Places:
        """The allowed item with the most information at each theta, the first in the bank of equals.

        The item that leads the ranking at the nearest theta is taken where no other comes so near that it
        could lead at the exact one; the few doubtful ones are compared exactly.
        """
        rows, grid, last = np.arange(len(theta)), self.bank.quadrature, len(self._ranking.items) - 1
        at = np.rint((theta - grid.low) / (grid.high - grid.low) * last).astype(np.intp).clip(0, last)
        ranked = self._ranking.items[at, :depth]
        free = np.take_along_axis(allowed, ranked, axis=1)
        first = free.argmax(axis=1)
        free[rows, first] = False
        second = free.argmax(axis=1)
        values = self._ranking.values
        best: Places = ranked[rows, first].astype(np.intp)
        doubtful = values[at, best] - values[at, ranked[rows, second]] <= self._ranking.margin
        doubtful &= free[rows, second]
        if doubtful.any():
            best[doubtful] = self._information(theta[doubtful], allowed[doubtful]).argmax(axis=1)
        return best

    def _information(self, theta: FloatArray, allowed: BoolArray) -> FloatArray:
        """Information of every item at each theta, (sessions, items); -inf where it is not allowed."""
        found = information_of(self.bank.slopes, self.bank.thresholds, theta[:, None])
        return np.where(allowed, found, -np.inf)

    def _due(self, state: Sessions) -> BoolArray:
        """Items of the area that is furthest behind its share, among areas with an open item."""
        names = tuple(name for name, _ in state.rules.content)
        shares = np.array([share for _, share in state.rules.content])
        area = self._area_places(names)
        member = area[None, :] == np.arange(len(names))[:, None]
        used = state.answered @ member.T.astype(np.float64)
        behind = shares / shares.sum() - used / np.maximum(used.sum(axis=1, keepdims=True), 1)
        behind[~(state.open @ member.T)] = -np.inf
        due = behind.argmax(axis=1)
        found: BoolArray = member[due]
        # Where every area is used up, what belongs to none may still be asked.
        found[~(found & state.open).any(axis=1)] = True
        return found

    def _area_places(self, names: tuple[str, ...]) -> Places:
        """The place of each item's area among the names, -1 for none of them."""
        if names not in self._areas:
            strange = set(names) - {item.area for item in self.bank.items}
            if strange:
                known = ", ".join(sorted({item.area for item in self.bank.items if item.area})) or "none"
                raise AnswerError(
                    f"the bank has no area {sorted(strange)[0]!r}", do=f"Its areas are: {known}."
                )
            self._areas[names] = np.array(
                [names.index(item.area) if item.area in names else -1 for item in self.bank.items]
            )
        return self._areas[names]

    @cached_property
    def _flat_chance(self) -> FloatArray:
        """(points, items x categories)."""
        points = len(self.bank.theta)
        return np.ascontiguousarray(self.bank.chance.reshape(-1, points).T)

    @cached_property
    def _flat_chance_theta(self) -> FloatArray:
        return self._flat_chance * self.bank.theta[:, None]

    @cached_property
    def _ranking(self) -> _Ranking:
        grid = self.bank.quadrature
        thetas = np.linspace(grid.low, grid.high, round((grid.high - grid.low) / _STEP) + 1)
        values = np.ascontiguousarray(information(self.bank, thetas).T)
        # Over half a step each way two items close up by at most the steepest step; twice that is safe.
        margin = 2 * float(np.abs(np.diff(values, axis=0)).max())
        return _Ranking(np.argsort(-values, axis=1, kind="stable").astype(np.int16), values, margin)


def _best(value: FloatArray, random_of: int, rng: np.random.Generator | None) -> Places:
    """The place of each row's greatest value, the first of equals; or one of the `random_of` greatest."""
    if random_of == 1 or rng is None:
        best: Places = value.argmax(axis=1)
        return best
    few = np.argsort(-value, axis=1, kind="stable")[:, :random_of]
    allowed = np.take_along_axis(value, few, axis=1) > -np.inf
    drawn = (rng.random(len(value)) * allowed.sum(axis=1)).astype(np.intp)
    chosen: Places = few[np.arange(len(value)), drawn]
    return chosen
