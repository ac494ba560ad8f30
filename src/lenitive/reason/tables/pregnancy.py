"""Whether the person is pregnant on the day asked about, and for how many weeks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lenitive.knowledge.limits import limit
from lenitive.reason.later import _, ibis
from lenitive.reason.tables.common import days_between, with_day
from lenitive.reason.tables.results import observed

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from lenitive.reason.tables import Tables

_DAYS_A_WEEK = 7
_PREGNANT, _NOT = "pregnant", "not_pregnant"
_NO_WEEKS = ibis.null("float64")


def pregnancy(t: Tables) -> ir.Table:
    """One row a person of whom something is known: status, weeks (bounds), at.

    What was found last counts: weeks move on to the day asked about and say nothing past their last week; a
    code without weeks holds for its days; a negative test and an end of pregnancy for theirs. Male sex and
    age say not pregnant, unless something else says pregnant now: then the status is empty.
    """
    found = _judged(_summed(t))
    people = with_day(t.derived.patient, t)
    never = (people.sex == "male") | (people.age_years_low >= limit("pregnancy_age_max"))
    told = people.mutate(never=never.fill_null(False)).left_join(found, "patient_id", rname="found_{name}")
    known = told.filter(told.never | told.found_row_ids.notnull())
    by_nature = ibis.cases((known.status == _PREGNANT, None), else_=_NOT)
    return known.select(
        "patient_id",
        row_ids=ibis.coalesce(known.found_row_ids, known.row_ids),
        status=known.never.ifelse(by_nature, known.status),
        weeks_low=known.never.ifelse(None, known.weeks_low),
        weeks_high=known.never.ifelse(None, known.weeks_high),
        at_low=ibis.coalesce(known.last, known.as_of),
        at_high=ibis.coalesce(known.last, known.as_of),
    )


def _summed(t: Tables) -> ir.Table:
    """One row a person with a sign: the last day of each kind, the last weeks and when they were counted."""
    signs = with_day(ibis.union(_results(t), _weeks(t), _coded(t)), t)
    signs = signs.filter(signs.at_low.notnull())
    counted = signs.weeks_low.notnull()
    return signs.group_by("patient_id", "as_of").agg(
        row_ids=signs.row_id.collect().sort(),
        last=signs.at_high.max(),
        yes=signs.at_high.max(where=signs.says == _PREGNANT),
        uncounted=signs.at_high.max(where=(signs.says == _PREGNANT) & ~counted),
        no=signs.at_high.max(where=signs.says == _NOT),
        counted_at=signs.at_high.max(where=counted),
        least_weeks=signs.weeks_low.argmax(_order(signs), where=counted),
        most_weeks=signs.weeks_high.argmax(_order(signs), where=counted),
    )


def _order(signs: ir.Table) -> ir.NumericValue:
    """Newest first; of one day the furthest, by its high and then by its low."""
    return signs.weeks_high * 100 + signs.weeks_low - days_between(signs.at_high, signs.as_of) * 10_000


def _judged(signs: ir.Table) -> ir.Table:
    """status, weeks_low, weeks_high, last, row_ids of one row a person from _summed."""
    last_week = limit("pregnancy_last_week")
    counted_for = days_between(signs.counted_at, signs.as_of) / _DAYS_A_WEEK
    weeks = signs.mutate(low=signs.least_weeks + counted_for, high=signs.most_weeks + counted_for)
    still_counts = ((weeks.no.isnull() | (weeks.counted_at > weeks.no)) & (weeks.low <= last_week)).fill_null(
        False
    )
    # A code written during the pregnancy that was counted says nothing once that one is over.
    over_since = (weeks.low - last_week) * _DAYS_A_WEEK
    code_age = days_between(weeks.uncounted, weeks.as_of)
    new = weeks.low.isnull() | (weeks.counted_at <= weeks.no).fill_null(False) | (code_age < over_since)
    coded = (
        (code_age <= int(limit("pregnancy_code_days")))
        & (weeks.no.isnull() | (weeks.uncounted > weeks.no))
        & new
    )
    denied = (weeks.yes.isnull() | (weeks.no > weeks.yes)) & (
        days_between(weeks.no, weeks.as_of) <= int(limit("not_pregnant_days"))
    )
    judged = weeks.mutate(counts=still_counts, coded=coded.fill_null(False), denied=denied.fill_null(False))
    return judged.select(
        *("patient_id", "row_ids", "last"),
        status=ibis.cases((judged.counts | judged.coded, _PREGNANT), (judged.denied, _NOT), else_=None),
        weeks_low=ibis.cases(
            (judged.counts, judged.low), (judged.coded, code_age / _DAYS_A_WEEK), else_=None
        ),
        weeks_high=ibis.cases(
            (judged.counts, ibis.least(judged.high, last_week)), (judged.coded, last_week), else_=None
        ),
    )


def _sign(rows: ir.Table, says: ir.StringValue, low: ir.NumericValue, high: ir.NumericValue) -> ir.Table:
    return rows.select("patient_id", "row_id", "at_low", "at_high", says=says, weeks_low=low, weeks_high=high)


def _results(t: Tables) -> ir.Table:
    """Pregnancy tests and statuses."""
    results = observed(t).filter(_.concept == "pregnancy_status")
    said = results.mutate(
        code=ibis.coalesce(results.value_code, results.interpretation, results.value_text).upper()
    ).inner_join(t.knowledge.pregnancy_result, "code")
    return _sign(said, said.says, _NO_WEEKS, _NO_WEEKS)


def _weeks(t: Tables) -> ir.Table:
    """Weeks that were measured."""
    measured = t.derived.measurement
    weeks = measured.filter(measured.concept == "pregnancy_weeks", measured.value_low.notnull())
    return _sign(
        weeks.mutate(row_id=weeks.row_ids[0]), ibis.literal(_PREGNANT), weeks.value_low, weeks.value_high
    )


def _coded(t: Tables) -> ir.Table:
    """Problems and procedures that mean a pregnancy or its end; Z3A codes of ICD-10 carry the week."""
    meant = t.derived.concept
    meant = meant.filter(
        (meant.concept == "pregnancy_ended") | ((meant.concept == "pregnancy") & (meant.status == "active"))
    ).mutate(row_id=meant.row_ids[0])
    coding = t.record.coding
    weekly = coding.filter(coding.of_table == "condition", coding.code.re_search("^Z3A.*[0-9]{2}$"))
    week = weekly.select("patient_id", row_id=weekly.of_row, week=weekly.code.right(2).try_cast("float64"))
    counted = week.filter(week.week.between(limit("z3a_first"), limit("z3a_last")))
    joined = meant.left_join(counted, ["patient_id", "row_id"])
    says = (joined.concept == "pregnancy").ifelse(_PREGNANT, _NOT)
    return _sign(joined, says, joined.week, joined.week + 1)
