"""Who the person is: age on the day asked about, sex."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lenitive.reason.later import ibis
from lenitive.reason.tables.common import whole_years, with_day

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from lenitive.reason.tables import Tables


def patient(t: Tables) -> ir.Table:
    """One row a person: age_years (bounds, whole years), sex.

    Two different birth dates widen the bounds, two different sexes leave it empty. A birth after the day
    asked about is no age; one that may lie before or after it counts from 0.
    """
    rows = t.record.patient
    people = rows.group_by("patient_id").agg(
        row_ids=rows.row_id.collect().sort(),
        first_birth=rows.birth_date_low.min(),
        last_birth=rows.birth_date_high.max(),
        sex=(rows.sex.min() == rows.sex.max()).ifelse(rows.sex.max(), None),
    )
    dated = with_day(people, t)
    born = dated.first_birth <= dated.as_of
    youngest = whole_years(ibis.least(dated.last_birth, dated.as_of), dated.as_of)
    return dated.select(
        *("patient_id", "row_ids", "sex"),
        age_years_low=born.ifelse(youngest, None),
        age_years_high=born.ifelse(whole_years(dated.first_birth, dated.as_of), None),
    )
