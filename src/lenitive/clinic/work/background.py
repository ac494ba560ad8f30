"""Judging in the background: whoever comes today first, then whoever was never judged, then everybody else.

One thread of the serving process, beside the workers that answer requests; it gives way after a few people.
Everything it does is safe to repeat, so a second server, or `lenitive work refresh` meanwhile, does no harm.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from datetime import date

from django.db import DatabaseError, close_old_connections, connection
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from lenitive.clinic.models import PersonSummary, State, WorkItem
from lenitive.clinic.summary import refresh
from lenitive.clinic.today.visits import people_of_day
from lenitive.clinic.work.climb import write_climbs
from lenitive.desk.models import Patient
from lenitive.knowledge.rules.site import knowledge_version

_log = logging.getLogger(__name__)
_FEW = 20  # people between two breaths
_REST_SECONDS = 30.0
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
    due = WorkItem.objects.filter(Q(state=State.PUT_OFF, until__lte=day))
    return list(due.values_list("patient_id", flat=True).distinct()[:_FEW])


def refresh_stale(day: date | None = None, at_once: int = 500) -> Iterator[int]:
    """Judge everybody who is out of date, in pieces; how many so far, after each piece."""
    done, of_day = 0, day or timezone.localdate()
    while people := stale_people(of_day, at_once):
        for start in range(0, len(people), _FEW):
            done += refresh(people[start : start + _FEW], of_day)
            yield done


def start() -> Callable[[], None]:
    """Start the thread; returns what stops it."""
    stop = threading.Event()
    thread = threading.Thread(target=_run, args=(stop,), name="work", daemon=True)
    thread.start()

    def end() -> None:
        stop.set()
        thread.join(timeout=10)

    return end


def _run(stop: threading.Event) -> None:
    while not stop.is_set():
        try:
            _once(stop)
        except DatabaseError as problem:
            _log.warning("background work waits: %s", str(problem).splitlines()[0])
        finally:
            close_old_connections()
        stop.wait(_REST_SECONDS)
    connection.close()


def _once(stop: threading.Event) -> None:
    """One round: what climbs, what comes back, who is out of date."""
    write_climbs()
    refresh(come_back(timezone.localdate()))
    for number, _done in enumerate(refresh_stale()):
        if stop.wait(_BREATH_SECONDS):
            return
        if number % 50 == 49:
            write_climbs()
