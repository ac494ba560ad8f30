"""Pages of the desk ask the store a bounded number of questions, however much they show."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from lenitive.desk.models import (
    AuditEvent,
    BrokenGlass,
    CareTeam,
    Clinic,
    Organisation,
    PersonChange,
    PersonClinic,
)

# Session, account and its sign-in take about five; writing an event takes four; the policy up to six.
_MOST = 34


@pytest.fixture
def much(load, staff):
    """A person with a long trail, a large team, and many changes; two clinics."""
    from lenitive.desk import audit

    load("ana", "ben")
    now = timezone.now()
    trust = Organisation.objects.create(name="Coast health")
    clinics = [Clinic.objects.create(organisation=trust, name=f"Clinic {number}") for number in range(12)]
    PersonClinic.objects.create(patient_id="ana", clinic=clinics[0])
    for role in ("coordinator", "administrator"):
        staff(role).clinics.add(clinics[0])
    for number in range(20):
        one = staff("nurse", f"nurse{number}")
        one.clinics.add(clinics[number % 12])
        CareTeam.objects.create(staff=one, patient_id="ana", since=now)
        BrokenGlass.objects.create(
            staff=one, patient_id="ben", reason="in need", since=now, until=now + timedelta(hours=4)
        )
        PersonChange.objects.create(
            patient_id="ana", at=now, who="N", before={"name": "A"}, after={"name": "B"}
        )
        audit.record(
            None, "see", what="summary", patient_id="ana", allowed=True, why="team", actor=f"nurse{number}"
        )
    CareTeam.objects.create(staff=staff("coordinator"), patient_id="ana", since=now)
    assert AuditEvent.objects.count() >= 20


@pytest.mark.parametrize(
    ("role", "address"),
    [
        ("coordinator", "/people/ana/access/"),
        ("coordinator", "/people/ana/trail/"),
        ("coordinator", "/people/ana/changes/"),
        ("coordinator", "/people/ana/merge/"),
        ("coordinator", "/people/ana/team/"),
        ("coordinator", "/people/ana/brief/"),
        ("coordinator", "/people/ana/edit/"),
        ("coordinator", "/without-a-clinic/"),
        ("administrator", "/clinics/"),
        ("administrator", "/broken-glass/"),
        ("administrator", "/audit/"),
        ("administrator", "/staff/"),
    ],
)
def test_a_page_asks_few_questions(much, signed_in, django_assert_max_num_queries, role, address):
    one = signed_in(role)
    with django_assert_max_num_queries(_MOST):
        assert one.get(address).status_code == 200


def test_a_host_that_is_not_ours_gets_a_page_without_anything_in_it(client, db):
    answer = client.get("/", HTTP_HOST="evil.example")
    assert answer.status_code == 400
    assert "Nothing was changed." in answer.content.decode()
