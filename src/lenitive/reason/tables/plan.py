"""Care plans for pain."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lenitive.reason.tables.common import evidence, known

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from lenitive.reason.tables import Tables


def plan(t: Tables) -> ir.Table:
    """One row a pain plan that stands: kind, at (made, changed or reviewed)."""
    plans = t.record.plan
    stands = plans.status.fill_null("unknown").notin(["draft", "revoked", "entered-in-error"])
    return known(plans.filter((plans.kind == "pain_plan") & stands), t).mutate(
        row_ids=lambda row: evidence(row.row_id)
    )
