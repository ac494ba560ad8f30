"""Instruments whose answers are small whole numbers: sums on bytes, and each score looked up.

Almost every instrument is one. Its scales have few possible pairs of (items answered, raw sum), so the rule
is worked out once for each pair and read from a table afterwards, missing answers or not. Answers are turned
into bytes, one row an item, which makes every pass over them eight times as short.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from lenitive.measure.arrays import BoolArray, FloatArray
from lenitive.measure.checks import refuse
from lenitive.measure.plan import LinearScale, Plan

Bytes: TypeAlias = NDArray[np.uint8]
Places: TypeAlias = NDArray[np.uint16]
Answers: TypeAlias = NDArray[np.float64] | NDArray[np.integer[Any]]
Kind: TypeAlias = type[np.uint8] | type[np.uint16]
# Tables of more entries than this cost more than the formula.
_MOST_ENTRIES = 2**16
# Chunks are whole multiples of this many responses.
PIECE = 1024
# Whole numbers up to here are exact in 32-bit numbers, whatever the order in which they are added.
_EXACT_IN_32 = 2**24


@dataclass(frozen=True)
class Term:
    """Items that count alike: rows `first` to `last` (not included) of the bytes.

    weight : what an answer is multiplied by. mirror : low + high of a reversed item, None for others.
    points : what each byte counts, for a recoded item.
    """

    first: int
    last: int
    weight: int = 1
    mirror: int | None = None
    points: Bytes | None = None


@dataclass(frozen=True)
class ScaleTable:
    """One scale: `values[answered * width + raw]`, and errors of the same shape where its table has them."""

    linear: LinearScale
    terms: tuple[Term, ...]
    width: int
    values: FloatArray
    errors: FloatArray | None

    @property
    def first_complete(self) -> int:
        """Where the scores of complete responses begin."""
        return self.linear.items * self.width


@dataclass(frozen=True)
class WholePlan:
    """An instrument of small whole numbers.

    low, span : least answer, and its distance to the greatest, (items, 1).
    """

    plan: Plan
    low: Bytes
    span: Bytes
    tables: tuple[ScaleTable, ...]


@cache
def whole_plan(plan: Plan) -> WholePlan | None:
    """The tables of an instrument; None for one with other answers, weights or too many possible sums."""
    limits = plan.limits
    if not limits.small or (limits.low < 0).any() or limits.listed or limits.hours is not None:
        return None
    tables = [_table(plan, linear) for linear in plan.linear]
    if any(table is None for table in tables):
        return None
    low = limits.low.astype(np.uint8)[:, None]
    span = (limits.high - limits.low).astype(np.uint8)[:, None]
    return WholePlan(plan, low, span, tuple(table for table in tables if table is not None))


class WholeScorer:
    """Scores chunks of up to `rows` responses, with memory that is made once."""

    def __init__(self, whole: WholePlan, rows: int) -> None:
        items = len(whole.plan.keys)
        self.whole = whole
        self._straight = np.empty((rows, items), dtype=np.uint8)
        self._turned = np.empty((items, rows), dtype=np.uint8)
        self._work = np.empty((items, rows), dtype=np.uint8)
        self._there = np.empty((items, rows), dtype=bool)
        self._filled = np.empty((rows, items))
        self._kept = np.empty((rows, items), dtype=np.float32)
        most = float(whole.plan.limits.high.max(initial=0))
        # Sums of squares of so many bytes may be added up in 32 bits; else in 64.
        self._kind = np.float32 if items * rows * most**2 < _EXACT_IN_32 else np.float64

    def score(self, chunk: Answers, start: int, values: list[FloatArray], places: list[Places]) -> None:
        """Write the scores of each scale, and where they stand in its table, from row `start` on.

        chunk : (responses, items); integers, or float64 in C order with NaN for not answered.
        Raises : AnswerError for an answer that the instrument does not allow.
        """
        codes, there = self._bytes(chunk, start)
        rows = slice(start, start + len(chunk))
        for table, value, place in zip(self.whole.tables, values, places, strict=True):
            raw = _raw(table, codes, there)
            if there is None:
                np.add(raw, table.first_complete, out=place[rows], dtype=np.uint16)
                np.take(table.values[table.first_complete :], raw, out=value[rows], mode="clip")
            else:
                np.multiply(_answered(table, there), table.width, out=place[rows], dtype=np.uint16)
                place[rows] += raw
                np.take(table.values, place[rows], out=value[rows], mode="clip")

    def _bytes(self, chunk: Answers, start: int) -> tuple[Bytes, BoolArray | None]:
        """Checked bytes, 0 for not answered, and where there is an answer; each (items, responses).

        The second is None where everything was answered.
        """
        rows = len(chunk)
        codes, there = self._turned[:, :rows], None
        if chunk.dtype.kind in "iu":
            self._take_integers(chunk, start)
        elif not self._fits(chunk):
            there = self._fill(chunk, start)
        np.copyto(codes, self._straight[:rows].T)
        # Below the least answer a byte wraps to a large one.
        outside = np.subtract(codes, self.whole.low, out=self._work[:, :rows]) > self.whole.span
        if there is not None:
            outside &= there
        if outside.any():
            refuse(self.whole.plan, chunk.astype(np.float64), first_row=start)
        return codes, there

    def _take_integers(self, chunk: Answers, start: int) -> None:
        """Turn integers, which are never missing, into bytes."""
        if chunk.dtype.itemsize > 1 and (chunk.min() < 0 or chunk.max() > np.iinfo(np.uint8).max):
            refuse(self.whole.plan, chunk.astype(np.float64), first_row=start)
        np.copyto(self._straight[: len(chunk)], chunk, casting="unsafe")

    def _fits(self, answers: Answers) -> bool:
        """Turn answers into bytes; False where one is missing, has a fraction or does not fit a byte.

        Cutting off a fraction, or bits beyond a byte, only ever makes a square smaller. So the sums of
        squares are equal only if nothing was cut off. Whole numbers add up exactly; a fraction below 1e-9 is
        not seen.
        """
        squares = _squares(answers)
        if not np.isfinite(squares):
            return False
        straight = self._straight[: len(answers)]
        with np.errstate(invalid="ignore"):
            np.copyto(straight, answers, casting="unsafe")
        if self._kind is np.float64:
            return _squares(straight.astype(np.float64)) == squares
        kept = self._kept[: len(answers)]
        np.copyto(kept, straight)
        return _squares(kept) == squares

    def _fill(self, chunk: Answers, start: int) -> BoolArray:
        """Turn answers into bytes, 0 for not answered; gives where there is an answer, (items, responses)."""
        filled, there = self._filled[: len(chunk)], self._there[:, : len(chunk)]
        missing = np.isnan(chunk)
        np.copyto(filled, chunk)
        np.copyto(filled, 0, where=missing)
        np.logical_not(missing.T, out=there)
        if not self._fits(filled):
            refuse(self.whole.plan, chunk.astype(np.float64), first_row=start)
            np.copyto(self._straight[: len(chunk)], np.rint(filled), casting="unsafe")
        return there


def _squares(numbers: NDArray[Any]) -> float:
    """Sum of squares, in pieces so short that the linear algebra library starts no threads for them."""
    flat = numbers.ravel()
    if flat.size % PIECE:
        return float(np.einsum("i,i", flat, flat))
    pieces = flat.reshape(-1, PIECE)
    return float(np.vecdot(pieces, pieces).sum(dtype=np.float64))


def _raw(table: ScaleTable, codes: Bytes, there: BoolArray | None) -> NDArray[np.unsignedinteger[Any]]:
    """Raw sums of the answered items, (responses,)."""
    kind = np.uint8 if table.width <= 256 else np.uint16
    total = _added(table.terms[0], codes, there, kind)
    for term in table.terms[1:]:
        np.add(total, _added(term, codes, there, kind), out=total)
    return total


def _answered(table: ScaleTable, there: BoolArray) -> Bytes:
    """How many items of the scale were answered, (responses,)."""
    count: Bytes = np.zeros(there.shape[1], dtype=np.uint8)
    for term in table.terms:
        np.add(count, np.add.reduce(there[term.first : term.last], axis=0, dtype=np.uint8), out=count)
    return count


def _added(term: Term, codes: Bytes, there: BoolArray | None, kind: Kind) -> NDArray[np.unsignedinteger[Any]]:
    """What the items of a term add to the raw sum, (responses,); an unanswered item adds 0."""
    counts = codes[term.first : term.last]
    if term.points is not None:
        counts = term.points[counts]
    if term.mirror is not None:
        counts = np.uint8(term.mirror) - counts
    if there is not None and (term.points is not None or term.mirror is not None):
        counts = counts * there[term.first : term.last]
    total: NDArray[np.unsignedinteger[Any]] = np.add.reduce(counts, axis=0, dtype=kind)
    return total if term.weight == 1 else total * kind(term.weight)


def _table(plan: Plan, linear: LinearScale) -> ScaleTable | None:
    """The table of a scale; None where its sums are not small whole numbers."""
    terms = _terms(plan, linear)
    highs = plan.most[plan.counted[:, linear.spot] > 0, linear.spot]
    most = float(highs.sum())
    if terms is None or most != round(most):
        return None
    if linear.scale.rule.kind == "percent_of_max" and len(set(highs.tolist())) > 1:
        return None
    width = round(most) + 1
    if width * (linear.items + 1) > _MOST_ENTRIES:
        return None
    answered = np.repeat(np.arange(linear.items + 1.0), width)
    raw = np.tile(np.arange(width, dtype=np.float64), linear.items + 1)
    reachable = answered * (most / linear.items)
    values = linear.value(raw, answered, reachable)
    errors = None
    if linear.table_se is not None:
        found = linear.looked_up(linear.table_se, linear.prorated(raw, np.maximum(answered, 1)))
        errors = np.where(np.isnan(values), np.nan, found)
    return ScaleTable(linear, tuple(terms), width, values, errors)


def _terms(plan: Plan, linear: LinearScale) -> list[Term] | None:
    """The items of a scale, neighbours that count alike together; None where a byte cannot hold one."""
    recode = dict(linear.scale.recode)
    terms: list[Term] = []
    for order, key in enumerate(linear.scale.items):
        row = plan.instrument.position[key]
        weight = linear.scale.rule.weights[order] if linear.scale.rule.weights else 1.0
        low, high = plan.limits.low[row], plan.limits.high[row]
        points = _points(recode[key]) if key in recode else None
        if points is not None:
            counted = [value for _, value in recode[key]]
            low, high = min(counted), max(counted)
        if weight != round(weight) or weight < 0 or low < 0 or high * weight > 255 or high != round(high):
            return None
        mirror = round(low + high) if key in linear.scale.reverse else None
        last = terms[-1] if terms else None
        alike = last is not None and (last.weight, last.mirror) == (weight, mirror)
        if last is not None and alike and last.last == row and last.points is None and points is None:
            terms[-1] = Term(last.first, row + 1, last.weight, last.mirror)
        else:
            terms.append(Term(row, row + 1, round(weight), mirror, points))
    return terms


def _points(pairs: tuple[tuple[float, float], ...]) -> Bytes:
    """What each byte counts; other bytes are refused before they are looked up."""
    points = np.zeros(256, dtype=np.uint8)
    for answer, value in pairs:
        points[int(answer)] = int(value)
    return points
