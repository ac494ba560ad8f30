"""The sleep diary: efficiency, the sleep window and who must not change it, from `sleep.yaml`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from lenitive.knowledge.portal.files import Words, number, read, words

_FILE = "sleep.yaml"
_NUMBERS = (
    "nights_least",
    "nights_looked_at",
    "window_least",
    "window_most",
    "window_step",
    "widen_from",
    "narrow_below",
    "in_bed_most",
)


@dataclass(frozen=True)
class SleepRule:
    """The rule. Windows are minutes, efficiencies shares of the time in bed.

    screen : question -> words; each must be answered no. reasons : why an advice is what it is -> words.
    anyway : what helps everybody.
    """

    nights_least: float
    nights_looked_at: float
    window_least: float
    window_most: float
    window_step: float
    widen_from: float
    narrow_below: float
    in_bed_most: float
    screen: Mapping[str, Words]
    reasons: Mapping[str, Words]
    anyway: tuple[Words, ...]


@cache
def sleep_rule() -> SleepRule:
    """The rule, read once a process. Raises KnowledgeError for a number without a source."""
    raw = read(_FILE)
    return SleepRule(
        **{name: number(raw, _FILE, name) for name in _NUMBERS},
        screen={name: words(each, _FILE) for name, each in raw["screen"].items()},
        reasons={name: words(each, _FILE) for name, each in raw["reasons"].items()},
        anyway=tuple(words(each, _FILE) for each in raw["anyway"]),
    )
