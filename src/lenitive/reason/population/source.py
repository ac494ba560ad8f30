"""Where a population comes from: FHIR files, or record tables as Parquet; cut into parts of people."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import duckdb
import pyarrow as pa

from lenitive.errors import InputError, Note
from lenitive.measure import score_record
from lenitive.record import read
from lenitive.record.schema import TABLES, Table, create_statements, duckdb_type

Progress = Callable[[int, int], None]
# People judged at once: enough to spread the cost of a statement, few enough for a small machine's memory.
PEOPLE_A_PART = 50_000


def is_lake(source: Path) -> bool:
    """Whether a folder holds record tables as Parquet (`patient/*.parquet` and the others)."""
    return source.is_dir() and any(source.glob("patient/*.parquet"))


def open_source(
    source: Path, work: Path, *, memory: str, progress: Progress | None
) -> tuple[duckdb.DuckDBPyConnection, list[Note]]:
    """A database in which every record table can be read, and what was wrong with the input.

    source : FHIR (a bundle, a folder, NDJSON), or a lake. work : where the database may keep its files.
    Raises : InputError when nothing can be read, or a table of the lake lacks a column.
    """
    connection = duckdb.connect(work / "record.duckdb", config={"memory_limit": memory})
    connection.execute("SET preserve_insertion_order = false; SET enable_progress_bar = false")
    if is_lake(source):
        _read_lake(connection, source)
        return connection, []
    for create in create_statements():
        connection.execute(create)
    notes = read.load(connection, [source], keep_going=True, progress=progress, raw=False)
    score_record(connection)
    return connection, notes


def _read_lake(connection: duckdb.DuckDBPyConnection, source: Path) -> None:
    for table in TABLES:
        columns = ", ".join(f'"{column.name}"' for column in table.columns)
        files = str(source / table.name / "*.parquet").replace("'", "''")
        select = f"SELECT {columns} FROM read_parquet('{files}')"
        if not any((source / table.name).glob("*.parquet")):
            select = _nothing(table)
        try:
            connection.execute(f'CREATE VIEW "{table.name}" AS {select}')
        except duckdb.Error as problem:
            raise InputError(
                f"the table {table.name} cannot be read: {str(problem).splitlines()[0]}",
                where=str(source / table.name),
                do="Its columns are those of docs/record.md.",
            ) from problem


def cut(connection: duckdb.DuckDBPyConnection, work: Path) -> int:
    """Cut every record table into parts by person, as work/<table>/part=<n>/; returns how many parts.

    Each person's rows stand in one part, whichever table they are of.
    """
    people = int(connection.execute("SELECT count(*) FROM patient").fetchall()[0][0])
    parts = max(1, -(-people // PEOPLE_A_PART))
    for table in TABLES:
        if table.name in ("resource", "note"):
            continue
        target = str(work / table.name).replace("'", "''")
        connection.execute(
            f'COPY (SELECT *, (hash(patient_id) % {parts})::INTEGER AS part FROM "{table.name}") '
            f"TO '{target}' (FORMAT parquet, COMPRESSION lz4, PARTITION_BY (part), OVERWRITE true)"
        )
    return parts


def load_part(connection: duckdb.DuckDBPyConnection, work: Path, part: int) -> int:
    """Fill the record tables of a connection with one part; returns how many people it has."""
    for table in TABLES:
        columns = ", ".join(f'"{column.name}"' for column in table.columns)
        files = work / table.name / f"part={part}"
        if any(files.glob("*.parquet")):
            pattern = str(files / "*.parquet").replace("'", "''")
            rows = f"read_parquet('{pattern}', hive_partitioning = false)"
            connection.execute(f'INSERT INTO "{table.name}" SELECT {columns} FROM {rows}')
    return int(connection.execute("SELECT count(*) FROM patient").fetchall()[0][0])


def people_in(work: Path, part: int) -> int:
    """How many people a part has."""
    files = str(work / "patient" / f"part={part}" / "*.parquet").replace("'", "''")
    return int(duckdb.execute(f"SELECT count(*) FROM read_parquet('{files}')").fetchall()[0][0])


def write_lake(connection: duckdb.DuckDBPyConnection, lake: Path) -> Path:
    """Write every record table of a connection as lake/<table>/all.parquet; returns the lake."""
    for table in TABLES:
        (lake / table.name).mkdir(parents=True)
        target = str(lake / table.name / "all.parquet").replace("'", "''")
        connection.execute(f"COPY \"{table.name}\" TO '{target}' (FORMAT parquet)")
    return lake


def empty_table(table: Table) -> pa.Table:
    """A record table without rows."""
    return duckdb.sql(_nothing(table)).to_arrow_table()


def _nothing(table: Table) -> str:
    columns = ", ".join(f'NULL::{duckdb_type(column)} AS "{column.name}"' for column in table.columns)
    return f"SELECT {columns} WHERE false"
