"""Work in the background goes on: after a fault, after it was killed, past whatever is written meanwhile."""

from __future__ import annotations

import logging
import subprocess
import sys
import time
from itertools import islice

import pytest
from django.db import DatabaseError
from django.utils import timezone

from lenitive.clinic import summary
from lenitive.clinic.models import PersonSummary
from lenitive.clinic.summary import refresh
from lenitive.clinic.work import background
from lenitive.desk import audit

PARENT = 4711


def test_failures_in_a_row_wait_twice_as_long_each_up_to_ten_minutes():
    assert list(islice(background._waits(), 9)) == [10, 20, 40, 80, 160, 320, 600, 600, 600]


@pytest.fixture
def watching(monkeypatch):
    """Watch while rounds do as they are told; returns the seconds between them."""

    def go_on(*rounds):
        slept, left = [], list(rounds)
        monkeypatch.setattr(background.os, "nice", lambda _: None)
        monkeypatch.setattr(background.os, "getppid", lambda: PARENT if left or slept[-1:] else 1)
        monkeypatch.setattr(background, "close_old_connections", lambda: slept.append(0))

        def one_round(_is_over):
            what = left.pop(0)
            if what is not None:
                raise what

        def sleep(_seconds):
            slept[-1] += 1
            if not left and slept[-1] >= 5:
                monkeypatch.setattr(background.os, "getppid", lambda: 1)

        monkeypatch.setattr(background, "_round", one_round)
        monkeypatch.setattr(background.time, "sleep", sleep)
        background.watch(PARENT)
        return slept

    return go_on


def test_a_fault_is_written_into_the_log_and_the_work_goes_on_after_a_while(watching, caplog):
    with caplog.at_level(logging.WARNING):
        odd = ZeroDivisionError("odd")
        slept = watching(odd, odd, None, odd, None)
    assert slept[:4] == [10, 20, 10, 10]
    assert "work in the background failed; it goes on in 20 s" in caplog.text
    assert "ZeroDivisionError: odd" in caplog.text


def test_a_store_that_is_away_is_waited_for_in_one_line(watching, caplog):
    with caplog.at_level(logging.WARNING):
        watching(DatabaseError("no route\nto the host"), None)
    (said,) = (each for each in caplog.records if "waits for the store" in each.message)
    assert said.message == "work in the background waits for the store (no route), 10 s"
    assert said.exc_info is None


def test_the_process_is_started_again_when_it_was_killed_and_not_when_it_is_over(monkeypatch, caplog):
    monkeypatch.setattr(background, "_waits", lambda: iter([0, 0, 0, 0, 0]))
    started, whole = [], subprocess.Popen

    def popen(_command):
        started.append(whole([sys.executable, "-c", "import time; time.sleep(60)"]))
        return started[-1]

    monkeypatch.setattr(background.subprocess, "Popen", popen)
    stop = background.start()
    for number in (1, 2):
        until(lambda: len(started) == number)  # noqa: B023
        started[-1].kill()
    until(lambda: len(started) == 3)
    stop()
    assert started[-1].wait(10) == -15
    assert len(started) == 3
    assert "work in the background ended (-9); it starts again" in caplog.text


def until(is_so):
    for _try in range(200):
        if is_so():
            return
        time.sleep(0.05)
    pytest.fail("it did not come about")


def test_a_fault_at_one_chart_stops_nobody_elses(load, monkeypatch, caplog):
    load("ana", "ben")
    whole = summary.assess

    def assess(record, *, patient_id, as_of):
        if patient_id == "ana":
            raise ZeroDivisionError("odd")
        return whole(record, patient_id=patient_id, as_of=as_of)

    monkeypatch.setattr(summary, "assess", assess)
    refresh(["ana", "ben"])
    troubles = dict(PersonSummary.objects.values_list("patient_id", "trouble"))
    assert troubles == {"ana": "a fault of the program, which is in its log", "ben": ""}
    assert "ZeroDivisionError: odd" in caplog.text


@pytest.mark.parametrize(
    ("event", "again"),
    [
        (None, set()),
        (("see", "ana"), set()),
        (("decided", "ana"), {"ana"}),
        (("edited_person", "ben"), {"ben"}),
        (("decided", "cleo"), set()),
        (("import", None), {"ana", "ben"}),
    ],
)
def test_whoever_is_written_about_while_they_are_judged_is_judged_again(load, monkeypatch, event, again):
    """Their older rows were read; what is made of these may not stay as the line of today."""
    load("ana", "ben", "cleo")

    def judged_while_somebody_writes(people, day):
        done = refresh(people, day)
        if event is not None:
            audit.record(None, event[0], allowed=True, why="a test", patient_id=event[1])
        return done

    monkeypatch.setattr(background, "refresh", judged_while_somebody_writes)
    assert background._judge(["ana", "ben"], timezone.localdate()) == 2
    assert {"ana", "ben"} - set(PersonSummary.objects.values_list("patient_id", flat=True)) == again
