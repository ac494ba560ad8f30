"""Who works in the demonstration: two clinics, all roles, and who cares for whom."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import timedelta

from django.utils import timezone

from lenitive.clinic.demonstration.story import stories
from lenitive.desk.models import (
    BrokenGlass,
    CareTeam,
    Clinic,
    Organisation,
    Patient,
    PersonClinic,
    Role,
    Staff,
)
from lenitive.desk.people import corrections
from lenitive.desk.people.identity import Identity

# Open to everybody who can reach the page, which `serve --demo` keeps to this machine.
PASSWORD = "demonstration"  # noqa: S105
ORGANISATION, HARBOUR, HILLSIDE = "Coast Health", "Harbour clinic", "Hillside clinic"
# The first ones are those whom the guide follows through a day.
AT_HARBOUR = (
    ("physician", "Dr Akira Ito", Role.PHYSICIAN),
    ("nurse", "Marit Olsen", Role.NURSE),
    ("psychologist", "Dr Lena Hoffmann", Role.PSYCHOLOGIST),
    ("physiotherapist", "Kwame Adjei", Role.PHYSIOTHERAPIST),
    ("occupational", "Sofia Brandt", Role.OCCUPATIONAL_THERAPIST),
    ("pharmacist", "Ravi Menon", Role.PHARMACIST),
    ("social", "Grace Adeyemi", Role.SOCIAL_WORKER),
    ("coach", "Ben Arlt", Role.HEALTH_COACH),
    ("acupuncture", "Mei Tan", Role.COMPLEMENTARY_PRACTITIONER),
    ("outreach", "Luz Ortega", Role.COMMUNITY_HEALTH_WORKER),
    ("educator", "Hanne Vik", Role.PATIENT_EDUCATOR),
    ("trainee", "Tariq Aziz", Role.TRAINEE),
    ("coordinator", "Rita Sousa", Role.COORDINATOR),
    ("lead", "Dr Ines Caldeira", Role.PROGRAMME_LEAD),
    ("administrator", "Jo Fields", Role.ADMINISTRATOR),
)
AT_HILLSIDE = (
    ("hill-physician", "Dr Amara Nwosu", Role.PHYSICIAN),
    ("hill-nurse", "Tomas Berg", Role.NURSE),
    ("hill-coordinator", "Eilidh Munro", Role.COORDINATOR),
)
_OF_HILLSIDE = frozenset(
    {
        "edith-moreau",
        "arthur-mensah",
        "gareth-pryce",
        "piotr-zielinski",
        "victor-lang",
        "guadalupe-fuentes",
    }
)
# Every ninth person has another team, and every tenth none yet, so that "not yours" and "open" can be seen.
_OTHERS, _OPEN = 9, 10
_TEAM = ("physician", "nurse", "psychologist", "physiotherapist", "coordinator")
_OTHER_TEAM = ("nurse", "psychologist", "coordinator")
_HILLSIDE_TEAM = ("hill-physician", "hill-nurse", "hill-coordinator")
# Those who help see fewer: every so many people have this one on the team.
_HELP = {
    "occupational": 3,
    "pharmacist": 2,
    "social": 4,
    "coach": 4,
    "acupuncture": 7,
    "outreach": 6,
    "educator": 5,
    "trainee": 3,
}
_PASSED_BY = "victor-lang"  # of the other clinic; somebody looked after him once, in need
_TWICE = "rosa-lindqvist"  # there a second time, as somebody typed her at the desk


def people_at_work() -> dict[str, Staff]:
    """Make both clinics and their staff, place everybody, and say who cares for whom."""
    coast = Organisation.objects.get_or_create(name=ORGANISATION)[0]
    staff: dict[str, Staff] = {}
    for name, people in ((HARBOUR, AT_HARBOUR), (HILLSIDE, AT_HILLSIDE)):
        clinic = Clinic.objects.get_or_create(name=name, defaults={"organisation": coast})[0]
        for username, called, role in people:
            staff[username] = _account(username, called, role)
            staff[username].clinics.add(clinic)
    _place()
    _teams(staff)
    _break_glass(staff["nurse"])
    _make_twice(staff["coordinator"])
    return staff


def _account(username: str, name: str, role: Role) -> Staff:
    return Staff.objects.filter(username=username).first() or Staff.objects.create_staff(
        username, name=name, role=role, password=PASSWORD, demo=True
    )


def _place() -> None:
    clinics = {each.name: each for each in Clinic.objects.filter(name__in=(HARBOUR, HILLSIDE))}
    PersonClinic.objects.bulk_create(
        (
            PersonClinic(
                patient_id=story.id, clinic=clinics[HILLSIDE if story.id in _OF_HILLSIDE else HARBOUR]
            )
            for story in stories()
        ),
        ignore_conflicts=True,
    )


def _teams(staff: dict[str, Staff]) -> None:
    now = timezone.now()
    CareTeam.objects.bulk_create(
        CareTeam(staff=staff[username], patient_id=story.id, since=now)
        for number, story in enumerate(stories(), start=1)
        for username in _team(number, story.id)
    )


def _team(number: int, story_id: str) -> Sequence[str]:
    if number % _OPEN == 0:
        return ()
    if story_id in _OF_HILLSIDE:
        return _HILLSIDE_TEAM
    if number % _OTHERS == 0:
        return _OTHER_TEAM
    return (*_TEAM, *(username for username, every in _HELP.items() if number % every == 1))


def _break_glass(nurse: Staff) -> None:
    since = timezone.now() - timedelta(days=1, hours=3)
    BrokenGlass.objects.create(
        staff=nurse,
        patient_id=_PASSED_BY,
        reason="Collapsed in our waiting room; needed allergies and medicines",
        since=since,
        until=since + timedelta(hours=4),
    )


def _make_twice(coordinator: Staff) -> None:
    """Somebody who is there twice, so that two records can be merged and taken apart again."""
    clinic = Clinic.objects.get(name=HARBOUR)
    there = Patient.objects.filter(patient_id=_TWICE).values_list("birth_date_low", flat=True).first()
    if there is None:
        return
    again = Identity("Rosa Lindquist", birth=f"{there.year:04d}", identifier="T-0417")
    made, _new = corrections.make(again, clinic=clinic, staff=coordinator, token=str(uuid.uuid4()))
    Patient.objects.filter(patient_id=made).update(synthetic=True)
