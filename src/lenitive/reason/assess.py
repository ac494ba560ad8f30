"""The summary of one person: what drives the pain, what is unsafe, and the rows each statement rests on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from lenitive.errors import one_line
from lenitive.knowledge.rules.site import knowledge_version
from lenitive.reason.classify import Classification, classify
from lenitive.reason.contradictions import contradictions
from lenitive.reason.engine.findings import Finding, findings
from lenitive.reason.gaps import gaps
from lenitive.reason.judgement import draft_rows, judge_person, the_person
from lenitive.reason.later import ibis
from lenitive.reason.mme import mme
from lenitive.reason.story.query import Row, query
from lenitive.reason.tables import Tables, unchanged_record
from lenitive.reason.tables.common import known

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from lenitive.record.rows import Record

Summary = dict[str, Any]  # the JSON of `lenitive assess --json`; docs/schemas/assess.schema.json holds it


def assess(
    connection: Record,
    *,
    patient_id: str | None = None,
    as_of: date,
    orders: Sequence[str] = (),
    beside: Callable[[str, Classification], Summary] | None = None,
) -> Summary:
    """The summary of the person whose record the connection holds, as of a day.

    patient_id : whose; may be left out where the record holds one person.
    orders : references (Type/id) of draft orders in the chart that are about to be signed.
    beside : what a higher room makes of the same person while the derived tables are there: the id and the
    classification, to parts of the summary (`notes` are added to those found here).
    Raises : InputError for a person or an order that is not in the record.
    """
    person = the_person(connection, patient_id)
    with unchanged_record(connection):
        judged = judge_person(connection, patient_id=person, as_of=as_of, orders=orders)
        exposure = mme(connection, patient_id=person, as_of=as_of, draft=draft_rows(connection, orders))
        classification = classify(connection, as_of, person)
        notes = [_line(row) for row in (*_notes(connection), *contradictions(connection), *gaps(connection))]
        scores = [_score(row) for row in _scores(connection)]
        more = {} if beside is None else beside(person, classification)
    return {
        "patient": person,
        "as_of": as_of.isoformat(),
        "knowledge": knowledge_version(),
        "notes": [*notes, *more.pop("notes", ())],
        "exposure": exposure,
        "scores": scores,
        "classification": classification.as_json(),
        "findings": [_finding(each) for each in findings(judged)],
        "options": [],
        **more,
    }


def _finding(each: Finding) -> Summary:
    return {
        "rule": each.rule.id,
        "status": each.status,
        "urgency": each.rule.urgency,
        "title": each.rule.title,
        "action": each.rule.action,
        "evidence": list(each.evidence),
        "reason": each.reason,
        "settles_by": each.settles_by or None,
    }


def _line(row: Row) -> str:
    return one_line(row["what"], row["place"] or "", row["advice"] or "")


@query
def _notes(t: Tables) -> ir.Table:
    note = t.record.note
    return note.select("what", "place", "advice").order_by("place", "what", "advice")


@query
def _scores(t: Tables) -> ir.Table:
    """The scores up to the day asked about, newest first."""
    score = known(t.record.score, t)
    newest = [ibis.desc(score.at_low.fill_null(ibis.date("0001-01-01"))), "instrument", "scale", "row_id"]
    return score.order_by(newest).select(
        *("instrument", "scale", "value_number", "value_text", "se", "band", "reason"),
        at=score.at_low.cast("string"),
        origin=score.origin,
    )


def _score(row: Row) -> Summary:
    number, text = row.pop("value_number"), row.pop("value_text")
    return {**row, "value": text if number is None else number}
