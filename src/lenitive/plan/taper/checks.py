"""When the person is seen or called during a taper: before each step, in between, and afterwards."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from itertools import pairwise

from lenitive.knowledge.taper import FollowUp
from lenitive.plan.taper.model import Check, Step


def checks(steps: Sequence[Step], follow: FollowUp) -> tuple[Check, ...]:
    """A visit on the day of each step and at least every `review_every` days, a call after each step.

    A step to nothing lower (a pause) has no step day of its own. No call falls on a day of a visit.
    """
    if not steps:
        return ()
    visits = {step.start: f"before step {step.number}" for step in steps}
    visits[steps[0].start] = "before the first step: agree on the plan"
    visits |= _in_between(sorted(visits), follow.review_every)
    for days in follow.after_last:
        visits.setdefault(steps[-1].start + timedelta(days=days), "after the last step")
    calls = {step.start + timedelta(days=follow.contact_after_step): step.number for step in steps}
    calls[steps[0].start + timedelta(days=follow.first_contact)] = steps[0].number
    called = [
        Check(
            day,
            "contact",
            f"a week after step {number}" if follow.contact_after_step == 7 else f"after step {number}",
        )
        for day, number in calls.items()
        if day not in visits
    ]
    seen = [Check(day, "visit", why) for day, why in visits.items()]
    return tuple(sorted([*seen, *called], key=lambda check: (check.day, check.kind)))


def _in_between(days: Sequence[date], most: int) -> dict[date, str]:
    """Visits wherever two days of steps are further apart than they may be."""
    return {day: "review: is the pace right?" for day in _spread(days, most)}


def _spread(days: Sequence[date], most: int) -> Iterable[date]:
    for earlier, later in pairwise(days):
        day = earlier + timedelta(days=most)
        while day < later:
            yield day
            day += timedelta(days=most)
