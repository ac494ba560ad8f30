"""One person's facts for a plan: arrays of one row, and the judged rules with their words and rows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from lenitive.plan.decided import Decision, decided
from lenitive.plan.facts import Facts
from lenitive.plan.grid import Grid, grid
from lenitive.plan.preferences import Preferences, preferences
from lenitive.plan.program import number_of, plan_program
from lenitive.plan.standing import Codes
from lenitive.plan.told import of_one
from lenitive.plan.trial_rows import kind_rows, trial_rows, used_rows
from lenitive.plan.tried import (
    KIND_NUMBERS,
    KIND_TEXTS,
    TRIAL_NUMBERS,
    TRIAL_TEXTS,
    USED_NUMBERS,
    USED_TEXTS,
    tried,
)
from lenitive.reason.engine.database import person_rows
from lenitive.reason.engine.person import Judged, Rows, Truth, judge
from lenitive.reason.story.query import Row, query

if TYPE_CHECKING:
    from collections.abc import Mapping

    import ibis.expr.types as ir

    from lenitive.reason.tables import Tables
    from lenitive.record.rows import Record


@dataclass(frozen=True, eq=False)
class Person:
    """What a plan needs to know of one person.

    trials, used : rows of `trial_rows.trial_rows` and `used_rows`. scores : newest first. died : the day, or
    nothing. weight_kg : newest, or nothing. daily : (ingredient, highest mg a day) of what is taken now.
    decided : treatment -> what the clinic decided about it. rows : what the rules were judged by.
    """

    patient_id: str
    as_of: date
    facts: Facts
    grid: Grid
    judged: Judged
    mechanisms: Mapping[str, str]
    time_course: str
    trials: Sequence[Row]
    used: Sequence[Row]
    scores: Sequence[Row]
    doses: Sequence[Row]
    weight_kg: float | None
    wishes: Preferences
    decided: Mapping[str, Decision] = field(default_factory=dict)
    rows: Rows = field(default_factory=dict)

    def truth(self, rule: str) -> Truth:
        """How a rule of the plan's program was decided, with its rows."""
        return self._decided[number_of(rule)]

    @cached_property
    def _decided(self) -> list[Truth]:
        return [each.truth for each in self.judged.rules]


def person_facts(
    record: Record,
    *,
    patient_id: str,
    as_of: date,
    mechanisms: Mapping[str, str],
    time_course: str,
    in_specialist_setting: bool = False,
) -> Person:
    """The facts of one person; the derived tables of the record have been made.

    mechanisms, time_course : as the classification gives them.
    """
    laid_out = grid()
    rows = person_rows(record, plan_program(), patient_id)
    judged = judge(plan_program(), rows, as_of)
    trials = [row for row in trial_rows(record) if row["patient_id"] == patient_id]
    used = [row for row in used_rows(record) if row["patient_id"] == patient_id]
    kinds = [row for row in kind_rows(record) if row["patient_id"] == patient_id]
    made = tried(
        of_one(trials, TRIAL_TEXTS, TRIAL_NUMBERS),
        of_one(used, USED_TEXTS, USED_NUMBERS),
        of_one(kinds, KIND_TEXTS, KIND_NUMBERS),
        1,
        laid_out,
    )
    facts = Facts.of(_truths(judged), made, in_specialist_setting=in_specialist_setting)
    return Person(
        patient_id,
        as_of,
        facts,
        laid_out,
        judged,
        mechanisms,
        time_course,
        trials,
        used,
        [row for row in _scores(record) if row["patient_id"] == patient_id],
        [row for row in _doses(record) if row["patient_id"] == patient_id],
        next((row["value_low"] for row in _weights(record) if row["patient_id"] == patient_id), None),
        preferences(record, patient_id),
        decided(record, patient_id, as_of),
        rows,
    )


def if_answered(person: Person, rules: Iterable[int]) -> Person:
    """The same person, if these rules had been reviewed and cleared on the day asked about.

    rules : numbers of the plan's program; one that is closed by no review stays as it is.
    """
    day = person.as_of
    known = plan_program().judgements
    cleared: list[Row] = [
        {"row_ids": [], "finding": known[number].rule.id, "outcome": "cleared", "at_low": day, "at_high": day}
        for number in rules
    ]
    rows = {**person.rows, "review": [*person.rows.get("review", ()), *cleared]}
    judged = judge(plan_program(), rows, day)
    facts = Facts.of(
        _truths(judged), person.facts.tried, in_specialist_setting=person.facts.in_specialist_setting
    )
    return replace(person, judged=judged, facts=facts, rows=rows)


def _truths(judged: Judged) -> Codes:
    """(1, rules): the truth of each rule of the program."""
    return np.array([[each.truth.value for each in judged.rules]], dtype=np.int8)


@query
def _scores(t: Tables) -> ir.Table:
    """Scores with a value, the newest first."""
    score = t.derived.score
    known = score.filter(score.value.notnull(), score.at_low.notnull())
    return known.order_by(known.at_low.desc(), "scale").select(
        "patient_id", "scale", "value", "at_low", row_id=known.row_ids[0]
    )


@query
def _doses(t: Tables) -> ir.Table:
    """What is taken now, by ingredient and product, mg a day."""
    dose = t.derived.ingredient_dose
    return dose.filter(dose.status == "active").select(
        "patient_id", "ingredient", "mg_per_day_low", "mg_per_day_high", row_id=dose.row_ids[0]
    )


@query
def _weights(t: Tables) -> ir.Table:
    measured = t.derived.measurement
    weight = measured.filter(measured.concept == "weight_kg", measured.value_low.notnull())
    return weight.order_by(weight.at_high.desc()).select("patient_id", "value_low")
