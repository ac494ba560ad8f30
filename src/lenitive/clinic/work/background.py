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
from collections.abc import Callable, Iterator
from datetime import date

from django.db import DatabaseError, close_old_connections
from django.db.models import Exists, OuterRef
from django.utils import timezone

from lenitive.clinic.models import PersonSummary, State, WorkItem
from lenitive.clinic.summary import keep_places, refresh
from lenitive.clinic.today.visits import people_of_day
from lenitive.clinic.work.climb import write_climbs
from lenitive.desk.models import Patient
from lenitive.desk.search import learn
from lenitive.knowledge.rules.site import knowledge_version

_log = logging.getLogger(__name__)
_FEW = 20  # people between two breaths
_CLIMBS_EVERY = 25  # pieces
_REST_SECONDS = 10
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
            done += refresh(people[start : start + _FEW], of_day)
            yield done


def start() -> Callable[[], None]:
    """Start the process that watches; returns what stops it. It also stops by itself when this one is gone.

    A process and not a thread: the server forks its workers, and a fork may not meet a thread at work.
    """
    command = [sys.executable, "-m", "lenitive", "work", "watch", str(os.getpid())]
    watcher = subprocess.Popen(command)  # noqa: S603  our own command, and no word of anybody else

    def stop() -> None:
        watcher.terminate()
        watcher.wait(timeout=10)

    return stop


def watch(parent: int) -> None:
    """Go on until the process `parent`, which started this one, is gone; it may be gone already."""
    os.nice(_NICER)

    def orphaned() -> bool:
        return os.getppid() != parent

    while not orphaned():
        try:
            _round(orphaned)
        except DatabaseError as problem:
            _log.warning("work in the background waits: %s", str(problem).splitlines()[0])
        close_old_connections()
        for _second in range(_REST_SECONDS):
            if orphaned():
                return
            time.sleep(1)


def once() -> None:
    """What is cheap and comes first: what climbs, what comes back, and people and names written by hand."""
    write_climbs()
    keep_places()
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
