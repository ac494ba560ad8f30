"""Which lists are known to be held for a person: an entry that is missing from one of them is not there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lenitive.reason.later import ibis
from lenitive.reason.tables.common import evidence, with_day

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from lenitive.reason.tables import Tables

_CURRENT_PROBLEM = ("active", "recurrence", "relapse")
_NOT_SO = ("refuted", "entered-in-error")
_OVER = ("inactive", "resolved")


def held(t: Tables) -> ir.Table:
    """One row a person and list: the record says that there is none known, or holds a current entry of it.

    A draft is no entry, and neither is what is over or what was refuted.
    """
    return ibis.union(_collected(t), _medicines(t), _problems(t), _allergies(t))


def _collected(t: Tables) -> ir.Table:
    lists = with_day(t.record.collected, t)
    begun = lists.start_low.isnull() | (lists.start_low <= lists.as_of)
    lasts = lists.end_high.isnull() | (lists.end_high >= lists.as_of)
    lists = lists.filter(lists.domain.isin(["medicines", "problems", "allergies"]) & begun & lasts)
    return _rows(lists, lists.domain)


def _medicines(t: Tables) -> ir.Table:
    """By the order itself, so that a list is held whether or not its products can be read."""
    orders = with_day(t.record.medication.anti_join(t.draft, "row_id"), t)
    current = (orders.status == "active") & (orders.end_high.isnull() | (orders.end_high >= orders.as_of))
    return _rows(orders.filter(current), ibis.literal("medicines"))


def _problems(t: Tables) -> ir.Table:
    problems = with_day(t.record.condition, t)
    over = (problems.abatement_high < problems.as_of).fill_null(False)
    refuted = problems.verification.isin(list(_NOT_SO)).fill_null(False)
    current = problems.status.isin(list(_CURRENT_PROBLEM)) & ~over & ~refuted
    return _rows(problems.filter(current), ibis.literal("problems"))


def _allergies(t: Tables) -> ir.Table:
    entries = t.record.allergy
    over = entries.status.isin(list(_OVER)) | entries.verification.isin(list(_NOT_SO))
    return _rows(entries.filter(~over.fill_null(False)), ibis.literal("allergies"))


def _rows(entries: ir.Table, domain: ir.StringValue) -> ir.Table:
    entries = entries.mutate(list_name=domain)
    found = entries.group_by("patient_id", "list_name").agg(first_row=entries.row_id.min())
    return found.select("patient_id", domain=found.list_name, row_ids=evidence(found.first_row))
