"""Concepts that a code alone does not settle, and what in the record settles them.

Each is one line of `_by_facts`; the rule in words, with its source, stands in
knowledge/concepts/derived_concepts.csv. Where the needed facts are missing the status stays empty.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lenitive.knowledge.limits import limit
from lenitive.reason.later import _, ibis
from lenitive.reason.tables.common import days_between, evidence, with_day

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from lenitive.reason.tables import Tables

_FAILED = -1.0  # marks the rows of trials among those of values, which are never negative
_MORE_THAN_ANY_PRESSURE = 1000


def settled(problems: ir.Table, t: Tables) -> ir.Table:
    """The concepts of problems with their status; see concept.py for clinical, sure and derived."""
    joined = problems.left_join(_facts(t), "patient_id")
    status = ibis.cases(
        (joined.kind != "condition", None),
        (joined.clinical == "inactive", "inactive"),
        (~joined.sure, None),
        (joined.clinical.notnull() & joined.derived, _by_facts(joined)),
        else_=joined.clinical,
    )
    return joined.select(
        *("patient_id", "concept", "at_low", "at_high", "category"),
        row_ids=evidence(joined.of_row),
        of=joined.kind,
        status=status,
    )


def _by_facts(known: ir.Table) -> ir.StringValue:
    high = (known.systolic >= limit("systolic_uncontrolled")) | (
        known.diastolic >= limit("diastolic_uncontrolled")
    )
    tense = known.concept == "hypertension_uncontrolled"
    hurts = known.concept.isin(["end_of_life_pain", "spinal_cord_injury_pain"])
    return ibis.cases(
        (tense & high, "active"),
        (tense & ~high, "inactive"),
        (hurts & (known.pain > 0), "active"),
        ((known.concept == "depression_with_pain") & (known.pain >= limit("pain_moderate")), "active"),
        (
            (known.concept == "refractory_neuropathic_pain")
            & (known.classes_failed >= limit("first_line_classes")),
            "active",
        ),
        else_=None,
    )


def reviewed(t: Tables) -> ir.Table:
    """A closed review of benefit and risk, as the procedure it stands for."""
    closed = t.derived.review.inner_join(t.knowledge.concept_by_review, ["finding", "outcome"])
    return closed.select(
        *("patient_id", "concept", "at_low", "at_high"),
        category=ibis.null("string"),
        row_ids=closed.row_ids,
        of=ibis.literal("procedure"),
        status=ibis.null("string"),
    )


def _facts(t: Tables) -> ir.Table:
    """One row a person: latest systolic and diastolic, greatest pain (of 10), first-line classes that failed.

    A pressure is the latest of its days; empty where there is none or where it is not in a unit that we know.
    """
    facts = with_day(ibis.union(_pressures(t), _pain(t), _failed(t)), t)
    age = days_between(facts.at_low, facts.as_of)
    pressure = age <= int(limit("blood_pressure_days"))
    felt = (facts.what == "pain") & (age <= int(limit("pain_reported_days")))

    def latest(concept: str) -> ir.FloatingValue:
        newest_then_greatest = facts.value - age * _MORE_THAN_ANY_PRESSURE
        return facts.value.argmax(newest_then_greatest, where=(facts.what == concept) & pressure)

    return facts.group_by("patient_id").agg(
        systolic=latest("systolic_bp"),
        diastolic=latest("diastolic_bp"),
        pain=facts.value.max(where=felt),
        classes_failed=facts.what.nunique(where=facts.value == _FAILED),
    )


def _pressures(t: Tables) -> ir.Table:
    measured = t.derived.measurement.filter(_.concept.isin(["systolic_bp", "diastolic_bp"]))
    return measured.select("patient_id", "at_low", what=_.concept, value=_.value_low)


def _pain(t: Tables) -> ir.Table:
    """Pain scores and painful regions, of 10; a region without a number hurts."""
    scored = t.derived.score.inner_join(t.knowledge.pain_score, "scale")
    points = scored.select("patient_id", "at_low", what=ibis.literal("pain"), value=_.value * 10 / _.out_of)
    drawn = t.record.region.select(
        "patient_id", "at_low", what=ibis.literal("pain"), value=_.intensity.fill_null(1.0)
    )
    return ibis.union(points, drawn)


def _failed(t: Tables) -> ir.Table:
    """First-line classes with an adequate trial without benefit, or not borne."""
    tried = t.record.treatment
    failed = tried.filter((tried.outcome == "harm") | ((tried.outcome == "no_benefit") & tried.adequate))
    classes = failed.inner_join(t.knowledge.first_line, "treatment")
    return classes.select(
        "patient_id", at_low=ibis.null("date"), what=classes["class"], value=ibis.literal(_FAILED)
    )
