"""A deed and its event in the trail are kept both, or neither: whatever stops a server in between."""

from __future__ import annotations

import uuid

import pytest
from django.test import Client

from lenitive.clinic.models import Asking, Entry, RuleAnswer
from lenitive.desk import audit
from lenitive.desk.models import RECORD, AuditEvent

WHO = "adaeze-nwosu"
PAGE = f"/people/{WHO}/"
TOLD = ("decided", "took_back", "tablet_alarm", "tablet_answered", "tablet_ended")

DEEDS = {
    "a finding answered": (f"{PAGE}findings/cdc22_8/", {"outcome": "open", "reason": "Stays open."}),
    "a choice, yes": (f"{PAGE}choices/", {"choice": "monitoring_programme", "answer": "looked"}),
    "a choice, no": (f"{PAGE}choices/", {"choice": "naloxone", "words": "Not today."}),
    "an option accepted": (f"{PAGE}options/aerobic_exercise/decide/", {"did": "accept", "seen": "0"}),
    "a medicine added": (f"{PAGE}medicines/add/", {"name": "ibuprofen 400 mg"}),
    "an allergy added": (f"{PAGE}medicines/allergy/", {"name": "penicillin", "category": "medication"}),
}


@pytest.fixture
def physician(invented, signed_in, cares_for):
    invented(WHO)
    cares_for("physician", WHO)
    one = signed_in("physician")
    one.raise_request_exception = False
    return one


@pytest.fixture
def broken_trail(monkeypatch):
    """From now on, what exactly was done cannot be written into the trail."""

    def start():
        whole = audit.record

        def record(request, action, **said):
            if action in TOLD:
                raise OSError("the trail cannot be written")
            return whole(request, action, **said)

        monkeypatch.setattr(audit, "record", record)

    return start


def rows():
    """Every row of the record, and whatever a deed leaves beside it."""
    models = [*RECORD.values(), Entry, RuleAnswer, Asking]
    return {model.__name__: sorted(map(str, model.objects.values_list())) for model in models}


def send(client, deed):
    address, said = DEEDS[deed]
    return client.post(address, {"token": str(uuid.uuid4()), **said})


def told():
    return AuditEvent.objects.filter(action__in=TOLD).count()


@pytest.mark.parametrize("deed", DEEDS)
def test_what_was_kept_was_told(physician, deed):
    assert send(physician, deed).status_code == 302
    assert (Entry.objects.count(), told()) == (1, 1)


@pytest.mark.parametrize("deed", DEEDS)
def test_what_cannot_be_told_is_not_kept(physician, deed, broken_trail):
    before = rows()
    broken_trail()
    assert send(physician, deed).status_code == 500
    assert rows() == before


def test_a_taking_back_that_cannot_be_told_takes_nothing_back(physician, broken_trail):
    send(physician, "an option accepted")
    before = rows()
    broken_trail()
    entry = Entry.objects.get().pk
    assert physician.post(f"{PAGE}decisions/undo/", {"entry": entry}).status_code == 500
    assert rows() == before


@pytest.fixture
def asked(load, signed_in):
    """Ana, whom a nurse asks the PHQ-9."""

    def ask(way):
        load("ana", synthetic=True)
        nurse = signed_in("nurse")
        nurse.raise_request_exception = False
        answer = nurse.post("/people/ana/ask/", {"form": ["phq9"], "way": way})
        return nurse, answer.url

    return ask


def test_an_alarm_of_the_tablet_is_told_or_its_answer_is_not_kept(asked, broken_trail):
    nurse, address = asked("tablet")
    nurse.get(address)
    tablet = Client(raise_request_exception=False)
    assert tablet.post("/tablet/", {"code": nurse.session["tablet_code"]["code"]}).status_code == 302
    before = rows()
    broken_trail()
    assert tablet.post("/tablet/0/8/", {"value": "3", "do": "answer"}).status_code == 500
    assert rows() == before


def test_what_is_read_out_is_kept_whole_or_not_at_all(asked, broken_trail):
    nurse, address = asked("read_out")
    page = nurse.get(address).content.decode()
    names = sorted({part.split('"')[0] for part in page.split('name="')[1:] if part.startswith("0-")})
    assert len(names) >= 9
    before = rows()
    broken_trail()
    assert nurse.post(address, dict.fromkeys(names, "1")).status_code == 500
    assert rows() == before
