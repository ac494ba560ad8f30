"""Headache diaries: days of four weeks, scaled to a month."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lenitive.knowledge.limits import limit
from lenitive.reason.later import ibis
from lenitive.reason.tables.common import known

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from lenitive.reason.tables import Tables

_FORM, _FILLED = "headache_days", "diary_days"


def diary_days(t: Tables, *items: str) -> ir.Table:
    """One row a form: the items as days in 30, at, row_ids.

    A form that does not say how many of its days were filled counts as whole; with too few the days are
    empty.
    """
    answers = t.record.answer.filter(ibis._.instrument == _FORM, ibis._.item.isin([*items, _FILLED]))
    forms = (
        known(answers, t)
        .group_by("patient_id", "response_row")
        .agg(
            row_ids=ibis._.row_id.collect().sort(),
            at_low=ibis._.at_low.min(),
            at_high=ibis._.at_high.max(),
            filled=_answer(_FILLED),
            **{item: _answer(item) for item in items},
        )
    )
    filled = forms.filled.fill_null(limit("diary_days"))
    enough = filled >= limit("diary_days_filled")
    scale = limit("month_days") / filled.nullif(0)
    return forms.mutate(**{item: enough.ifelse(forms[item] * scale, None) for item in items})


def _answer(item: str) -> ir.Deferred:
    return ibis._.value_number.max(where=ibis._.item == item)
