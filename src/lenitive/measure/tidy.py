"""Scores and changes as tidy tables: one row a response and scale, ready for a data frame."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

import numpy as np

from lenitive.measure.arrays import FloatArray, TextArray
from lenitive.measure.change import Change
from lenitive.measure.scoring import ScaleScores
from lenitive.measure.sentences import verdict_sentences

if TYPE_CHECKING:
    import pyarrow as pa


def score_table(scores: Mapping[str, ScaleScores]) -> pa.Table:
    """The result of `score` as one table; `.to_pandas()` makes a data frame of it.

    Columns: response (from 0), scale, value (empty where withheld or text), text, se, band, reason.
    """
    import pyarrow as pa

    return pa.concat_tables(_scale_rows(found) for found in scores.values())


def change_table(changes: Iterable[Change]) -> pa.Table:
    """Changes as one table, in the order given (see `function_first`).

    Columns: person (from 0), instrument, scale, first, last, difference, low and high (its confidence
    interval), percent, needed, needed_low, needed_high, verdict, contested, reliable, sentence.
    """
    import pyarrow as pa

    return pa.concat_tables(_change_rows(change) for change in changes)


def _scale_rows(found: ScaleScores) -> pa.Table:
    import pyarrow as pa

    count = len(found.value)
    is_text = found.value.dtype == object
    nothing: TextArray = np.full(count, None, dtype=object)
    return pa.table(
        {
            "response": pa.array(np.arange(count)),
            "scale": pa.repeat(pa.scalar(found.scale.id), count),
            "value": pa.nulls(count, pa.float64()) if is_text else _numbers(found.value.astype(np.float64)),
            "text": pa.array(found.value if is_text else nothing, pa.string()),
            "se": pa.nulls(count, pa.float64()) if found.se is None else _numbers(found.se),
            "band": pa.array(nothing if found.band is None else found.band, pa.string()),
            "reason": pa.array(found.reason, pa.string()),
        }
    )


def _change_rows(change: Change) -> pa.Table:
    import pyarrow as pa

    count = len(change.first)
    low, high = change.interval
    needed_low, needed_high = change.needed_range
    return pa.table(
        {
            "person": pa.array(np.arange(count)),
            "instrument": pa.repeat(pa.scalar(change.instrument.id), count),
            "scale": pa.repeat(pa.scalar(change.scale.id), count),
            "first": _numbers(change.first),
            "last": _numbers(change.last),
            "difference": _numbers(change.difference),
            "low": _numbers(low),
            "high": _numbers(high),
            "percent": _numbers(change.percent),
            "needed": _numbers(change.needed),
            "needed_low": _numbers(needed_low),
            "needed_high": _numbers(needed_high),
            "verdict": pa.array(change.verdict, pa.string()),
            "contested": pa.array(change.contested),
            "reliable": pa.array(change.reliable, pa.string()),
            "sentence": pa.array(verdict_sentences(change), pa.string()),
        }
    )


def _numbers(values: FloatArray) -> pa.Array:
    """Numbers with empty instead of NaN."""
    import pyarrow as pa

    return pa.array(values, pa.float64(), from_pandas=True)
