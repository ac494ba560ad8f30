"""Who and which rooms can take part: of the person's clinic, those who care for the person first."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import partial
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet
from django.utils import timezone

from lenitive.clinic.models import OtherDays, Room, WorkHours
from lenitive.desk import clinics
from lenitive.desk.models import CareTeam, Staff

if TYPE_CHECKING:
    from lenitive.knowledge.visits.appointments import Kind


def staff_of(patient_id: str | None, roles: Collection[str]) -> list[Staff]:
    """Everybody of these roles who works where the person belongs, the person's own team first."""
    found = Staff.objects.filter(role__in=list(roles), is_active=True)
    if patient_id and clinics.are_apart():
        found = found.filter(clinics__in=clinics.of_person(patient_id)).distinct()
    team = _cares_for(patient_id)
    return sorted(found, key=lambda each: (each.pk not in team, each.name))


def _cares_for(patient_id: str | None) -> frozenset[int]:
    caring = CareTeam.objects.on(timezone.now()).filter(patient_id=patient_id)
    return frozenset(caring.values_list("staff_id", flat=True))


def _first(team: frozenset[int], order: Mapping[str, int], one: Staff) -> tuple[bool, int]:
    return one.pk not in team, order[one.role]


def could_join(patient_id: str, kind: Kind, wanted: Collection[int] = ()) -> tuple[tuple[Staff, ...], ...]:
    """For each group that a kind needs, who could be the one; empty where a group has nobody.

    wanted : ids of those who must be among them; a group that one of them can fill is theirs, and for those
    who fill none a group is added.
    """
    everybody, team = staff_of(patient_id, kind.roles), _cares_for(patient_id)
    must = [each for each in everybody if each.pk in set(wanted)]
    groups: list[tuple[Staff, ...]] = []
    for roles in kind.needs:
        asked = next((each for each in must if each.role in roles), None)
        if asked is not None:
            must.remove(asked)
            groups.append((asked,))
            continue
        able = [each for each in everybody if each.role in roles]
        if not able:
            return ()
        # Whoever the list of roles names first comes first, within the team and outside it.
        order = {role: place for place, role in enumerate(roles)}
        groups.append(tuple(sorted(able, key=partial(_first, team, order))))
    groups += [(each,) for each in must]
    return tuple(groups)


def rooms_for(patient_id: str | None, kind: Kind, accessible: bool = False) -> list[Room]:
    """Rooms in use that suit a kind where the person belongs: the usual kind first, the smallest first."""
    found = rooms_of(patient_id).filter(kind__in=kind.rooms)
    if accessible:
        found = found.filter(accessible=True)
    return sorted(found, key=lambda each: (kind.rooms.index(each.kind), each.places, each.name))


def rooms_of(patient_id: str | None) -> QuerySet[Room]:
    """Rooms in use where a person belongs."""
    found = Room.objects.filter(is_active=True)
    if patient_id and clinics.are_apart():
        found = found.filter(Q(clinic__in=clinics.of_person(patient_id)) | Q(clinic=None))
    return found


def without_hours(patient_id: str, kind: Kind) -> list[Staff]:
    """Whoever could take part and of whom nobody said when they work, so that they are never offered."""
    needed = {role for group in kind.needs for role in group}
    known = set(WorkHours.objects.values_list("staff_id", flat=True))
    known |= set(OtherDays.objects.filter(here=True).values_list("staff_id", flat=True))
    return [each for each in staff_of(patient_id, needed) if each.pk not in known]
