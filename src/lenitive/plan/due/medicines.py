"""Controlled medicines whose supply ends, and lasting opioids without an agreement."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from lenitive.knowledge.work import work
from lenitive.plan.due.wanted import Wanted, mark_of
from lenitive.reason.later import _, ibis
from lenitive.reason.story.query import Row, query
from lenitive.reason.story.words import ago_words, day_words

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from lenitive.reason.tables import Tables
    from lenitive.record.rows import Record

_SOON, _ROUTINE = 2, 3


@query
def _in_use(t: Tables) -> ir.Table:
    """Medicines by class, with the row that each came from."""
    return t.derived.use.select(
        "ingredient", "drug_class", "status", "systemic", "course_days", of_row=_.row_ids.unnest()
    ).distinct()


@query
def _supplied(t: Tables) -> ir.Table:
    """Orders and dispenses by ingredient: from which day, counted from the day asked about, for how long."""
    medicine = t.derived.medicine
    return medicine.filter(medicine.ingredient.notnull() & medicine.from_day.notnull()).select(
        "ingredient", "kind", "of_row", "order_row", "from_day", "supply_days", "status"
    )


@query
def _names(t: Tables) -> ir.Table:
    """What the chart calls each order."""
    return t.record.medication.select("row_id", "text")


@query
def _agreements(t: Tables) -> ir.Table:
    """Consents, documents and procedures with their words and day."""
    consent, document, procedure = t.record.consent, t.record.document, t.record.procedure
    return ibis.union(
        consent.select("row_id", words=consent["kind"], status=consent["status"], day=consent.at_low),
        document.select("row_id", words=document.text, status=document["status"], day=document.at_low),
        procedure.select("row_id", words=procedure.text, status=procedure["status"], day=procedure.at_low),
    )


@dataclass(frozen=True)
class _Supply:
    """The last supply of a medicine on the list: from when, how many days it lasts, and of which rows."""

    text: str
    start: date
    days: int
    rows: tuple[str, ...]
    filled: bool

    @property
    def end(self) -> date:
        """The first day that it does not cover."""
        return self.start + timedelta(days=self.days)


def _is_controlled(row: Row) -> bool:
    known = work()
    return row["drug_class"] in known.controlled_classes or row["ingredient"] in known.controlled_ingredients


def refills(record: Record, as_of: date) -> Iterator[Wanted]:
    """Active controlled medicines whose last supply ends within the window, or has ended."""
    active = {
        row["ingredient"]: row for row in _in_use(record) if row["status"] == "active" and _is_controlled(row)
    }
    if not active:
        return
    supplied, names = _supplied(record), {row["row_id"]: row["text"] for row in _names(record)}
    for ingredient in sorted(active):
        last = _last_supply([row for row in supplied if row["ingredient"] == ingredient], names, as_of)
        ahead = timedelta(days=work().windows["refill_ahead_days"])
        if last is not None and last.end <= as_of + ahead:
            yield _refill(ingredient, last, as_of)


def _last_supply(rows: Sequence[Row], names: Mapping[str, str | None], as_of: date) -> _Supply | None:
    """The supply that reaches furthest; None where no length is known."""
    known = [
        _Supply(
            names.get(row["order_row"]) or row["ingredient"],
            as_of + timedelta(days=int(row["from_day"])),
            int(row["supply_days"]),
            (row["of_row"],),
            row["kind"] == "fill",
        )
        for row in rows
        if row["supply_days"] and (row["kind"] == "fill" or row["status"] == "active")
    ]
    return max(known, key=lambda each: each.end, default=None)


def _refill(ingredient: str, last: _Supply, as_of: date) -> Wanted:
    late = (as_of - last.end).days
    how = "filled" if last.filled else "ordered"
    said = f"{last.days} days {how} on {day_words(last.start)}."
    if late > work().windows["refill_behind_days"]:
        detail = f"{said} Nothing later is on record: ask what is taken, and from where."
    elif late > 0:
        detail = f"{said} It ended {ago_words(last.end, as_of)}."
    else:
        detail = f"{said} It lasts until {day_words(last.end)}."
    urgency = _ROUTINE if late > work().windows["refill_behind_days"] else _SOON
    return Wanted("refill", ingredient, last.text, detail, urgency, last.start, last.end, mark_of(last.rows))


def agreement(record: Record, as_of: date) -> Iterator[Wanted]:
    """A lasting opioid without an agreement on record, or with one that has grown old."""
    least = work().windows["agreement_opioid_days"]
    lasting = [
        row
        for row in _in_use(record)
        if row["drug_class"] == "opioid"
        and row["status"] == "active"
        and row["systemic"] is not False
        and (row["course_days"] or 0) >= least
    ]
    if not lasting:
        return
    signed = max(
        (row["day"] for row in _agreements(record) if row["day"] and row["day"] <= as_of and _agrees(row)),
        default=None,
    )
    good = timedelta(days=work().windows["agreement_days"])
    if signed is not None and signed + good > as_of:
        return
    detail = "None is on record." if signed is None else f"The last one is of {day_words(signed)}."
    due = as_of if signed is None else signed + good
    yield Wanted(
        "agreement", "opioid", "Treatment agreement for the opioid", detail, _ROUTINE, signed, due,
        mark_of(row["of_row"] for row in lasting),
    )  # fmt: skip


def _agrees(row: Row) -> bool:
    words = (row["words"] or "").casefold()
    void = row["status"] in ("rejected", "inactive", "entered-in-error", "not_done")
    return not void and any(each in words for each in work().agreement_words)
