"""Who closed or answered which finding."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lenitive.reason.tables.common import evidence, known

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from lenitive.reason.tables import Tables


def review(t: Tables) -> ir.Table:
    """One row a review: finding, outcome, at."""
    return known(t.record.review, t).mutate(row_ids=lambda row: evidence(row.row_id))
