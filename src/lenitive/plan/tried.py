"""What was tried and what is taken now: each trial against its definition, and its outcome.

One line of arithmetic for one person and for many: a cell is a person and a treatment.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from lenitive.knowledge import treatments as knowledge
from lenitive.knowledge.planning import planning
from lenitive.plan.facts import MET, NOT_KNOWN, NOT_MET, Tried
from lenitive.plan.grid import Grid
from lenitive.plan.standing import Codes, Truths
from lenitive.plan.told import Numbers, Places, Told, Words

_DAYS_A_WEEK, _DAYS_A_YEAR = 7, 365.25
OUTCOMES = ("no_benefit", "partial", "benefit", "harm")
NO_BENEFIT, _PARTIAL, BENEFIT, HARM = range(4)
TRIAL_TEXTS = ("treatment", "status", "outcome", "kind", "ingredient", "words")
TRIAL_NUMBERS = ("mg", "told", "start_ago", "end_ago", "days", "visits")
USED_TEXTS, USED_NUMBERS = ("treatment", "drug_class"), ("days",)
KIND_TEXTS, KIND_NUMBERS = ("modality", "words"), ("visits", "start_ago", "end_ago")
_NO_STEP_KINDS = ("interventional", "pharmacological")


def tried(trials: Told, used: Told, kinds: Told, people: int, grid: Grid) -> Tried:
    """What the rows of `trial_rows`, `used_rows` and `kind_rows` amount to."""
    cell = _Cells(trials, people, grid)
    enough = _enough(trials, cell, grid)
    last = cell.latest(outcomes(trials), trials.numbers["end_ago"])
    current = cell.any(trials.texts["status"].are("current"))
    recent = cell.least(trials.numbers["end_ago"]) <= _DAYS_A_YEAR * _years()
    step = _long_enough(trials, cell) & (last != BENEFIT)
    return Tried(
        on_record=cell.any(np.ones(len(trials.person), dtype=np.bool_)),
        step=step,
        enough=enough,
        failed=(last == NO_BENEFIT) & (enough == MET) & recent,
        not_tolerated=(last == HARM) & ~current,
        current=current,
        stops_slowly=_stops_slowly(used, people, grid),
        other_steps=_other_steps(kinds, step, grid),
    )


class _Cells:
    """Where each row belongs: the cell of a person and a treatment."""

    def __init__(self, told: Told, people: int, grid: Grid) -> None:
        column = told.texts["treatment"].places(lambda name: grid.place.get(name, -1))
        self.kept = column >= 0
        self.column = column[self.kept]
        self.cell = told.person[self.kept] * len(grid.treatments) + self.column
        self.shape = (people, len(grid.treatments))

    def any(self, holds: Truths) -> Truths:
        """Whether it holds for some row of the cell."""
        made = np.zeros(self.shape, dtype=np.bool_)
        made.ravel()[self.cell[holds[self.kept]]] = True
        return made

    def greatest(self, values: Numbers) -> Numbers:
        """The greatest known value of each cell; NaN where none is known."""
        return self._gather(np.fmax, values)

    def least(self, values: Numbers) -> Numbers:
        """The least known value of each cell; NaN where none is known."""
        return self._gather(np.fmin, values)

    def total(self, values: Numbers) -> Numbers:
        """The sum of the known values of each cell; NaN where none is known."""
        known = np.isfinite(values[self.kept])
        width = self.shape[0] * self.shape[1]
        made = np.bincount(self.cell[known], values[self.kept][known], minlength=width)
        seen = np.bincount(self.cell[known], minlength=width) > 0
        return np.where(seen, made, np.nan).reshape(self.shape)

    def latest(self, codes: Codes, ago: Numbers) -> Codes:
        """The code of the newest row that has one; -1 where none has."""
        made = np.full(self.shape, -1, dtype=np.int8)
        codes, ago = codes[self.kept], np.nan_to_num(ago[self.kept], nan=np.inf)
        order = np.lexsort((codes, -ago))
        order = order[codes[order] >= 0]
        made.ravel()[self.cell[order]] = codes[order]
        return made

    def _gather(self, take: np.ufunc, values: Numbers) -> Numbers:
        made = np.full(self.shape, np.nan)
        take.at(made.ravel(), self.cell, values[self.kept])
        return made


def outcomes(trials: Told) -> Codes:
    """(rows,) the place in OUTCOMES that a row tells, by code or else by its words; -1 when it does not."""
    coded = trials.texts["outcome"].places(lambda code: OUTCOMES.index(code) if code in OUTCOMES else -1)
    return np.where(coded >= 0, coded, _by_words(trials.texts["words"])).astype(np.int8)


def _by_words(words: Words) -> Places:
    """The outcome that words tell: bad news before good, since "no relief" holds "relief"."""

    def outcome(text: str) -> int:
        lowered = text.lower()
        for name, known in planning().outcome_words.items():
            if any(word in lowered for word in known):
                return OUTCOMES.index(name)
        return -1

    return words.places(outcome)


def _length(trials: Told, cell: _Cells) -> Numbers:
    """Days of each trial: of medicines all orders together, of the rest from the first day to the last."""
    medicine, days = trials.texts["kind"].are("medicine"), trials.numbers["days"]
    given = cell.total(np.where(medicine, days, np.nan))
    other = np.where(medicine, np.nan, 0.0)
    first = cell.greatest(trials.numbers["start_ago"] + other)
    last = cell.least(trials.numbers["end_ago"] + other)
    return np.fmax(given, np.fmax(first - last, cell.greatest(days)))


def _visits(trials: Told, cell: _Cells) -> Numbers:
    """Visits of each trial: as told in words, else one a procedure on record."""
    done = np.where(trials.texts["kind"].are("procedure"), 1.0, np.nan)
    return np.fmax(cell.greatest(trials.numbers["visits"]), cell.total(done))


def _long_enough(trials: Told, cell: _Cells) -> Truths:
    """Whether a trial is long, or often, enough to count as a step; somebody's word is enough."""
    ladder = planning().ladder
    by_days = _length(trials, cell) >= ladder.counts_from_days
    told = cell.any(trials.numbers["told"] == 1)
    return told | by_days | (_visits(trials, cell) >= ladder.counts_from_visits)


def _enough(trials: Told, cell: _Cells, grid: Grid) -> Codes:
    """Whether each trial meets its definition: dose, length and visits, as far as it names them."""
    needs = _needs(grid)
    parts = [
        _at_least(_length(trials, cell), needs["days"]),
        _at_least(_visits(trials, cell), needs["visits"]),
        _dosed(trials, cell, grid),
    ]
    computed = np.where(needs["defined"], np.minimum.reduce(parts), NOT_KNOWN)
    told, denied = cell.any(trials.numbers["told"] == 1), cell.any(trials.numbers["told"] == 0)
    return np.where(told, MET, np.where(denied, NOT_MET, computed)).astype(np.int8)


def _at_least(values: Numbers, least: Numbers) -> Codes:
    """Whether each reaches what its treatment needs; what is not needed is always reached."""
    made = np.where(np.isnan(values), NOT_KNOWN, np.where(values >= least, MET, NOT_MET))
    return np.where(np.isnan(least), MET, made).astype(np.int8)


def _dosed(trials: Told, cell: _Cells, grid: Grid) -> Codes:
    """Whether some row reaches the least dose of its ingredient, as a share of it."""
    least = np.full(len(cell.kept), np.nan)
    ingredients = trials.texts["ingredient"]
    for (treatment, ingredient), dose in _least_doses(grid).items():
        least[trials.texts["treatment"].are(treatment) & ingredients.are(ingredient)] = dose
    needs = np.array([bool(each.trial and each.trial.min_daily_doses) for each in grid.treatments])
    return _at_least(cell.greatest(trials.numbers["mg"] / least), np.where(needs, 1.0, np.nan))


@lru_cache(maxsize=2)
def _least_doses(grid: Grid) -> dict[tuple[str, str], float]:
    return {
        (each.id, dose.ingredient): dose.mg_per_day
        for each in grid.treatments
        if each.trial
        for dose in each.trial.min_daily_doses
    }


@lru_cache(maxsize=2)
def _needs(grid: Grid) -> dict[str, npt.NDArray[Any]]:
    """Least days and visits of each treatment, NaN where none are named; whether a trial is defined."""
    trials = [each.trial for each in grid.treatments]
    days = [
        max((trial.min_weeks or 0) * _DAYS_A_WEEK, trial.min_days or 0) or np.nan if trial else np.nan
        for trial in trials
    ]
    visits = [float(trial.min_visits) if trial and trial.min_visits else np.nan for trial in trials]
    return {
        "days": np.array(days, dtype=np.float64),
        "visits": np.array(visits, dtype=np.float64),
        "defined": np.array([trial is not None for trial in trials]),
    }


def _years() -> int:
    return knowledge.standing_rules().already_tried_years


def _stops_slowly(used: Told, people: int, grid: Grid) -> Truths:
    """Whether something taken must not stop suddenly after so long, or after nobody knows how long."""
    after = {each.drug_class: each.after_days_of_use for each in knowledge.stop_slowly()}
    least = used.texts["drug_class"].numbers(lambda name: after.get(name, np.inf), np.inf)
    days = used.numbers["days"]
    slow = (days >= least) | (np.isnan(days) & np.isfinite(least))
    return _Cells(used, people, grid).any(slow)


def _other_steps(kinds: Told, step: Truths, grid: Grid) -> npt.NDArray[np.int64]:
    """How many kinds of care count as a step that no single treatment of the same kind counts as already."""
    ladder, made = planning().ladder, np.zeros(step.shape[0], dtype=np.int64)
    helped_rows = _by_words(kinds.texts["words"]) == BENEFIT
    for kind in sorted({*kinds.texts["modality"].values} - {*_NO_STEP_KINDS}):
        own = kinds.texts["modality"].are(kind)
        whose, visits = kinds.person[own], np.nan_to_num(kinds.numbers["visits"][own], nan=1.0)
        first, last = np.full(len(made), -np.inf), np.full(len(made), np.inf)
        np.fmax.at(first, whose, kinds.numbers["start_ago"][own])
        np.fmin.at(last, whose, kinds.numbers["end_ago"][own])
        often = np.bincount(whose, visits, minlength=len(made)) >= ladder.counts_from_visits
        lasted = often | (first - last >= ladder.counts_from_days)
        lasted[whose[helped_rows[own]]] = False
        named = step[:, [each.modality == kind for each in grid.treatments]].any(axis=1)
        made += lasted & ~named
    return made
