"""A population as bulk FHIR (NDJSON, one kind of resource a file) gives the rows that its bundles give."""

from __future__ import annotations

import json
from collections import defaultdict
from datetime import date
from pathlib import Path

import duckdb
import pytest

from lenitive.clinic.demonstration import bundles
from lenitive.errors import InputError
from lenitive.reason.population import evaluate_population
from lenitive.reason.population.evaluate import ALL
from lenitive.reason.population.spark import evaluate_on_spark

TODAY = date(2026, 6, 1)


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Six invented people as bundles, and as NDJSON."""
    folder = tmp_path_factory.mktemp("export")
    whole, lines = folder / "bundles", defaultdict(list)
    whole.mkdir()
    for number, chart in enumerate(bundles(TODAY)[:6]):
        (whole / f"{number}.json").write_text(json.dumps(chart), encoding="utf-8")
        for entry in chart["entry"]:
            lines[entry["resource"]["resourceType"]].append(json.dumps(entry["resource"]))
    (folder / "bulk").mkdir()
    for kind, resources in lines.items():
        (folder / "bulk" / f"{kind}.ndjson").write_text("\n".join(resources) + "\n", encoding="utf-8")
    return whole, folder / "bulk"


def differing(one: str, other: str) -> list[tuple[object, ...]]:
    """Rows that stand in one of two sets of files more often than in the other."""
    ours, theirs = (f"SELECT * FROM read_parquet('{files}')" for files in (one, other))
    return duckdb.sql(f"({ours} EXCEPT ALL {theirs}) UNION ALL ({theirs} EXCEPT ALL {ours})").fetchall()


def test_bulk_files_give_the_rows_that_bundles_give(exported, tmp_path):
    for source, name in zip(exported, ("bundles", "bulk"), strict=True):
        assert evaluate_population(source, tmp_path / name, as_of=TODAY).people == 6
    for table in ALL:
        one, other = (f"{tmp_path / name / table}/*.parquet" for name in ("bundles", "bulk"))
        assert differing(one, other) == [], table


def test_a_line_that_is_no_resource_is_told_and_the_rest_is_judged(exported, tmp_path):
    source = tmp_path / "bulk"
    source.mkdir()
    for file in exported[1].iterdir():
        (source / file.name).write_bytes(file.read_bytes())
    with (source / "Condition.ndjson").open("a", encoding="utf-8") as file:
        file.write('{"resourceType": "Condition", "id": \n')
    made = evaluate_population(source, tmp_path / "out", as_of=TODAY, tables=("finding",))
    assert made.people == 6
    assert any("Condition.ndjson" in str(note) for note in made.notes)


def test_both_engines_refuse_a_folder_without_fhir_alike(tmp_path):
    (tmp_path / "empty").mkdir()
    said = []
    for evaluate in (evaluate_population, evaluate_on_spark):
        with pytest.raises(InputError) as told:
            evaluate(tmp_path / "empty", tmp_path / evaluate.__name__, as_of=TODAY)
        said.append(str(told.value))
    assert said[0] == said[1]
