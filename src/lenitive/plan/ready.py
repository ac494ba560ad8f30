"""Make a process ready before the first person: knowledge read, rules and derived tables loaded."""

from __future__ import annotations

from datetime import date

from lenitive.measure import score_record
from lenitive.plan.assess import assess
from lenitive.record.read import filled
from lenitive.record.rows import RecordRows
from lenitive.record.schema import BY_NAME


def make_ready(as_of: date) -> None:
    """Judge somebody of whom nothing is known: whatever that loads is there for everybody after.

    Raises : KnowledgeError or ConfigurationError, as the first person would.
    """
    known = {"patient_id": "nobody", "row_id": "Patient/nobody#1"}
    row = tuple(known.get(name) for name in BY_NAME["patient"].column_names)
    with RecordRows({"patient": [row]}, filled) as record:
        score_record(record)
        assess(record, as_of=as_of)
