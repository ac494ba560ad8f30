"""The chart's rows that may carry the code of a concept: problems, and what was found, done or ordered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lenitive.reason.later import _, ibis
from lenitive.reason.tables.common import known

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from lenitive.reason.tables import Tables

_GOES_ON = ("active", "recurrence", "relapse")
_IS_OVER = ("inactive", "remission", "resolved")
_NOT_SO = ("refuted", "entered-in-error")
_DONE = {
    "procedure": ("completed", "in_progress"),
    "encounter": ("in_progress", "finished", "unknown"),
    "service": ("active", "completed", "on-hold"),
    "document": ("current", "final", "amended", "corrected", "appended", "preliminary"),
}
CODED = ("condition", "observation", *_DONE)
"""The tables of the rows that `problems` and `happenings` tell of."""
_NO_RESULT = ("cancelled", "registered", "entered-in-error")


def problems(t: Tables) -> ir.Table:
    """Conditions that were recorded and not refuted, with `as_of`.

    of_row, clinical (active, inactive, or empty where the chart does not say or says two things), category,
    began_low, began_high, at_low, at_high (onset, else recorded).
    """
    rows = t.record.condition
    stands = known(rows.filter(rows.verification.isnull() | rows.verification.notin(_NOT_SO)), t, "recorded")
    ended = stands.abatement_high <= stands.as_of
    return stands.select(
        *("patient_id", "as_of"),
        of_row=_.row_id,
        clinical=ibis.cases(
            (stands.status.isin(_IS_OVER), "inactive"),
            (ended & stands.status.isin(_GOES_ON), None),
            (ended, "inactive"),
            (stands.status.isin(_GOES_ON), "active"),
            else_=None,
        ),
        category=(stands.category == "encounter_diagnosis").ifelse("encounter_diagnosis", "problem_list"),
        began_low=_.onset_low,
        at_low=ibis.coalesce(_.onset_low, _.recorded_low),
        at_high=ibis.coalesce(_.onset_high, _.recorded_high),
    )


def happenings(t: Tables) -> ir.Table:
    """What was done, found, or ordered: of_table, of_row, at_low, at_high.

    An observation that answers no reports that something was not done.
    """
    results = t.record.observation
    reported = results.filter(
        results.status.isnull() | results.status.notin(_NO_RESULT), results.value_boolean.fill_null(True)
    )
    done = [_dated(name, getattr(t.record, name)) for name in _DONE]
    return known(ibis.union(_short("observation", reported, "at"), *done), t)


def _dated(name: str, rows: ir.Table) -> ir.Table:
    day = "start" if name == "encounter" else "at"
    return _short(name, rows.filter(rows.status.isin(_DONE[name])), day)


def _short(name: str, rows: ir.Table, day: str) -> ir.Table:
    return rows.select(
        "patient_id",
        of_table=ibis.literal(name),
        of_row=_.row_id,
        at_low=rows[f"{day}_low"],
        at_high=rows[f"{day}_high"],
    )
