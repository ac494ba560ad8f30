"""Made-up banks for tests, and hypothesis strategies of them."""

from __future__ import annotations

import numpy as np
from hypothesis import strategies as st

from lenitive.measure.irt import Bank, GradedItem

AREAS = ("moving", "home", "rest")


def bank_of(count: int, seed: int = 0, thresholds: int = 4) -> Bank:
    rng = np.random.default_rng(seed)
    items = []
    for number in range(count):
        centre = rng.normal()
        b = centre + np.cumsum(rng.uniform(0.3, 0.9, thresholds)) - 0.3 * thresholds
        items.append(
            GradedItem(f"i{number}", float(rng.uniform(0.8, 4)), tuple(b.tolist()), AREAS[number % 3])
        )
    return Bank(tuple(items))


@st.composite
def banks(draw: st.DrawFn, most: int = 8) -> Bank:
    """Banks whose items have one to five thresholds, of any slope that a calibration gives."""
    items = []
    for number in range(draw(st.integers(1, most))):
        gaps = draw(st.lists(st.floats(0.05, 1.5), min_size=1, max_size=5))
        start = draw(st.floats(-3, 2))
        b = tuple((start + np.cumsum(gaps)).tolist())
        items.append(GradedItem(f"i{number}", draw(st.floats(0.3, 5)), b))
    return Bank(tuple(items))


@st.composite
def banks_with_answers(draw: st.DrawFn) -> tuple[Bank, np.ndarray]:
    """A bank and one response to it, (1, items); some items not answered."""
    bank = draw(banks())
    answers = [
        draw(st.one_of(st.just(np.nan), st.integers(1, int(most)).map(float))) for most in bank.categories
    ]
    return bank, np.array([answers])
