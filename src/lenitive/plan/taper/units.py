"""Which daily doses can be made of pieces that can be handed out, and of how many pieces each.

Amounts are whole numbers of grains here, so that sums are exact; the sums that so many pieces can make are
the bits of one whole number.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import gcd

from lenitive.plan.taper.model import Piece

_FINE = 10_000  # parts of a milligram or of a microgram an hour, finer than any strength


@dataclass(frozen=True)
class Kind:
    """One thing to take: a tablet of a strength. own : the person has it now."""

    amount: float
    form: str
    own: bool = False


@dataclass(frozen=True)
class Made:
    """What a day's dose is made of: pieces, the dose at each time of the day, every how many days."""

    pieces: tuple[Piece, ...]
    doses: tuple[float, ...]
    every_days: int = 1


@dataclass(frozen=True)
class Pack:
    """Everything that doses may be made of.

    kinds : pieces. times : doses a day. pieces : pieces a day now. liquid : mg a mL of a liquid of the same
    medicine and its smallest step in mL, or None. most_days : a smallest piece may be taken every so many
    days at the end. spare : so many pieces a day more than now are still bearable.
    """

    kinds: tuple[Kind, ...]
    times: int
    pieces: int
    liquid: tuple[float, float] | None = None
    most_days: int = 1
    spare: int = 0

    @property
    def most(self) -> int:
        """The most pieces a day."""
        return max(self.times, self.pieces) + self.spare

    @cached_property
    def grain(self) -> float:
        """The amount of which all others are whole numbers."""
        amounts = [round(kind.amount * _FINE) for kind in self.kinds]
        if self.liquid is not None:
            amounts.append(round(self.liquid[0] * self.liquid[1] * _FINE))
        return gcd(*amounts) / _FINE

    def grains(self, amount: float) -> int:
        """The amount in grains, to the nearest."""
        return round(amount / self.grain)

    @cached_property
    def _sums(self) -> list[int]:
        """Element n: bit d is set where n pieces make d grains."""
        sums = [1]
        for _ in range(self.most):
            more = 0
            for kind in self.kinds:
                more |= sums[-1] << self.grains(kind.amount)
            sums.append(more)
        return sums

    def doses(self, most: float) -> list[float]:
        """All daily doses that can be made, up to `most`, the least first; 0 is one of them."""
        top = int(most / self.grain + 1e-9)
        bits = 0
        for sums in self._sums:
            bits |= sums
        found = [whole for whole in range(top + 1) if bits >> whole & 1]
        if self.liquid is not None:
            found = self._with_liquid(found, top)
        doses = {whole * self.grain for whole in found}
        if self.liquid is None and self.kinds:
            smallest = min(kind.amount for kind in self.kinds)
            doses |= {smallest / days for days in range(2, self.most_days + 1) if smallest <= most}
        return sorted(doses)

    def _with_liquid(self, solid: Iterable[int], top: int) -> list[int]:
        """Sums of pieces, each with any number of steps of the liquid on top."""
        step = self._liquid_step
        least: dict[int, int] = {}
        for whole in solid:
            least[whole % step] = min(whole, least.get(whole % step, whole))
        return [whole for whole in range(top + 1) if least.get(whole % step, top + 1) <= whole]

    @property
    def _liquid_step(self) -> int:
        assert self.liquid is not None  # noqa: S101  (its callers ask first)
        return self.grains(self.liquid[0] * self.liquid[1])

    def made_of(self, dose: float) -> Made:
        """What a dose is made of. Raises ValueError for one that `doses` does not give."""
        if dose <= 0:
            return Made((), ())
        days = self._days_between(dose)
        if days > 1:
            smallest = min(self.kinds, key=lambda kind: kind.amount)
            return Made((Piece(1, smallest.amount, smallest.form),), (smallest.amount,), days)
        whole = self.grains(dose)
        for solid in range(whole, -1, -1):
            rest = whole - solid
            fits = rest == 0 or (self.liquid is not None and rest % self._liquid_step == 0)
            if fits and (chosen := self._pieces(solid)) is not None:
                return self._with_rest(chosen, rest)
        raise ValueError(f"{dose} cannot be made")

    def _with_rest(self, chosen: list[Kind], rest: int) -> Made:
        amounts = [kind.amount for kind in chosen] + ([rest * self.grain] if rest else [])
        pieces = (*_counted(chosen), *self._poured(rest))
        return Made(pieces, tuple(_spread(amounts, self.times)))

    def _days_between(self, dose: float) -> int:
        if self.liquid is not None or not self.kinds:
            return 1
        smallest = min(kind.amount for kind in self.kinds)
        fitting = [n for n in range(2, self.most_days + 1) if abs(dose * n - smallest) < self.grain / 100]
        return fitting[0] if fitting else 1

    def _poured(self, rest: int) -> list[Piece]:
        if not rest or self.liquid is None:
            return []
        return [Piece(round(rest * self.grain / self.liquid[0], 4), self.liquid[0], "mL")]

    def _pieces(self, whole: int) -> list[Kind] | None:
        """Pieces that make so many grains, so that the doses of a day are as equal as they can be.

        One piece at least for each time of the day if it can be; of equally good ones the fewest.
        """
        if whole == 0:
            return []
        enough = [count for count in range(self.times, self.most + 1) if self._sums[count] >> whole & 1]
        fewer = [count for count in range(self.times - 1, 0, -1) if self._sums[count] >> whole & 1]
        if not enough and not fewer:
            return None
        return min((self._equal(whole, count) for count in enough or fewer[:1]), key=self._uneven)

    def _uneven(self, kinds: Sequence[Kind]) -> tuple[int, int]:
        """How far the doses of a day lie apart, and how many pieces they are."""
        doses = _spread([kind.amount for kind in kinds], self.times)
        return self.grains(max(doses) - min(doses)), len(kinds)

    def _equal(self, whole: int, count: int) -> list[Kind]:
        """So many pieces of a sum, the greatest as small as it can be; what the person has goes first."""
        for most in sorted({self.grains(kind.amount) for kind in self.kinds}):
            chosen = self._greedy(whole, count, most)
            if chosen is not None:
                return chosen
        raise ValueError("no such sum")  # the caller looked it up

    def _greedy(self, whole: int, count: int, most: int) -> list[Kind] | None:
        if count == 0:
            return [] if whole == 0 else None
        if not self._sums[count] >> whole & 1 or most * count < whole:
            return None
        fitting = [kind for kind in self.kinds if self.grains(kind.amount) <= min(most, whole)]
        for kind in sorted(fitting, key=lambda each: (-each.amount, not each.own)):
            rest = self._greedy(whole - self.grains(kind.amount), count - 1, self.grains(kind.amount))
            if rest is not None:
                return [kind, *rest]
        return None


def _spread(amounts: Iterable[float], times: int) -> list[float]:
    """Amounts given to the times of a day, each to the least so far; the greatest dose first."""
    doses: list[float] = []
    for amount in sorted(amounts, reverse=True):
        if len(doses) < times:
            doses.append(amount)
        else:
            doses[doses.index(min(doses))] += amount
    return sorted((round(dose, 4) for dose in doses), reverse=True)


def smallest_at_least(doses: Sequence[float], amount: float) -> float:
    """The least dose that can be made and is not under an amount."""
    return next(dose for dose in doses if dose >= amount - 1e-9)


def _counted(kinds: Iterable[Kind]) -> list[Piece]:
    counts: dict[tuple[float, str], int] = {}
    for kind in kinds:
        key = (kind.amount, kind.form)
        counts[key] = counts.get(key, 0) + 1
    return [
        Piece(count, amount, form)
        for (amount, form), count in sorted(counts.items(), key=lambda each: -each[0][0])
    ]
