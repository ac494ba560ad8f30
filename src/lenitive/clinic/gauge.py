"""Two scores on their scale, with the error of measurement around the first: is the second outside it?"""

from __future__ import annotations

from dataclasses import dataclass

from lenitive.clinic.svg import at
from lenitive.reason.story import Change

_WIDTH, _MIDDLE = 300, 16


@dataclass(frozen=True)
class Gauge:
    """Worse is left and better is right, whichever way the numbers run. band : where error alone may lead."""

    before_x: str
    now_x: str
    band_x: str
    band_width: str
    needed_x: str
    worst: str
    best: str
    words: str


def gauge(change: Change) -> Gauge:
    """The picture of one change."""
    series, before = change.series, change.before.value
    ends = sorted((_x(change, before - (change.error or 0)), _x(change, before + (change.error or 0))))
    sign = 1 if change.difference >= 0 else -1
    needed = at(_x(change, before + sign * change.important)) if change.important is not None else ""
    low, high = f"{series.low:g}", f"{series.high:g}"
    worst, best = (low, high) if series.higher_is_better else (high, low)
    return Gauge(
        before_x=at(_x(change, before)),
        now_x=at(_x(change, change.now.value)),
        band_x=at(ends[0]),
        band_width=at(ends[1] - ends[0]),
        needed_x=needed,
        worst=worst,
        best=best,
        words=" ".join(change.sums),
    )


def _x(change: Change, value: float) -> float:
    return change.series.good(value) * _WIDTH
