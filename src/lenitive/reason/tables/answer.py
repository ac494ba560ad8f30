"""Answered items of our instruments, as numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ibis

from lenitive.reason.tables.common import evidence, known

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from lenitive.reason.tables import Tables


def answer(t: Tables) -> ir.Table:
    """One row an answered item: item ("instrument.item"), value (yes is 1, no is 0), at."""
    ours = t.record.answer.filter(t.record.answer.instrument.notnull())
    return known(ours, t).mutate(
        row_ids=lambda row: evidence(row.row_id),
        item=lambda row: row.instrument + "." + row.item,
        value=lambda row: ibis.coalesce(row.value_number, row.value_boolean.cast("float64")),
    )
