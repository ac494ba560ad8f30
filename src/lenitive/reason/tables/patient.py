"""Who the person is: age on the day asked about, sex."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ibis

from lenitive.reason.tables.common import whole_years, with_day

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from lenitive.reason.tables import Tables


def patient(t: Tables) -> ir.Table:
    """One row a person: age_years (bounds, whole years), sex.

    Two different birth dates widen the bounds, two different sexes leave it empty. A birth after the day asked
    about is no age.
    """
    people = with_day(t.record.patient, t).mutate(
        latest_birth=lambda row: ibis.least(row.birth_date_high, row.as_of),
        born=lambda row: row.birth_date_low <= row.as_of,
    )
    aged = people.mutate(
        youngest=lambda row: row.born.ifelse(whole_years(row.latest_birth, row.as_of), None),
        oldest=lambda row: row.born.ifelse(whole_years(row.birth_date_low, row.as_of), None),
    )
    return aged.group_by("patient_id").agg(
        row_ids=lambda row: row.row_id.collect(distinct=True).sort(),
        age_years_low=lambda row: row.youngest.min(),
        age_years_high=lambda row: row.oldest.max(),
        sex=lambda row: (row.sex.nunique() == 1).ifelse(row.sex.max(), None),
    )
