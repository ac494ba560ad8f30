"""The lists of medicines and allergies in a line each, for a page or paper that holds many people."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from lenitive.reason.story.courses import medicines
from lenitive.reason.story.query import query
from lenitive.reason.story.words import plain

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from lenitive.reason.tables import Tables
    from lenitive.record.rows import Record

_VOID = ("refuted", "entered-in-error")


@query
def _allergies(t: Tables) -> ir.Table:
    return t.record.allergy.select("text", "status", "verification").order_by("text")


@query
def _collected(t: Tables) -> ir.Table:
    return t.record.collected.select("domain")


def medicines_now(record: Record, as_of: date) -> tuple[str, ...] | None:
    """Each medicine that goes on, with its dose; None when there is none and no list is held."""
    now = [each for each in medicines(record, as_of) if each.going_on]
    told = dict.fromkeys(f"{each.name}, {each.dose}" if each.dose else each.name for each in now)
    return tuple(told) or (() if "medicines" in _held(record) else None)


def allergies_now(record: Record) -> tuple[str, ...] | None:
    """Each allergy that stands; None when there is none and no list is held."""
    told = dict.fromkeys(
        plain(row["text"] or "not named")
        for row in _allergies(record)
        if row["status"] in (None, "", "active") and row["verification"] not in _VOID
    )
    return tuple(told) or (() if "allergies" in _held(record) else None)


def _held(record: Record) -> set[str]:
    return {row["domain"] for row in _collected(record)}
