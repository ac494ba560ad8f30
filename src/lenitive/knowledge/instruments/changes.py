"""What change of each scale matters: the thresholds of the instruments' files, and how they are used."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import resources
from statistics import NormalDist
from typing import Literal

import pyarrow as pa

from lenitive.knowledge.instruments.model import ImportantChange, Instrument, Scale
from lenitive.knowledge.instruments.read import load_yaml


@dataclass(frozen=True)
class ChangeRules:
    """How a change is judged, whatever the instrument; see change_rules.yaml for each source.

    percent_leads : what is judged in percent of the first value before points.
    much_percent : percent that is much, for those in `much_percent_of`; elsewhere `much_times` the threshold.
    confidence : of a reliable change, such as 0.95. order : what a summary shows first.
    global_verdicts : what each value of the person's own rating of change says.
    global_contested : those of them that only some sources call important.
    """

    percent_leads: frozenset[str]
    much_percent: float
    much_percent_of: frozenset[str]
    much_times: float
    confidence: float
    order: tuple[str, ...]
    global_verdicts: tuple[tuple[float, str], ...]
    global_contested: tuple[float, ...]

    @property
    def z(self) -> float:
        """Standard normal deviate of the confidence, both sides: 1.96 for 0.95."""
        return NormalDist().inv_cdf((1 + self.confidence) / 2)


@dataclass(frozen=True)
class Threshold:
    """What change of one scale matters; each number is None where no source gives it.

    leads_by : which of the two decides; None where there is neither, and no verdict can be given.
    points, percent : the first-named source's change in points, and in percent of the first value.
    low, high : least and greatest points that any source of the scale gives.
    much_points, much_percent : what counts as much.
    reliable_points : a change that error alone seldom makes (1.96 sqrt(2) SEM); None also where every score
        brings its own error (`se_with_score`).
    """

    leads_by: Literal["points", "percent"] | None
    points: float | None
    percent: float | None
    low: float | None
    high: float | None
    much_points: float | None
    much_percent: float | None
    reliable_points: float | None
    se_with_score: bool
    sources: tuple[ImportantChange, ...]


@cache
def change_rules() -> ChangeRules:
    """The rules of change_rules.yaml."""
    entry = load_yaml(resources.files("lenitive.knowledge.instruments") / "change_rules.yaml")
    return ChangeRules(
        percent_leads=frozenset(entry["percent_leads"]["measures"]),
        much_percent=float(entry["much_percent"]["percent"]),
        much_percent_of=frozenset(entry["much_percent"]["measures"]),
        much_times=float(entry["much_points"]["times"]),
        confidence=float(entry["reliable"]["confidence"]),
        order=tuple(entry["order"]["measures"]),
        global_verdicts=tuple((float(v), word) for v, word in entry["global_rating"]["verdicts"].items()),
        global_contested=tuple(float(value) for value in entry["global_rating"]["contested"]),
    )


def threshold(scale: Scale) -> Threshold:
    """What change of that scale matters, by its file and the common rules."""
    rules = change_rules()
    points = next((change.points for change in scale.changes if change.points is not None), None)
    percent = next((change.percent for change in scale.changes if change.percent is not None), None)
    given = [
        value
        for change in scale.changes
        for value in (change.points, change.low, change.high)
        if value is not None
    ]
    first_is_percent = bool(scale.changes) and scale.changes[0].points is None
    percent_first = scale.measures in rules.percent_leads or first_is_percent
    leads_by: Literal["points", "percent"] | None = None
    if percent is not None and percent_first:
        leads_by = "percent"
    elif points is not None:
        leads_by = "points"
    return Threshold(
        leads_by=leads_by,
        points=points,
        percent=percent,
        low=min(given, default=None),
        high=max(given, default=None),
        much_points=None if points is None else points * rules.much_times,
        much_percent=_much_percent(scale, percent, rules),
        reliable_points=_reliable_points(scale, rules),
        se_with_score=scale.reliability is not None and scale.reliability.sem_from_table,
        sources=scale.changes,
    )


def _much_percent(scale: Scale, percent: float | None, rules: ChangeRules) -> float | None:
    if percent is None:
        return None
    return rules.much_percent if scale.measures in rules.much_percent_of else percent * rules.much_times


def _reliable_points(scale: Scale, rules: ChangeRules) -> float | None:
    if scale.reliability is None or scale.reliability.sem is None:
        return None
    return rules.z * 2**0.5 * scale.reliability.sem


def important_change_rows(forms: list[Instrument]) -> pa.Table:
    """One row a scale: instrument, scale, higher (worse or better), the fields of its Threshold, and main."""
    rows = []
    for form in forms:
        for scale in form.scales:
            limit = threshold(scale)
            rows.append(
                {
                    "instrument": form.id,
                    "scale": scale.id,
                    "higher": scale.higher,
                    "leads_by": limit.leads_by,
                    "points": limit.points,
                    "percent": limit.percent,
                    "much_points": limit.much_points,
                    "much_percent": limit.much_percent,
                    "reliable_points": limit.reliable_points,
                    "range_low": limit.low,
                    "range_high": limit.high,
                    "main": scale.id == form.main,
                }
            )
    return pa.Table.from_pylist(rows)
