"""Goals of function in the person's own words: which scale shows each, what is reached, when to look back."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from lenitive.errors import AnswerError
from lenitive.knowledge.goals import Link, goals_knowledge
from lenitive.knowledge.instruments import instrument
from lenitive.reason.story.query import Row, query
from lenitive.reason.story.words import number_words

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from lenitive.reason.tables import Tables
    from lenitive.record.rows import Record

FloatArray = npt.NDArray[np.float64]
_LEAST, _MOST = -2, 2  # the five levels of goal attainment scaling
_OPEN = ("proposed", "planned", "accepted", "active", "on-hold")
_WORDS = re.compile(r"[a-z]+")
_AMOUNT = re.compile(r"(\d+(?:[.,]\d+)?)\s*([a-z]+)")


@dataclass(frozen=True)
class Shown:
    """A scale that shows a goal, with the newest score of the person; `value` is None where none is known."""

    scale: str
    name: str
    value: float | None
    at: date | None
    row: str


@dataclass(frozen=True)
class Goal:
    """One open goal.

    text, target : the person's words. amount : what is counted in them, as (30.0, "minutes"); None without.
    due : the last day by which it is to be reached; None where none is written. why : what the words are
    about. scales : those that show it, the first one best. reviews : days to look back on, the first first.
    """

    row: str
    text: str
    target: str
    amount: tuple[float, str] | None
    due: date | None
    set_on: date | None
    why: str
    scales: tuple[Shown, ...]
    reviews: tuple[date, ...]


@dataclass(frozen=True)
class LevelOf:
    """One level of attainment of a goal that is counted."""

    level: int
    says: str


@query
def _goals(t: Tables) -> ir.Table:
    goal = t.record.goal
    return goal.select("patient_id", "row_id", "text", "status", "target", "due_high", "at_high").order_by(
        goal.at_high.desc(), "row_id"
    )


@query
def _scores(t: Tables) -> ir.Table:
    score = t.derived.score
    known = score.filter(score.value.notnull(), score.at_low.notnull())
    return known.order_by(known.at_low.desc(), "scale").select(
        "patient_id", "scale", "value", "at_low", row_id=known.row_ids[0]
    )


def open_goals(record: Record, *, patient_id: str, as_of: date) -> tuple[Goal, ...]:
    """The open goals of a person, the newest first; derived tables have been made."""
    newest: dict[str, Row] = {}
    for row in _scores(record):
        if row["patient_id"] == patient_id:
            newest.setdefault(row["scale"], row)
    rows = [row for row in _goals(record) if row["patient_id"] == patient_id]
    return tuple(_goal(row, newest, as_of) for row in rows if row["status"] is None or row["status"] in _OPEN)


def _goal(row: Row, newest: Mapping[str, Row], as_of: date) -> Goal:
    words = f"{row['text']} {row['target'] or ''}".lower()
    link = _link(words)
    return Goal(
        row=row["row_id"],
        text=row["text"],
        target=row["target"] or "",
        amount=_amount(words),
        due=row["due_high"],
        set_on=row["at_high"],
        why=link.why,
        scales=tuple(_shown(scale, newest.get(scale)) for scale in link.scales),
        reviews=review_days(row["at_high"] or as_of, row["due_high"], as_of),
    )


def _link(words: str) -> Link:
    known = goals_knowledge()
    said = set(_WORDS.findall(words))
    return next((link for link in known.links if link.words & said), known.otherwise)


def _amount(words: str) -> tuple[float, str] | None:
    for number, unit in _AMOUNT.findall(words):
        if unit in goals_knowledge().amounts:
            return float(number.replace(",", ".")), goals_knowledge().amounts[unit]
    return None


def _shown(scale: str, row: Row | None) -> Shown:
    name = instrument(scale.split(".", 1)[0]).name
    if row is None:
        return Shown(scale, name, None, None, "")
    return Shown(scale, name, float(row["value"]), row["at_low"], row["row_id"])


def review_days(set_on: date, due: date | None, as_of: date) -> tuple[date, ...]:
    """The days, not before `as_of`, on which a goal is looked at: once early, then evenly, and on its own.

    A goal whose day has passed is looked at now.
    """
    rule = goals_knowledge().reviews
    days = [set_on + timedelta(weeks=rule.first_weeks)]
    while len(days) < rule.most or days[-1] < as_of:
        days.append(days[-1] + timedelta(weeks=rule.every_weeks))
    if due is not None:
        if due < as_of:
            return (as_of,)
        days = [*(day for day in days if day < due), due]
    return tuple(day for day in days if day >= as_of)[: rule.most]


def levels_of(start: float, agreed: float, unit: str) -> tuple[LevelOf, ...]:
    """The five levels of a goal that is counted, from what was so at the start to more than was agreed.

    start, agreed : in `unit`; less may be better (days off work). The start is level -1.
    Raises : AnswerError where nothing is to change.
    """
    gain = agreed - start
    if gain == 0:
        raise AnswerError(
            f"the goal is what is so already: {number_words(start)} {unit}", do="Agree on a change."
        )
    further = goals_knowledge().attainment.further
    side = "less" if gain > 0 else "more"
    return (
        LevelOf(-2, f"{side} than {number_words(start)} {unit}"),
        LevelOf(-1, f"{number_words(start)} {unit}"),
        LevelOf(0, f"{number_words(agreed)} {unit}"),
        *(
            LevelOf(level, f"{number_words(max(0.0, agreed + gain * more))} {unit}")
            for level, more in sorted(further.items())
        ),
    )


def attainment_t(levels: FloatArray, weights: FloatArray | None = None) -> FloatArray:
    """The T score of goal attainment scaling.

    levels : (people, goals), -2 to +2; NaN is a goal that was not judged, or none. weights : the same shape,
    above 0; left out, all goals count alike. Returns : (people,), 50 where all goals were reached as agreed;
    NaN where no goal was judged.
    T = 50 + 10 sum(w x) / sqrt((1 - r) sum(w^2) + r (sum w)^2) with r = 0.3.
    Raises : AnswerError for a level or a weight outside its range, naming the first.
    Source : Kiresuk and Sherman, Community Ment Health J 1968;4:443.
    """
    known = goals_knowledge().attainment
    levels = np.asarray(levels, dtype=np.float64)
    judged = np.isfinite(levels)
    weights = np.ones_like(levels) if weights is None else np.asarray(weights, dtype=np.float64)
    _refuse(levels, judged & ((levels < _LEAST) | (levels > _MOST)), "level", f"{_LEAST} to {_MOST}")
    _refuse(weights, judged & ~(weights > 0), "weight", "above 0")
    w = np.where(judged, weights, 0.0)
    total = (w * np.where(judged, levels, 0.0)).sum(axis=-1)
    r = known.correlation
    below = np.sqrt((1 - r) * (w**2).sum(axis=-1) + r * w.sum(axis=-1) ** 2)
    with np.errstate(invalid="ignore"):
        made: FloatArray = known.mean + known.spread * total / np.where(below > 0, below, np.nan)
    return made


def _refuse(values: FloatArray, wrong: npt.NDArray[np.bool_], what: str, allowed: str) -> None:
    if wrong.any():
        place = tuple(int(each) for each in np.argwhere(wrong)[0])
        raise AnswerError(
            f"the {what} of goal {place[-1] + 1} is {values[place]:g}, and it goes from {allowed}"
            if what == "level"
            else f"the {what} of goal {place[-1] + 1} is {values[place]:g}, and it must be {allowed}",
            where=f"person {place[0] + 1}" if len(place) > 1 else "",
            do="Correct it, or leave the goal out.",
        )


def weight_of(importance: float, difficulty: float) -> float:
    """The weight of a goal: importance times difficulty, each 1 to 3.

    Raises : AnswerError outside that. Source : Turner-Stokes, Clin Rehabil 2009;23:362.
    """
    for what, value in (("importance", importance), ("difficulty", difficulty)):
        if not 1 <= value <= 3:
            raise AnswerError(f"the {what} is {value:g}, and it goes from 1 to 3", do="Correct it.")
    return importance * difficulty


def goal_words(goals: Sequence[Goal]) -> tuple[str, ...]:
    """Each goal as the person said it, with the day."""
    return tuple(f"{each.text}{f' (by {each.due.isoformat()})' if each.due else ''}" for each in goals)
