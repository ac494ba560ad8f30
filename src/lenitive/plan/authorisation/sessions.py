"""Interventional procedures that were done, each with the relief that belongs to it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from lenitive.knowledge.authorisation.settings import settings
from lenitive.knowledge.authorisation.wording import modality_of
from lenitive.plan.authorisation.meaning import INTERVENTIONAL, Codes, meaning
from lenitive.plan.authorisation.rows import Row
from lenitive.plan.authorisation.sites import Site
from lenitive.reason.story.words import Day, day_of

_PERCENT = re.compile(r"(\d{1,3})(?:\s*(?:-|–|to)\s*\d{1,3})?\s*(?:%|percent)", re.IGNORECASE)
_OF_PAIN = re.compile(
    r"(\d{1,3})(?:\s*(?:-|–|to)\s*\d{1,3})?\s*(?:%|percent)"
    r"(?: or more)? (?:pain )?(?:relief|less pain)",
    re.IGNORECASE,
)
_LASTED = re.compile(r"(\d{1,4}(?:\.\d)?)\s*(hours?|hrs?|h|days?|weeks?|months?)\b", re.IGNORECASE)
_HOURS = {"h": 1.0, "d": 24.0, "w": 168.0, "m": 728.0}  # a month is 91 days over 3, as everywhere for months


@dataclass(frozen=True)
class Relief:
    """How much a procedure helped; percent, hours, percent. Empty: not written."""

    percent: float | None = None
    hours: float | None = None
    function: float | None = None
    less_medicine: bool | None = None


@dataclass(frozen=True)
class Session:
    """One procedure of the record. treatments : those that it may be; sure : whether it is that one."""

    row: str
    text: str
    treatments: frozenset[str]
    sure: bool
    site: Site
    day: Day | None
    relief: Relief
    rows: tuple[str, ...]

    @property
    def words(self) -> str:
        """The procedure and what it did, without its day."""
        parts = [self.text]
        if self.relief.percent is not None:
            parts.append(f"{self.relief.percent:g}% relief{_lasted(self.relief.hours)}")
        else:
            parts.append("relief not written")
        return ", ".join(parts)


def _lasted(hours: float | None) -> str:
    """For how long, in hours up to two days, then in days."""
    if hours is None:
        return ""
    days = hours / _HOURS["d"]
    return f" for {hours:g} hours" if days < 2 else f" for {days:.0f} days"


def sessions(
    procedures: Sequence[Row], reliefs: Sequence[Row], less: Sequence[Row], codes: Codes
) -> tuple[Session, ...]:
    """Interventional procedures, the oldest first, undated ones last."""
    made = [each for row in procedures if (each := _session(row, codes)) is not None]
    made.sort(key=lambda each: (each.day is None, each.day and each.day.low, each.row))
    paired = _paired(made, _responses(reliefs, less))
    return tuple(_with(each, paired.get(each.row, [])) for each in made)


def _session(row: Row, codes: Codes) -> Session | None:
    of = meaning("procedure", row, codes)
    treatments = frozenset(each for each in of.treatments if modality_of()[each] == INTERVENTIONAL)
    if not treatments:
        return None
    return Session(
        row=row["row_id"],
        text=row["text"] or sorted(treatments)[0].replace("_", " "),
        treatments=treatments,
        sure=of.sure,
        site=of.site,
        day=day_of(row["at_low"], row["at_high"]),
        relief=relief_in(row["outcome"] or ""),
        rows=(row["row_id"],),
    )


def relief_in(text: str) -> Relief:
    """The relief that words state, as in "85% relief for 5 hours"; of a range its lower end."""
    named = _OF_PAIN.findall(text)
    every = named or _PERCENT.findall(text)
    percent = float(every[0]) if len(every) == 1 and float(every[0]) <= 100 else None
    lasted = _LASTED.findall(text) if percent is not None else []
    hours = float(lasted[0][0]) * _HOURS[lasted[0][1][0].lower()] if len(lasted) == 1 else None
    return Relief(percent, hours)


@dataclass(frozen=True)
class _Response:
    day: Day | None
    relief: Relief
    rows: tuple[str, ...]


def _responses(reliefs: Sequence[Row], less: Sequence[Row]) -> list[_Response]:
    """Filled ratings of relief, one each."""
    less_of = {row["response_row"]: _truth(row) for row in less}
    groups: dict[str, list[Row]] = {}
    for row in reliefs:
        groups.setdefault(row["of_row"] or row["row_id"], []).append(row)
    return [_response(of, rows, less_of) for of, rows in groups.items()]


def _truth(row: Row) -> bool | None:
    if row["value_boolean"] is not None:
        return bool(row["value_boolean"])
    return None if row["value_number"] is None else row["value_number"] > 0


def _response(of: str, rows: list[Row], less_of: Mapping[str, bool | None]) -> _Response:
    value = {row["scale"]: row["value_number"] for row in rows}
    relief = Relief(value.get("percent"), value.get("hours"), value.get("function"), less_of.get(of))
    ids = dict.fromkeys(row["row_id"] for row in rows)
    return _Response(day_of(rows[0]["at_low"], rows[0]["at_high"]), relief, tuple(ids))


def _paired(done: Sequence[Session], responses: Sequence[_Response]) -> dict[str, list[_Response]]:
    """Row of a procedure -> the ratings that belong to it: those after it and before the next one.

    A rating after two different procedures of one day belongs to neither, as nobody can tell which it means.
    """
    paired: dict[str, list[_Response]] = {}
    for response in responses:
        before = [each for each in done if _came_before(each, response)]
        if not before:
            continue
        newest = max(each.day.low for each in before if each.day)
        latest = [each for each in before if each.day and each.day.low == newest]
        if len({each.treatments for each in latest}) == 1:
            for each in latest:
                paired.setdefault(each.row, []).append(response)
    return paired


def _came_before(session: Session, response: _Response) -> bool:
    if session.day is None or response.day is None:
        return False
    days = (response.day.low - session.day.high).days
    return 0 <= days <= settings().relief_follows_days


def _with(session: Session, responses: Sequence[_Response]) -> Session:
    """The session with its best rating; what its own words state counts as one of them."""
    every = [_Response(session.day, session.relief, ()), *responses]
    best = max(every, key=lambda each: (each.relief.percent or -1.0, each.relief.hours or -1.0))
    return Session(
        session.row,
        session.text,
        session.treatments,
        session.sure,
        session.site,
        session.day,
        best.relief,
        (*session.rows, *best.rows),
    )
