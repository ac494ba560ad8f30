"""One axis: scores with their error, medicines as bars with dose, therapies as bars, procedures as marks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Literal

from lenitive.knowledge.story import story
from lenitive.reason.story.courses import Course, Source, imaging, medicines, sources, trials
from lenitive.reason.story.query import Row
from lenitive.reason.story.scores import Series, all_series, one_a_measure
from lenitive.reason.story.words import Day, capital, plain

if TYPE_CHECKING:
    from lenitive.record.rows import Record

Ending = Literal["written", "goes_on", "by_supply", "not_said"]
_DAYS_IN_MONTH = 365.25 / 12
_SHORTEST = 90  # days of axis at least, so that one week does not fill the page


@dataclass(frozen=True)
class Bar:
    """Something that lasted. share : its dose against the highest of its lane, 0 to 1 (1: no dose known)."""

    start: date
    end: date
    began_before: bool
    ending: Ending
    dose: float | None
    share: float
    label: str
    words: str
    rows: tuple[str, ...]


@dataclass(frozen=True)
class Mark:
    """Something that happened on a day."""

    day: date
    label: str
    outcome: str
    words: str
    rows: tuple[str, ...]


@dataclass(frozen=True)
class Lane:
    """One line under the scores; `family` decides the colour, `family_label` names it."""

    label: str
    kind: Literal["medicine", "therapy", "procedure"]
    family: str
    family_label: str
    bars: tuple[Bar, ...]
    marks: tuple[Mark, ...]


@dataclass(frozen=True)
class Timeline:
    """From `start` to the day asked about. function is drawn thick, intensity thin; either may be missing."""

    start: date
    today: date
    function: Series | None
    intensity: Series | None
    others: tuple[Series, ...]
    lanes: tuple[Lane, ...]

    @property
    def empty(self) -> bool:
        """Whether nothing has a date within the axis."""
        return not (self.function or self.intensity or self.others or self.lanes)


def timeline(connection: Record, as_of: date, *, since: date | None = None) -> Timeline:
    """The last months on one axis; as many as knowledge says, more when everything is older.

    since : the first day of the axis, where somebody asks for one.
    """
    series = one_a_measure(all_series(connection, as_of))
    courses = medicines(connection, as_of)
    tried = {row_id: row for row in trials(connection) for row_id in row["row_ids"] or ()}
    known = sources(connection, courses)
    lanes = [
        *_medicine_lanes([course for course in courses if _shown(course, tried)], as_of),
        *_therapy_lanes(tried, known, as_of),
        *_procedure_lanes(tried, known, imaging(connection), as_of),
    ]
    start = since or _start(series, lanes, as_of)
    cut = [_from(each, start) for each in series]
    kept = [each for each in cut if each is not None]
    function = next((each for each in kept if each.measure.group == "function"), None)
    intensity = next((each for each in kept if each.measure.group == "pain"), None)
    return Timeline(
        start=start,
        today=as_of,
        function=function,
        intensity=intensity,
        others=tuple(each for each in kept if each not in (function, intensity)),
        lanes=tuple(lane for each in lanes if (lane := _lane_from(each, start)) is not None),
    )


def _shown(course: Course, tried: Mapping[str, Row]) -> bool:
    return course.family.id != "other" or course.row in tried


def _start(series: Sequence[Series], lanes: Sequence[Lane], as_of: date) -> date:
    """The usual window; shorter when all began later, longer when all that is known is older."""
    usual = as_of - timedelta(days=round(story().timeline_months * _DAYS_IN_MONTH))
    begins = [point.day for each in series for point in each.points]
    ends = list(begins)
    for lane in lanes:
        begins += [bar.start for bar in lane.bars] + [mark.day for mark in lane.marks]
        ends += [bar.end for bar in lane.bars] + [mark.day for mark in lane.marks]
    if not begins:
        return as_of - timedelta(days=_SHORTEST)
    if max(ends) < usual:
        return max(ends) - timedelta(days=_SHORTEST)
    shortest = as_of - timedelta(days=_SHORTEST)
    return min(max(usual, min(begins) - timedelta(days=7)), shortest)


def _from(series: Series, start: date) -> Series | None:
    points = tuple(point for point in series.points if point.day >= start)
    return replace(series, points=points) if points else None


def _lane_from(lane: Lane, start: date) -> Lane | None:
    bars = tuple(
        replace(bar, start=max(bar.start, start), began_before=bar.start < start)
        for bar in lane.bars
        if bar.end >= start
    )
    marks = tuple(mark for mark in lane.marks if mark.day >= start)
    return replace(lane, bars=bars, marks=marks) if bars or marks else None


def _medicine_lanes(courses: Sequence[Course], as_of: date) -> list[Lane]:
    """A lane a medicine: by family, then what goes on, then the oldest."""
    by_name: dict[str, list[Course]] = {}
    for course in courses:
        by_name.setdefault((course.ingredient or course.name).lower(), []).append(course)
    lanes = [_medicine_lane(given, as_of) for given in by_name.values()]
    families = [family.id for family in story().families]
    order = {name: place for place, name in enumerate([*families, "other"])}
    return sorted(
        lanes,
        key=lambda lane: (
            order[lane.family],
            lane.bars[-1].ending != "goes_on",
            lane.bars[0].start,
            lane.label,
        ),
    )


def _over(lane: Lane) -> bool:
    return all(bar.ending != "goes_on" for bar in lane.bars)


def _medicine_lane(given: Sequence[Course], as_of: date) -> Lane:
    bars = _joined([_bar(course, _next(course, given), as_of) for course in given])
    most = max((bar.dose for bar in bars if bar.dose), default=0.0)
    scaled = [replace(bar, share=bar.dose / most if bar.dose and most else 1.0) for bar in bars]
    first = given[0]
    name = first.ingredient or plain(first.name)
    return Lane(capital(name), "medicine", first.family.id, first.family.label, tuple(scaled), ())


def _next(course: Course, given: Sequence[Course]) -> date | None:
    later = [other.start.low for other in given if other.start.low > course.start.low]
    return min(later, default=None)


def _bar(course: Course, following: date | None, as_of: date) -> Bar:
    end, ending = _ending(course, following, as_of)
    words = f"{course.name}: {course.dose or 'dose not readable'}, from {course.start}"
    tail = {
        "goes_on": " to now",
        "written": f" to {course.end}",
        "by_supply": f" to {course.end}, by its supply",
        "not_said": ", its end is not written",
    }[ending]
    return Bar(
        start=course.start.low,
        end=max(end, course.start.low),
        began_before=False,
        ending=ending,
        dose=course.mg_high,
        share=1.0,
        label=course.dose or "dose not readable",
        words=words + tail,
        rows=course.rows,
    )


def _ending(course: Course, following: date | None, as_of: date) -> tuple[date, Ending]:
    if course.going_on:
        return as_of, "goes_on"
    if course.end is not None:
        return min(course.end.high, as_of), "by_supply" if course.end_by_supply else "written"
    return course.start.low if following is None else min(following, as_of), "not_said"


def _joined(bars: Sequence[Bar]) -> list[Bar]:
    """Renewals at one dose become one bar."""
    made: list[Bar] = []
    for bar in sorted(bars, key=lambda each: (each.start, each.end)):
        last = made[-1] if made else None
        touching = last is not None and bar.start <= last.end + timedelta(days=1)
        if last is not None and touching and bar.label == last.label:
            later = bar if bar.end >= last.end else last
            made[-1] = replace(
                last, end=later.end, ending=later.ending, words=f"{last.words}; then {bar.words}",
                rows=(*last.rows, *bar.rows),
            )  # fmt: skip
        else:
            made.append(bar)
    return made


def _therapy_lanes(tried: Mapping[str, Row], known: Mapping[str, Source], as_of: date) -> list[Lane]:
    """A lane a treatment that is neither medicine nor intervention."""
    by_title: dict[str, list[Source]] = {}
    for row_id, trial in tried.items():
        source = known.get(row_id)
        if source and source.start and trial["modality"] not in ("pharmacological", "interventional"):
            by_title.setdefault(_title(trial), []).append(source)
    lanes = []
    for title, found in by_title.items():
        bars = tuple(
            _therapy_bar(each, as_of) for each in _in_time(found) if each.kind == "treatment" or each.end
        )
        single = [each for each in _in_time(found) if each.kind != "treatment" and not each.end]
        marks = tuple(_mark(each, each.outcome) for each in single)
        lanes.append(Lane(title, "therapy", "therapy", "therapy", bars, marks))
    return sorted(lanes, key=lambda lane: (_begins(lane), lane.label))


def _title(trial: Row) -> str:
    return str(trial["title"] or trial["treatment"]).partition(" (")[0]


def _in_time(found: Iterable[Source]) -> list[Source]:
    return sorted(found, key=lambda source: (source.start.low if source.start else date.min, source.row))


def _begins(lane: Lane) -> date:
    return min([bar.start for bar in lane.bars] + [mark.day for mark in lane.marks])


def _therapy_bar(source: Source, as_of: date) -> Bar:
    start = source.start or Day(as_of, as_of)
    stopped = bool(source.stopped_because)
    ending: Ending = "written" if source.end else "not_said" if stopped else "goes_on"
    end = min(source.end.high, as_of) if source.end else start.low if stopped else as_of
    until = f" to {source.end}" if source.end else ", its end is not written" if stopped else " to now"
    return Bar(
        start=start.low,
        end=max(end, start.low),
        began_before=False,
        ending=ending,
        dose=None,
        share=1.0,
        label=source.amount,
        words=f"{source.amount or 'amount not said'}, from {start}{until}",
        rows=(source.row,),
    )


def _mark(source: Source, words: str) -> Mark:
    start = source.start
    if start is None:
        raise AssertionError("only what has a date becomes a mark")
    name = plain(source.text)
    said = f"{name}, {start}{f': {words}' if words else ''}"
    return Mark(start.low, name, words, said, (source.row,))


def _procedure_lanes(
    tried: Mapping[str, Row], known: Mapping[str, Source], images: Iterable[Source], as_of: date
) -> list[Lane]:
    """One lane for procedures that are treatments of pain, one for images."""
    done = [
        known[row_id]
        for row_id, trial in tried.items()
        if trial["modality"] == "interventional" and row_id in known and known[row_id].start
    ]
    lanes = []
    for label, found in (("Procedures", done), ("Imaging", list(images))):
        dated = [each for each in _in_time(found) if each.start and each.start.low <= as_of]
        marks = tuple(_mark(each, each.outcome) for each in dated)
        if marks:
            lanes.append(Lane(label, "procedure", "procedure", label.lower(), (), marks))
    return lanes
