"""Judging in the background: whoever comes today first, then whoever was never judged, then everybody else.

A process beside those that answer requests, which come first; it gives way after a few people.
Everything it does is safe to repeat, so a second server, or `lenitive work refresh` meanwhile, does no harm.
"""

from __future__ import annotations

import logging
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from threading import Event, Thread

from django.db import DatabaseError, close_old_connections
from django.db.models import Exists, OuterRef
from django.utils import timezone

from lenitive.clinic.appointments.upkeep import keep_up
from lenitive.clinic.models import PersonSummary, State, WorkItem
from lenitive.clinic.summary import forget, keep_places, refresh
from lenitive.clinic.today.visits import people_of_day
from lenitive.clinic.work.climb import write_climbs
from lenitive.desk import audit
from lenitive.desk.models import AuditEvent, Patient
from lenitive.desk.search import learn
from lenitive.knowledge.rules.site import knowledge_version

_log = logging.getLogger(__name__)
_FEW = 20  # people between two breaths
_CLIMBS_EVERY = 25  # pieces
_REST_SECONDS = 10
_LONGEST_WAIT_SECONDS = 600
_NICER = 10  # requests come first
_BREATH_SECONDS = 0.05


def stale_people(day: date, most: int) -> list[str]:
    """People whose lines and work are not of this day and knowledge, those who come on it first."""
    good = PersonSummary.objects.filter(
        patient_id=OuterRef("patient_id"), as_of=day, knowledge=knowledge_version()
    )
    waiting = Patient.objects.filter(~Exists(good)).values_list("patient_id", flat=True)
    coming = list(waiting.filter(patient_id__in=people_of_day(day))[:most])
    rest = waiting.exclude(patient_id__in=coming)[: most - len(coming)] if len(coming) < most else []
    return [*coming, *rest]


def come_back(day: date) -> list[str]:
    """People with work whose day to come back to has come."""
    due = WorkItem.objects.filter(state=State.PUT_OFF, until__lte=day)
    return list(due.values_list("patient_id", flat=True).distinct())


def refresh_stale(day: date | None = None, at_once: int = 500) -> Iterator[int]:
    """Judge everybody who is out of date, in pieces; how many so far, after each piece."""
    done, of_day = 0, day or timezone.localdate()
    while people := stale_people(of_day, at_once):
        for start in range(0, len(people), _FEW):
            done += _judge(people[start : start + _FEW], of_day)
            yield done


def _judge(people: Sequence[str], day: date) -> int:
    """Judge these people; those who were written about meanwhile, so that older rows count, are to be again.

    What is written about a person, and its event, are in one transaction; so are charts that are loaded.
    """
    last = AuditEvent.objects.order_by("-id").values_list("id", flat=True).first() or 0
    done = refresh(people, day)
    since = AuditEvent.objects.filter(id__gt=last)
    written = since.filter(patient_id__in=people).exclude(action__in=audit.LOOKS)
    loaded = since.filter(action="import").exists()
    forget(people if loaded else set(written.values_list("patient_id", flat=True)))
    return done


def start() -> Callable[[], None]:
    """Start the process that watches; returns what stops it. It also stops by itself when this one is gone.

    A process and not a thread: the server forks its workers, and a fork may not meet a thread at work. A
    thread here does nothing but wait for it, and starts it again when it was killed.
    """
    over = Event()
    running: list[subprocess.Popen[bytes]] = []
    waiting = Thread(target=_keep_running, args=(over, running), name="work in the background", daemon=True)
    waiting.start()

    def stop() -> None:
        over.set()
        for watcher in running:
            watcher.terminate()
        waiting.join(timeout=10)

    return stop


def _keep_running(over: Event, running: list[subprocess.Popen[bytes]]) -> None:
    """Start the process that watches, again and again until it is over; `running` holds the one that runs."""
    command = [sys.executable, "-m", "lenitive", "work", "watch", str(os.getpid())]
    waits = _waits()
    while not over.is_set():
        began = time.monotonic()
        running[:] = [subprocess.Popen(command)]  # noqa: S603  our own command, and no word of anybody else
        if over.is_set():  # since the line above
            running[0].terminate()
        ended = running[0].wait()
        if over.is_set():
            return
        if time.monotonic() - began > _LONGEST_WAIT_SECONDS:
            waits = _waits()
        seconds = next(waits)
        _log.error("work in the background ended (%s); it starts again in %d s", ended, seconds)
        over.wait(seconds)


def _waits() -> Iterator[int]:
    """How long to wait after each failure in a row, in seconds: twice as long each time, up to a limit."""
    seconds = _REST_SECONDS
    while True:
        yield seconds
        seconds = min(2 * seconds, _LONGEST_WAIT_SECONDS)


def watch(parent: int) -> None:
    """Go on until the process `parent`, which started this one, is gone; it may be gone already."""
    os.nice(_NICER)
    waits = _waits()

    def orphaned() -> bool:
        return os.getppid() != parent

    while not orphaned():
        seconds = _REST_SECONDS
        try:
            _round(orphaned)
            waits = _waits()
        except Exception as problem:  # noqa: BLE001  it is told, and nobody else is here to catch it
            seconds = next(waits)
            _say(problem, seconds)
        close_old_connections()
        for _second in range(seconds):
            if orphaned():
                return
            time.sleep(1)


def _say(problem: Exception, seconds: int) -> None:
    """Write into the log why the work waits: in a line where the database does, else with the place."""
    if isinstance(problem, DatabaseError):
        reason = str(problem).splitlines()[0]
        _log.warning("work in the background waits for the store (%s), %d s", reason, seconds)
    else:
        _log.error("work in the background failed; it goes on in %d s", seconds, exc_info=problem)


def once() -> None:
    """What is cheap and comes first: what climbs, what comes back, and people and names written by hand."""
    write_climbs()
    keep_places()
    keep_up()
    refresh(come_back(timezone.localdate()))
    learn()


def _round(is_over: Callable[[], bool]) -> None:
    once()
    for number, _done in enumerate(refresh_stale()):
        time.sleep(_BREATH_SECONDS)
        if is_over():
            return
        if number % _CLIMBS_EVERY == 0:
            write_climbs()
