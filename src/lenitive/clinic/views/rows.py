"""The rows behind a statement, and the raw resource that they came from."""

from __future__ import annotations

from dataclasses import dataclass

import orjson
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from lenitive.clinic.evaluation.rows import field_of
from lenitive.desk.access import may
from lenitive.desk.models import RECORD
from lenitive.desk.models.record import field_name
from lenitive.desk.store import raw_resource
from lenitive.record.schema import BY_NAME, Table

_ASIDE = frozenset({"patient_id", "row_id"})
_ELSEWHERE = frozenset({"resource", "coding"})  # shown beneath, in their own form


@dataclass(frozen=True)
class Shown:
    """One row of one table: what it is, and each filled column with its meaning."""

    table: str
    is_a: str
    cells: tuple[tuple[str, str, str], ...]


@may("see", "the rows behind a statement")
def row(request: HttpRequest, patient_id: str, row_id: str) -> HttpResponse:
    """Every row with this id, of this person only, its codes, and its resource as it was given."""
    shown = [found for table in BY_NAME.values() if (found := _shown(table, patient_id, row_id)) is not None]
    raw = _raw(patient_id, row_id)
    if not shown and raw is None:
        raise Http404("no such row of this person")
    codes = RECORD["coding"].objects.filter(patient_id=patient_id, of_row=row_id).order_by("row_id")
    filled = field_of(row_id)  # the evaluation and its field, where the row was entered there
    about = {"patient_id": patient_id, "row_id": row_id, "filled": filled}
    return render(request, "clinic/row.html", {**about, "shown": shown, "codes": codes, "raw": raw})


def _shown(table: Table, patient_id: str, row_id: str) -> Shown | None:
    if table.name in _ELSEWHERE:
        return None
    found = RECORD[table.name].objects.filter(patient_id=patient_id, row_id=row_id).first()
    if found is None:
        return None
    cells = [
        (column.name.replace("_", " "), _words(value), column.meaning)
        for column in table.columns
        if column.name not in _ASIDE and (value := getattr(found, field_name(column.name))) not in (None, "")
    ]
    return Shown(table.name, table.row, tuple(cells))


def _words(value: object) -> str:
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    return f"{value:g}" if isinstance(value, float) else str(value)


def _raw(patient_id: str, row_id: str) -> dict[str, str] | None:
    """The resource that the row came from, with its name; nothing for a row that has none."""
    text = raw_resource(patient_id, row_id)
    return None if text is None else {"name": row_id.partition("#")[0], "json": _pretty(text)}


def _pretty(text: str) -> str:
    """JSON with a line a field; text that is none is shown as it is."""
    try:
        return orjson.dumps(orjson.loads(text), option=orjson.OPT_INDENT_2).decode()
    except orjson.JSONDecodeError:
        return text
