"""What the answers say over time, in the person's words: better is up, and chance is named as chance."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils import timezone

from lenitive.desk import store
from lenitive.knowledge.plain import plain_treatment
from lenitive.portal.asked.said_bank import FromBank, over_time
from lenitive.portal.scores import NAMES, changed, spots
from lenitive.reason import story
from lenitive.reason.assess import assess
from lenitive.reason.story.change import Change, changes_of
from lenitive.reason.story.scores import all_series, one_a_measure

_HELPED = ("helped", "helped in part")
WIDTH, HEIGHT, _EDGE, _POINTS = 160, 56, 7, 12


@dataclass(frozen=True)
class Line:
    """One line: what it is about, what the change says, and a small picture where up is better.

    made_up : of a bank for demonstration, which nobody calibrated on people.
    """

    name: str
    said: str
    points: str
    last: tuple[str, str]
    group: str
    count: int
    made_up: bool = False


@dataclass(frozen=True)
class Told:
    """What the record says over time: the lines, and the names of what has helped."""

    lines: tuple[Line, ...]
    helped: tuple[str, ...]


def told(patient_id: str, language: str) -> Told:
    """One line a measure with two days or more, what the person can do first; what has helped, each once."""
    today = timezone.localdate()
    with store.person(patient_id) as record:
        assess(record, patient_id=patient_id, as_of=today)  # makes the tables that the story reads
        series = one_a_measure(all_series(record, today))
        tried = story.ledger(record, today)
    lines = [_line(each) for each in changes_of(series) if each.series.measure.id in NAMES]
    lines += [_of_bank(each) for each in over_time(patient_id)]
    lines.sort(key=lambda line: ("function", "mind", "pain").index(line.group))
    names = (plain_treatment(each.treatment, language).name for each in tried if each.did in _HELPED)
    return Told(tuple(lines), tuple(dict.fromkeys(names)))


def _of_bank(each: FromBank) -> Line:
    drawn = each.spots(WIDTH, HEIGHT, _EDGE, _POINTS)
    return Line(
        name=each.name,
        said=each.changed,
        points=" ".join(f"{x},{y}" for x, y, _day in drawn),
        last=drawn[-1][:2],
        group="function",
        count=len(drawn),
        made_up=each.made_up,
    )


def _line(change: Change) -> Line:
    drawn = spots(change.series, wide=WIDTH, high=HEIGHT, edge=_EDGE, most=_POINTS)
    return Line(
        name=str(NAMES[change.series.measure.id]),
        said=changed(change),
        points=" ".join(f"{x},{y}" for x, y, _point in drawn),
        last=drawn[-1][:2],
        group=change.series.measure.group,
        count=len(drawn),
    )
