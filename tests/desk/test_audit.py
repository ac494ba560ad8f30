"""The audit trail: only ever added to, whole or known to be broken, and readable."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from django.db import DatabaseError, connection, transaction

from lenitive.desk import audit
from lenitive.desk.models import AuditEvent


def note(what="summary", **more):
    return audit.record(None, "see", what=what, allowed=True, why="test", actor="nurse", **more)


@pytest.mark.django_db
def test_events_form_a_chain():
    first, second = note("one"), note("two")
    assert second.previous == first.hash
    found = audit.verify_chain()
    assert (found.events, found.head, found.sound) == (2, second.hash, True)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement", ["UPDATE desk_auditevent SET actor = 'me'", "DELETE FROM desk_auditevent"]
)
def test_the_database_itself_refuses_to_change_the_trail(statement):
    note()
    with (
        pytest.raises(DatabaseError, match="only ever added to"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
    assert AuditEvent.objects.count() == 1


@pytest.mark.django_db
def test_the_models_refuse_it_first():
    event = note()
    for attempt in (event.save, event.delete, AuditEvent.objects.all().delete):
        with pytest.raises(TypeError, match="only ever added to"):
            attempt()
    with pytest.raises(TypeError, match="only ever added to"):
        AuditEvent.objects.update(actor="me")


def tamper(statement):
    """What somebody with the database's password can do: take the triggers off first."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            for verb in ("update", "delete"):
                cursor.execute(f"DROP TRIGGER audit_no_{verb}")
        else:
            cursor.execute("ALTER TABLE desk_auditevent DISABLE TRIGGER USER")
        cursor.execute(statement)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "field", ["actor", "actor_name", "role", "address", "action", "what", "patient_id", "why"]
)
def test_a_change_to_any_field_breaks_the_chain_there(field):
    events = [note(str(number)) for number in range(3)]
    tamper(f"UPDATE desk_auditevent SET {field} = 'else' WHERE id = {events[1].id}")
    assert audit.verify_chain().broken_at == events[1].id


@pytest.mark.django_db
def test_an_event_that_is_taken_out_breaks_the_chain_after_it():
    events = [note(str(number)) for number in range(3)]
    tamper(f"DELETE FROM desk_auditevent WHERE id = {events[1].id}")
    assert audit.verify_chain().broken_at == events[2].id


@pytest.mark.django_db(transaction=True)
def test_many_hands_at_once_leave_one_chain():
    def write(number):
        try:
            note(str(number))
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(write, range(24)))
    found = audit.verify_chain()
    assert (found.events, found.sound) == (24, True)


@pytest.mark.django_db
def test_an_unknown_action_is_a_mistake_of_ours():
    with pytest.raises(ValueError, match="no such action"):
        audit.record(None, "peek", allowed=True, why="")


def test_every_action_of_the_policy_has_its_sentence():
    from lenitive.desk.access import POLICY

    assert set(POLICY) <= set(audit.ACTIONS)


def test_a_sentence_is_one_that_people_say():
    event = AuditEvent(
        at=datetime(2025, 5, 4, 10, 12, tzinfo=UTC),
        actor="ito",
        actor_name="Dr Ito",
        action="see",
        what="summary",
        patient_id="ana",
        allowed=True,
    )
    assert (
        audit.sentence(event, "Ana Silva (4711)")
        == "Dr Ito opened Ana Silva (4711): summary, 4 May 2025 10:12"
    )
    event.allowed = False
    assert audit.sentence(event) == "Dr Ito was refused ana: summary, 4 May 2025 10:12"


def test_the_trail_is_for_administrators(load, signed_in):
    load("ana")
    assert signed_in("nurse").get("/audit/").status_code == 404
    assert signed_in("administrator").get("/audit/").status_code == 200


def test_the_trail_is_found_by_person_and_by_staff(load, signed_in):
    load("ana", "ben")
    nurse = signed_in("nurse")
    nurse.get("/people/ana/access/")
    nurse.get("/people/ben/access/")
    admin = signed_in("administrator")
    by_person = admin.get("/audit/", {"person": "silva"}).content.decode()
    assert "opened Ana Silva" in by_person
    assert "opened Ben" not in by_person
    assert "opened Ana Silva" in admin.get("/audit/", {"person": "ana"}).content.decode()
    assert "opened" not in admin.get("/audit/", {"staff": "physician"}).content.decode()


def test_the_trail_shows_refusals_alone_and_checks_the_chain(load, signed_in, cares_for):
    load("ana")
    cares_for("physician", "ana")
    signed_in("nurse").get("/people/ana/access/")
    page = signed_in("administrator").get("/audit/", {"refused": "1", "check": "1"}).content.decode()
    assert "The nurse was refused Ana Silva" in page
    assert "loaded charts" not in page
    assert "is whole" in page


def test_a_broken_chain_is_said_on_the_page(signed_in):
    note()
    tamper("UPDATE desk_auditevent SET actor = 'somebody else'")
    assert (
        "The chain is broken at event" in signed_in("administrator").get("/audit/?check=1").content.decode()
    )
