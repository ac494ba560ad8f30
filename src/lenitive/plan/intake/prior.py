"""Which earlier records are there already: each kind of the checklist, by the person's own record."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from lenitive.knowledge.visits.referrals import Prior, referrals
from lenitive.reason.story.query import Row, query
from lenitive.reason.tables import Tables, ask, evaluate, unchanged_record

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from lenitive.record.rows import Record


@dataclass(frozen=True)
class There:
    """Whether one kind of earlier record is there. rows : which rows say so; newest : their newest day."""

    id: str
    there: bool
    rows: tuple[str, ...] = ()
    newest: date | None = None


def prior_records(record: Record, as_of: date) -> tuple[There, ...]:
    """Each kind of `knowledge/visits/referrals.yaml`, in its order, for the person whose record it is."""
    with unchanged_record(record):
        ask(record, as_of, [])
        evaluate(record)
        held = frozenset(row["domain"] for row in _held(record))
        rows = {name: _ROWS[name](record) for name in _ROWS}
    return tuple(_there(each, held, rows, as_of) for each in referrals().records.values())


def _there(prior: Prior, held: frozenset[str], rows: Mapping[str, Sequence[Row]], as_of: date) -> There:
    wanted = prior.there
    if wanted.list:
        return There(prior.id, wanted.list in held)
    found = [row for row in rows[wanted.table] if _fits(prior, row, as_of)]
    days = [row["at"] for row in found if row["at"] is not None]
    ids = (each for row in found for each in row.get("row_ids") or (row["row_id"],))
    return There(prior.id, bool(found), tuple(dict.fromkeys(ids)), max(days, default=None))


def _fits(prior: Prior, row: Row, as_of: date) -> bool:
    wanted, words = prior.there, (row["words"] or "").lower()
    if wanted.category and (row.get("category") or "") != wanted.category:
        return False
    if wanted.words and not any(each in words for each in wanted.words):
        return False
    if wanted.concepts and words not in wanted.concepts:
        return False
    if row["at"] is not None and row["at"] > as_of:
        return False
    if wanted.days is None:
        return True
    return row["at"] is not None and row["at"] >= as_of - timedelta(days=wanted.days)


@query
def _held(t: Tables) -> ir.Table:
    return t.derived.held.select("domain")


@query
def _imaging(t: Tables) -> ir.Table:
    seen = t.record.imaging
    return seen.select("row_id", words=seen.text, at=seen.at_high).order_by("row_id")


@query
def _procedures(t: Tables) -> ir.Table:
    done = t.record.procedure.filter(t.record.procedure.status == "completed")
    return done.select("row_id", words=done.text, at=done.at_high).order_by("row_id")


@query
def _observations(t: Tables) -> ir.Table:
    seen = t.record.observation
    return seen.select("row_id", "category", words=seen.text, at=seen.at_high).order_by("row_id")


@query
def _treatments(t: Tables) -> ir.Table:
    tried = t.record.treatment
    return tried.select("row_id", words=tried.treatment, at=tried.start_high).order_by("row_id")


@query
def _concepts(t: Tables) -> ir.Table:
    concept = t.derived.concept
    return concept.select("row_ids", words=concept.concept, at=concept.at_high).order_by("words")


_ROWS = {
    "imaging": _imaging,
    "procedure": _procedures,
    "observation": _observations,
    "treatment": _treatments,
    "concept": _concepts,
}
