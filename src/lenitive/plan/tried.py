"""What was tried and what is taken now, from the record: length, dose and visits of every trial, its outcome.

The same rows are read for one person and for a population; what they amount to is worked out on arrays, one
cell a person and treatment.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import ibis
import numpy as np
import numpy.typing as npt
from ibis import _

from lenitive.knowledge import treatments as knowledge
from lenitive.knowledge.planning import planning
from lenitive.plan.facts import MET, NOT_KNOWN, NOT_MET, Tried
from lenitive.plan.grid import Grid
from lenitive.plan.standing import Codes, Truths
from lenitive.reason.story.query import query
from lenitive.reason.tables.codes import keyed
from lenitive.reason.tables.common import days_between

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from lenitive.reason.tables import Tables

# Any: a column of rows: texts, numbers, truths; NULL is None.
Columns = Mapping[str, npt.NDArray[Any]]
Numbers = npt.NDArray[np.float64]
Places = npt.NDArray[np.intp]

_DAYS_A_WEEK, _DAYS_A_YEAR = 7, 365.25
_SESSIONS = r"(\d+)(?: of \d+)?(?: [a-z]+)? (?:session|visit|treatment|appointment|class|time)"
OUTCOMES = ("no_benefit", "partial", "benefit", "harm")


@query
def trial_rows(t: Tables) -> ir.Table:
    """One row a trial and record row that it rests on.

    start_ago, end_ago : days before the day asked about. days : how long it went on. mg : the highest daily
    dose of the ingredient. visits : as told in words. told : whether somebody said that it was enough.
    words : what is said of its outcome and of why it ended.
    """
    trial = t.derived.trial
    each = trial.select(
        *("patient_id", "treatment", "status", "outcome", "at_low"), row_id=trial.row_ids.unnest()
    )
    facts = ibis.union(_told(t), _given(t), _done(t, t.record.procedure), _ordered(t))
    joined = each.left_join(facts, ["patient_id", "row_id"]).cross_join(t.asked)
    visits = joined.amount.lower().re_extract(_SESSIONS, 1).nullif("").try_cast("float64")
    return joined.select(
        *(
            "patient_id",
            "treatment",
            "status",
            "outcome",
            "row_id",
            "kind",
            "ingredient",
            "mg",
            "told",
            "words",
        ),
        start_ago=days_between(joined.at_low, joined.as_of).cast("float64"),
        end_ago=joined.end_ago,
        days=joined.days,
        visits=visits,
    )


def _facts(rows: ir.Table, kind: str, **columns: ir.Value) -> ir.Table:
    empty = {
        "ingredient": ibis.null("string"),
        "mg": ibis.null("float64"),
        "told": ibis.null("boolean"),
        "words": ibis.null("string"),
        "amount": ibis.null("string"),
        "end_ago": ibis.null("float64"),
        "days": ibis.null("float64"),
    }
    named = {**empty, **columns}
    return rows.select("patient_id", "row_id", kind=ibis.literal(kind), **named)


def _told(t: Tables) -> ir.Table:
    """Trials of the ledger; one without an end goes on."""
    rows = t.record.treatment.cross_join(t.asked)
    end = ibis.coalesce(rows.end_high, rows.stopped_because.isnull().ifelse(rows.as_of, None))
    return _facts(
        rows,
        "told",
        told=rows.adequate,
        words=rows.stopped_because,
        amount=rows.amount,
        end_ago=days_between(ibis.coalesce(end, rows.start_high), rows.as_of).cast("float64"),
        days=days_between(rows.start_low, end).cast("float64"),
    )


def _given(t: Tables) -> ir.Table:
    """Medicines by ingredient, with how long they were taken and the highest daily dose."""
    order = t.record.medication.cross_join(t.asked)
    use, dose = t.derived.use, t.derived.ingredient_dose
    course = use.select("patient_id", "ingredient", "course_days", of_row=use.row_ids.unnest()).distinct()
    taken = order.inner_join(course, [order.patient_id == course.patient_id, order.row_id == course.of_row])
    taken = taken.select(
        *("patient_id", "row_id", "ingredient", "course_days", "stopped_because", "as_of"),
        *("start_low", "end_high"),
    )
    daily = dose.select("patient_id", "mg_per_day_high", dosed="ingredient", of_row=dose.row_ids.unnest())
    daily = daily.group_by("patient_id", "dosed", "of_row").agg(mg=daily.mg_per_day_high.max())
    same = [
        taken.patient_id == daily.patient_id,
        taken.row_id == daily.of_row,
        taken.ingredient == daily.dosed,
    ]
    rows = taken.left_join(daily, same)
    started = days_between(rows.start_low, rows.as_of).cast("float64")
    ended = days_between(rows.end_high, rows.as_of).cast("float64")
    return _facts(
        rows,
        "medicine",
        ingredient=rows.ingredient,
        mg=rows.mg,
        words=rows.stopped_because,
        end_ago=ibis.coalesce(ended, ibis.greatest(started - rows.course_days.cast("float64"), 0.0)),
        days=rows.course_days.cast("float64"),
    )


def _done(t: Tables, done: ir.Table) -> ir.Table:
    rows = done.cross_join(t.asked)
    return _facts(
        rows,
        "procedure",
        words=rows.outcome,
        amount=rows.text,
        end_ago=days_between(ibis.coalesce(rows.end_high, rows.at_high), rows.as_of).cast("float64"),
        days=days_between(rows.at_low, rows.end_high).cast("float64"),
    )


def _ordered(t: Tables) -> ir.Table:
    return _facts(t.record.service, "service", amount=t.record.service.text)


@query
def kind_rows(t: Tables) -> ir.Table:
    """One row a procedure of which code or words say only the kind, such as physiotherapy."""
    done = t.record.procedure.filter(_.status.isin(["completed", "in_progress", "stopped"]))
    kinds = ibis.union(_kinds_by_code(t), _kinds_by_name(done, t), distinct=True)
    joined = kinds.inner_join(done, ["patient_id", "row_id"]).cross_join(t.asked)
    visits = joined.text.lower().re_extract(_SESSIONS, 1).nullif("").try_cast("float64")
    return joined.select(
        *("patient_id", "modality", "row_id"),
        words=joined.outcome,
        visits=visits,
        start_ago=days_between(joined.at_low, joined.as_of).cast("float64"),
        end_ago=days_between(ibis.coalesce(joined.end_high, joined.at_high), joined.as_of).cast("float64"),
    )


def _kinds_by_code(t: Tables) -> ir.Table:
    """patient_id, modality, row_id."""
    coding = t.record.coding
    codes = keyed(coding.filter(coding.of_table == "procedure", coding.field == "code"), t)
    meant = codes.inner_join(t.knowledge.treatment_kind_of_code, "stem")
    return meant.select("patient_id", "modality", row_id=meant.of_row)


def _kinds_by_name(done: ir.Table, t: Tables) -> ir.Table:
    """patient_id, modality, row_id of procedures without a code; whole words are compared."""
    coding = t.record.coding.filter(_.code.notnull(), _.field == "code")
    uncoded = done.filter(done.text.notnull()).anti_join(coding, [("row_id", "of_row")])
    words = " " + uncoded.text.lower().re_replace("[^a-z0-9]+", " ") + " "
    rows = uncoded.select("patient_id", "row_id", words=words)
    names = t.knowledge.treatment_kind_name.select("modality", phrase="% " + _.words + " %")
    named = rows.cross_join(names).filter(_.words.like(_.phrase))
    return named.select("patient_id", "modality", "row_id").distinct()


@query
def used_rows(t: Tables) -> ir.Table:
    """One row a current trial, record row and drug class: how long it has been taken."""
    trial, use = t.derived.trial.filter(t.derived.trial.status == "current"), t.derived.use
    current = trial.select("patient_id", "treatment", row_id=trial.row_ids.unnest())
    taken = use.filter(use.status.isin(["active", "on_hold"])).select(
        "patient_id", "drug_class", "course_days", of_row=use.row_ids.unnest()
    )
    same = [current.patient_id == taken.patient_id, current.row_id == taken.of_row]
    joined = current.inner_join(taken, same)
    return joined.select(
        *("patient_id", "treatment", "row_id", "drug_class"), days=joined.course_days.cast("float64")
    )


def columns_of(rows: Sequence[Mapping[str, Any]], names: Sequence[str]) -> dict[str, npt.NDArray[Any]]:
    """Rows as columns of objects, with None where nothing is known."""
    return {name: np.array([row[name] for row in rows], dtype=object) for name in names}


TRIAL_COLUMNS = (
    *("treatment", "status", "outcome", "kind", "ingredient", "mg", "told", "words"),
    *("start_ago", "end_ago", "days", "visits"),
)
USED_COLUMNS = ("treatment", "drug_class", "days")
KIND_COLUMNS = ("modality", "words", "visits", "start_ago", "end_ago")
_NO_STEP_KINDS = ("interventional", "pharmacological")


@dataclass(frozen=True, eq=False)
class Told:
    """Rows as columns, and (rows,) whose each is, as a place among the people."""

    columns: Columns
    person: Places


def tried(trials_told: Told, used_told: Told, kinds_told: Told, people: int, grid: Grid) -> Tried:
    """What the rows of `trial_rows`, `used_rows` and `kind_rows` amount to."""
    trials, person = trials_told.columns, trials_told.person
    cell = _Cells(person, trials["treatment"], people, grid)
    outcome = outcomes(trials)
    months = _seen(trials, cell)
    enough = _enough(trials, cell, grid)
    last = cell.latest(outcome, _number(trials["end_ago"]))
    current = cell.any(trials["status"] == "current")
    recent = cell.least(_number(trials["end_ago"])) <= _DAYS_A_YEAR * _years()
    helped = (last == OUTCOMES.index("benefit")) | (last == OUTCOMES.index("partial"))
    step = months & ~(last == OUTCOMES.index("benefit"))
    return Tried(
        on_record=cell.any(np.ones(len(person), dtype=np.bool_)),
        step=step,
        enough=enough,
        failed=(last == OUTCOMES.index("no_benefit")) & (enough == MET) & recent & ~helped,
        not_tolerated=(last == OUTCOMES.index("harm")) & ~current,
        current=current,
        stops_slowly=_stops_slowly(used_told, people, grid),
        other_steps=_other_steps(kinds_told, step, grid),
    )


class _Cells:
    """Where each row belongs: the cell of a person and a treatment."""

    def __init__(self, person: Places, treatment: npt.NDArray[Any], people: int, grid: Grid) -> None:
        column = np.array([grid.place.get(name, -1) for name in treatment], dtype=np.intp)
        self.kept = column >= 0
        self.column = column[self.kept]
        self.cell = person[self.kept] * len(grid.treatments) + self.column
        self.shape = (people, len(grid.treatments))

    def any(self, holds: npt.NDArray[Any]) -> Truths:
        """Whether it holds for some row of the cell."""
        made = np.zeros(self.shape, dtype=np.bool_)
        made.ravel()[self.cell[holds[self.kept].astype(np.bool_)]] = True
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
        made, seen = np.zeros(self.shape), np.zeros(self.shape, dtype=np.bool_)
        np.add.at(made.ravel(), self.cell[known], values[self.kept][known])
        seen.ravel()[self.cell[known]] = True
        return np.where(seen, made, np.nan)

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


def _number(values: npt.NDArray[Any]) -> Numbers:
    return np.array([np.nan if value is None else value for value in values], dtype=np.float64)


def outcomes(trials: Columns) -> Codes:
    """(rows,) the place in OUTCOMES that a row tells, by code or else by its words; -1 when it does not."""
    coded = [OUTCOMES.index(outcome) if outcome in OUTCOMES else -1 for outcome in trials["outcome"]]
    codes = np.array(coded, dtype=np.int8)
    return np.where(codes >= 0, codes, _outcomes_of_words(trials["words"])).astype(np.int8)


def _outcome_of(words: str) -> int:
    """The outcome that words tell: bad news before good, since "no relief" holds "relief"."""
    lowered = words.lower()
    for outcome, known in planning().outcome_words.items():
        if any(word in lowered for word in known):
            return OUTCOMES.index(outcome)
    return -1


def _length(trials: Columns, cell: _Cells) -> Numbers:
    """Days of each trial: of medicines all orders together, of the rest from the first day to the last."""
    medicine = trials["kind"] == "medicine"
    days = _number(trials["days"])
    given = cell.total(np.where(medicine, days, np.nan))
    start, end = _number(trials["start_ago"]), _number(trials["end_ago"])
    other = np.where(medicine, np.nan, 0.0)
    span = cell.greatest(start + other) - cell.least(end + other)
    return np.fmax(given, np.fmax(span, cell.greatest(days)))


def _visits(trials: Columns, cell: _Cells) -> Numbers:
    """Visits of each trial: as told in words, else one a procedure on record."""
    done = np.where(trials["kind"] == "procedure", 1.0, np.nan)
    return np.fmax(cell.greatest(_number(trials["visits"])), cell.total(done))


def _seen(trials: Columns, cell: _Cells) -> Truths:
    """Whether a trial is long, or often, enough to count as a step; somebody's word is enough."""
    ladder = planning().ladder
    told = cell.any(np.equal(trials["told"], True))
    by_days = _length(trials, cell) >= ladder.counts_from_days
    return told | by_days | (_visits(trials, cell) >= ladder.counts_from_visits)


def _enough(trials: Columns, cell: _Cells, grid: Grid) -> Codes:
    """Whether each trial meets its definition: dose, length and visits, as far as it names them."""
    needs = _needs(grid)
    parts = [
        _at_least(_length(trials, cell), needs["days"]),
        _at_least(_visits(trials, cell), needs["visits"]),
        _dosed(trials, cell, grid),
    ]
    computed = np.where(needs["defined"], np.minimum.reduce(parts), NOT_KNOWN)
    told, denied = cell.any(np.equal(trials["told"], True)), cell.any(np.equal(trials["told"], False))
    return np.where(told, MET, np.where(denied, NOT_MET, computed)).astype(np.int8)


def _at_least(values: Numbers, least: Numbers) -> Codes:
    """Whether each reaches what its treatment needs; what is not needed is always reached."""
    made = np.where(np.isnan(values), NOT_KNOWN, np.where(values >= least, MET, NOT_MET))
    return np.where(np.isnan(least), MET, made).astype(np.int8)


def _dosed(trials: Columns, cell: _Cells, grid: Grid) -> Codes:
    """Whether some row reaches the least dose of its ingredient, as a share of it."""
    least = _least_doses(grid)
    rows = zip(trials["treatment"], trials["ingredient"], trials["mg"], strict=True)
    share = np.array([np.nan if mg is None else mg / least.get((t, i), np.nan) for t, i, mg in rows])
    needs = np.array([bool(each.trial and each.trial.min_daily_doses) for each in grid.treatments])
    return _at_least(cell.greatest(share.astype(np.float64)), np.where(needs, 1.0, np.nan))


@lru_cache(maxsize=2)
def _least_doses(grid: Grid) -> dict[tuple[str, str], float]:
    return {
        (each.id, dose.ingredient): dose.mg_per_day
        for each in grid.treatments
        if each.trial
        for dose in each.trial.min_daily_doses
    }


@lru_cache(maxsize=2)
def _needs(grid: Grid) -> dict[str, Any]:
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


def _other_steps(told: Told, step: Truths, grid: Grid) -> npt.NDArray[np.int64]:
    """How many kinds of care count as a step that no single treatment of the same kind counts as already."""
    rows, ladder = told.columns, planning().ladder
    made = np.zeros(step.shape[0], dtype=np.int64)
    for kind in {*rows["modality"]} - {*_NO_STEP_KINDS}:
        own = rows["modality"] == kind
        visits = np.nan_to_num(_number(rows["visits"][own]), nan=1.0)
        whose = told.person[own]
        count = np.bincount(whose, visits, minlength=len(made))
        first, last = np.full(len(made), -np.inf), np.full(len(made), np.inf)
        np.fmax.at(first, whose, _number(rows["start_ago"][own]))
        np.fmin.at(last, whose, _number(rows["end_ago"][own]))
        lasted = (first - last >= ladder.counts_from_days) | (count >= ladder.counts_from_visits)
        helped = np.isin(whose, whose[_outcomes_of_words(rows["words"][own]) == OUTCOMES.index("benefit")])
        lasted[whose[helped]] = False
        named = step[:, [each.modality == kind for each in grid.treatments]].any(axis=1)
        made += lasted & ~named
    return made


def _outcomes_of_words(words: npt.NDArray[Any]) -> Codes:
    said = {word: _outcome_of(word) for word in {*words} if word}
    return np.array([said.get(word, -1) for word in words], dtype=np.int8)


def _stops_slowly(told: Told, people: int, grid: Grid) -> Truths:
    """Whether something taken must not stop suddenly after so long, or after nobody knows how long."""
    used = told.columns
    cell = _Cells(told.person, used["treatment"], people, grid)
    after = {each.drug_class: each.after_days_of_use for each in knowledge.stop_slowly()}
    slow = [
        name in after and (days is None or days >= after[name])
        for name, days in zip(used["drug_class"], used["days"], strict=True)
    ]
    return cell.any(np.array(slow, dtype=np.bool_))
