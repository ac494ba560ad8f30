"""Answered items of our instruments, as numbers: from forms, and single ones that came as observations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lenitive.reason.later import ibis
from lenitive.reason.tables.common import evidence, known
from lenitive.reason.tables.results import loinc_codes, reported

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from lenitive.reason.tables import Tables

_COLUMNS = ("patient_id", "row_ids", "item", "value", "at_low", "at_high")


def answer(t: Tables) -> ir.Table:
    """One row an answered item: item ("instrument.item"), value (yes is 1, no is 0), at."""
    return ibis.union(_in_forms(t), _as_observations(t))


def _in_forms(t: Tables) -> ir.Table:
    ours = t.record.answer.filter(t.record.answer.instrument.notnull())
    made = known(ours, t).mutate(
        row_ids=lambda row: evidence(row.row_id),
        item=lambda row: row.instrument + "." + row.item,
        value=lambda row: ibis.coalesce(row.value_number, row.value_boolean.cast("float64")),
    )
    return made.select(*_COLUMNS)


def _as_observations(t: Tables) -> ir.Table:
    """Items by their LOINC code: many systems send the answers of a form as observations, one by one."""
    named = loinc_codes(t).inner_join(t.knowledge.item_code, "code").select("of_row", "item").distinct()
    found = reported(t).inner_join(named, [("row_id", "of_row")])
    coded = found.left_join(t.knowledge.answer_code, [("value_code", "answer")])
    made = coded.mutate(
        row_ids=evidence(coded.row_id),
        value=ibis.coalesce(coded.value_number, coded.value_boolean.cast("float64"), coded.points),
    )
    return made.select(*_COLUMNS)
