"""Who waits for a time, or for an earlier one than they have."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from lenitive.clinic.models import AHEAD, Appointment, Waiting
from lenitive.knowledge.visits.appointments import appointments

if TYPE_CHECKING:
    from lenitive.clinic.appointments.writing import ByName
    from lenitive.desk.models import Staff


def wait(
    who: Staff,
    patient_id: str,
    kind: str,
    *,
    instead_of: Appointment | None = None,
    not_before: date | None = None,
    note: str = "",
) -> Waiting:
    """Put a person on the list for a kind; a second time the same changes nothing.

    Raises : KnowledgeError for a kind that is none.
    """
    known = appointments().kind(kind)
    try:
        with transaction.atomic():
            return Waiting.objects.create(
                patient_id=patient_id,
                kind=known.id,
                instead_of=instead_of,
                not_before=not_before,
                note=" ".join(note.split()),
                since=timezone.now(),
                who=who.name,
            )
    except IntegrityError:
        return Waiting.objects.get(patient_id=patient_id, kind=known.id, settled_at=None)


def give_up(who: Staff, waiting_id: int, patient_id: str) -> bool:
    """Take a person off the list; whether they were on it."""
    found = Waiting.objects.filter(pk=waiting_id, patient_id=patient_id, settled_at=None)
    return bool(found.update(settled_at=timezone.now(), settled_by=who.name, settled_how="given_up"))


def settle(who: Staff | ByName, appointment: Appointment) -> int:
    """Whoever got a time, or an earlier one, waits no more; within the transaction that books."""
    later = Q(instead_of=None) | Q(instead_of__start__gt=appointment.start) | Q(instead_of=appointment)
    people = appointment.people.values_list("patient_id", flat=True)
    found = Waiting.objects.filter(later, patient_id__in=list(people), kind=appointment.kind, settled_at=None)
    keys = list(found.values_list("pk", flat=True))
    done = Waiting.objects.filter(pk__in=keys)
    return done.update(settled_at=timezone.now(), settled_by=who.name, settled_how="booked")


def waiting(people: QuerySet[Any]) -> QuerySet[Waiting]:
    """Who of these people waits, the longest first."""
    return (
        Waiting.objects.filter(settled_at=None, patient_id__in=people.values("patient_id"))
        .select_related("instead_of")
        .order_by("since", "pk")
    )


def could_take(appointment: Appointment, people: QuerySet[Any]) -> list[Waiting]:
    """Who of these people could take the time that an appointment left free, the longest first."""
    day = timezone.localdate(appointment.start)
    if appointment.start <= timezone.now() or appointment.status in AHEAD:
        return []
    found = waiting(people).filter(kind=appointment.kind)
    soon = found.filter(Q(not_before=None) | Q(not_before__lte=day))
    earlier = soon.filter(Q(instead_of=None) | Q(instead_of__start__gt=appointment.start))
    mine = [each.patient_id for each in appointment.people.all()]
    return list(earlier.exclude(patient_id__in=mine)[:5])
