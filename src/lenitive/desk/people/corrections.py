"""Make and correct a person by hand: what was before is kept, two hands at once lose nothing."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass, replace
from typing import Any

from django.apps import apps
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lenitive.desk import clinics
from lenitive.desk.models import RECORD, Clinic, Patient, PersonChange, SearchWord, Staff
from lenitive.desk.people.identity import FIELDS, Identity, columns, index, of
from lenitive.desk.signals import charts_loaded
from lenitive.errors import LenitiveError


class CorrectionError(LenitiveError):
    """A correction that cannot be undone any more."""


@dataclass(frozen=True)
class Conflict:
    """Two people changed the same fields: what each of them wrote, field by field."""

    now: Identity
    fields: tuple[str, ...]


def make(identity: Identity, *, clinic: Clinic | None, staff: Staff, token: str) -> tuple[str, bool]:
    """A new person, once for each token: the id, and whether this call made them.

    The same form sent twice gives the same person.
    """
    with transaction.atomic():
        patient_id = f"p-{uuid.uuid4()}"
        change, is_new = PersonChange.objects.get_or_create(
            token=token,
            defaults={
                "patient_id": patient_id,
                "at": timezone.now(),
                "who": staff.name,
                "after": asdict(identity),
            },
        )
        if not is_new:
            return change.patient_id, False
        row = Patient.objects.create(
            patient_id=patient_id, row_id=f"Patient/{patient_id}#1", **columns(identity)
        )
        index(row)
        if clinic is not None:
            clinics.place(patient_id, clinic)
        charts_loaded.send(sender=None, patient_ids=[patient_id])
    return patient_id, True


def correct(patient_id: str, *, seen: Identity, wanted: Identity, staff: Staff) -> Conflict | tuple[str, ...]:
    """Write what someone changed since they saw it, and only that; returns the fields that changed.

    Returns : a Conflict, with nothing written, where somebody else changed the same field to something else.
    """
    with transaction.atomic():
        row = Patient.objects.select_for_update().get(patient_id=patient_id)
        now = of(row)
        mine = [name for name in FIELDS if getattr(wanted, name) != getattr(seen, name)]
        both = tuple(
            name for name in mine if getattr(now, name) not in (getattr(seen, name), getattr(wanted, name))
        )
        if both:
            return Conflict(now, both)
        changed = {
            name: getattr(wanted, name) for name in mine if getattr(now, name) != getattr(wanted, name)
        }
        if changed:
            _write(row, replace(now, **changed))
            PersonChange.objects.create(
                patient_id=patient_id,
                at=timezone.now(),
                who=staff.name,
                before={name: getattr(now, name) for name in changed},
                after=changed,
            )
            charts_loaded.send(sender=None, patient_ids=[patient_id])
    return tuple(changed)


def _write(row: Any, identity: Identity) -> None:
    for name, value in columns(identity).items():
        setattr(row, name, value)
    row.save(update_fields=list(columns(identity)))
    index(row)


def undo(change: PersonChange, staff: Staff) -> None:
    """Put the fields back as they were before a change; undo the making of a person who has nothing yet.

    Raises : CorrectionError when that is undone already, or when something rests on it since.
    """
    with transaction.atomic():
        change = PersonChange.objects.select_for_update().get(pk=change.pk)
        if change.undone_at is not None:
            raise CorrectionError(
                _("this was undone already"), where=change.who, do=_("Look at the list again.")
            )
        row = Patient.objects.select_for_update().get(patient_id=change.patient_id)
        if change.before is None:
            _unmake(row)
        else:
            _put_back(row, change)
        change.undone_at, change.undone_by = timezone.now(), staff.name
        change.save(update_fields=["undone_at", "undone_by"])
        charts_loaded.send(sender=None, patient_ids=[change.patient_id])


def _put_back(row: Any, change: PersonChange) -> None:
    now = of(row)
    if any(getattr(now, name) != value for name, value in change.after.items()):
        raise CorrectionError(
            _("somebody changed this again since"), where=change.who, do=_("Undo the later change first.")
        )
    _write(row, replace(now, **change.before))


def _unmake(row: Any) -> None:
    filled = [
        name
        for name, model in RECORD.items()
        if name not in ("patient", "note") and model.objects.filter(patient_id=row.patient_id).exists()
    ]
    about = (model for model in apps.get_models() if getattr(model, "ABOUT_A_PERSON", False))
    filled += [
        str(model._meta.verbose_name)
        for model in about
        if model._default_manager.filter(patient_id=row.patient_id).exists()
    ]
    if filled:
        raise CorrectionError(
            _("something is written in this record since"),
            where=", ".join(filled),
            do=_("If the person is there twice, merge the two records."),
        )
    SearchWord.objects.filter(patient_id=row.patient_id).delete()
    row.delete()


def keep_after_import(patient_ids: Collection[str]) -> None:
    """Keep what was corrected by hand where the chart still says what it said before; within a transaction.

    A chart that says something new is newer than the correction, and stays.
    """
    changes = PersonChange.objects.filter(before__isnull=False, undone_at=None).order_by("id")
    corrected: dict[str, list[PersonChange]] = {}
    for change in changes:
        if change.patient_id in patient_ids:
            corrected.setdefault(change.patient_id, []).append(change)
    rows: Iterable[Any] = Patient.objects.filter(patient_id__in=list(corrected))
    for row in rows:
        identity = of(row)
        for change in corrected[row.patient_id]:
            same = {name for name, value in (change.before or {}).items() if getattr(identity, name) == value}
            identity = replace(identity, **{name: change.after[name] for name in same})
        if identity != of(row):
            _write(row, identity)
