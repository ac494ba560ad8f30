"""Where a population comes from: FHIR files, or record tables as Parquet; cut into parts of people."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow as pa
from pyarrow import parquet

from lenitive.errors import InputError, Note
from lenitive.measure import score_record
from lenitive.record import read
from lenitive.record.schema import TABLES, Table, create_statements, duckdb_type

Progress = Callable[[int, int], None]
# People judged at once: enough to spread the cost of a statement, few enough for a small machine's memory.
PEOPLE_A_PART = 25_000
# Raw resources and notes on reading: no derived table reads them.
_NOT_JUDGED = ("resource", "note")


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


@dataclass(frozen=True)
class Parts:
    """Record tables cut by person: all rows of a person stand in one part.

    folder : where each table has its folder. files : for each part the files, below the folder of a table.
    """

    folder: Path
    files: tuple[tuple[str, ...], ...]

    def of(self, table: str, part: int) -> list[str]:
        """The files of a table in one part."""
        found = [self.folder / table / name for name in self.files[part]]
        return [str(path) for path in found if path.exists()]


def parts_of(source: Path, connection: duckdb.DuckDBPyConnection, work: Path) -> Parts:
    """The parts of a source: its own files, where each person's rows stand in files of one name; else cut."""
    names = _own_names(source) if is_lake(source) else []
    if names and not _is_crossed(connection, source, names):
        return Parts(source.absolute(), _together(source, names))
    return cut(connection, work)


def _own_names(lake: Path) -> list[str]:
    """The names of a lake's files, if they are the same in every table and none is too large for a part."""
    names = {path.name for path in (lake / "patient").glob("*.parquet")}
    others = {path.name for table in TABLES for path in (lake / table.name).glob("*.parquet")}
    large = any(_rows(lake / "patient" / name) > PEOPLE_A_PART for name in names)
    return [] if others - names or large else sorted(names)


def _rows(path: Path) -> int:
    return int(parquet.read_metadata(path).num_rows)


def _is_crossed(connection: duckdb.DuckDBPyConnection, lake: Path, names: list[str]) -> bool:
    """Whether someone's rows stand in files of two names."""
    everyone = _read([str(lake / "patient" / name) for name in names])
    twice = f"SELECT 1 FROM {everyone} GROUP BY patient_id HAVING count(DISTINCT filename) > 1 LIMIT 1"
    if connection.execute(twice).fetchall():
        return True
    for name in names:
        people = _read([str(lake / "patient" / name)])
        for table in TABLES:
            rows = lake / table.name / name
            if table.name not in _NOT_JUDGED and rows.exists():
                strange = f"FROM {_read([str(rows)])} ANTI JOIN {people} AS p USING (patient_id)"
                named = "WHERE patient_id IS NOT NULL"
                if connection.execute(f"SELECT 1 {strange} {named} LIMIT 1").fetchall():
                    return True
    return False


def _together(lake: Path, names: list[str]) -> tuple[tuple[str, ...], ...]:
    """Files in parts of as many people as are judged at once."""
    parts: list[list[str]] = []
    size = PEOPLE_A_PART
    for name in names:
        people = _rows(lake / "patient" / name)
        if size + people > PEOPLE_A_PART:
            parts.append([])
            size = 0
        parts[-1].append(name)
        size += people
    return tuple(map(tuple, parts))


def cut(connection: duckdb.DuckDBPyConnection, work: Path) -> Parts:
    """Cut every record table into parts by person, as work/<table>/part=<n>/.

    Each person's rows stand in one part, whichever table they are of.
    """
    people = int(connection.execute("SELECT count(*) FROM patient").fetchall()[0][0])
    parts = max(1, -(-people // PEOPLE_A_PART))
    for table in TABLES:
        if table.name in _NOT_JUDGED:
            continue
        target = str(work / table.name).replace("'", "''")
        connection.execute(
            f'COPY (SELECT *, (hash(patient_id) % {parts})::INTEGER AS part FROM "{table.name}") '
            f"TO '{target}' (FORMAT parquet, COMPRESSION lz4, PARTITION_BY (part), OVERWRITE true)"
        )
    return Parts(work.absolute(), tuple((f"part={part}",) for part in range(parts)))


def load_part(connection: duckdb.DuckDBPyConnection, parts: Parts, part: int) -> int:
    """Fill the record tables of a connection with one part; returns how many people it has."""
    for table in TABLES:
        files = parts.of(table.name, part)
        if files and table.name not in _NOT_JUDGED:
            columns = ", ".join(f'"{column.name}"' for column in table.columns)
            connection.execute(f'INSERT INTO "{table.name}" SELECT {columns} FROM {_read(files)}')
    return int(connection.execute("SELECT count(DISTINCT patient_id) FROM patient").fetchall()[0][0])


def people_in(parts: Parts, part: int) -> int:
    """How many people a part has."""
    files = parts.of("patient", part)
    people = f"SELECT count(DISTINCT patient_id) FROM {_read(files)}"
    return int(duckdb.execute(people).fetchall()[0][0]) if files else 0


def _read(files: list[str]) -> str:
    """Files, or folders of files, as a table of SQL."""
    patterns = [f"{file}/*.parquet" if Path(file).is_dir() else file for file in files]
    quoted = ", ".join("'{}'".format(pattern.replace("'", "''")) for pattern in patterns)
    return f"read_parquet([{quoted}], hive_partitioning = false, filename = true)"


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
