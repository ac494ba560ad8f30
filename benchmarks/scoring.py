"""Scoring a million responses: PROMIS-29, BPI and PCS against pandas, and a bare sum of the same array.

Run: python benchmarks/scoring.py [--responses 1000000] [--missing 0] [--runs 5]

Each program gives the same scores: range checks, the rule for missing answers, the raw-to-T tables.
pandas is written as a careful person writes it: columns at once, no loop over rows. The bare sum is the limit
that memory sets. pandas comes with the development environment (`pip install pandas` elsewhere). Then the
lines a second of `lenitive score` against a loop of json.loads and json.dumps alone, in the same process.
"""

from __future__ import annotations

import argparse
import io
import json
import sys
import time
import tracemalloc
from collections.abc import Callable

import numpy as np
import pandas as pd

from lenitive.knowledge import instruments
from lenitive.knowledge.instruments import Instrument, Scale
from lenitive.measure import score, score_lines

INSTRUMENTS = ("promis29", "bpi", "pcs")
LINES = 100_000


def responses(form: Instrument, count: int, missing: float, rng: np.random.Generator) -> np.ndarray:
    """Allowed answers drawn evenly, as float64 with NaN, (responses, items)."""
    answers = np.empty((count, len(form.items)))
    for column, item in enumerate(form.items):
        answers[:, column] = rng.integers(int(item.low), int(item.high), count, endpoint=True)
    if missing:
        answers[rng.random(answers.shape) < missing] = np.nan
    return answers


def score_with_pandas(form: Instrument, frame: pd.DataFrame) -> dict[str, pd.Series]:
    """The same scores by vectorised pandas."""
    low = pd.Series({item.key: item.low for item in form.items})
    high = pd.Series({item.key: item.high for item in form.items})
    outside = frame.lt(low) | frame.gt(high) | (frame.notna() & frame.ne(frame.round()))
    if outside.to_numpy().any():
        raise ValueError("an answer is not allowed")
    return {scale.id: _scale_with_pandas(scale, frame[list(scale.items)]) for scale in form.scales}


def _scale_with_pandas(scale: Scale, answers: pd.DataFrame) -> pd.Series:
    enough = answers.count(axis=1) >= scale.missing.needed
    if scale.rule.kind == "mean":
        return answers.mean(axis=1).where(enough)
    total = answers.sum(axis=1)
    if scale.rule.kind == "t_table":
        table = instruments.t_table(scale.rule.table)
        t = pd.Series(table.t, index=range(table.first, table.first + len(table.t)))
        return total.map(t).where(enough)
    return total.where(enough)


def best(call: Callable[[], object], runs: int) -> float:
    """Seconds of the fastest of `runs` calls, after one uncounted."""
    call()
    took = []
    for _ in range(runs):
        start = time.perf_counter()
        call()
        took.append(time.perf_counter() - start)
    return min(took)


def compare(name: str, count: int, missing: float, runs: int) -> None:
    form = instruments.instrument(name)
    answers = responses(form, count, missing, np.random.default_rng(1))
    # Columns side by side in memory are what pandas is fastest with.
    frame = pd.DataFrame({item.key: answers[:, place].copy() for place, item in enumerate(form.items)})
    ours, theirs = score(form, answers), score_with_pandas(form, frame)
    for scale, found in ours.items():
        np.testing.assert_allclose(found.value.astype(float), theirs[scale].to_numpy(float), atol=0.51)
    if not missing:
        as_bytes(name, answers.astype(np.int8), runs)
    bare = best(lambda: np.nansum(answers) if missing else answers.sum(), runs)
    mine = best(lambda: score(form, answers), runs)
    pandas_ = best(lambda: score_with_pandas(form, frame), max(1, runs // 2))
    tracemalloc.start()
    score(form, answers)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    print(
        f"{name:<9} {count / mine / 1e6:6.1f} M responses/s   ours {mine * 1e3:7.1f} ms   "
        f"pandas {pandas_ * 1e3:8.1f} ms ({pandas_ / mine:5.1f} x)   bare sum {bare * 1e3:6.1f} ms "
        f"(ours {mine / bare:4.2f} x)   memory {peak / answers.nbytes:4.2f} x input"
    )


def as_bytes(name: str, answers: np.ndarray, runs: int) -> None:
    """The same answers held as bytes, as complete answers may be."""
    bare, mine = best(answers.sum, runs), best(lambda: score(name, answers), runs)
    print(
        f"{name:<9} as bytes: ours {mine * 1e3:7.1f} ms   bare sum {bare * 1e3:6.1f} ms "
        f"(ours {mine / bare:4.2f} x)"
    )


def lines(runs: int) -> None:
    form = instruments.instrument("promis29")
    answers = responses(form, LINES, 0, np.random.default_rng(2)).astype(int)
    keys = [item.key for item in form.items]
    text = [
        json.dumps({"id": n, "instrument": form.id, "answers": dict(zip(keys, row, strict=True))}).encode()
        for n, row in enumerate(answers.tolist())
    ]
    result = {
        "id": 1,
        "instrument": form.id,
        "scales": {s.id: {"value": 51.2} for s in form.scales},
        "flags": [],
    }

    def loop() -> None:
        sink = io.StringIO()
        for line in text:
            json.loads(line)
            sink.write(json.dumps(result))

    mine, theirs = best(lambda: score_lines(text, io.BytesIO()), runs), best(loop, runs)
    print(
        f"\nlenitive score, PROMIS-29: {LINES / mine:,.0f} lines/s; json.loads and json.dumps alone: "
        f"{LINES / theirs:,.0f} lines/s ({theirs / mine:.2f} x)"
    )


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    asked.add_argument("--responses", type=int, default=1_000_000)
    asked.add_argument("--missing", type=float, default=0.0, help="share of answers that are missing")
    asked.add_argument("--runs", type=int, default=5)
    given = asked.parse_args()
    print(f"Python {sys.version.split()[0]}, NumPy {np.__version__}, pandas {pd.__version__}")
    print(f"{given.responses:,} responses, {given.missing:.1%} of answers missing; fastest of {given.runs}")
    for name in INSTRUMENTS:
        compare(name, given.responses, given.missing, given.runs)
    lines(given.runs)


if __name__ == "__main__":
    main()
