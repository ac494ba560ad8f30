"""The options of a population are those of each person alone."""

from __future__ import annotations

import json

import duckdb
import pytest

from lenitive.plan.population import OPTION, option_rows
from lenitive.reason.population import evaluate_population
from tests.plan.charts import AS_OF, gabapentin, lorazepam, oxycodone, person, planned_chart, problem

PEOPLE = {
    "ana": [problem("M54.16"), oxycodone(6, start=400), lorazepam(start=300)],
    "ben": [problem("E11.42"), gabapentin(3, start=200, end=140, why="no benefit")],
    "cai": [problem("M79.7")],
    "dee": [],
}


def chart(name, resources):
    mine = [{**resource, "id": f"{name}-{resource['id']}"} for resource in resources]
    whole = json.dumps([{**person(), "id": name}, *mine]).replace("Patient/ana", f"Patient/{name}")
    entries = [{"resource": resource} for resource in json.loads(whole)]
    return {"resourceType": "Bundle", "type": "collection", "entry": entries}


@pytest.fixture(scope="module")
def evaluated(tmp_path_factory):
    """The table `option` of everyone, and one who died."""
    folder, out = tmp_path_factory.mktemp("charts"), tmp_path_factory.mktemp("results")
    for name, resources in PEOPLE.items():
        (folder / f"{name}.json").write_text(json.dumps(chart(name, resources)))
    dead = chart("eve", [problem("M17.0")])
    dead["entry"][0]["resource"]["deceasedDateTime"] = "2026-05-01"
    (folder / "eve.json").write_text(json.dumps(dead))
    evaluate_population(folder, out, as_of=AS_OF, workers=1, options=option_rows)
    return duckdb.sql(f"FROM '{out}/option/*.parquet'").to_arrow_table()


def test_each_person_has_the_options_that_they_have_alone(evaluated):
    found = {
        (row["patient_id"], row["treatment"]): (row["rank"], row["standing"], row["current"])
        for row in evaluated.to_pylist()
    }
    for name, resources in PEOPLE.items():
        for option in planned_chart(chart(name, resources), AS_OF)["options"]:
            alone = option["rank"], option["standing"], option["current"]
            assert found[name, option["treatment"]] == alone, option["treatment"]


def test_a_person_who_died_has_none(evaluated):
    assert set(evaluated["patient_id"].to_pylist()) == set(PEOPLE)
    assert evaluated.num_rows == len(PEOPLE) * 124


def test_every_option_names_what_speaks_for_it_against_it_and_what_is_not_known(evaluated):
    assert evaluated.column_names == OPTION.names
    rows = {(row["patient_id"], row["treatment"]): row for row in evaluated.to_pylist()}
    assert rows["ana", "naloxone_rescue"]["for"] == ["opioid_overdose_risk"]
    assert "benzodiazepine" in rows["ana", "opioid_ir"]["against"]
    assert "maoi" in rows["cai", "duloxetine"]["needs"]
    assert rows["cai", "cbt"]["against"] == []
