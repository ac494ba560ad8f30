"""Relief after procedures: what a form of the days after one said of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lenitive.knowledge.limits import limit
from lenitive.reason.later import _, ibis
from lenitive.reason.tables.common import days_between

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from lenitive.reason.tables import Tables

_SCALE = "procedure_relief.percent"


def relief(t: Tables) -> ir.Table:
    """One row a form and procedure: treatment, percent, at (when answered).

    A form does not name its procedure: it is of each that was done in the days before it.
    """
    said = t.derived.score.filter(_.scale == _SCALE)
    forms = said.select("patient_id", "at_low", "at_high", "value", form_rows="row_ids")
    done = t.derived.trial.filter(_.modality == "interventional")
    done = done.select("patient_id", "treatment", done_low="at_low", done_high="at_high", done_rows="row_ids")
    pairs = forms.inner_join(done, "patient_id")
    since = days_between(pairs.done_high, pairs.at_low)
    near = pairs.filter((since >= 0) & (since <= int(limit("relief_days"))))
    return near.select(
        *("patient_id", "treatment", "at_low", "at_high"),
        row_ids=ibis.array([near.form_rows[0], near.done_rows[0]]),
        percent=near.value,
    )
