"""Everything to take away: the chart as FHIR, every table as CSV, the plan as PDF."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator
from typing import Any

import orjson
from django.apps import apps
from django.db.models import ForeignKey, Model, QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from lenitive.desk import store
from lenitive.desk.models import RECORD, Resource
from lenitive.errors import LenitiveError
from lenitive.plan.papers.make import paper_pdf
from lenitive.portal.access import PortalRequest, mine, note
from lenitive.portal.models import Account, Invitation, MailedCode, Passkey, Session, Share, Watch

# What only opens doors, or is about the clinic, is nobody's data.
_LEFT_OUT: tuple[type[Model], ...] = (Account, Invitation, MailedCode, Passkey, Session, Share, Watch)
# Cells that a table program would run as a formula begin with one of these.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@mine("own_take", "what can be taken away")
@require_GET
def data(request: PortalRequest) -> HttpResponse:
    """What there is to take away, and for what each file is good."""
    return render(request, "portal/mine/data.html")


@mine("own_take", "the chart as FHIR")
@require_GET
def fhir(request: PortalRequest) -> HttpResponse:
    """One FHIR R4 bundle: the chart as it came, and what was answered here."""
    note(request, "own_took", _("everything, as a FHIR bundle"))
    body = orjson.dumps(bundle(request.me.patient_id), option=orjson.OPT_INDENT_2)
    return _file(body, "application/fhir+json", "my-record.json")


@mine("own_take", "every table as CSV")
@require_GET
def tables(request: PortalRequest) -> HttpResponse:
    """One ZIP: a CSV a table, of the record and of what was written at home."""
    note(request, "own_took", _("everything, as tables"))
    return _file(zipped(request.me.patient_id), "application/zip", "my-tables.zip")


@mine("own_take", "the plan as PDF")
@require_GET
def paper(request: PortalRequest) -> HttpResponse:
    """The plan to print; 422 with the reason where there is none."""
    patient_id = request.me.patient_id
    try:
        with store.person(patient_id) as record:
            made = paper_pdf(record, "plan", patient_id=patient_id, as_of=timezone.localdate())
    except LenitiveError:
        return render(request, "portal/mine/data.html", {"no_plan": True}, status=422)
    note(request, "own_took", _("the plan, as PDF"))
    return _file(made, "application/pdf", "my-plan.pdf")


def _file(body: bytes, kind: str, name: str) -> HttpResponse:
    response = HttpResponse(body, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def bundle(patient_id: str) -> dict[str, Any]:
    """A FHIR R4 collection: every resource of the chart once, and a response of each form filled here."""
    raw = Resource.objects.filter(patient_id=patient_id).order_by("pk").values_list("json", flat=True)
    resources = [orjson.loads(text) for text in raw]
    known = {(each.get("resourceType"), each.get("id")) for each in resources}
    if not any(kind == "Patient" for kind, _id in known):
        resources.insert(0, _person(patient_id))
    here = _responses(patient_id)
    resources += [made for made in here if ("QuestionnaireResponse", made["id"]) not in known]
    return {
        "resourceType": "Bundle",
        "type": "collection",
        "timestamp": timezone.now().isoformat(),
        "entry": [{"resource": each} for each in resources],
    }


def _person(patient_id: str) -> dict[str, Any]:
    """Who it is, where the person was made here by hand."""
    row: Any = RECORD["patient"].objects.get(patient_id=patient_id)
    made: dict[str, Any] = {"resourceType": "Patient", "id": patient_id}
    if row.name:
        made["name"] = [{"text": row.name}]
    if row.birth_date_low and row.birth_date_low == row.birth_date_high:
        made["birthDate"] = row.birth_date_low.isoformat()
    if row.sex in ("male", "female", "other", "unknown"):
        made["gender"] = row.sex
    return made


def _responses(patient_id: str) -> Iterator[dict[str, Any]]:
    answers: dict[str, list[Any]] = {}
    # Any: the record's models are made from the schema at run time.
    rows: Any = RECORD["answer"].objects.filter(patient_id=patient_id).order_by("row_id")
    forms: Any = RECORD["response"].objects.filter(patient_id=patient_id).order_by("row_id")
    for row in rows:
        answers.setdefault(row.response_row, []).append(row)
    for form in forms:
        kind, _slash, rest = form.row_id.partition("/")
        if kind != "QuestionnaireResponse":
            continue
        made: dict[str, Any] = {
            "resourceType": "QuestionnaireResponse",
            "id": rest.partition("#")[0],
            "status": form.status,
            "subject": {"reference": f"Patient/{patient_id}"},
            "item": [_item(row) for row in answers.get(form.row_id, ())],
        }
        if form.questionnaire:
            made["questionnaire"] = form.questionnaire
        if form.at_time or form.at_low:
            made["authored"] = (form.at_time or form.at_low).isoformat()
        yield made


def _item(row: Any) -> dict[str, Any]:
    if row.value_boolean is not None:
        value: dict[str, Any] = {"valueBoolean": row.value_boolean}
    elif row.value_number is not None:
        value = {"valueDecimal": row.value_number}
    else:
        value = {"valueString": row.value_text or ""}
    return {"linkId": row.item, "answer": [value]}


def zipped(patient_id: str) -> bytes:
    """A ZIP of CSV files; a table without a row of this person is left out."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, rows in _tables(patient_id):
            text = _csv(rows)
            if text:
                archive.writestr(f"{name}.csv", "\ufeff" + text)
    return out.getvalue()


def _tables(patient_id: str) -> Iterator[tuple[str, QuerySet[Any]]]:
    for name, table in RECORD.items():
        if name != "resource":
            yield f"record/{name}", table.objects.filter(patient_id=patient_id)
    for model in apps.get_app_config("portal").get_models():
        path = None if model in _LEFT_OUT else _path_to_person(model)
        if path:
            found = model._default_manager.filter(**{path: patient_id})
            yield f"from-home/{model._meta.model_name}", found


def _path_to_person(model: type[Model]) -> str | None:
    """How the person is found from a row: its own column, or that of what it belongs to."""
    names = {field.name for field in model._meta.fields}
    if "patient_id" in names:
        return "patient_id"
    for field in model._meta.fields:
        if isinstance(field, ForeignKey) and field.related_model not in _LEFT_OUT:
            beyond = _path_to_person(field.related_model)
            if beyond:
                return f"{field.name}__{beyond}"
    return None


def _csv(rows: QuerySet[Any]) -> str:
    names = [
        field.attname
        for field in rows.model._meta.fields
        if "hash" not in field.name and field.name != "token"
    ]
    held = list(rows.order_by("pk").values_list(*names))
    if not held:
        return ""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(names)
    writer.writerows([_cell(value) for value in row] for row in held)
    return out.getvalue()


def _cell(value: Any) -> Any:
    """A cell that no table program takes for a formula."""
    if isinstance(value, str) and value.startswith(_FORMULA):
        return f"'{value}"
    return value.isoformat() if hasattr(value, "isoformat") else value
