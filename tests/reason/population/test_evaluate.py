"""A population gives each person the answer that they get alone, in files that are whole or not there."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pyarrow as pa
import pytest
from pyarrow import parquet

from lenitive.clinic.demonstration import bundles
from lenitive.errors import InputError
from lenitive.measure import score_record
from lenitive.reason.assess import assess
from lenitive.reason.population import evaluate_population
from lenitive.reason.population import source as population_source
from lenitive.record import read
from tests.population import write_population

TODAY = date(2026, 6, 1)


@pytest.fixture(scope="module")
def charts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Six invented people as a folder of bundles."""
    folder = tmp_path_factory.mktemp("charts")
    for chart in bundles(TODAY)[:6]:
        name = chart["entry"][0]["resource"]["id"]
        (folder / f"{name}.json").write_text(json.dumps(chart), encoding="utf-8")
    return folder


def findings(out: Path, patient_id: str) -> dict[str, tuple[str, list[str]]]:
    rows = parquet.read_table(out / "finding", filters=[("patient_id", "=", patient_id)]).to_pylist()
    return {row["rule"]: (row["status"], sorted(row["evidence"])) for row in rows}


def alone(chart: Path) -> dict[str, tuple[str, list[str]]]:
    connection = read.open_record()
    read.load(connection, [chart])
    score_record(connection)
    found = assess(connection, as_of=TODAY)["findings"]
    return {each["rule"]: (each["status"], sorted(each["evidence"])) for each in found}


def test_everyone_gets_the_answer_that_they_get_alone(charts, tmp_path):
    made = evaluate_population(charts, tmp_path / "out", as_of=TODAY)
    assert made.people == 6
    for chart in charts.glob("*.json"):
        assert findings(tmp_path / "out", chart.stem) == alone(chart)


def test_every_table_of_the_contract_is_written(charts, tmp_path):
    evaluate_population(charts, tmp_path / "out", as_of=TODAY)
    tables = {path.parent.name for path in (tmp_path / "out").glob("*/*.parquet")}
    assert tables == {"score", "exposure", "finding", "option", "change"}


def test_a_stopped_run_goes_on_where_it_was(tmp_path, monkeypatch):
    lake, out = tmp_path / "lake", tmp_path / "out"
    write_population(lake, 30)
    monkeypatch.setattr(population_source, "PEOPLE_A_PART", 10)

    def stop(words: str, done: int, total: int) -> None:
        if words == "Judging" and done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        evaluate_population(lake, out, as_of=TODAY, tables=("finding",), workers=1, progress=stop)
    kept = {path: path.stat().st_mtime_ns for path in out.glob("finding/*.parquet")}
    made = evaluate_population(lake, out, as_of=TODAY, tables=("finding",))
    assert (made.people, made.parts, made.done_before) == (30, 3, 2)
    assert {path: path.stat().st_mtime_ns for path in kept} == kept
    whole = evaluate_population(lake, tmp_path / "again", as_of=TODAY, tables=("finding",))
    assert whole.done_before == 0
    assert sorted(map(str, rows(out))) == sorted(map(str, rows(tmp_path / "again")))


def test_processes_beside_each_other_say_what_one_says(tmp_path, monkeypatch):
    write_population(tmp_path / "lake", 20, chunk=10)
    monkeypatch.setattr(population_source, "PEOPLE_A_PART", 10)
    for workers in (1, 2):
        made = evaluate_population(
            tmp_path / "lake", tmp_path / f"out-{workers}", as_of=TODAY, tables=("finding",), workers=workers
        )
        assert (made.people, made.parts) == (20, 2)
    assert sorted(map(str, rows(tmp_path / "out-1"))) == sorted(map(str, rows(tmp_path / "out-2")))


def cut(lake: Path, work: Path) -> population_source.Parts:
    work.mkdir()
    connection, _ = population_source.open_source(lake, work, memory="1GB", progress=None)
    with connection:
        return population_source.parts_of(lake, connection, work)


def test_a_lake_whose_files_hold_whole_people_is_judged_file_by_file(tmp_path):
    write_population(tmp_path / "lake", 30, chunk=10)
    parts = cut(tmp_path / "lake", tmp_path / "work")
    assert parts.folder == tmp_path / "lake"
    assert parts.files == (("000000000.parquet", "000000010.parquet", "000000020.parquet"),)


def test_a_lake_with_someone_in_two_files_is_cut_first(tmp_path):
    write_population(tmp_path / "lake", 30, chunk=10)
    first, second, _ = sorted((tmp_path / "lake" / "condition").glob("*.parquet"))
    both = parquet.read_table(first).slice(0, 1), parquet.read_table(second)
    parquet.write_table(pa.concat_tables(both), second)
    parts = cut(tmp_path / "lake", tmp_path / "work")
    assert parts.folder == tmp_path / "work"


def rows(out: Path) -> list[dict[str, object]]:
    return parquet.read_table(out / "finding").to_pylist()


def test_a_folder_with_the_results_of_another_day_is_refused(charts, tmp_path):
    evaluate_population(charts, tmp_path / "out", as_of=TODAY, tables=("finding",))
    with pytest.raises(InputError, match="another evaluation"):
        evaluate_population(charts, tmp_path / "out", as_of=date(2026, 7, 1), tables=("finding",))


def test_a_lake_whose_table_lacks_a_column_is_refused_by_name(tmp_path):
    write_population(tmp_path / "lake", 3)
    path = next((tmp_path / "lake" / "condition").glob("*.parquet"))
    parquet.write_table(parquet.read_table(path).drop_columns(["onset_low"]), path)
    with pytest.raises(InputError, match="condition"):
        evaluate_population(tmp_path / "lake", tmp_path / "out", as_of=TODAY)
