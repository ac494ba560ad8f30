"""Two records of one person become one, and two again: every row that moves is noted, and moves back.

What moves is every row of every table that names the person (`patient_id`): the record, the care team, the
clinics, what the apps above keep. Row ids stay, so that evidence still points at its row. What has one line a
person (a summary made from the rows) does not move: it is made anew.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any

from django.apps import apps
from django.db import IntegrityError, models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from lenitive.desk.models import AuditEvent, Merge, Patient, SearchWord, Staff
from lenitive.desk.people.identity import index
from lenitive.desk.signals import charts_loaded
from lenitive.errors import LenitiveError

# What stays where it is: the trail, which is never changed; the words and the person's own row, made here.
_STAYS = (AuditEvent, SearchWord, Patient)
_AT_ONCE = 500


class MergeError(LenitiveError):
    """Two records that cannot be merged, or not be taken apart."""


def tables() -> Iterator[type[models.Model]]:
    """Every table whose rows are about a person and move with them."""
    for model in apps.get_models():
        field = next((each for each in model._meta.concrete_fields if each.name == "patient_id"), None)
        if field is not None and not field.primary_key and model not in _STAYS:
            yield model


def merge(*, kept: str, gone: str, reason: str, staff: Staff) -> Merge:
    """Move everything of `gone` to `kept`; the name and the other fields of `kept` stay.

    Raises : MergeError when it is one and the same record, or one of them is not there.
    """
    if kept == gone:
        raise MergeError(_("this is one and the same record"), where=kept, do=_("Choose another one."))
    with transaction.atomic():
        rows = _rows(kept, gone)
        if set(rows) != {kept, gone}:
            raise MergeError(_("one of the two is not there any more"), where=gone, do=_("Look again."))
        done = Merge.objects.create(
            kept=kept, gone=gone, at=timezone.now(), who=staff.name, reason=reason, person=_values(rows[gone])
        )
        _move(done)
        charts_loaded.send(sender=None, patient_ids=[kept, gone])
    return done


def _rows(*patient_ids: str) -> dict[str, Any]:
    found: Iterable[Any] = Patient.objects.select_for_update().filter(patient_id__in=patient_ids)
    return {row.patient_id: row for row in found}


def _values(row: models.Model) -> dict[str, Any]:
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


def _move(done: Merge) -> None:
    """Move what stands under `gone` now, and note it beside what moved before."""
    for model in tables():
        moved = _move_rows(model, done.gone, done.kept)
        if moved:
            noted = set(done.moved.get(model._meta.label_lower, ()))
            done.moved[model._meta.label_lower] = sorted(noted | set(moved))
    Patient.objects.filter(patient_id=done.gone).delete()
    SearchWord.objects.filter(patient_id=done.gone).delete()
    done.save(update_fields=["moved", "person"])
    _index(done.kept)


def _move_rows(model: type[models.Model], gone: str, kept: str) -> list[Any]:
    """The keys of the rows that moved; a row that would stand twice (a clinic of both) stays behind."""
    rows = model._default_manager.filter(patient_id=gone)
    keys = list(rows.values_list("pk", flat=True))
    try:
        with transaction.atomic():
            rows.update(patient_id=kept)
    except IntegrityError:
        return [key for key in keys if _moves_alone(model, key, kept)]
    return keys


def _moves_alone(model: type[models.Model], key: Any, kept: str) -> bool:
    try:
        with transaction.atomic():
            model._default_manager.filter(pk=key).update(patient_id=kept)
    except IntegrityError:
        return False
    return True


def _index(patient_id: str) -> None:
    """A person is found by the words of the records merged into theirs as well."""
    row = Patient.objects.filter(patient_id=patient_id).first()
    if row is not None:
        index(row, also=" ".join(_words(patient_id)))


def _words(kept: str) -> Iterator[str]:
    for each in Merge.objects.filter(kept=kept, undone_at=None):
        yield from (str(each.person.get(name) or "") for name in ("name", "identifier", "birth_date_low"))
        yield from _words(each.gone)


def undo(done: Merge, staff: Staff) -> None:
    """Move everything back that moved, row for row; what was written since stays with who was kept.

    Raises : MergeError when it is undone already, or the kept record was merged into a third one since.
    """
    with transaction.atomic():
        done = Merge.objects.select_for_update().get(pk=done.pk)
        if done.undone_at is not None:
            raise MergeError(_("this was undone already"), where=done.who, do=_("Look at the list again."))
        if not Patient.objects.filter(patient_id=done.kept).exists():
            raise MergeError(
                _("the record was merged again since"), where=done.kept, do=_("Undo the later merging first.")
            )
        for label, keys in done.moved.items():
            _move_back(apps.get_model(label), keys, done)
        Patient.objects.create(**_restored(done.person))
        done.undone_at, done.undone_by = timezone.now(), staff.name
        done.save(update_fields=["undone_at", "undone_by"])
        _index(done.kept)
        _index(done.gone)
        charts_loaded.send(sender=None, patient_ids=[done.kept, done.gone])


def _move_back(model: type[models.Model], keys: Sequence[Any], done: Merge) -> None:
    for start in range(0, len(keys), _AT_ONCE):
        some = keys[start : start + _AT_ONCE]
        model._default_manager.filter(pk__in=some, patient_id=done.kept).update(patient_id=done.gone)


def _restored(person: dict[str, Any]) -> dict[str, Any]:
    fields = {field.attname: field for field in Patient._meta.concrete_fields}
    return {name: fields[name].to_python(value) for name, value in person.items()}


def active() -> frozenset[str]:
    """Everybody who was merged into another person and is not there under their own id."""
    return frozenset(Merge.objects.filter(undone_at=None).values_list("gone", flat=True))


def follow(patient_ids: Collection[str]) -> frozenset[str]:
    """What charts bring of somebody who was merged goes where the rest went; within a transaction.

    Returns : these people, and those to whom anything went.
    """
    arrived = set(patient_ids)
    for done in Merge.objects.filter(undone_at=None).order_by("id"):
        if done.gone in arrived:
            row = Patient.objects.filter(patient_id=done.gone).first()
            if row is not None:
                done.person = _values(row)
            _move(done)
            arrived.add(done.kept)
    return frozenset(arrived)


def merges_of(patient_id: str) -> Iterable[Merge]:
    """The merges that a record took part in, the newest first."""
    return Merge.objects.filter(Q(kept=patient_id) | Q(gone=patient_id)).order_by("-id")
