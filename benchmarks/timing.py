"""Timing shared by the benchmarks: percentiles of many calls in one warm process."""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np


def milliseconds(call: Callable[[], object], *, runs: int, warm: int = 5) -> np.ndarray:
    """Wall time of each of `runs` calls after `warm` uncounted ones, milliseconds, shape (runs,)."""
    for _ in range(warm):
        call()
    took = np.empty(runs)
    for run in range(runs):
        start = time.perf_counter()
        call()
        took[run] = (time.perf_counter() - start) * 1000
    return took


def line(name: str, took: np.ndarray, target: float | None = None) -> str:
    """One printed line: name, median, 95th percentile, and the ratio to a target where there is one."""
    p50, p95 = np.percentile(took, [50, 95])
    text = f"{name:<44} p50 {p50:7.1f} ms   p95 {p95:7.1f} ms"
    return text if target is None else f"{text}   p95/target({target:g} ms) {p95 / target:5.2f}"
