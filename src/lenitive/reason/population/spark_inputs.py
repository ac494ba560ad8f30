"""What a run on Spark reads: the record tables of a lake with their declared types, and knowledge."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
from pyarrow import parquet

from lenitive.knowledge.tables import knowledge_tables
from lenitive.reason.engine.program import program
from lenitive.reason.engine.stores import leaf_rows
from lenitive.reason.population import results, source
from lenitive.record.schema import TABLES, Table

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

_SPARK = {
    "text": "string",
    "integer": "bigint",
    "number": "double",
    "boolean": "boolean",
    "date": "date",
    "instant": "timestamp_ntz",
}


def put_inputs(session: SparkSession, lake: Path, given: Path, as_of: date) -> None:
    """Every input as a view under its name. given : where tables of our own are written for the workers."""
    for table in TABLES:
        files = sorted((lake / table.name).glob("*.parquet"))
        if files:
            columns = (f"CAST(`{column.name}` AS {_SPARK[column.kind]})" for column in table.columns)
            _read(session, files[0], lake / table.name).selectExpr(*columns).createOrReplaceTempView(
                table.name
            )
    for name, rows in _own_tables(lake, as_of):
        file = given / f"{name}.parquet"
        file.parent.mkdir(parents=True, exist_ok=True)
        parquet.write_table(rows, file)
        _read(session, file, file).createOrReplaceTempView(name)


def _own_tables(lake: Path, as_of: date) -> Iterator[tuple[str, pa.Table]]:
    for table in TABLES:
        if not _has_rows(lake, table):
            yield table.name, source.empty_table(table)
    for name, rows in knowledge_tables().items():
        yield f"knowledge_{name}", rows
    yield "asked", pa.table({"as_of": pa.array([as_of], pa.date32())})
    yield "draft", pa.table({"row_id": pa.array([], pa.string())})
    yield "engine_leaf", leaf_rows(program())
    yield "rule_row", results.rule_rows(program())
    yield "option_none", results.no_options()


def _has_rows(lake: Path, table: Table) -> bool:
    return any((lake / table.name).glob("*.parquet"))


def _read(session: SparkSession, first: Path, files: Path) -> DataFrame:
    """Files with the schema of the first, which is read here: Spark would start a job to look at it."""
    from pyspark.sql.pandas.types import from_arrow_schema

    plain = pa.schema([field.with_type(_plain(field.type)) for field in parquet.read_schema(first)])
    return session.read.schema(from_arrow_schema(plain, prefer_timestamp_ntz=True)).parquet(str(files))


def _plain(kind: pa.DataType) -> pa.DataType:
    """The type of the values, where a column was a dictionary in memory."""
    return kind.value_type if pa.types.is_dictionary(kind) else kind
