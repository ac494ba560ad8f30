"""The pain in plain words: who, what hurts, where, since when, what it stops, and what the person wants."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from lenitive.knowledge.instruments import instrument
from lenitive.knowledge.story import Stops, story
from lenitive.reason.later import _
from lenitive.reason.story.query import Row, query
from lenitive.reason.story.words import (
    Day,
    counted,
    day_of,
    day_words,
    listed,
    number_words,
    plain,
    span_words,
)

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from lenitive.reason.tables import Tables
    from lenitive.record.rows import Record

_NOT_SO = ("refuted", "entered-in-error")
_OVER = ("inactive", "remission", "resolved")
_GOALS = ("active", "accepted", "proposed", "planned", "on-hold", "on_hold")
_PROBLEMS, _ACTIVITIES, _REGIONS = 3, 3, 6
_DAYS_IN_YEAR, _MONTHS_IN_YEAR = 365.25, 12


@dataclass(frozen=True)
class Statement:
    """A sentence of the page, with the rows behind it. basis : who or what says so, where not plain."""

    text: str
    rows: tuple[str, ...] = ()
    basis: str = ""


@dataclass(frozen=True)
class Person:
    """Who: only what the chart says. age : in words ("54", "53 or 54"), empty when not known."""

    patient_id: str
    name: str
    identifier: str
    age: str
    sex: str
    language: str
    dead: str
    row: str


@dataclass(frozen=True)
class PainInWords:
    """The story's head. What the chart does not hold stands in `unknown` as the thing to ask for."""

    person: Person
    duration: str
    hurts: Statement | None
    where: Statement | None
    since: Statement | None
    stops: Statement | None
    wants: tuple[Statement, ...]
    unknown: tuple[str, ...]


@query
def _patient(t: Tables) -> ir.Table:
    """The person."""
    return t.record.patient.order_by("row_id").limit(1)


@query
def _conditions(t: Tables) -> ir.Table:
    """Problems that are not refuted, with the concepts of each, one row a pair."""
    concept = t.derived.concept.filter(_.of == "condition").select(
        "concept", concept_status="status", of_row=_.row_ids.unnest()
    )
    problem = t.record.condition.filter(_.verification.isnull() | _.verification.notin(_NOT_SO))
    return problem.left_join(concept, problem.row_id == concept.of_row).order_by("row_id", "concept")


@query
def _regions(t: Tables) -> ir.Table:
    """Painful regions of the newest body map, worst first."""
    region = t.record.region.filter(_.at_low.notnull())
    newest = region.aggregate(newest=_.at_low.max())
    return region.cross_join(newest).filter(_.at_low == _.newest).order_by(_.intensity.desc(), "region")


@query
def _goals(t: Tables) -> ir.Table:
    """Goals, the newest first."""
    return t.record.goal.order_by(_.at_low.desc(), "row_id")


@query
def _answers(t: Tables) -> ir.Table:
    """Answers of the forms that tell of onset and of what pain stops, the newest first."""
    wanted = [story().onset_item[0], *(stops.instrument for stops in story().stops)]
    answer = t.record.answer.filter(_.instrument.isin(wanted))
    return answer.order_by(_.at_low.desc(), _.at_time.desc(), "response_row", "row_id")


def pain_in_words(connection: Record, as_of: date) -> PainInWords:
    """The head of the page: words of the chart and of the person's own answers, nothing else.

    Where the person is not in the record, the name is empty and everything is unknown.
    """
    person = person_of(connection, as_of)
    problems = [row for row in _pain_problems(_conditions(connection)) if _told(row, as_of)]
    answers = [row for row in _answers(connection) if row["at_low"] is None or row["at_low"] <= as_of]
    onset = _onset(answers, problems, as_of)
    hurts, where = _hurts(problems), _where([row for row in _regions(connection) if row["at_low"] <= as_of])
    stops, wants = _stops(answers), _wants(_goals(connection))
    asked = {
        "what hurts": hurts,
        "where it hurts": where or hurts,
        "since when": onset,
        "what the pain stops": stops,
        "what the person wants": wants,
    }
    return PainInWords(
        person=person,
        duration=_pain_for(onset[0], as_of) if onset else "",
        hurts=hurts,
        where=where,
        since=onset[1] if onset else None,
        stops=stops,
        wants=wants,
        unknown=tuple(name for name, found in asked.items() if not found),
    )


def person_of(connection: Record, as_of: date) -> Person:
    """Who the record is about, on the day asked about."""
    rows = _patient(connection)
    if not rows:
        return Person("", "", "", "", "", "", "", "")
    row = rows[0]
    death = day_of(row["death_low"], row["death_high"])
    until = min(as_of, death.high) if death else as_of
    return Person(
        patient_id=row["patient_id"],
        name=row["name"] or "",
        identifier=row["identifier"] or "",
        age=_age(day_of(row["birth_date_low"], row["birth_date_high"]), until),
        sex=row["sex"] or "",
        language=row["language"] or "",
        dead=f"died {death}" if death else "died" if row["dead"] else "",
        row=row["row_id"],
    )


def _age(birth: Day | None, as_of: date) -> str:
    if birth is None or birth.low > as_of:
        return ""
    youngest, oldest = _years(birth.high, as_of), _years(birth.low, as_of)
    if oldest < 2:
        return counted(max(_months(birth.low, as_of), 0), "month")
    return str(oldest) if youngest == oldest else f"{max(youngest, 0)} or {oldest}"


def _years(birth: date, as_of: date) -> int:
    return as_of.year - birth.year - ((as_of.month, as_of.day) < (birth.month, birth.day))


def _months(birth: date, as_of: date) -> int:
    months = (as_of.year - birth.year) * _MONTHS_IN_YEAR + as_of.month - birth.month
    return months - (as_of.day < birth.day)


def _pain_problems(rows: Sequence[Row]) -> list[Row]:
    """Problems that are the pain: by concept, else by a word in the name; those that go on come first."""
    concepts: dict[str, set[str]] = {}
    first: dict[str, Row] = {}
    for row in rows:
        concepts.setdefault(row["row_id"], set()).add(row["concept"] or "")
        first.setdefault(row["row_id"], row)
    painful = [row for row_id, row in first.items() if _is_pain(row["text"] or "", concepts[row_id])]
    return sorted(painful, key=lambda row: (row["status"] in _OVER, -_day_number(row["onset_low"])))


def _is_pain(text: str, concepts: set[str]) -> bool:
    known = story()
    return bool(concepts & known.pain_concepts) or any(word in text.lower() for word in known.pain_words)


def _day_number(day: date | None) -> int:
    return day.toordinal() if day else 0


def _told(row: Row, as_of: date) -> bool:
    """Whether a problem was there on the day asked about and, as far as the chart says, goes on."""
    began = row["onset_low"] or row["recorded_low"]
    ended = row["abatement_high"]
    return (
        row["status"] not in _OVER
        and not (ended and ended < as_of)
        and not (began is not None and began > as_of)
    )


def _hurts(problems: Sequence[Row]) -> Statement | None:
    names = [(plain(row["text"]), row["row_id"]) for row in problems if row["text"]]
    once = {name.lower(): (name, row_id) for name, row_id in reversed(names)}
    found = list(reversed(once.values()))
    if not found:
        return None
    shown = [_lower_first(name) if place else name for place, (name, _row) in enumerate(found[:_PROBLEMS])]
    more = f", and {counted(len(found) - _PROBLEMS, 'more problem')}" if len(found) > _PROBLEMS else ""
    text = "; ".join(shown) + more
    return Statement(text, tuple(row_id for _name, row_id in found))


def _lower_first(name: str) -> str:
    """A name inside a sentence: its first letter small, unless it is an abbreviation."""
    return name[:1].lower() + name[1:] if name[1:2].islower() else name


def _where(regions: Sequence[Row]) -> Statement | None:
    if not regions:
        return None
    names = [_region(row["region"], row["intensity"]) for row in regions[:_REGIONS]]
    more = len(regions) - len(names)
    tail = f" and {counted(more, 'more region')}" if more else ""
    rows = tuple(row["row_id"] for row in regions)
    return Statement(f"{listed(names)}{tail}", rows, "marked on the body map")


def _region(region: str, intensity: float | None) -> str:
    """f-left-shoulder is "left shoulder, front"; the person's own left."""
    side, _dash, rest = region.partition("-")
    view = {"f": "front", "b": "back"}.get(side)
    name = f"{rest.replace('-', ' ')}, {view}" if view else re.sub(r"[-_]+", " ", region)
    return f"{name} ({number_words(intensity)} of 10)" if intensity is not None else name


def _onset(answers: Sequence[Row], problems: Sequence[Row], as_of: date) -> tuple[Day, Statement] | None:
    """When the pain began: what the person said, else the earliest onset of a painful problem."""
    for row in answers:
        said = _said_onset(row)
        if said and said.low <= as_of:
            return said, Statement(f"Since {said}", _rows(row), "as the person says")
    dated = [(day_of(row["onset_low"], row["onset_high"]), row["row_id"]) for row in problems]
    known = [(day, row_id) for day, row_id in dated if day is not None]
    if not known:
        return None
    day, row_id = min(known, key=lambda each: (each[0].low, each[1]))
    return day, Statement(f"Since {day}", (row_id,), "by the problem list")


def _said_onset(row: Row) -> Day | None:
    if (row["instrument"], row["item"]) == story().onset_item:
        return _written_day(row["value_text"] or "")
    if (row["instrument"], row["item"]) == story().duration_item:
        return _months_before(row["at_low"], row["value_number"])
    return None


def _written_day(text: str) -> Day | None:
    """A date, a month or a year as ISO text; nothing when it is none."""
    found = re.fullmatch(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?(?:T.*)?", text.strip())
    if found is None:
        return None
    year, month, day = (int(part) if part else None for part in found.groups())
    try:
        low = date(year or 1, month or 1, day or 1)
        last = monthrange(low.year, month or _MONTHS_IN_YEAR)[1]
        return Day(low, date(low.year, month or _MONTHS_IN_YEAR, day or last))
    except ValueError:
        return None


def _months_before(day: date | None, months: float | None) -> Day | None:
    if day is None or months is None or months < 0:
        return None
    began = day - timedelta(days=round(months * _DAYS_IN_YEAR / _MONTHS_IN_YEAR))
    last = monthrange(began.year, began.month)[1]
    return Day(began.replace(day=1), began.replace(day=last))


def _pain_for(onset: Day, as_of: date) -> str:
    days = (as_of - onset.low).days
    return f"{span_words(max(days, 0))} of pain"


def _stops(answers: Sequence[Row]) -> Statement | None:
    """What pain gets in the way of most, from the newest form that asks it."""
    known = {stops.instrument: stops for stops in story().stops}
    for row in answers:
        stops = known.get(row["instrument"])
        if stops is not None:
            form = [each for each in answers if each["response_row"] == row["response_row"]]
            return _most_stopped(form, stops)
    return None


def _most_stopped(form: Sequence[Row], stops: Stops) -> Statement | None:
    asked = instrument(stops.instrument)
    rated = []
    for row in form:
        known = row["item"] in asked.position and (not stops.items or row["item"] in stops.items)
        if known and row["value_number"] is not None:
            rated.append((row["value_number"], asked.item(row["item"]), row))
    if not rated:
        return None
    rated.sort(key=lambda each: (-each[0], asked.position[each[1].key]))
    worst = [each for each in rated if each[0] > (each[1].low or 0)][:_ACTIVITIES]
    rows = _rows(*(row for _value, _item, row in worst or rated))
    when = f", {day_words(form[0]['at_low'])}" if form[0]["at_low"] else ""
    if not worst:
        return Statement("Stops nothing that was asked", rows, f"{asked.name}{when}")
    names = [f"{_activity(item.label)} ({number_words(value)} of {item.high:g})" for value, item, _ in worst]
    return Statement(f"Gets in the way of {listed(names)}", rows, f"{asked.name}{when}")


def _activity(label: str) -> str:
    name = label.removeprefix("Interference: ")
    return name[:1].lower() + name[1:]


def _rows(*rows: Row) -> tuple[str, ...]:
    found = [name for row in rows for name in (row["row_id"], row["response_row"]) if name]
    return tuple(dict.fromkeys(found))


def _wants(goals: Iterable[Row]) -> tuple[Statement, ...]:
    made = []
    for row in goals:
        if row["status"] is None or row["status"] in _GOALS:
            due = day_of(row["due_low"], row["due_high"])
            target = f": {row['target']}" if row["target"] and row["target"] not in row["text"] else ""
            made.append(Statement(f"{row['text']}{target}{f' (by {due})' if due else ''}", (row["row_id"],)))
    return tuple(made)
