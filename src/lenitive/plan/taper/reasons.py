"""Reasons to wait with a taper, or to take special care, from the findings and the problems of the person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from lenitive.knowledge.taper import Reason, TaperKnowledge
from lenitive.plan.taper.model import Weighed
from lenitive.reason.engine.findings import Finding
from lenitive.reason.story.query import query
from lenitive.reason.story.words import day_words, number_words

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from lenitive.reason.tables import Tables
    from lenitive.record.rows import Record

_CLOSED = "inactive"


@query
def _problems(t: Tables) -> ir.Table:
    concept = t.derived.concept
    return concept.filter(concept.of == "condition").select("patient_id", "concept", "status", "row_ids")


@query
def _scores(t: Tables) -> ir.Table:
    score = t.derived.score
    known = score.filter(score.value.notnull(), score.at_low.notnull())
    return known.order_by(known.at_low.desc()).select(
        "patient_id", "scale", "value", "at_low", row_id=known.row_ids[0]
    )


def in_withdrawal(record: Record, patient_id: str, as_of: date, known: TaperKnowledge) -> tuple[Weighed, ...]:
    """Withdrawal as last measured, where it is fresh and enough to wait for."""
    asked = known.withdrawal_scale
    if asked is None:
        return ()
    mine = [row for row in _scores(record) if row["patient_id"] == patient_id and row["scale"] == asked.scale]
    if not mine or (as_of - mine[0]["at_low"]).days > asked.fresh_days or mine[0]["value"] < asked.pause_from:
        return ()
    says = f"Withdrawal now: {number_words(mine[0]['value'])} points on {day_words(mine[0]['at_low'])}"
    do = "Stay on this dose and treat the withdrawal; go on when it has passed"
    rows = (str(mine[0]["row_id"]),)
    return (Weighed("withdrawal", "met", True, says, do, rows, asked.source, asked.verified),)


def weighed(
    record: Record, patient_id: str, found: Sequence[Finding], known: TaperKnowledge
) -> tuple[Weighed, ...]:
    """Every reason that is met, and those that would hold the taper back and have not been ruled out.

    What holds stands first, in the order of knowledge.
    """
    by_rule = {each.rule.id: each for each in found}
    problems: dict[str, list[str]] = {}
    for row in _problems(record):
        if row["patient_id"] == patient_id and row["status"] != _CLOSED:
            problems.setdefault(row["concept"], []).extend(row["row_ids"] or [])
    made = [_weighed(reason, by_rule, problems) for reason in known.reasons]
    kept = [each for each in made if each is not None]
    return tuple(sorted(kept, key=lambda each: (each.status != "met", not each.holds)))


def _weighed(
    reason: Reason, by_rule: Mapping[str, Finding], problems: Mapping[str, Sequence[str]]
) -> Weighed | None:
    finding = by_rule.get(reason.finding)
    rows = {*problems.get(reason.concept, ())}
    met = reason.concept in problems
    if finding is not None and finding.status == "met":
        met, rows = True, rows | set(finding.evidence)
    if met:
        return _say(reason, "met", reason.do, rows)
    if reason.holds and finding is not None and finding.status == "unknown":
        return _say(reason, "unknown", f"Would settle it: {finding.settles_by}", ())
    return None


def _say(reason: Reason, status: str, do: str, rows: Sequence[str] | set[str]) -> Weighed:
    return Weighed(
        reason.id,
        "met" if status == "met" else "unknown",
        reason.holds,
        reason.says,
        do,
        tuple(sorted(rows)),
        reason.source,
        reason.verified,
    )
