"""The shapes of the program say the same: a person in memory, a population on arrays and as expressions."""

from __future__ import annotations

from collections.abc import Iterable
from random import Random
from typing import Any

import duckdb
import ibis
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from lenitive.knowledge.rules.model import Rule, rules_read
from lenitive.reason.engine.database import person_rows
from lenitive.reason.engine.person import judge
from lenitive.reason.engine.population import judge_population
from lenitive.reason.engine.program import Program, compile_rules, program
from lenitive.reason.engine.stores import leaf_rows
from lenitive.reason.engine.wide import steps
from lenitive.reason.tables import Tables, ask, derived_names, put_derived, put_table
from lenitive.record.schema import create_statements
from tests.reason.engine.drawing import AS_OF, random_rows

PEOPLE = 12


@pytest.fixture(scope="module")
def connection():
    made = duckdb.connect(config={"threads": 1})
    for statement in create_statements():
        made.execute(statement)
    yield made
    made.close()


def fill(connection: duckdb.DuckDBPyConnection, random: Random) -> list[str]:
    people = [f"p{n}" for n in range(PEOPLE)]
    drawn = [random_rows(program(), random, person) for person in people]
    for name in derived_names():
        rows = [row for each in drawn for row in each.get(name, ())]
        random.shuffle(rows)
        put_derived(connection, name, rows)
    for table in ("patient", "encounter"):
        connection.execute(f'TRUNCATE "{table}"')
    for person in people:
        connection.execute(
            "INSERT INTO patient (patient_id, row_id) VALUES (?, ?)", [person, f"Patient/{person}#1"]
        )
        if random.random() < 0.3:
            connection.execute(
                "INSERT INTO encounter (patient_id, row_id, status, setting) VALUES (?, ?, ?, ?)",
                [person, f"Encounter/{person}#1", "in_progress", random.choice(["inpatient", "ambulatory"])],
            )
    ask(connection, AS_OF)
    return people


# Twelve people and ninety rules an example: a failing one is small enough to read as it is.
@settings(max_examples=3, deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate])
@given(st.integers(0, 2**32))
def test_a_person_alone_has_the_findings_they_have_in_a_population(connection, seed):
    people = fill(connection, Random(seed))
    together = by_person_and_rule(judge_population(connection, program()).to_pylist())
    alone = {
        (person, each.judgement.rule.id): (each.truth.value, each.truth.row_ids)
        for person in people
        for each in judge(program(), person_rows(connection, program(), person), AS_OF).rules
    }
    assert together == alone
    assert {value for value, _ in together.values()} == {0, 1, 2}


def by_person_and_rule(rows: Iterable[dict[str, Any]]) -> dict[tuple[str, str], tuple[int, tuple[str, ...]]]:
    return {(row["patient_id"], row["rule"]): (row["value"], tuple(row["row_ids"])) for row in rows}


def some_rules() -> Program:
    """Every other rule, of each layer; a rule stays only with those that it reads."""
    chosen: dict[str, Rule] = {}
    for number, each in enumerate(program().judgements):
        if (number % 2 or each.rule.layer > 1) and rules_read(each.rule) <= chosen.keys():
            chosen[each.rule.id] = each.rule
    return compile_rules(chosen.values())


def test_expressions_for_a_cluster_say_what_arrays_say(connection):
    fill(connection, Random(5))
    some = some_rules()
    assert len(some.layers) > 1
    put_table(connection, "engine_leaf", leaf_rows(some))
    for name, table in steps(some, Tables()):
        connection.execute(f'CREATE OR REPLACE TEMP TABLE "{name}" AS {ibis.to_sql(table, dialect="duckdb")}')
    wide = connection.sql("FROM engine_findings").to_arrow_table().to_pylist()
    assert by_person_and_rule(wide) == by_person_and_rule(judge_population(connection, some).to_pylist())
