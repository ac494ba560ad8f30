"""Visits by kind, each with the concepts it was about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lenitive.reason.later import ibis
from lenitive.reason.tables.codes import keyed, with_concepts
from lenitive.reason.tables.common import evidence, known

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from lenitive.reason.tables import Tables

_HAPPENED = ("in_progress", "finished", "unknown")
_BY_SETTING = {"ambulatory": "office_visit", "virtual": "telehealth", "inpatient": "inpatient"}


def encounter(t: Tables) -> ir.Table:
    """One row a kind and a reason of a visit: kind, reason (empty when none is known), at (its start).

    The kind is that of the setting (every ambulatory visit is an office visit) or of a code of the visit,
    so one visit may have two. Reasons are those coded at the visit and the problems recorded at it.
    """
    rows = t.record.encounter
    visits = known(rows.filter(rows.status.isin(_HAPPENED)), t, "start")
    coding = t.record.coding
    coded = coding.filter(coding.of_table == "encounter", coding.field.isin(["code", "specialty", "reason"]))
    meant = with_concepts(keyed(coded, t), t, "encounter_kind", "condition")
    kinds = _kinds(visits, meant).inner_join(visits, ["patient_id", ("visit", "row_id")])
    reasoned = kinds.left_join(_reasons(meant, t), ["patient_id", "visit"])
    return reasoned.select(
        "patient_id",
        "kind",
        row_ids=evidence(reasoned.visit),
        reason=reasoned.concept,
        at_low=reasoned.start_low,
        at_high=reasoned.start_high,
    )


def _kinds(visits: ir.Table, meant: ir.Table) -> ir.Table:
    """patient_id, visit, kind."""
    setting = ibis.cases(*((visits.setting == name, kind) for name, kind in _BY_SETTING.items()), else_=None)
    by_setting = visits.select("patient_id", visit=visits.row_id, kind=setting).filter(ibis._.kind.notnull())
    coded = meant.filter(meant.kind == "encounter_kind")
    by_code = coded.select("patient_id", visit=coded.of_row, kind=coded.concept)
    return ibis.union(by_setting, by_code, distinct=True)


def _reasons(meant: ir.Table, t: Tables) -> ir.Table:
    """patient_id, visit, concept."""
    coded = meant.filter(meant.kind == "condition")
    by_code = coded.select("patient_id", visit=coded.of_row, concept=coded.concept)
    problems = t.record.condition.filter(t.record.condition.encounter.notnull())
    concepts = t.derived.concept.filter(ibis._.of == "condition").select(
        "patient_id", "concept", row_id=ibis._.row_ids[0]
    )
    recorded = problems.inner_join(concepts, ["patient_id", "row_id"])
    return ibis.union(
        by_code,
        recorded.select("patient_id", visit=recorded.encounter, concept=recorded.concept),
        distinct=True,
    )
