"""Today's amount of an activity: a start from timed days, small steps up when kept, down after bad days.

The numbers of the rule stand in knowledge/portal/pacing.yaml, each with its source.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from lenitive.knowledge.portal.pacing import PacingRule, pacing_rule


@dataclass(frozen=True)
class Did:
    """What was told of a day. seconds : of the activity, that day. planned : whether a plan was there."""

    day: date
    seconds: float
    planned: bool = True
    flare: bool = False


@dataclass(frozen=True)
class Amount:
    """Today's amount, seconds; None while too few days were timed. reason : a key of the rule's reasons.

    baseline : the start, seconds; timed : on how many days it rests.
    """

    seconds: float | None
    reason: str
    baseline: float | None
    timed: int


def today(did: Iterable[Did], as_of: date) -> Amount:
    """The amount of a day, from what was told up to the day before, and whether that day is a bad one.

    What lies after `as_of` has no part in it. The amount never rises faster than one step a kept week, and is
    never more after a bad day than before it.
    """
    rule, told = pacing_rule(), [each for each in did if each.day <= as_of]
    first = sorted({each.day for each in told if not each.planned and not each.flare and each.seconds > 0})
    timed = first[: rule.days_most]
    if len(timed) < rule.days_least:
        return Amount(None, "too_few_days", None, len(timed))
    sums = _by_day(told)
    baseline = rule.share * sum(sums[day] for day in timed) / len(timed)
    bad = {each.day for each in told if each.flare}
    state = _State(baseline, baseline, timed[-1] + timedelta(days=1))
    day = state.week_from
    while day < as_of:
        state = _after(state, day, sums, bad, rule)
        day += timedelta(days=1)
    return _shown(state, as_of, as_of in bad, rule, len(timed))


@dataclass(frozen=True)
class _State:
    """Where somebody stands in the morning. ease : days since a bad one, None when that is long past."""

    baseline: float
    level: float
    week_from: date
    kept: int = 0
    bad_run: int = 0
    ease: int | None = None
    idle: int = 0
    reason: str = "baseline"


def _by_day(told: Sequence[Did]) -> dict[date, float]:
    sums: dict[date, float] = {}
    for each in told:
        sums[each.day] = sums.get(each.day, 0.0) + each.seconds
    return sums


def _after(state: _State, day: date, sums: Mapping[date, float], bad: set[date], rule: PacingRule) -> _State:
    """The state on the morning after a day."""
    tomorrow = day + timedelta(days=1)
    if day in bad:
        return _after_bad(state, tomorrow, rule)
    did = sums.get(day, 0.0)
    idle = 0 if did > 0 else state.idle + 1
    if idle >= rule.break_days:
        return _State(
            state.baseline, min(state.baseline, state.level), tomorrow, idle=idle, reason="after_break"
        )
    plan = state.level * _share(state.ease, rule)
    kept = state.kept + (rule.kept_low * plan <= did <= rule.kept_high * plan)
    ease = None if state.ease is None or _share(state.ease + 1, rule) >= 1 else state.ease + 1
    reason = "after_flare" if ease is not None else state.reason if state.reason == "baseline" else "same"
    level, week_from = state.level, state.week_from
    if (tomorrow - week_from).days >= rule.week:
        if kept >= rule.kept_least and ease is None:
            level, reason = level * rule.raised, "up"
        elif reason == "baseline":
            reason = "same"
        kept, week_from = 0, tomorrow
    return _State(state.baseline, level, week_from, kept, 0, ease, idle, reason)


def _after_bad(state: _State, tomorrow: date, rule: PacingRule) -> _State:
    """A bad day begins the week anew; bad days that last take one step back, once."""
    run = state.bad_run + 1
    back = run == rule.worse_days + 1
    level = state.level / rule.raised if back else state.level
    reason = "step_back" if run > rule.worse_days else "after_flare"
    return _State(state.baseline, level, tomorrow, 0, run, 0, 0, reason)


def _share(ease: int | None, rule: PacingRule) -> float:
    """The part of the level so many days after a bad one."""
    return 1.0 if ease is None else min(1.0, rule.flare_share + ease * rule.flare_rise)


def _shown(state: _State, as_of: date, is_bad: bool, rule: PacingRule, timed: int) -> Amount:
    if is_bad:
        return Amount(state.level * rule.flare_share, "flare", state.baseline, timed)
    return Amount(state.level * _share(state.ease, rule), state.reason, state.baseline, timed)
