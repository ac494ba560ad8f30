"""Many people book at once, each with a connection of their own: nobody and no room is ever taken twice."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from itertools import combinations
from threading import Barrier
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from lenitive.clinic.appointments.booking import Changed, book, cancel, move, undo
from lenitive.clinic.appointments.holding import Taken
from lenitive.clinic.models import Appointment, Hold
from lenitive.errors import InputError
from tests.clinic.appointments.conftest import monday

pytestmark = pytest.mark.django_db(transaction=True)
AT_ONCE = 6


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """Do all of this at the same moment, each by a thread of its own; what each gave or was refused with."""
    start = Barrier(len(acts))

    def one(act: Callable[[], Any]) -> Any:
        start.wait()
        try:
            return act()
        except InputError as problem:
            return problem
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(one, acts))


def overlapping() -> list[tuple[int, int]]:
    """Pairs of appointments that share a time and anybody or a room, found by looking at every pair."""
    alive = list(Appointment.objects.exclude(status="cancelled").prefetch_related("staff", "people"))
    return [
        (one.pk, other.pk)
        for one, other in combinations(alive, 2)
        if one.start < other.end and other.start < one.end and takes(one) & takes(other)
    ]


def takes(appointment: Appointment) -> set[Any]:
    people = {each.patient_id for each in appointment.people.all() if each.status != "cancelled"}
    return {f"room {appointment.room_id}", *people, *(each.pk for each in appointment.staff.all())}


def booker(who: Any, patient_id: str, start: datetime, staff: Any, room: Any, minutes: int = 20) -> Any:
    return lambda: book(
        who, patient_id=patient_id, kind="follow_up", start=start, minutes=minutes, staff=[staff], room=room
    )


@pytest.mark.parametrize("shared", ["staff", "room", "person"])
def test_of_many_who_book_the_same_at_once_one_gets_it(person, works, room, shared):
    names = [f"p{number}" for number in range(AT_ONCE)]
    person(*names)
    staff = [works("physician", f"d{number}") for number in range(AT_ONCE)]
    rooms = [room(f"R{number}", "consulting") for number in range(AT_ONCE)]
    first = {"staff": staff, "room": rooms, "person": names}
    first[shared] = [first[shared][0]] * AT_ONCE
    who = works("coordinator")
    each = zip(first["person"], first["staff"], first["room"], strict=True)
    told = at_once(*(booker(who, one, monday(10), doctor, where) for one, doctor, where in each))
    assert Counter(type(each) for each in told) == {Appointment: 1, Taken: AT_ONCE - 1}
    assert overlapping() == []


def test_a_storm_of_bookings_moves_cancellations_and_undoing_leaves_no_two_on_each_other(person, works, room):
    people, who = [f"p{number}" for number in range(8)], works("coordinator")
    person(*people)
    staff = [works("physician", f"d{number}") for number in range(3)]
    rooms = [room(f"R{number}", "consulting") for number in range(3)]

    def storm(seed: int) -> None:
        chance = random.Random(seed)
        for _round in range(8):
            start = monday(9) + timedelta(minutes=5 * chance.randrange(36))
            again = Appointment.objects.exclude(status="cancelled").order_by("?").first()
            act = chance.choice(["book", "book", "move", "cancel"]) if again else "book"
            try:
                if act == "book":
                    length = chance.choice([15, 20, 30])
                    booker(
                        who, chance.choice(people), start, chance.choice(staff), chance.choice(rooms), length
                    )()
                elif act == "move":
                    move(who, again.pk, Changed(start=start, room=chance.choice(rooms)))
                else:
                    undo(who, cancel(who, again.pk, reason="x").pk)
            except InputError:
                continue

    at_once(*(lambda seed=seed: storm(seed) for seed in range(4)))
    assert Appointment.objects.exclude(status="cancelled").count() > 5
    assert overlapping() == []
    for appointment in Appointment.objects.exclude(status="cancelled"):
        assert appointment.holds.count() == 3 * appointment.minutes / 5


@pytest.mark.parametrize("what", ["staff", "room", "patient_id"])
def test_the_store_itself_refuses_a_second_taking_whoever_writes_it(booked, what):
    appointment = booked("ana")
    held = appointment.holds.exclude(**{what: None}).first()
    with pytest.raises(IntegrityError), transaction.atomic():
        Hold.objects.create(appointment=appointment, at=held.at, **{what: getattr(held, what)})


def test_a_taking_of_nobody_is_refused(booked):
    with pytest.raises(IntegrityError), transaction.atomic():
        Hold.objects.create(appointment=booked("ana"), at=datetime(2030, 1, 1, tzinfo=UTC))
