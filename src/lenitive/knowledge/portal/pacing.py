"""How an amount of an activity is found, raised and lowered, from `pacing.yaml`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from lenitive.knowledge.portal.files import Words, number, read, words

_FILE = "pacing.yaml"


@dataclass(frozen=True)
class PacingRule:
    """The rule. Shares are of an amount, the others days; reasons : why an amount is what it is -> words."""

    days_least: int
    days_most: int
    share: float
    raised: float
    week: int
    kept_least: int
    kept_low: float
    kept_high: float
    worse_days: int
    flare_share: float
    flare_rise: float
    break_days: int
    verified: bool
    reasons: Mapping[str, Words]


@cache
def pacing_rule() -> PacingRule:
    """The rule, read once a process. Raises KnowledgeError for a number without a source."""
    raw = read(_FILE)
    days = ("days_least", "days_most", "week", "kept_least", "worse_days", "break_days")
    shares = ("share", "kept_low", "kept_high", "flare_share", "flare_rise")
    return PacingRule(
        **{name: int(number(raw, _FILE, name)) for name in days},
        **{name: number(raw, _FILE, name) for name in shares},  # type: ignore[arg-type]  # these are floats
        verified=all(each["verified"] for each in raw["numbers"].values()),
        raised=number(raw, _FILE, "raise"),
        reasons={name: words(each, _FILE) for name, each in raw["reasons"].items()},
    )
