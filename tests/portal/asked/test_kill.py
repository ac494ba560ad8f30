"""The server is killed in the middle of a questionnaire: every answer is there, and it goes on."""

from __future__ import annotations

import os
import re
import sys

import pytest

from lenitive.measure import Session, find_bank
from tests.desk.test_kill import Site

PREPARE = """
from sys import argv
FORM = argv[1]
from lenitive.site.start import ready_store
ready_store()
from django.test import RequestFactory
from django.utils import timezone
from lenitive.clinic.models import Way
from lenitive.clinic.tablet import sessions as asked
from lenitive.desk.models import Patient
from lenitive.portal import sessions
from lenitive.portal.models import Account, Tie
Patient.objects.create(patient_id="ana", row_id="Patient/ana#1", name="Ana", synthetic=True)
account = Account.objects.create(name="Ana", login="ana")
tie = Tie.objects.create(account=account, patient_id="ana", helper="self", since=timezone.now())
request = RequestFactory().get("/me/")
_session, key = sessions.open_for(account, tie, request, way="password", own_device=True)
print("key", key, asked.start("ana", [FORM], None, Way.PORTAL)[0].pk)
"""
REPORT = """
from lenitive.site.start import set_up
set_up()
from lenitive.desk.models import RECORD
print(*sorted(f"{a.item}={a.value_number:g}" for a in RECORD["answer"].objects.filter(patient_id="ana")))
"""
QUESTIONS, KILL_AFTER = 10, (3, 7)


@pytest.fixture
def site(tmp_path):
    environment = {**os.environ, "LENITIVE_HOME": str(tmp_path), "PYTHONPATH": os.pathsep.join(sys.path)}
    for name in ("LENITIVE_DATABASE", "DJANGO_SETTINGS_MODULE"):  # the site, and not the one of the tests
        environment.pop(name, None)
    return Site(environment)


def test_kill_9_in_the_middle_loses_no_answer_and_the_next_question_follows(site):
    _word, key, pk = re.search(r"(key) (\S+) (\d+)", site.run(sys.executable, "-c", PREPARE, "pseq")).groups()
    site.cookies["lenitive_me"] = key
    answered = 0
    for until in (*KILL_AFTER, QUESTIONS):
        with site.served():  # killed with SIGKILL at the end of the block
            while answered < until:
                assert site.ask("GET", f"/me/ask/{pk}/0/{answered}/") == 200
                assert site.ask("POST", f"/me/ask/{pk}/0/{answered}/", value=str(answered % 7)) == 302
                answered += 1
        kept = site.run(sys.executable, "-c", REPORT).split()
        assert len(kept) == answered


ASKED = """
from lenitive.site.start import set_up
set_up()
from lenitive.clinic.models import Asking
from lenitive.clinic.tablet.walk import every, item_at
one = Asking.objects.get(patient_id="ana")
print(*(item_at(one, at).key for at in every(one)))
"""


def test_after_kill_9_an_adaptive_test_goes_on_with_the_item_it_would_have_asked(site):
    made = site.run(sys.executable, "-c", PREPARE, "demo_activity")
    _word, key, pk = re.search(r"(key) (\S+) (\d+)", made).groups()
    site.cookies["lenitive_me"] = key
    session = Session(find_bank("demo_activity").bank)
    for value in (2, 5):
        with site.served():
            at = f"/me/ask/{pk}/0/{session.asked}/"
            assert site.ask("GET", at) == 200
            assert site.ask("POST", at, value=str(value), item=session.item) == 302
        session.answer(session.item, value)
        asked = [step.item for step in session.steps]
        assert site.run(sys.executable, "-c", ASKED).split() == [*asked, session.item]
