"""Not built yet: no rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ibis

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from lenitive.reason.tables import Tables


def acute_use_days(t: Tables) -> ir.Table:
    """No rows yet."""
    from lenitive.reason.tables import derived_schema

    columns = {
        name: ibis.null(kind)
        for name, kind in derived_schema("acute_use_days").items()
        if name != "patient_id"
    }
    return t.record.patient.select("patient_id", **columns).filter(ibis.literal(False))
