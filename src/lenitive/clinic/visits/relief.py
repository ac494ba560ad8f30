"""Relief after a procedure, from numbers at set times: percent of the pain before, and how long it lasted.

How long is told at the greatest level that payers ask about and the best number reaches (relief.yaml), and
only from number to number: what nobody asked is not filled in, so it is never longer than what was seen.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from lenitive.knowledge.visits.relief import relief_diary

# 4 of 5 less is 80 percent, also where binary fractions say 79.99999.
_ROUNDING = 1e-9


@dataclass(frozen=True)
class Relief:
    """What a diary says. percent : best relief, 0 to 100; level : percent that held for `hours`.

    percent is None without a pain before or any number; hours is None where one number alone was good.
    missing : minutes at which nobody was asked.
    """

    percent: float | None
    hours: float | None
    level: float | None
    missing: tuple[int, ...]


def relief_of(before: float | None, readings: Mapping[int, float]) -> Relief:
    """The relief that readings show. before : pain before it, 0 to 10; readings : minutes -> pain."""
    missing = tuple(minutes for minutes in relief_diary().times if minutes not in readings)
    if not before or not readings:
        return Relief(None, None, None, missing)
    relieved = {minutes: percent(before, readings[minutes]) for minutes in sorted(readings)}
    best = max(relieved.values())
    level = next((each for each in relief_diary().levels if best >= each), best)
    run = _run(relieved, best, level)
    hours = (run[-1] - run[0]) / 60 if len(run) > 1 else None
    return Relief(best, hours, level, missing)


def percent(before: float, now: float) -> float:
    """How much less it hurts, whole percent of before, rounded down; 0 where it hurts as much or more."""
    return float(math.floor(max(before - now, 0.0) / before * 100 + _ROUNDING))


def _run(relieved: Mapping[int, float], best: float, level: float) -> list[int]:
    """The longest unbroken run of times at or above the level that holds the best number."""
    runs: list[list[int]] = [[]]
    for minutes, each in relieved.items():
        if each >= level:
            runs[-1].append(minutes)
        elif runs[-1]:
            runs.append([])
    with_best = [run for run in runs if any(relieved[minutes] == best for minutes in run)]
    return max(with_best, key=lambda run: run[-1] - run[0])
