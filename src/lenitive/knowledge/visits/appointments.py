"""Kinds of appointment, what they need, when the next is advised, and reminders, from `appointments.yaml`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta
from functools import lru_cache
from importlib.resources import files
from typing import Any

from lenitive.errors import KnowledgeError
from lenitive.knowledge import instruments
from lenitive.knowledge.documents import document

_WHERE = "knowledge/visits/appointments.yaml"
WAYS = ("in_person", "phone", "video")
PEOPLE = ("none", "one", "several")


@dataclass(frozen=True)
class Kind:
    """One kind of appointment.

    minutes, least, most : how long it usually takes and may take, minutes. needs : who has to be there, one
    role of each group; may_join : roles that can be added. rooms : kinds of room, the usual one first; empty:
    none is needed. ways : in_person, phone, video, the usual one first. people : none, one or several, with
    so many places. asks : a set of questionnaires before it, or empty.
    """

    id: str
    title: str
    says: str
    minutes: int
    least: int
    most: int
    needs: tuple[tuple[str, ...], ...]
    may_join: tuple[str, ...]
    rooms: tuple[str, ...]
    ways: tuple[str, ...]
    people: str
    places: int
    asks: str
    source: str
    verified: bool

    @property
    def roles(self) -> frozenset[str]:
        """Every role that may take part."""
        return frozenset(self.may_join).union(*self.needs)


@dataclass(frozen=True)
class Asked:
    """Questionnaires before an appointment, so many days early."""

    id: str
    instruments: tuple[str, ...]
    early_days: int
    source: str
    verified: bool


@dataclass(frozen=True)
class Interval:
    """When to come back after something. days : (first, last) day after it, one pair a date."""

    id: str
    title: str
    kind: str
    days: tuple[tuple[int, int], ...]
    source: str
    verified: bool

    def windows(self, day: date) -> tuple[tuple[date, date], ...]:
        """The advised dates, first to last day of each, after something that was on `day`."""
        return tuple((day + timedelta(first), day + timedelta(last)) for first, last in self.days)


@dataclass(frozen=True)
class ReminderLine:
    """One reminder: so long before the start, unless it was booked later than `made_before` before it."""

    id: str
    title: str
    before: timedelta
    made_before: timedelta


@dataclass(frozen=True)
class Words:
    """What a reminder says in one language; `how` has the way's words."""

    subject: str
    text: str
    how: Mapping[str, str]


@dataclass(frozen=True)
class Offer:
    """How free times are offered: step in minutes, for so many days, so many at once, and not sooner."""

    step: int
    days: int
    most: int
    ahead: timedelta


@dataclass(frozen=True)
class Missed:
    """How somebody who did not come is met: what to ask, what would help; `several` times is often."""

    look_back_days: int
    several: int
    ask: tuple[str, ...]
    helps: Mapping[str, str]


@dataclass(frozen=True)
class Appointments:
    """All of it. raster : minutes. night : the wall times between which nobody is reminded."""

    raster: int
    offer: Offer
    kinds: Mapping[str, Kind]
    sets: Mapping[str, Asked]
    rooms: Mapping[str, str]
    intervals: Mapping[str, Interval]
    night: tuple[time, time]
    reminders: Mapping[str, ReminderLine]
    words: Mapping[str, Words]
    reasons: Mapping[str, str]
    missed: Missed
    source: str
    verified: bool

    def kind(self, kind: str) -> Kind:
        """A kind by its id. Raises : KnowledgeError."""
        try:
            return self.kinds[kind]
        except KeyError:
            known = ", ".join(self.kinds)
            raise KnowledgeError(
                f"there is no kind of appointment {kind!r}", where=_WHERE, do=f"Use one of: {known}."
            ) from None


@lru_cache(maxsize=1)
def appointments() -> Appointments:
    """The file, read once a process.

    Raises : KnowledgeError for a kind, set, room or questionnaire that is none, or lengths off the raster.
    """
    text = files("lenitive.knowledge.visits").joinpath("appointments.yaml").read_text("utf-8")
    return parse_appointments(text)


def parse_appointments(text: str) -> Appointments:
    """The text of such a file. Raises : KnowledgeError."""
    # Any: YAML before it is read into the dataclasses.
    raw: dict[str, Any] = document(text)
    try:
        made = _made(raw)
    except (KeyError, TypeError, ValueError) as problem:
        raise KnowledgeError(f"something is missing or misspelt: {problem}", where=_WHERE) from problem
    _check(made)
    return made


def _made(raw: dict[str, Any]) -> Appointments:
    return Appointments(
        raster=raw["raster_minutes"],
        offer=_offer(**raw["offer"]),
        kinds={name: _kind(name, dict(entry)) for name, entry in raw["kinds"].items()},
        sets={name: _asked(name, entry) for name, entry in raw["sets"].items()},
        rooms=raw["rooms"],
        intervals={name: _interval(name, entry) for name, entry in raw["intervals"].items()},
        night=_night(raw["reminders"]["night"]),
        reminders={name: _line(name, **entry) for name, entry in raw["reminders"]["lines"].items()},
        words={language: _words(entry) for language, entry in raw["words"].items()},
        reasons=raw["reasons"],
        missed=_missed(raw["missed"]),
        source=raw["source"],
        verified=raw["verified"],
    )


def _offer(step_minutes: int, days: int, most: int, at_least_hours_ahead: int) -> Offer:
    return Offer(step_minutes, days, most, timedelta(hours=at_least_hours_ahead))


def _kind(name: str, entry: dict[str, Any]) -> Kind:
    minutes = entry.pop("minutes")
    return Kind(
        id=name,
        title=entry["title"],
        says=entry["says"],
        minutes=minutes["usual"],
        least=minutes["least"],
        most=minutes["most"],
        needs=tuple(tuple(group) for group in entry["needs"]),
        may_join=tuple(entry["may_join"]),
        rooms=tuple(entry["rooms"]),
        ways=tuple(entry["ways"]),
        people=entry["people"],
        places=entry.get("places", 0 if entry["people"] == "none" else 1),
        asks=entry["asks"] or "",
        source=entry["source"],
        verified=entry["verified"],
    )


def _asked(name: str, entry: dict[str, Any]) -> Asked:
    return Asked(name, tuple(entry["instruments"]), entry["early_days"], entry["source"], entry["verified"])


def _interval(name: str, entry: dict[str, Any]) -> Interval:
    days = tuple((first, last) for first, last in entry["days"])
    return Interval(name, entry["title"], entry["kind"], days, entry["source"], entry["verified"])


def _night(entry: Mapping[str, str]) -> tuple[time, time]:
    return time.fromisoformat(entry["from"]), time.fromisoformat(entry["until"])


def _line(name: str, before_hours: int, made_hours: int, title: str) -> ReminderLine:
    return ReminderLine(name, title, timedelta(hours=before_hours), timedelta(hours=made_hours))


def _words(entry: Mapping[str, str]) -> Words:
    return Words(entry["subject"], entry["text"], {way: entry[way] for way in WAYS})


def _missed(entry: Mapping[str, Any]) -> Missed:
    return Missed(entry["look_back_days"], entry["several"], tuple(entry["ask"]), entry["helps"])


def _check(made: Appointments) -> None:
    for kind in made.kinds.values():
        _check_kind(made, kind)
    for each in made.sets.values():
        for instrument in each.instruments:
            instruments.instrument(instrument)
    for interval in made.intervals.values():
        made.kind(interval.kind)
        if any(first > last for first, last in interval.days):
            raise KnowledgeError("the last day comes before the first", where=f"{_WHERE}, {interval.id}")


def _check_kind(made: Appointments, kind: Kind) -> None:
    where = f"{_WHERE}, {kind.id}"
    if kind.asks and kind.asks not in made.sets:
        raise KnowledgeError(f"there is no set of questionnaires {kind.asks!r}", where=where)
    if not set(kind.rooms) <= set(made.rooms):
        raise KnowledgeError("a kind of room is none", where=where, do=f"Use: {', '.join(made.rooms)}.")
    if not kind.ways or not set(kind.ways) <= set(WAYS) or kind.people not in PEOPLE:
        raise KnowledgeError(
            "a way or for how many people is none", where=where, do=f"Use: {WAYS}, {PEOPLE}."
        )
    if not kind.least <= kind.minutes <= kind.most or any(
        length % made.raster for length in (kind.least, kind.minutes, kind.most)
    ):
        raise KnowledgeError(
            "the lengths are not in order, or not on the raster", where=where, do="Change them."
        )
