"""What the plan asks of one person's tables is answered in memory, with the rows that the database gives."""

from __future__ import annotations

import json
import pkgutil
import re
from collections.abc import Iterator
from datetime import date
from importlib import import_module
from pathlib import Path

import pytest

import lenitive
import lenitive.clinic.plan.made
import lenitive.plan
from lenitive import kept
from lenitive.clinic.demonstration import bundles
from lenitive.measure.record import score_record
from lenitive.reason.rowwise.run import PersonRows
from lenitive.reason.rowwise.writing import written
from lenitive.reason.story.query import Query
from lenitive.reason.tables import Tables, ask, evaluate
from lenitive.record.read import borrowed_record, load_bundle
from tests.reason.tables.engines import many

TODAY = date(2026, 6, 1)


def _questions() -> Iterator[tuple[str, Query]]:
    """Every question of the plan, and of the clinic's plan, by the name of its function."""
    names = [module.name for module in pkgutil.walk_packages(lenitive.plan.__path__, "lenitive.plan.")]
    for module in (*names, lenitive.clinic.plan.made.__name__):
        for name, value in vars(import_module(module)).items():
            if isinstance(value, Query) and value._make.__module__ == module:
                yield f"{module}.{name}", value


QUESTIONS = dict(_questions())


@pytest.mark.parametrize("name", sorted(QUESTIONS))
def test_every_question_of_the_plan_can_be_answered_in_memory(name):
    assert written(QUESTIONS[name]._make(Tables()))


@pytest.fixture(scope="module")
def charts():
    """The ten largest charts of the demonstration."""
    return sorted((json.dumps(chart).encode() for chart in bundles(TODAY)), key=len)[-10:]


@pytest.mark.parametrize("number", range(10))
def test_the_answers_in_memory_are_those_of_the_database(charts, number):
    with borrowed_record() as record:
        load_bundle(record, charts[number], "chart")
        score_record(record)
        ask(record, TODAY)
        evaluate(record)
        rows = PersonRows(record, (TODAY, ()))
        for name, question in QUESTIONS.items():
            assert many(question._written.rows(rows)) == many(record.execute(question.sql).fetchall()), name


def test_the_charts_have_current_trials_with_medicines(charts):
    """So that the comparison above is not one of nothing with nothing."""
    with borrowed_record() as record:
        for chart in charts:
            load_bundle(record, chart, "chart")
        score_record(record)
        ask(record, TODAY)
        evaluate(record)
        found = len(record.execute(QUESTIONS["lenitive.plan.trial_rows.used_rows"].sql).fetchall())
    assert found > 5


def test_what_is_kept_of_a_question_goes_when_its_room_changes():
    """A kept text is found again by the name of the question; the file's name holds a digest of its room."""
    root = Path(lenitive.__file__).parent
    asking = [path for path in root.rglob("*.py") if re.search(r"^@query$", path.read_text(), re.MULTILINE)]
    assert len(asking) > 20
    for path in asking:
        place = path.relative_to(root).as_posix()
        assert place.startswith(tuple(f"{folder}/" for folder in kept.MADE_FROM)), place
