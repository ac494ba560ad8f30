"""Entries that have arrived become record rows: raw resources first, then every step that has work."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from lenitive.record.read import sig
from lenitive.record.read.known import none_known
from lenitive.record.read.session import Session, rows_of, session
from lenitive.record.read.split import Entry
from lenitive.record.read.statements import (
    DOSAGE,
    FILLING,
    NONE_KNOWN,
    PRODUCTS,
    STAGED,
    STAGING,
    Step,
    statement,
    view,
)
from lenitive.record.schema import TABLES
from lenitive.record.sql_on_fhir import compile_view

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

# Entries of one type that hold a text; a step without work is not run, which is most of them for one bundle.
Holds = Callable[[str, tuple[str, ...]], bool]

_PUT_RESOURCES = """
INSERT INTO resource BY NAME
SELECT unnest($1::VARCHAR[]) AS type, unnest($2::VARCHAR[]) AS id, unnest($3::VARCHAR[]) AS version,
       unnest($4::VARCHAR[]) AS json, unnest($5::VARCHAR[]) AS source, unnest($6::VARCHAR[]) AS patient_id,
       unnest($7::VARCHAR[]) AS row_id, $8::TIMESTAMP AS loaded_at
"""
_PUT_ARRIVED = (
    "INSERT INTO arrived SELECT unnest($1::VARCHAR[]), unnest($2::VARCHAR[]), unnest($3::VARCHAR[])"
)


def flatten(
    connection: DuckDBPyConnection, entries: Sequence[Entry], *, loaded_at: datetime, raw: bool = True
) -> None:
    """Fill the record tables from entries; an entry whose resource is there already replaces it.

    entries : each type and id at most once. loaded_at : UTC, without zone. raw : whether to keep raw
    resources.
    """
    if not entries:
        return
    state = session(connection)
    forget(connection, [entry.key for entry in entries])
    given = [entry for entry in entries if entry.raw] if raw else []
    if given:
        connection.execute(_PUT_RESOURCES, _resource_columns(given, loaded_at))
    arrived = [entry for entry in entries if entry.checked]
    if arrived:
        connection.execute(
            _PUT_ARRIVED, [[e.type for e in arrived], [e.id for e in arrived], [e.checked for e in arrived]]
        )
        _forget_products(connection, [entry.id for entry in arrived if entry.type == "Medication"])
        run_steps(connection, state, _holder(arrived, state))
        connection.execute("TRUNCATE arrived")


def run_steps(connection: DuckDBPyConnection, state: Session, holds: Holds) -> None:
    """Stage, read free text, fill; then empty the staging tables."""
    staged = {step.target for step in STAGING if _run(connection, state, step, holds)}
    if "staged_dosage" in staged:
        sig.read_staged(connection)
    for step in FILLING:
        if step.needs == DOSAGE and "staged_dosage" not in staged:
            continue
        _run(connection, state, step, holds)
    empty_staging(connection, staged)


def empty_staging(connection: DuckDBPyConnection, staged: Collection[str]) -> None:
    """Empty the staging tables that were filled, but for products, which later orders may point to."""
    for table in STAGED:
        if table in staged and table not in PRODUCTS:
            connection.execute(f"TRUNCATE {table}")
    if "staged_dosage" in staged:
        connection.execute("TRUNCATE dosage_read")


def empty_products(connection: DuckDBPyConnection) -> None:
    """Empty the products that orders may point to: those of one load are not those of the next."""
    for table in PRODUCTS:
        connection.execute(f"TRUNCATE {table}")


def _forget_products(connection: DuckDBPyConnection, ids: Sequence[str]) -> None:
    if ids:
        for table in PRODUCTS:
            connection.execute(f"DELETE FROM {table} WHERE id IN (SELECT unnest($1::VARCHAR[]))", [ids])


def forget(connection: DuckDBPyConnection, keys: Sequence[str]) -> None:
    """Take out every row that came from the resources of these keys (`Type/id`)."""
    if connection.execute("SELECT 1 FROM resource LIMIT 1").fetchone() is None:
        return
    there = connection.execute(
        "SELECT type || '/' || id FROM resource WHERE type || '/' || id IN (SELECT unnest($1::VARCHAR[]))",
        [list(keys)],
    ).fetchall()
    if not there:
        return
    gone = [row[0] for row in there]
    of_these = "split_part(row_id, '#', 1) IN (SELECT unnest($1::VARCHAR[]))"
    for table in TABLES:
        connection.execute(f'DELETE FROM "{table.name}" WHERE {of_these}', [gone])


def _run(connection: DuckDBPyConnection, state: Session, step: Step, holds: Holds) -> bool:
    """Run one step if there is work for it; whether it ran."""
    if not holds(step.resource, step.needs):
        return False
    name = f"step_{step.name}"
    if name not in state.prepared:
        view_sql = compile_view(view(step.view), rows_of(step.resource)).sql if step.view else ""
        connection.execute(f'PREPARE "{name}" AS {statement(step, view_sql)}')
        state.prepared.add(name)
    connection.execute(f'EXECUTE "{name}"')
    return True


def _holder(entries: Sequence[Entry], state: Session) -> Holds:
    texts: dict[str, list[str]] = defaultdict(list)
    for entry in entries:
        texts[entry.type].append(entry.checked)
    known: dict[tuple[str, tuple[str, ...]], bool] = {}

    def holds(resource: str, needs: tuple[str, ...]) -> bool:
        if resource not in texts:
            return False
        if not needs or needs == DOSAGE:
            return True
        if (resource, needs) not in known:
            wanted = none_known() if needs == NONE_KNOWN else needs
            pattern = re.compile("|".join(re.escape(text) for text in wanted))
            known[resource, needs] = any(pattern.search(text) for text in texts[resource])
        return known[resource, needs]

    return holds


def _resource_columns(entries: Sequence[Entry], loaded_at: datetime) -> list[object]:
    return [
        [entry.type for entry in entries],
        [entry.id for entry in entries],
        [entry.version for entry in entries],
        [entry.raw for entry in entries],
        [entry.place for entry in entries],
        [entry.patient_id for entry in entries],
        [f"{entry.key}#1" for entry in entries],
        loaded_at,
    ]
