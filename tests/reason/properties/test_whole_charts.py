"""From the chart to the findings: order, rows that nobody asks for, and one person among many.

The people are those of the demonstration, whole, or with a part of their chart left out at random.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from functools import lru_cache
from random import Random
from typing import Any

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lenitive.clinic.demonstration import bundles
from lenitive.measure.record import score_record
from lenitive.reason.assess import assess
from lenitive.reason.engine.population import judge_population
from lenitive.reason.engine.program import program
from lenitive.reason.judgement import judge_person
from lenitive.reason.tables import ask, evaluate, unchanged_record
from lenitive.record.read import borrowed_record, load_bundle

TODAY = date(2026, 6, 1)
PEOPLE = 50
Chart = list[dict[str, Any]]


@lru_cache(maxsize=1)
def charts() -> list[Chart]:
    """The resources of each person, the person first."""
    return [[entry["resource"] for entry in bundle["entry"]] for bundle in bundles(TODAY)]


@contextmanager
def record_of(*people: Chart) -> Iterator[duckdb.DuckDBPyConnection]:
    """A record that holds these charts."""
    with borrowed_record() as record:
        for resources in people:
            entries = [{"resource": each} for each in resources]
            chart = {"resourceType": "Bundle", "type": "collection", "entry": entries}
            load_bundle(record, json.dumps(chart).encode(), "chart")
        score_record(record)
        yield record


def said_of(resources: Chart) -> dict[str, Any]:
    """The whole answer of assess."""
    with record_of(resources) as record:
        return assess(record, as_of=TODAY)


def shuffled(resources: Chart, random: Random) -> Chart:
    """The same resources in another order, the person anywhere among them."""
    return random.sample(resources, len(resources))


def without_some(resources: Chart, random: Random) -> Chart:
    """The person with a part of the chart left out."""
    share = random.choice((0.1, 0.4, 0.8))
    return [resources[0], *(each for each in resources[1:] if random.random() >= share)]


@settings(deadline=None, max_examples=5)
@given(st.integers(0, PEOPLE - 1), st.integers(0, 2**32))
def test_the_order_of_a_chart_changes_nothing_that_is_said(number, seed):
    resources = charts()[number]
    assert said_of(shuffled(resources, Random(seed))) == said_of(resources)


def not_asked_for(person: dict[str, Any]) -> Chart:
    """An ingrown nail, methotrexate, HDL cholesterol and a visit to the dentist: no rule asks for them."""
    subject = {"reference": f"Patient/{person['id']}"}
    coded = {
        "Condition": ("http://hl7.org/fhir/sid/icd-10-cm", "L60.0"),
        "MedicationRequest": ("http://www.nlm.nih.gov/research/umls/rxnorm", "6851"),
        "Observation": ("http://loinc.org", "2085-9"),
        "Procedure": ("http://snomed.info/sct", "34043003"),
    }
    code_of = {kind: {"coding": [{"system": system, "code": code}]} for kind, (system, code) in coded.items()}
    return [
        {
            "resourceType": "Condition",
            "id": "spare-nail",
            "subject": subject,
            "clinicalStatus": {"coding": [{"code": "active"}]},
            "code": code_of["Condition"],
            "onsetDateTime": "2026-05-01",
        },
        {
            "resourceType": "MedicationRequest",
            "id": "spare-order",
            "status": "active",
            "intent": "order",
            "subject": subject,
            "authoredOn": "2026-05-01",
            "medicationCodeableConcept": code_of["MedicationRequest"],
        },
        {
            "resourceType": "Observation",
            "id": "spare-hdl",
            "status": "final",
            "subject": subject,
            "code": code_of["Observation"],
            "effectiveDateTime": "2026-05-01",
            "valueQuantity": {"value": 1.2, "unit": "mmol/L"},
        },
        {
            "resourceType": "Procedure",
            "id": "spare-visit",
            "status": "completed",
            "subject": subject,
            "code": code_of["Procedure"],
            "performedDateTime": "2026-05-01",
        },
    ]


def holds_lists(resources: Chart) -> bool:
    """Whether a chart has a current order and a current problem, so that both lists count as collected."""
    problems = [each for each in resources if each["resourceType"] == "Condition"]
    orders = [each for each in resources if each["resourceType"] == "MedicationRequest"]
    return any(
        each.get("clinicalStatus", {}).get("coding", [{}])[0].get("code") == "active"
        and "abatementDateTime" not in each
        for each in problems
    ) and any(each.get("status") == "active" for each in orders)


@settings(deadline=None, max_examples=5)
@given(st.integers(0, PEOPLE - 1), st.integers(0, 2**32))
def test_what_no_rule_asks_for_changes_no_finding_and_no_grade_of_a_chart_with_its_lists(number, seed):
    resources = charts()[number]
    if not holds_lists(resources):
        return
    more = shuffled([*resources, *not_asked_for(resources[0])], Random(seed))
    before, after = said_of(resources), said_of(more)
    assert after["findings"] == before["findings"]
    assert after["classification"] == before["classification"]


def test_most_of_the_people_have_both_lists():
    assert sum(map(holds_lists, charts())) > PEOPLE / 2


@pytest.mark.parametrize("seed", [0, 1])
def test_a_person_alone_has_the_findings_and_rows_that_they_have_among_many(seed):
    random = Random(seed)
    people = [without_some(resources, random) for resources in charts()[seed::5]]
    with record_of(*people) as record:
        ask(record, TODAY)
        evaluate(record)
        found = judge_population(record, program()).to_pylist()
    among = {(row["patient_id"], row["rule"]): (row["value"], tuple(row["row_ids"])) for row in found}
    alone = {}
    for resources in people:
        with record_of(resources) as record, unchanged_record(record):
            judged = judge_person(record, patient_id=resources[0]["id"], as_of=TODAY)
        for each in judged.rules:
            key = (resources[0]["id"], each.judgement.rule.id)
            alone[key] = (each.truth.value, each.truth.row_ids)
    assert among == alone
    assert len(among) == len(people) * len(program().judgements)
    assert {value for value, _ in among.values()} == {0, 1, 2}
