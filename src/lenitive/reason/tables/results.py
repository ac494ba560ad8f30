"""Observations that report something, with the concept that their LOINC code measures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lenitive.knowledge.codes_of_concepts import system_uris
from lenitive.reason.tables.common import known

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from lenitive.reason.tables import Tables

NO_RESULT = ("cancelled", "registered", "entered-in-error")
"""Statuses of an observation that reports nothing."""


def reported(t: Tables) -> ir.Table:
    """Observations with a result, not later than the day asked about, with `as_of`."""
    rows = t.record.observation
    return known(rows.filter(rows.status.isnull() | rows.status.notin(NO_RESULT)), t)


def loinc_codes(t: Tables) -> ir.Table:
    """patient_id, of_row, code of the observations' LOINC codes."""
    coding = t.record.coding
    coded = coding.filter(
        coding.of_table == "observation",
        coding.field == "code",
        coding.system.lower().isin(system_uris()["loinc"]),
    )
    return coded.select("patient_id", "of_row", "code")


def observed(t: Tables) -> ir.Table:
    """The reported observations of what we measure, one row an observation and `concept`."""
    measured = loinc_codes(t).inner_join(t.knowledge.measured_code, "code").drop("code").distinct()
    return reported(t).inner_join(measured, ["patient_id", ("row_id", "of_row")])
