"""One person judged: whose chart it is, which orders are about to be signed, and every rule's truth."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from lenitive.errors import InputError
from lenitive.reason.engine.database import person_rows
from lenitive.reason.engine.person import Judged, judge
from lenitive.reason.engine.program import Program, program
from lenitive.reason.later import ibis
from lenitive.reason.story.query import query
from lenitive.reason.tables import Tables, ask, evaluate

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from lenitive.record.rows import Record


def judge_person(
    connection: Record,
    *,
    patient_id: str,
    as_of: date,
    orders: Sequence[str] = (),
    compiled: Program | None = None,
) -> Judged:
    """Make the derived tables of a record database that holds one person, and judge every rule.

    orders : references (Type/id) of draft orders about to be signed.
    Raises : InputError for an order that is not there.
    """
    ask(connection, as_of, draft_rows(connection, orders))
    evaluate(connection)
    compiled = compiled or program()
    return judge(compiled, person_rows(connection, compiled, patient_id), as_of)


def the_person(connection: Record, patient_id: str | None) -> str:
    """The id of the person whose record it is; raises InputError where that is not one person."""
    people = [row["patient_id"] for row in _people(connection)]
    if patient_id is not None:
        if patient_id in people:
            return patient_id
        raise InputError(f"there is no person {patient_id!r}", do="Check the id.")
    if len(people) != 1:
        raise InputError(f"the record holds {len(people)} people, and one is needed", do="Say which one.")
    return str(people[0])


def draft_rows(connection: Record, orders: Sequence[str]) -> list[str]:
    """The rows of the orders that are about to be signed; raises InputError for one that is not there."""
    if not orders:
        return []
    known = [row["row_id"] for row in _draftable(connection)]
    rows: list[str] = []
    for reference in orders:
        found = [row_id for row_id in known if row_id == reference or row_id.startswith(f"{reference}#")]
        if not found:
            raise InputError(
                f"there is no order {reference!r} in the chart",
                do="Give its reference as it stands there, as in MedicationRequest/123.",
            )
        rows += found
    return rows


@query
def _people(t: Tables) -> ir.Table:
    return t.record.patient.select("patient_id").order_by("patient_id")


@query
def _draftable(t: Tables) -> ir.Table:
    return ibis.union(t.record.medication.select("row_id"), t.record.service.select("row_id"))
