"""The store as the pages read it: one person's rows, the raw resource behind a row, and who there is."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from lenitive.desk import rows
from lenitive.desk.access import visible_people
from lenitive.desk.models import Patient, Resource
from lenitive.desk.search import found
from lenitive.record.read import filled
from lenitive.record.rows import RecordRows

if TYPE_CHECKING:
    from lenitive.desk.models import Staff

ON_A_PAGE = 50

__all__ = ["Line", "People", "found", "people", "person", "person_ids", "raw_resource"]


@dataclass(frozen=True)
class Line:
    """A person as a list shows them; the birth date is the range that the chart allows."""

    patient_id: str
    name: str
    identifier: str
    birth_date_low: date | None
    birth_date_high: date | None
    sex: str
    synthetic: bool


@dataclass(frozen=True)
class People:
    """One page of a list; `more` when another follows."""

    rows: tuple[Line, ...]
    page: int
    more: bool


@contextmanager
def person(patient_id: str, *, raw: bool = False) -> Iterator[RecordRows]:
    """A record that holds exactly this person's rows, for the length of the block.

    The rows are in memory; the first SQL that is run on it puts them into a record database, of which nothing
    may keep the connection, or a result not yet fetched, after the block: the next reader gets it.
    raw : whether the table `resource` is filled as well.
    """
    with RecordRows(rows.of_person(patient_id, raw=raw), filled) as record:
        yield record


def raw_resource(patient_id: str, row_id: str) -> str | None:
    """The FHIR JSON, as it was given, that a row of this person came from; None where it came from none."""
    key = row_id.partition("#")[0]
    of_row = Resource.objects.filter(patient_id=patient_id, pk=f"{key}#1")
    text: str | None = of_row.values_list("json", flat=True).first()
    return text


def people(search: str = "", page: int = 1, *, staff: Staff) -> People:
    """People whom `staff` may see, by name; a word of `search` begins one of name, number or birth date."""
    visible = found(visible_people(staff), search).order_by("name", "patient_id")
    start = (max(page, 1) - 1) * ON_A_PAGE
    lines = [_line(patient) for patient in visible[start : start + ON_A_PAGE + 1]]
    return People(tuple(lines[:ON_A_PAGE]), max(page, 1), len(lines) > ON_A_PAGE)


def _line(patient: Any) -> Line:
    return Line(
        patient_id=patient.patient_id,
        name=patient.name or patient.patient_id,
        identifier=patient.identifier or "",
        birth_date_low=patient.birth_date_low,
        birth_date_high=patient.birth_date_high,
        sex=patient.sex or "",
        synthetic=patient.synthetic,
    )


def person_ids() -> list[str]:
    """Everybody in the store, for commands on the site's own machine; pages ask `people`."""
    return list(Patient.objects.order_by("patient_id").values_list("patient_id", flat=True))
