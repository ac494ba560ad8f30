"""Which people are of whose clinic. A site with one clinic, or with none set up, is one with everybody in it.

With two or more, a person is of the clinics that `PersonClinic` names; somebody whom no clinic has yet is of
nobody's own until a coordinator places them, so that no chart shows up in a clinic by mistake.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from lenitive.desk.models import Clinic, Patient, PersonClinic, Staff

_ONE_AT_ONCE = 500


def are_apart() -> bool:
    """Whether the site has clinics that keep their people apart."""
    return Clinic.objects.count() > 1


def is_of_own(staff: Staff, patient_id: str) -> bool:
    """Whether a person belongs to a clinic where someone works."""
    return not are_apart() or _own(staff).filter(patient_id=patient_id).exists()


def own_people(staff: Staff) -> Q:
    """A condition on patient rows: the people of the clinics where someone works."""
    if not are_apart():
        return ~Q(pk__in=[])
    # The clinics are asked first, so that a row costs one look into an index.
    where = list(staff.clinics.filter(is_active=True).values_list("pk", flat=True))
    return Q(Exists(PersonClinic.objects.filter(clinic__in=where, patient_id=OuterRef("patient_id"))))


def ids_of_own(staff: Staff) -> QuerySet[Any] | None:
    """The ids of the people of the clinics where someone works; None where that is everybody."""
    return _own(staff).values_list("patient_id", flat=True) if are_apart() else None


def _own(staff: Staff) -> QuerySet[PersonClinic]:
    return PersonClinic.objects.filter(clinic__in=staff.clinics.filter(is_active=True))


def of_person(patient_id: str) -> list[Clinic]:
    """The clinics that a person belongs to."""
    return list(Clinic.objects.filter(people__patient_id=patient_id))


def unplaced() -> QuerySet[Any]:
    """People whom no clinic has, on a site where clinics are apart."""
    placed = PersonClinic.objects.filter(patient_id=OuterRef("patient_id"))
    return Patient.objects.filter(~Exists(placed)) if are_apart() else Patient.objects.none()


def place(patient_id: str, clinic: Clinic) -> None:
    """Let a person belong to a clinic, beside those that they belong to."""
    PersonClinic.objects.get_or_create(patient_id=patient_id, clinic=clinic)


def place_by_charts(patient_ids: Collection[str]) -> int:
    """Place those of these people who belong to no clinic by what their charts call it; returns how many."""
    called = {word.casefold(): clinic for clinic in Clinic.objects.all() for word in _names(clinic)}
    everybody, placed = list(patient_ids) if called else [], []
    for start in range(0, len(everybody), _ONE_AT_ONCE):
        some = everybody[start : start + _ONE_AT_ONCE]
        has = PersonClinic.objects.filter(patient_id=OuterRef("patient_id"))
        rows = Patient.objects.filter(~Exists(has), patient_id__in=some, organisation__isnull=False)
        for patient_id, organisation in rows.values_list("patient_id", "organisation"):
            clinic = called.get(organisation.strip().casefold())
            if clinic is not None:
                placed.append(PersonClinic(patient_id=patient_id, clinic=clinic))
    PersonClinic.objects.bulk_create(placed, ignore_conflicts=True)
    return len(placed)


def _names(clinic: Clinic) -> list[str]:
    lines = [clinic.name, *clinic.in_charts.splitlines()]
    return [line.strip() for line in lines if line.strip()]


def keep_together(first: Clinic) -> None:
    """Before a second clinic is made: everybody who is here, staff and people, belongs to the first one."""
    placed = PersonClinic.objects.filter(patient_id=OuterRef("patient_id"))
    nowhere = Patient.objects.filter(~Exists(placed)).values_list("patient_id", flat=True)
    PersonClinic.objects.bulk_create(
        (PersonClinic(patient_id=each, clinic=first) for each in nowhere.iterator()),
        ignore_conflicts=True,
        batch_size=_ONE_AT_ONCE,
    )
    for staff in Staff.objects.filter(clinics=None):
        staff.clinics.add(first)
