"""One person's tables in memory are those of the database, and the database takes over where it must."""

from __future__ import annotations

import json
import pkgutil
from datetime import date
from importlib import import_module

import duckdb
import ibis
import pytest

import lenitive.reason
from lenitive.clinic.demonstration import bundles
from lenitive.measure.record import score_record
from lenitive.reason.assess import assess
from lenitive.reason.rowwise.run import PersonRows, Unlike, ready
from lenitive.reason.rowwise.writing import written
from lenitive.reason.story.query import Query
from lenitive.reason.tables import Tables, ask, derived_names, evaluate, expression, in_memory, to_database
from lenitive.record.read import borrowed_record, load_bundle
from tests.reason.tables.engines import many

TODAY = date(2026, 6, 1)


@pytest.fixture(scope="module")
def charts():
    return [json.dumps(chart).encode() for chart in bundles(TODAY)]


@pytest.mark.parametrize("number", range(50))
def test_every_derived_table_of_an_invented_person_is_the_same_in_memory_as_in_the_database(charts, number):
    with borrowed_record() as record:
        load_bundle(record, charts[number], "chart")
        score_record(record)
        ask(record, TODAY)
        evaluate(record)
        rows = PersonRows(record, (TODAY, ()))
        for name in derived_names():
            assert many(rows[f"derived_{name}"]) == many(record.execute(f"FROM derived_{name}").fetchall()), (
                name
            )


@pytest.mark.parametrize("name", derived_names())
def test_every_derived_table_can_be_made_in_memory(name):
    assert written(expression(name))


def _questions():
    """Every question to one person's tables, by the name of its function."""
    found = {}
    for module in pkgutil.walk_packages(lenitive.reason.__path__, "lenitive.reason."):
        for name, value in vars(import_module(module.name)).items():
            if isinstance(value, Query):
                found[f"{module.name}.{name}"] = value
    return found


QUESTIONS = _questions()


@pytest.mark.parametrize("name", sorted(QUESTIONS))
def test_every_question_can_be_answered_in_memory(name):
    assert written(QUESTIONS[name]._make(Tables()))


def _record(**values):
    """A record with one answer of one person."""
    from lenitive.record.schema import create_statements

    record = duckdb.connect()
    for statement in create_statements():
        record.execute(statement)
    record.execute("INSERT INTO patient (patient_id, row_id) VALUES ('p', 'Patient/p#1')")
    row = {"patient_id": "p", "row_id": "o1", "status": "final", "text": "weight"} | values
    names, marks = ", ".join(row), ", ".join("?" for _ in row)
    record.execute(f"INSERT INTO observation ({names}) VALUES ({marks})", list(row.values()))
    return record


def test_after_assess_the_tables_are_in_memory_and_go_to_the_database_when_it_is_asked():
    record = _record(value_number=70.0, unit="kg")
    assess(record, as_of=TODAY)
    kept = in_memory(record)
    assert kept is not None
    made = {name: many(kept[f"derived_{name}"]) for name in derived_names()}
    to_database(record)
    assert in_memory(record) is None
    for name in derived_names():
        assert many(record.execute(f"FROM derived_{name}").fetchall()) == made[name], name


def test_a_number_that_only_the_database_can_order_leaves_the_person_to_the_database():
    record = _record(value_number=float("nan"), unit="kg")
    summary = assess(record, as_of=TODAY)
    assert summary["findings"]
    assert in_memory(record) is None
    assert record.execute("SELECT count(*) FROM derived_patient").fetchone() == (1,)


def test_a_question_after_assess_reads_the_record_as_it_is_now():
    record = _record(value_number=70.0, unit="kg")
    question = Query(lambda t: t.record.observation.select("row_id"))
    assess(record, as_of=TODAY)
    record.execute("INSERT INTO observation (patient_id, row_id) VALUES ('p', 'o2')")
    assert sorted(row["row_id"] for row in question(record)) == ["o1", "o2"]


def test_a_record_of_several_people_stays_in_the_database():
    record = _record(value_number=70.0, unit="kg")
    record.execute("INSERT INTO patient (patient_id, row_id) VALUES ('q', 'Patient/q#1')")
    assess(record, patient_id="p", as_of=TODAY)
    assert in_memory(record) is None


def test_an_operation_that_is_not_known_is_named_and_guessed_by_nobody():
    table = ibis.table({"text": "string"}, name="note")
    odd = table.select(turned=table.text.reverse())
    with pytest.raises(NotImplementedError, match="Reverse"):
        written(odd)
    left = ready("tests: an operation that is not known <here>", lambda: odd)
    with pytest.raises(Unlike, match="Reverse"):
        left.rows(PersonRows(duckdb.connect(), (TODAY, ())))
