"""The chart's codes as concepts of knowledge, each with what is known of whether it holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lenitive.knowledge.codes_of_concepts import ANY_DAYS, NO_DAYS, concepts_by_order
from lenitive.reason.later import ibis
from lenitive.reason.tables.coded_rows import CODED, happenings, problems
from lenitive.reason.tables.codes import keyed, with_concepts
from lenitive.reason.tables.common import days_between, evidence
from lenitive.reason.tables.settled_concepts import reviewed, settled

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from lenitive.reason.tables import Tables

_FIELDS = ("code", "reason", "discharge")


def concept(t: Tables) -> ir.Table:
    """One row a coded row and concept: concept, of, status, category, at.

    The status of a condition is empty when the chart does not say, when it says two things at once, when a
    limit of the code (how long ago the pain began, how old the row may be) cannot be settled, or when the
    code alone is not enough and nothing else settles it. The concept of a problem of which no code can be
    read is empty: it may be any.
    """
    coding = t.record.coding
    codes = keyed(coding.filter(coding.field.isin(_FIELDS), coding.of_table.isin(CODED)), t)
    meant = with_concepts(codes, t, "condition", "procedure")
    return ibis.union(settled(_problems(meant, t), t), _done(meant, t), reviewed(t), _unreadable(codes, t))


def _problems(meant: ir.Table, t: Tables) -> ir.Table:
    """Conditions as concepts, without those that a limit of their code rules out.

    `sure` is false where a limit may rule it out.
    """
    of_problems = meant.filter(meant.of_table == "condition")
    found = of_problems.inner_join(problems(t), ["patient_id", "of_row"])
    oldest = days_between(found.began_low, found.as_of)
    youngest, age = days_between(found.at_high, found.as_of), days_between(found.at_low, found.as_of)
    begun = (youngest >= found.onset_min_days) | (found.onset_min_days == NO_DAYS)
    recent = (oldest <= found.onset_max_days) | (found.onset_max_days == ANY_DAYS)
    fresh = (age <= found.within_days) | (found.within_days == ANY_DAYS)
    sure = begun & recent & fresh & ((oldest >= 0) | oldest.isnull())
    stands = found.mutate(sure=sure.fill_null(False))
    out = (
        ((oldest >= 0) & (oldest < found.onset_min_days))
        | (youngest > found.onset_max_days)
        | (youngest > found.within_days)
        | (found.only_active & (found.clinical == "inactive"))
    )
    return stands.filter(out.isnull() | ~out)


def _unreadable(codes: ir.Table, t: Tables) -> ir.Table:
    """Problems without a code of a system that we know."""
    read = codes.filter(codes.of_table == "condition")
    unread = problems(t).anti_join(read, ["patient_id", "of_row"])
    return unread.select(
        *("patient_id", "at_low", "at_high"),
        concept=ibis.null("string"),
        row_ids=evidence(unread.of_row),
        of=ibis.literal("condition"),
        category=unread.category,
        status=unread.clinical,
    )


def _done(meant: ir.Table, t: Tables) -> ir.Table:
    """Procedures, and findings and orders that say that something was done, as concepts.

    An order is enough for end-of-life care alone. A procedure may also stand for a condition (a bypass
    operation).
    """
    other = meant.filter(meant.of_table != "condition")
    found = other.inner_join(happenings(t), ["patient_id", "of_table", "of_row"])
    counts = ibis.cases(
        (found.of_table == "procedure", True),
        (found.of_table == "service", found.concept.isin(concepts_by_order())),
        else_=found.kind == "procedure",
    )
    fresh = (found.within_days == ANY_DAYS) | (days_between(found.at_low, found.as_of) <= found.within_days)
    return found.filter(counts, fresh).select(
        *("patient_id", "concept", "at_low", "at_high"),
        row_ids=evidence(found.of_row),
        of=found.kind,
        category=ibis.null("string"),
        status=(found.kind == "condition").ifelse("active", None),
    )
