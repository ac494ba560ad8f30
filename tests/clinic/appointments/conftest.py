"""A small clinic with a calendar: people by name alone, staff with hours, rooms."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from django.utils import timezone


@pytest.fixture
def person(db: None) -> Callable[..., None]:
    """People by name alone: `person("ana", "ben", language="es")`."""

    def put(*ids: str, **more: Any) -> None:
        from lenitive.desk.models import Patient
        from lenitive.desk.people.identity import index

        for each in ids:
            row = Patient.objects.create(
                patient_id=each,
                row_id=f"Patient/{each}#1",
                name=f"{each.title()} Silva",
                identifier=f"N-{each}",
                birth_date_low=date(1972, 4, 3),
                birth_date_high=date(1972, 4, 3),
                **more,
            )
            index(row)

    return put


@pytest.fixture
def works(staff: Callable[..., Any]) -> Callable[..., Any]:
    """Somebody who works from Monday to Friday: `works("physician", "ito")`."""

    def make(role: str, username: str = "", begins: time = time(9), ends: time = time(17)) -> Any:
        from lenitive.clinic.models import WorkHours

        one = staff(role, username)
        if not WorkHours.objects.filter(staff=one).exists():
            WorkHours.objects.bulk_create(
                WorkHours(staff=one, weekday=day, begins=begins, ends=ends) for day in range(5)
            )
        return one

    return make


@pytest.fixture
def room(db: None) -> Callable[..., Any]:
    """A room: `room("Room 1", "consulting")`."""

    def make(name: str = "Room 1", kind: str = "consulting", **more: Any) -> Any:
        from lenitive.clinic.models import Room

        return Room.objects.get_or_create(name=name, defaults={"kind": kind, **more})[0]

    return make


def monday(hour: int = 9, minute: int = 0, weeks: int = 1) -> datetime:
    """A wall time on a Monday that is ahead."""
    today = timezone.localdate()
    day = today + timedelta(days=7 * weeks - today.weekday())
    return datetime(day.year, day.month, day.day, hour, minute)  # noqa: DTZ001  a wall time


@pytest.fixture
def booked(
    person: Callable[..., None], works: Callable[..., Any], room: Callable[..., Any]
) -> Callable[..., Any]:
    """Book a follow-up with a physician: `booked("ana", monday(10))`."""

    def make(patient_id: str, start: datetime | None = None, **more: Any) -> Any:
        from lenitive.clinic.appointments.booking import book
        from lenitive.desk.models import Patient

        if patient_id and not Patient.objects.filter(patient_id=patient_id).exists():
            person(patient_id)
        given = {"kind": "follow_up", "staff": [works("physician")], "room": room(), **more}
        who = works("coordinator")
        return book(who, patient_id=patient_id or None, start=start or monday(), **given)

    return make


@pytest.fixture(autouse=True)
def judged(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """Who would have been judged anew, each time; judging takes long, and is tested elsewhere."""
    from lenitive.clinic.appointments import booking

    asked: list[list[str]] = []
    monkeypatch.setattr(booking, "refresh", lambda people: asked.append(list(people)))
    return asked
