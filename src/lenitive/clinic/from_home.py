"""What came from the person's home and nobody has seen yet: a part that stands above the clinic says it."""

from __future__ import annotations

from collections.abc import Callable

# person -> how many things are new.
Counts = Callable[[str], int]
_counts: list[Counts] = []


def register(counts: Counts) -> None:
    """Let a part say what is new; registering the same twice changes nothing."""
    if counts not in _counts:
        _counts.append(counts)


def new_from_home(patient_id: str) -> int:
    """How many things from home nobody has seen yet."""
    return sum(counts(patient_id) for counts in _counts)
