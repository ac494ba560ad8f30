"""Timing shared by the benchmarks: percentiles of many calls in one warm process."""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np


def milliseconds(call: Callable[[], object], *, runs: int, warm: int = 5) -> np.ndarray:
    """Wall and processor time of each of `runs` calls after `warm` uncounted ones, ms, shape (2, runs).

    Processor time is this process's own: what other programs of a busy machine take does not count.
    """
    for _ in range(warm):
        call()
    took = np.empty((2, runs))
    for run in range(runs):
        start, busy = time.perf_counter(), time.process_time()
        call()
        took[:, run] = (time.perf_counter() - start) * 1000, (time.process_time() - busy) * 1000
    return took


def line(name: str, took: np.ndarray, target: float | None = None) -> str:
    """One printed line: name, median, 95th percentile, processor time, and the ratio to a target if any."""
    (p50, p95), busy = np.percentile(took[0], [50, 95]), np.median(took[1])
    text = f"{name:<44} p50 {p50:7.1f} ms   p95 {p95:7.1f} ms   processor {busy:7.1f} ms"
    return text if target is None else f"{text}   p95/target({target:g} ms) {p95 / target:5.2f}"
