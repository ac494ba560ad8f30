"""Answers to a questionnaire that give a wanted score, drawn so that no two items march in step."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from lenitive.knowledge.instruments import Instrument, Scale, t_table

_SPREAD = 0.9  # how far items differ from each other, points (the look of real answers; no clinical meaning)


def answers_for(
    instrument: Instrument, wanted: Mapping[str, float], random: np.random.Generator
) -> dict[str, float]:
    """Item -> answer, such that each wanted scale comes out as near to its value as whole answers allow.

    wanted : scale -> score in the scale's own points (T points where it has a T table).
    """
    made: dict[str, float] = {}
    for scale_id, value in wanted.items():
        scale = instrument.scale(scale_id)
        made |= _scale(instrument, scale, _raw_sum(instrument, scale, value), random)
    return made


def _raw_sum(instrument: Instrument, scale: Scale, value: float) -> float:
    items = [instrument.items[instrument.position[key]] for key in scale.items]
    if scale.rule.kind == "mean":
        return value * len(items)
    if scale.rule.kind == "percent_of_max":
        return value / 100 * sum(item.high or 0 for item in items)
    if scale.rule.kind == "t_table":
        table = t_table(scale.rule.table)
        return table.first + int(np.argmin(np.abs(np.array(table.t) - value)))
    if scale.rule.kind == "sum":
        return value / scale.rule.factor * scale.rule.divisor
    raise ValueError(f"{instrument.id}.{scale.id}: give the answers, not a score of kind {scale.rule.kind}")


def _scale(
    instrument: Instrument, scale: Scale, total: float, random: np.random.Generator
) -> dict[str, float]:
    items = [instrument.items[instrument.position[key]] for key in scale.items]
    low = np.array([item.low or 0 for item in items])
    high = np.array([item.high or 0 for item in items])
    share = (total - low.sum()) / max((high - low).sum(), 1)
    drawn = np.rint(low + share * (high - low) + random.normal(0, _SPREAD, len(items))).clip(low, high)
    wanted = float(np.clip(np.rint(total), low.sum(), high.sum()))
    while drawn.sum() != wanted:
        step = np.sign(wanted - drawn.sum())
        free = np.flatnonzero(drawn < high if step > 0 else drawn > low)
        drawn[random.choice(free)] += step
    turned = [
        low[n] + high[n] - drawn[n] if key in scale.reverse else drawn[n] for n, key in enumerate(scale.items)
    ]
    return {key: float(value) for key, value in zip(scale.items, turned, strict=True)}
