"""Rows of the record behind a visit: made anew from what its fields say, each time one of them changes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any

import orjson

from lenitive.clinic.decisions.written import Row, made_rows, write_rows
from lenitive.clinic.models import Visit
from lenitive.clinic.visits.resources import Filled, made, rows
from lenitive.desk.models import RECORD, Resource
from lenitive.knowledge.visits.visit_model import Write

if TYPE_CHECKING:
    from lenitive.desk.models import Staff

_AN_ERROR = "entered-in-error"


def write(
    visit: Visit,
    writes: Iterable[Write],
    filled: Filled,
    staff: Staff,
    now: datetime,
    *,
    corrected: bool = False,
) -> None:
    """Make the rows of these writes anew, within a transaction that holds the visit's row.

    As a visit is filled, rows of the same ids take the place of the old ones. corrected : it was closed and
    something was wrong: the old resource stays, marked as entered in error, and the rows are of another one.
    """
    for each in writes:
        old = visit.wrote.get(each.id, {"n": 1, "rows": []})
        number = old["n"] + (corrected and bool(old["rows"]))
        new = _new(visit, each, filled, staff, now, number)
        _take_out(visit.patient_id, old["rows"], keep=number != old["n"])
        write_rows(new)
        visit.wrote[each.id] = {"n": number, "rows": [[table, row["row_id"]] for table, row in new]}
    visit.save(update_fields=["wrote"])


def _new(
    visit: Visit, each: Write, filled: Filled, staff: Staff, now: datetime, number: int
) -> list[tuple[str, Row]]:
    name = f"visit-{visit.pk}-{each.id.replace('_', '-')}-{number}"
    resources = [{**resource, "id": name} for resource in made(each, filled)]
    own = [
        (table, {**row, "row_id": f"{table}/{name}#{place}"})
        for place, (table, row) in enumerate(rows(each, filled), 1)
    ]
    return made_rows(visit.patient_id, resources, own, staff, now)


def _take_out(patient_id: str, old: Iterable[list[str]], *, keep: bool) -> None:
    """Take rows out of the record. keep : leave the resource itself, as one that was an error."""
    for table, row in old:
        if keep and table == "resource":
            _mark(row)
        else:
            RECORD[table].objects.filter(patient_id=patient_id, row_id=row).delete()


def _mark(row: str) -> None:
    # Any: the record's models are made from the schema at run time.
    found: Any = Resource.objects.filter(pk=row).first()
    if found is not None:
        whole = orjson.loads(found.json)
        whole["lifecycleStatus" if whole["resourceType"] == "Goal" else "status"] = _AN_ERROR
        found.json = orjson.dumps(whole).decode()
        found.save(update_fields=["json"])
