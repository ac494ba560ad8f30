"""Scale scores under the names that rules use."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lenitive.reason.tables.common import evidence, known

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from lenitive.reason.tables import Tables


def score(t: Tables) -> ir.Table:
    """One row a score: scale ("instrument.scale"), value (empty when it was withheld), at."""
    return known(t.record.score, t).mutate(
        row_ids=lambda row: evidence(row.row_id),
        scale=lambda row: row.instrument + "." + row.scale,
        value=lambda row: row.value_number,
    )
