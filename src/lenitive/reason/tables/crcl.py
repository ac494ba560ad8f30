"""Creatinine clearance: as reported, and by Cockcroft and Gault."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lenitive.knowledge.limits import limit
from lenitive.reason.later import ibis
from lenitive.reason.tables.common import days_between, with_day

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from lenitive.reason.tables import Tables


def crcl(t: Tables) -> ir.Table:
    """One row a clearance: value (bounds, mL/min), at (date of the creatinine)."""
    measured = t.derived.measurement
    reported = measured.filter(measured.concept == "crcl")
    columns = ("patient_id", "row_ids", "value_low", "value_high", "at_low", "at_high")
    return ibis.union(reported.select(*columns), _cockcroft_gault(t).select(*columns))


def _cockcroft_gault(t: Tables) -> ir.Table:
    """(140 - age) x weight / (72 x creatinine), x 0.85 in women; what is not known exactly makes bounds.

    A sex that is not known gives both; a latest creatinine in a unit that is not known gives an empty value.
    """
    taken = _latest(t).inner_join(t.derived.patient, "patient_id", rname="person_{name}")
    youngest = limit("cockcroft_gault_youngest")
    adult = taken.filter(taken.age_years_low >= youngest, taken.weight_low.notnull())
    whole, female = ibis.literal(1.0), limit("cockcroft_gault_female")
    return adult.select(
        *("patient_id", "row_ids", "at_low", "at_high"),
        value_low=_clearance(adult.age_years_high, adult.weight_low, adult.creatinine_high)
        * ibis.cases((adult.sex == "male", whole), else_=female),
        value_high=_clearance(adult.age_years_low, adult.weight_high, adult.creatinine_low)
        * ibis.cases((adult.sex == "female", female), else_=whole),
    )


def _clearance(age: ir.NumericValue, weight: ir.NumericValue, creatinine: ir.NumericValue) -> ir.NumericValue:
    years = ibis.greatest(limit("cockcroft_gault_age") - age, 0.0)
    return years * weight / (creatinine * limit("cockcroft_gault_divisor")).nullif(0)


def _latest(t: Tables) -> ir.Table:
    """One row a person with a dated creatinine: the latest, and the latest weight that is not too old.

    Several values of one day widen the bounds.
    """
    measured = t.derived.measurement
    dated = with_day(measured.filter(measured.concept.isin(["creatinine", "weight_kg"])), t)
    fresh = days_between(dated.at_low, dated.as_of) <= int(limit("weight_days"))
    usable = dated.filter(
        dated.at_high.notnull(), (dated.concept == "creatinine") | (fresh & dated.value_low.notnull())
    )
    newest = usable.mutate(last=usable.at_high.max().over(group_by=["patient_id", "concept"]))
    last = newest.filter(newest.at_high == newest.last)
    creatinine, weight = last.concept == "creatinine", last.concept == "weight_kg"
    both = last.group_by("patient_id").agg(
        row_ids=last.row_ids[0].collect().sort(),
        at_low=last.at_low.min(where=creatinine),
        at_high=last.at_high.max(where=creatinine),
        creatinine_low=last.value_low.min(where=creatinine),
        creatinine_high=last.value_high.max(where=creatinine),
        weight_low=last.value_low.min(where=weight),
        weight_high=last.value_high.max(where=weight),
    )
    return both.filter(both.at_high.notnull())
