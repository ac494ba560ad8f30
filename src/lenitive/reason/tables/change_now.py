"""What the present treatment has changed so far: one verdict an instrument."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lenitive.knowledge.limits import limit
from lenitive.reason.later import _, ibis
from lenitive.reason.tables.common import days_between

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from lenitive.reason.tables import Tables

_HAIR = 1e-9  # a difference that binary fractions put a hair below a threshold has reached it
_DAYS_A_WEEK = 7
_AFTER, _LONG_BEFORE = 100_000, 10_000_000


def change_now(t: Tables) -> ir.Table:
    """One row an instrument with two scores of its main scale: instrument, verdict, weeks, at.

    The latest score against the one at the start of the present treatment period, which is the latest start
    of a treatment that goes on (the first score of all where there is none). Best is a score shortly before
    that start, else the first after it, else the last before it. The verdict is by the important change of
    the scale; worse is the same size the other way. Measurement error is shown beside it and does not enter
    (see measure/change.py).
    """
    scores = _main_scores(t)
    pairs = _pairs(scores, _starts(scores, t))
    improvement = (pairs.higher == "worse").ifelse(pairs.first - pairs.last, pairs.last - pairs.first)
    judged = pairs.mutate(
        better=improvement,
        needed=_points(pairs, pairs.points, pairs.percent),
        much=_points(pairs, pairs.much_points, pairs.much_percent),
    )
    moved = judged.better.abs() > _HAIR
    return judged.select(
        *("patient_id", "instrument", "row_ids"),
        verdict=ibis.cases(
            (judged.needed.isnull(), None),
            (moved & (judged.better >= judged.much - _HAIR), "improved_much"),
            (moved & (judged.better >= judged.needed - _HAIR), "improved"),
            (moved & (judged.better <= _HAIR - judged.needed), "worse"),
            else_="no_change",
        ),
        weeks=days_between(judged.first_day, judged.last_day) / _DAYS_A_WEEK,
        at_low=judged.last_day,
        at_high=judged.last_day,
    )


def _points(pairs: ir.Table, points: ir.NumericValue, percent: ir.NumericValue) -> ir.NumericValue:
    """Points that count, by the measure that leads; of a first value of 0 no percentage can be taken."""
    by_percent = (percent / 100 * pairs.first).nullif(0)
    by_points = pairs.leads_by == "points"
    return by_points.ifelse(points, ibis.coalesce(by_percent, points))


def _main_scores(t: Tables) -> ir.Table:
    """Dated scores of main scales, with the thresholds of the scale."""
    changes = t.knowledge.important_change
    named = changes.filter(changes.main).mutate(scale=changes.instrument + "." + changes.scale)
    scores = t.derived.score.filter(_.value.notnull(), _.at_high.notnull())
    return scores.inner_join(named, "scale").mutate(day=_.at_high, row_id=_.row_ids[0])


def _starts(scores: ir.Table, t: Tables) -> ir.Table:
    """One row a person and instrument: the last day with a score, and the start of the present treatment."""
    last = scores.group_by("patient_id", "instrument").agg(last_day=scores.day.max())
    current = t.derived.trial.filter(_.status == "current").select("patient_id", start=_.at_low)
    both = last.left_join(current, "patient_id")
    return both.group_by("patient_id", "instrument", "last_day").agg(
        start=both.start.max(where=both.start < both.last_day)
    )


def _pairs(scores: ir.Table, starts: ir.Table) -> ir.Table:
    """One row a person and instrument: first and last value, their days, and the thresholds of the scale."""
    joined = scores.inner_join(starts, ["patient_id", "instrument"])
    earlier = joined.day < joined.last_day
    after = days_between(ibis.coalesce(joined.start, joined.day), joined.day)
    shortly = int(limit("baseline_days"))
    distance = ibis.cases(
        (joined.start.isnull(), days_between(joined.last_day, joined.day)),
        (after > 0, after + _AFTER),
        (after >= -shortly, -after),
        else_=_LONG_BEFORE - after,
    )
    ranked = joined.mutate(earlier=earlier, rank=distance * _AFTER + joined.value)
    is_last = ~ranked.earlier
    paired = ranked.group_by("patient_id", "instrument").agg(
        row_ids=ranked.row_id.collect().sort(),
        first=ranked.value.argmin(ranked["rank"], where=ranked.earlier),
        first_day=ranked.day.argmin(ranked["rank"], where=ranked.earlier),
        last=ranked.value.max(where=is_last),
        last_day=ranked.last_day.max(),
        **{name: ranked[name].max() for name in ("higher", "leads_by", "points", "percent")},
        **{name: ranked[name].max() for name in ("much_points", "much_percent")},
    )
    return paired.filter(paired.first.notnull())
