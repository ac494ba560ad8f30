"""An instrument's rules made ready for arrays: which columns, which weights, which table, which limits."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import numpy as np

from lenitive.knowledge import instruments
from lenitive.knowledge.instruments import Instrument, Item, Scale
from lenitive.measure.arrays import BoolArray, FloatArray, round_half_up
from lenitive.measure.named import NAMED_RULES, NamedRule

# Answers that fit one byte can be checked eight times as fast; see `checks.all_allowed`.
_SMALL = 100
# Above so many different raw sums a lookup table costs more than the formula.
_MOST_RAW_SUMS = 10_000
# A prorated sum that binary fractions put a hair above a whole number is that whole number.
_HAIR = 1e-9


@dataclass(frozen=True)
class ItemLimits:
    """What each item allows; arrays are (items,).

    small : every item takes whole numbers that fit one byte.
    listed : column and allowed values of items that skip some numbers between their limits.
    hours : two columns of clock hours that may not be the same hour.
    """

    low: FloatArray
    high: FloatArray
    whole: BoolArray
    small: bool
    listed: tuple[tuple[int, FloatArray], ...]
    hours: tuple[int, int] | None


@dataclass(frozen=True)
class Recode:
    """A column whose answers stand for other points: answer `answers[i]` counts `points[i]`."""

    column: int
    answers: FloatArray
    points: FloatArray


@dataclass(frozen=True)
class LinearScale:
    """A scale whose raw score is a weighted sum of its columns; `spot` is its column in the sums.

    constant : what reversed items add when all are answered.
    most : the greatest sum that each column can add (percent_of_max), (columns,).
    first, value_of_raw : scores of the whole raw sums first, first + 1, ..., if every answer is whole.
    """

    scale: Scale
    spot: int
    items: int
    low: float
    high: float
    constant: float
    first: int
    value_of_raw: FloatArray | None
    table_first: int
    table: FloatArray | None
    table_se: FloatArray | None

    def value(self, raw: FloatArray, answered: FloatArray, most: FloatArray) -> FloatArray:
        """Scores from raw sums (responses,), the count answered and the greatest sum those could give.

        Returns : points of the scale; NaN where too few were answered.
        """
        rule, missing = self.scale.rule, self.scale.missing
        count = np.maximum(answered, 1)
        raw = self.prorated(raw, count)
        if rule.kind == "mean":
            value = raw / count
        elif rule.kind == "linear":
            value = 100 * (raw / count - self.low) / (self.high - self.low)
        elif rule.kind == "percent_of_max":
            value = 100 * raw / np.maximum(most, 1)
        elif self.table is not None:
            value = self.looked_up(self.table, raw)
        else:
            value = raw * rule.factor / rule.divisor
        value = np.where(answered >= missing.needed, value, np.nan)
        return round_half_up(value, self.scale.decimals)

    def prorated(self, raw: FloatArray, answered: FloatArray) -> FloatArray:
        """Raw sums as if every item had been answered like those that were; unchanged for a mean.

        PROMIS rounds the prorated sum up to a whole one, because its tables hold only those.
        """
        method = self.scale.missing.method
        if method not in ("prorate", "prorate_round_up") or self.scale.rule.kind == "percent_of_max":
            return raw
        full: FloatArray = raw * self.items / np.maximum(answered, 1)
        return np.ceil(full - _HAIR) if method == "prorate_round_up" else full

    def looked_up(self, table: FloatArray, raw: FloatArray) -> FloatArray:
        """The table's entry for whole raw sums; NaN for NaN."""
        known = np.isfinite(raw)
        place = np.where(known, raw - self.table_first, 0).astype(np.intp)
        return np.where(known, table[np.clip(place, 0, len(table) - 1)], np.nan)


@dataclass(frozen=True, eq=False)
class Plan:
    """One instrument, ready to score; made once, and itself a key to what is worked out from it.

    weights : (columns, linear scales); the columns are the items, then the recoded ones.
    reversed_weights : the constant that each answered reversed column adds, same shape.
    counted : 1 where a column belongs to a scale, same shape. most : greatest sum of a column, same shape.
    plain : every item takes numbers and nothing else.
    whole_scales : ids of the scales whose scores are whole numbers.
    """

    instrument: Instrument
    keys: tuple[str, ...]
    limits: ItemLimits
    recodes: tuple[Recode, ...]
    linear: tuple[LinearScale, ...]
    named: tuple[tuple[Scale, NamedRule], ...]
    weights: FloatArray
    reversed_weights: FloatArray
    counted: FloatArray
    most: FloatArray
    plain: bool
    whole_scales: frozenset[str]


@cache
def plan_for(instrument: Instrument | str) -> Plan:
    """The plan of an instrument, or of the instrument of that id; made once a process.

    Raises KnowledgeError for an unknown id.
    """
    if isinstance(instrument, str):
        return plan_for(instruments.instrument(instrument))
    return _Maker(instrument).plan()


class _Maker:
    """Collects the columns and weights of one instrument."""

    def __init__(self, instrument: Instrument) -> None:
        self.instrument = instrument
        self.recodes: list[Recode] = []
        self.recoded: dict[tuple[str, tuple[tuple[float, float], ...]], int] = {}
        self.limits = _limits(instrument)
        self.lows = list(self.limits.low)
        self.highs = list(self.limits.high)

    def plan(self) -> Plan:
        scales = [scale for scale in self.instrument.scales if scale.rule.kind != "custom"]
        columns = [self._columns(scale) for scale in scales]
        shape = (len(self.lows), len(scales))
        weights, turned, counted, most = (np.zeros(shape) for _ in range(4))
        for spot, (scale, places) in enumerate(zip(scales, columns, strict=True)):
            for order, (key, column) in enumerate(zip(scale.items, places, strict=True)):
                weight = scale.rule.weights[order] if scale.rule.weights else 1.0
                low, high = self.lows[column], self.highs[column]
                is_reversed = key in scale.reverse
                weights[column, spot] = -weight if is_reversed else weight
                turned[column, spot] = weight * (low + high) if is_reversed else 0.0
                counted[column, spot] = 1.0
                most[column, spot] = weight * high
        linear = tuple(
            self._linear(scale, spot, places, weights[:, spot], turned[:, spot].sum(), most[:, spot].sum())
            for spot, (scale, places) in enumerate(zip(scales, columns, strict=True))
        )
        return Plan(
            instrument=self.instrument,
            keys=tuple(item.key for item in self.instrument.items),
            limits=self.limits,
            recodes=tuple(self.recodes),
            linear=linear,
            named=tuple(
                (scale, NAMED_RULES[scale.rule.function])
                for scale in self.instrument.scales
                if scale.rule.kind == "custom"
            ),
            weights=weights,
            reversed_weights=turned,
            counted=counted,
            most=most,
            plain=all(item.kind in ("whole", "number") for item in self.instrument.items),
            whole_scales=frozenset(scale.id for scale in self._whole_scales(linear)),
        )

    def _whole_scales(self, linear: tuple[LinearScale, ...]) -> Iterator[Scale]:
        """A named rule gives whole numbers unless its scale has decimals."""
        for made in linear:
            values = made.value_of_raw
            if values is not None and bool(np.all(np.isnan(values) | (values == np.rint(values)))):
                yield made.scale
        yield from (s for s in self.instrument.scales if s.rule.kind == "custom" and s.decimals is None)

    def _columns(self, scale: Scale) -> list[int]:
        """The column of each of the scale's items, with a new one for an item that it recodes."""
        recode = dict(scale.recode)
        return [
            self._recoded(key, recode[key]) if key in recode else self.instrument.position[key]
            for key in scale.items
        ]

    def _recoded(self, key: str, pairs: tuple[tuple[float, float], ...]) -> int:
        if (key, pairs) not in self.recoded:
            answers, points = (np.array(side) for side in zip(*sorted(pairs), strict=True))
            self.recoded[key, pairs] = len(self.lows)
            self.recodes.append(Recode(self.instrument.position[key], answers, points))
            self.lows.append(points.min())
            self.highs.append(points.max())
        return self.recoded[key, pairs]

    def _linear(
        self,
        scale: Scale,
        spot: int,
        places: list[int],
        weights: FloatArray,
        constant: float,
        most: float,
    ) -> LinearScale:
        table_first, table, table_se = _table(scale)
        made = LinearScale(
            scale=scale,
            spot=spot,
            items=len(scale.items),
            low=float(self.lows[places[0]]),
            high=float(self.highs[places[0]]),
            constant=float(constant),
            first=0,
            value_of_raw=None,
            table_first=table_first,
            table=table,
            table_se=table_se,
        )
        if not all(self._is_whole(key) for key in scale.items):
            return made
        ends = np.sort(np.stack([np.array(self.lows) * weights, np.array(self.highs) * weights]), axis=0)
        first, last = (round(float(end + constant)) for end in ends.sum(axis=1))
        if last - first > _MOST_RAW_SUMS:
            return made
        raws = np.arange(first, last + 1, dtype=np.float64)
        answered = np.full(raws.shape, float(made.items))
        values = made.value(raws, answered, np.full(raws.shape, most))
        return LinearScale(**{**vars(made), "first": first, "value_of_raw": values})

    def _is_whole(self, key: str) -> bool:
        return self.instrument.item(key).kind in ("whole", "boolean")


def _limits(instrument: Instrument) -> ItemLimits:
    items = instrument.items
    low = np.array([_lowest(item) for item in items])
    high = np.array([_highest(item) for item in items])
    whole = np.array([item.kind != "number" for item in items])
    listed = tuple(
        (place, np.array(sorted(float(value) for value in item.values)))
        for place, item in enumerate(items)
        if item.values and item.kind != "choice"
    )
    hours = tuple(instrument.position[key] for key in instrument.distinct_hours)
    fits = bool(np.all(whole) and np.all(low >= -_SMALL) and np.all(high <= _SMALL))
    return ItemLimits(low, high, whole, fits, listed, (hours[0], hours[1]) if hours else None)


def _lowest(item: Item) -> float:
    return 0.0 if item.low is None else item.low


def _highest(item: Item) -> float:
    """The greatest code: a choice is held by its place among the values; a date is never held."""
    if item.kind == "choice":
        return len(item.values) - 1.0
    return 0.0 if item.high is None else item.high


def _table(scale: Scale) -> tuple[int, FloatArray | None, FloatArray | None]:
    if scale.rule.kind == "table":
        raws = [raw for raw, _ in scale.rule.values]
        return raws[0], np.array([score for _, score in scale.rule.values]), None
    if scale.rule.kind == "t_table":
        table = instruments.t_table(scale.rule.table)
        return table.first, np.array(table.t), np.array(table.se) if table.se else None
    return 0, None, None
