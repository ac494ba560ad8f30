"""Put the demonstration clinic into the store: its people, who works there, and who cares for whom."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from datetime import timedelta
from pathlib import Path

import orjson
from django.db import transaction
from django.utils import timezone

from lenitive.clinic.body_map.maps import write
from lenitive.clinic.demonstration.appointments import fill_calendar
from lenitive.clinic.demonstration.bundle import bundles
from lenitive.clinic.demonstration.decided import decide_some
from lenitive.clinic.demonstration.evaluations import evaluate_some
from lenitive.clinic.demonstration.notes import write_some
from lenitive.clinic.demonstration.referrals import refer_some
from lenitive.clinic.demonstration.story import Map, stories
from lenitive.clinic.demonstration.tablet import ask_some
from lenitive.clinic.demonstration.visits import fill_visits
from lenitive.clinic.demonstration.who import PASSWORD, people_at_work
from lenitive.clinic.summary import refresh
from lenitive.desk import facts
from lenitive.desk.importer import import_paths
from lenitive.measure.body_map import Mark

_MADE = "demonstration"


def install() -> list[str]:
    """Make the clinic unless it is there; returns what to print."""
    made = facts.recall(_MADE)
    if made:
        return [f"The demonstration clinic is there since {made}; its data is kept."]
    return list(_install())


def _install() -> Iterator[str]:
    today = timezone.localdate()
    yield f"Making the demonstration clinic: {len(stories())} invented people."
    with tempfile.TemporaryDirectory() as folder:
        paths = []
        for story, chart in zip(stories(), bundles(today, timezone.get_current_timezone()), strict=True):
            path = Path(folder) / f"{story.id}.json"
            path.write_bytes(orjson.dumps(chart))
            paths.append(path)
        report = import_paths(paths, keep_going=True, synthetic=True)
    yield report.sentence()
    mark_maps(story.id for story in stories())
    people_at_work()
    fill_calendar()
    # Judged once here, so that the first look at the list has who is in danger at its top.
    refresh(story.id for story in stories())
    decide_some()
    ask_some()
    evaluate_some()
    refer_some()
    fill_visits()
    write_some()
    facts.remember(facts.DEMO_PASSWORD, PASSWORD)
    facts.remember(_MADE, today.isoformat())


def mark_maps(ids: Iterable[str]) -> None:
    """Mark the body maps of these stories, as the form of the clinic does."""
    wanted, now = set(ids), timezone.now()
    with transaction.atomic():
        for story in stories():
            for each in story.maps if story.id in wanted else ():
                write(story.id, _marks(each), now - timedelta(days=each.day))


def _marks(drawn: Map) -> list[Mark]:
    said = {region: mark if isinstance(mark, list) else [mark, ""] for region, mark in drawn.marks.items()}
    return [Mark(0, region, float(level), words) for region, (level, words) in said.items()]
