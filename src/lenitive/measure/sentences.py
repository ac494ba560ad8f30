"""A change in words that a clinician and the person can both read, one sentence or a few for each person."""

from __future__ import annotations

import numpy as np

from lenitive.measure.arrays import FloatArray
from lenitive.measure.change import Change

VERDICT_WORDS = {
    "improved_much": "Much better",
    "improved": "Better",
    "no_change": "About the same",
    "worse": "Worse",
    "unknown": "Not known",
}


def verdict_sentences(change: Change) -> list[str]:
    """For each person: what changed, whether that matters and by whom, and whether it is more than error."""
    return [_sentence(change, row) for row in range(len(change.first))]


def _sentence(change: Change, row: int) -> str:
    if np.isnan(change.difference[row]):
        missing = "first" if np.isnan(change.first[row]) else "last"
        return f"Not known: there is no {missing} score."
    parts = (_moved(change, row), _matters(change, row), _real(change, row), _ends(change, row))
    return " ".join(part for part in parts if part)


def _moved(change: Change, row: int) -> str:
    """Better by 2.4 points (38 %), from 6.3 to 3.9 (0 to 10, lower is better)."""
    scale = change.scale
    direction = "lower" if scale.higher == "worse" else "higher"
    where = f"from {_n(change.first[row])} to {_n(change.last[row])}"
    metric = "T score, 50 is average" if scale.rule.kind == "t_table" else f"{scale.low:g} to {scale.high:g}"
    metric += f", {direction} is better"
    if abs(change.improvement[row]) < 1e-9:
        return f"Unchanged, {where} ({metric})."
    word = VERDICT_WORDS[change.verdict[row]]
    if change.verdict[row] == "unknown":
        word = "Better" if change.improvement[row] > 0 else "Worse"
    percent = change.percent[row]
    share = "" if np.isnan(percent) else f" ({abs(percent):.0f} %)"
    return f"{word}: {_points(_n(abs(change.difference[row])))}{share}, {where} ({metric})."


def _points(number: str) -> str:
    """An amount in words: "1 point", "2.4 points"."""
    return f"{number} point" if number == "1" else f"{number} points"


def _matters(change: Change, row: int) -> str:
    limit = change.threshold
    if limit.leads_by is None:
        return "No published figure says how much matters."
    asked = f"{limit.percent:g} %" if limit.leads_by == "percent" else _points(f"{limit.points:g}")
    low, high = (bound[row] for bound in change.needed_range)
    span = f"; sources ask for {_n(low)} to {_n(high)} points" if high - low > 0.05 else ""
    doubt = " Sources differ on whether this much matters." if change.contested[row] else ""
    return f"{asked} or more is taken to matter{span}.{doubt}"


def _real(change: Change, row: int) -> str:
    verdict = change.reliable[row]
    if verdict == "unknown":
        return "How exactly this measures one person is not known."
    if abs(change.improvement[row]) < 1e-9:
        return ""
    margin = (change.interval[1] - change.difference)[row]
    inside = "within" if verdict == "no_change" else "more than"
    return f"That is {inside} what measurement error makes ({_points(_n(margin))})."


def _ends(change: Change, row: int) -> str:
    if change.no_room[row]:
        return "The first score stands so near the best end that it could hardly show an improvement."
    if change.at_worst[1][row]:
        return "The last score stands at the worst end, so it could not show more."
    return ""


def _n(value: FloatArray | float) -> str:
    return f"{value:.1f}".removesuffix(".0")
