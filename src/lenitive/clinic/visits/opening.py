"""Open a visit by a template, and close it: its row of the record goes with it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lenitive.clinic.decisions.written import made_rows, write_rows
from lenitive.clinic.models import AppointmentStatus, Visit
from lenitive.clinic.summary import forget, refresh
from lenitive.clinic.visits.filling import template_of
from lenitive.clinic.visits.held_back import checked, holds_of
from lenitive.clinic.visits.in_calendar import tell_calendar
from lenitive.desk.models import RECORD, Patient
from lenitive.errors import InputError
from lenitive.knowledge.visits.visit_model import YES, Template

if TYPE_CHECKING:
    from lenitive.desk.models import Staff

_COMING = ("planned", "in_progress")


class NotYet(InputError):
    """A visit that cannot be closed yet: something stops it, or is missing."""


def open_visit(
    patient_id: str,
    form: Template,
    staff: Staff,
    token: str,
    *,
    encounter: str = "",
    now: datetime | None = None,
) -> tuple[Visit, bool]:
    """Open a visit; returns it, and whether this call did it.

    The same form sent twice opens one visit; two colleagues who open the same kind on one day meet in one.
    encounter : row of the planned visit; empty: that of today where there is exactly one, else a new one.
    """
    at = now or timezone.now()
    day = timezone.localdate(at)
    with transaction.atomic():
        Patient.objects.select_for_update().filter(patient_id=patient_id).first()  # one after another
        there = _open_already(patient_id, form, day)
        if there is not None:
            return there, False
        visit, is_new = Visit.objects.get_or_create(
            token=token,
            defaults={
                "patient_id": patient_id,
                "template": form.id,
                "title": form.title,
                "version": form.version,
                "day": day,
                "opened_at": at,
                "opened_by": staff,
                "who": staff.name,
            },
        )
        if visit.patient_id != patient_id:
            raise InputError(_("this form belongs to another person"), do=_("Open the page again."))
        if is_new:
            visit.encounter = _begin(visit, form, staff, encounter, at)
            visit.save(update_fields=["encounter"])
            forget([patient_id])
    if is_new:
        tell_calendar(visit, staff, AppointmentStatus.ARRIVED)
    return visit, is_new


def _open_already(patient_id: str, form: Template, day: date) -> Visit | None:
    found: Visit | None = Visit.objects.filter(
        patient_id=patient_id, template=form.id, day=day, status=Visit.Status.OPEN
    ).first()
    return found


def planned(patient_id: str, day: Any) -> list[Any]:
    """The rows of visits that are planned or begun for a person on a day."""
    rows: Any = RECORD["encounter"].objects.filter(patient_id=patient_id, start_low=day, status__in=_COMING)
    taken = Visit.objects.filter(patient_id=patient_id).exclude(encounter="").values("encounter")
    return list(rows.exclude(pk__in=taken).order_by("start_time", "pk"))


def _begin(visit: Visit, form: Template, staff: Staff, encounter: str, at: datetime) -> str:
    there = planned(visit.patient_id, visit.day)
    chosen = [row for row in there if row.row_id == encounter] or (there if len(there) == 1 else [])
    if chosen:
        row: Any = chosen[0]
        row.status = "in_progress"
        row.save(update_fields=["status"])
        return str(row.row_id)
    made = made_rows(visit.patient_id, [_encounter(visit, form, at)], (), staff, at)
    write_rows(made)
    visit.wrote["encounter"] = {"n": 1, "rows": [[table, row["row_id"]] for table, row in made]}
    visit.save(update_fields=["wrote"])
    return next(row["row_id"] for table, row in made if table == "encounter")


# Any: a FHIR resource is JSON.
def _encounter(visit: Visit, form: Template, at: datetime) -> dict[str, Any]:
    system = "http://terminology.hl7.org/CodeSystem/v3-ActCode"
    return {
        "resourceType": "Encounter",
        "id": f"visit-{visit.pk}",
        "status": "in-progress",
        "class": {"system": system, "code": "VR" if form.setting == "by_telephone" else "AMB"},
        "type": [{"text": form.title}],
        "period": {"start": timezone.localtime(at).isoformat(timespec="seconds")},
    }


def is_put_off(form: Template, values: Mapping[str, str]) -> bool:
    """Whether somebody said why the rest is left out today, and nothing was done."""
    done = next((each.of["done"] for each in form.writes if each.kind == "procedure"), "")
    return bool(form.put_off and values.get(form.put_off)) and values.get(done) != YES


def lacking(form: Template, values: Mapping[str, str]) -> list[str]:
    """Labels of what is still to be filled in before the visit is closed."""
    steps = form.steps[-1:] if is_put_off(form, values) else form.steps
    return [
        field.label for step in steps for field in step.fields if field.needed and not values.get(field.id)
    ]


def close(visit_pk: int, staff: Staff, now: datetime | None = None) -> tuple[Visit, bool]:
    """Close a visit; returns it, and whether this call did it: the second of two changes nothing.

    Raises : NotYet with what stops it, or with everything that is missing.
    """
    at = now or timezone.now()
    with transaction.atomic():
        visit = Visit.objects.select_for_update().get(pk=visit_pk)
        if not visit.is_open:
            return visit, False
        form = template_of(visit)
        values = {each.field: each.value for each in visit.values_now.all()}
        _refuse(visit, form, values)
        visit.status, visit.closed_at, visit.closed_who = Visit.Status.CLOSED, at, staff.name
        visit.save(update_fields=["status", "closed_at", "closed_who"])
        _finish(visit, at)
        refresh([visit.patient_id])
    tell_calendar(visit, staff, AppointmentStatus.DONE)
    return visit, True


def _refuse(visit: Visit, form: Template, values: Mapping[str, str]) -> None:
    if missing := lacking(form, values):
        raise NotYet(
            _("still to be filled in: %(what)s") % {"what": "; ".join(missing)},
            where=form.title,
            do=_("Fill it in; where a visit is cut short, say why."),
        )
    if is_put_off(form, values):
        return
    stops = [each.says for each in checked(form, values, holds_of(visit, form, values), None) if each.stops]
    if stops:
        do = _("Settle it first; nothing that was filled is lost.")
        raise NotYet(" ".join(stops), where=form.title, do=do)


def _finish(visit: Visit, at: datetime) -> None:
    """The visit of the record is over; its planned end stays where it was written by the calendar."""
    row: Any = RECORD["encounter"].objects.filter(pk=visit.encounter, patient_id=visit.patient_id).first()
    if row is None:
        return
    row.status = "finished"
    day = timezone.localdate(at)
    row.end_low, row.end_high, row.end_time = day, day, at
    row.save(update_fields=["status", "end_low", "end_high", "end_time"])
