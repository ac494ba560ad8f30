"""Large NDJSON of one type: DuckDB reads it in parallel, and says at once when a value does not fit.

This way has no patience: a line that is no JSON, a value of the wrong shape, a date or an amount that cannot
be, an id that comes twice, a contained product, and the file is read line by line instead, where each problem
is listed.
"""

from __future__ import annotations

import mmap
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import orjson

from lenitive.record.read import sig
from lenitive.record.read.batches import Batches
from lenitive.record.read.documents import Source, lines
from lenitive.record.read.elements import ELEMENTS, MAY_LACK_PERSON, PERSON, WITHOUT_PERSON
from lenitive.record.read.flatten import empty_products, empty_staging
from lenitive.record.read.known import none_known
from lenitive.record.read.session import Session, session
from lenitive.record.read.statements import (
    DOSAGE,
    FILLING,
    NONE_KNOWN,
    STAGED,
    STAGING,
    Step,
    statement,
    view,
)
from lenitive.record.sql_on_fhir import CompiledView, Files, compile_view
from lenitive.record.sql_on_fhir.elements import is_date, resource_types
from lenitive.record.sql_on_fhir.sources import LONGEST_LINE

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

# Smaller files gain nothing: the line-by-line way reads them in less than a second.
LARGE = 4 * 1024 * 1024


@cache
def database_error() -> type[Exception]:
    """What the database raises; it is loaded when there is something to catch."""
    import duckdb

    error: type[Exception] = duckdb.Error
    return error


def is_large(source: Source) -> bool:
    """Whether a file of lines is worth this way."""
    return source.kind == "lines" and source.path.stat().st_size >= LARGE


def read_typed(connection: DuckDBPyConnection, source: Source, batches: Batches) -> bool:
    """Read a whole file of one type; False, with nothing left behind, when it has to be read by line."""
    resource = _first_type(source)
    if resource not in resource_types():
        return False
    state = session(connection)
    count = _sound_count(connection, source.path, resource, batches)
    if count is None:
        return False
    try:
        if resource in ELEMENTS:
            _fill(connection, source.path, resource, state)
        if batches.raw:
            connection.execute(_raw_sql(source.path, resource), [source.name, batches.loaded_at])
    except database_error():
        _take_back(connection, source.path, resource)
        return False
    batches.count += count
    return True


def _first_type(source: Source) -> str:
    for _, line in lines(source):
        try:
            value = orjson.loads(line)
        except orjson.JSONDecodeError:
            return ""
        claimed = value.get("resourceType") if isinstance(value, dict) else None
        return claimed if isinstance(claimed, str) else ""
    return ""


def _quoted(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"


def _objects(path: Path, *columns: str) -> str:
    declared = ", ".join(f"{name}: '{_TOP.get(name, 'VARCHAR')}'" for name in columns)
    return (
        f"read_json({_quoted(path)}, format='newline_delimited', maximum_object_size={LONGEST_LINE}, "
        f"columns={{{declared}}})"
    )


_REFERENCE = "STRUCT(reference VARCHAR)"
_TOP = {
    "subject": _REFERENCE,
    "patient": _REFERENCE,
    "beneficiary": _REFERENCE,
    "meta": "STRUCT(versionId VARCHAR, lastUpdated VARCHAR)",
}


def _person(resource: str) -> str:
    """The element in which a type names its person, as SQL over the columns of `_objects`."""
    if resource == "Patient":
        return "id"
    first = PERSON.get(resource, "subject")
    return f"coalesce(patient_of({first}.reference), patient_of(patient.reference))"


def _sound_count(connection: DuckDBPyConnection, path: Path, resource: str, batches: Batches) -> int | None:
    """The number of resources, where all are of one type, new, with ids that come once and a person each."""
    first = PERSON.get(resource, "subject")
    needs_person = resource in ELEMENTS and resource not in WITHOUT_PERSON | MAY_LACK_PERSON
    person = f"count(*) FILTER ({_person(resource)} IS NULL)" if needs_person else "0"
    query = f"""
      SELECT count(*) FILTER (resourceType IS DISTINCT FROM '{resource}'),
             count(*) FILTER (NOT coalesce(regexp_full_match(id, '[A-Za-z0-9.-]{{1,64}}'), false)),
             count(*) - count(DISTINCT id), {person},
             count(*) FILTER (id IN (SELECT r.id FROM resource AS r WHERE r.type = '{resource}')), count(*)
      FROM {_objects(path, "resourceType", "id", *dict.fromkeys((first, "patient")))}"""
    try:
        faults = connection.execute(query).fetchone()
    except database_error():
        return None
    met_before = any(key.startswith(f"{resource}/") for key in batches.seen)
    return None if faults is None or any(faults[:-1]) or met_before else int(faults[-1])


def _fill(connection: DuckDBPyConnection, path: Path, resource: str, state: Session) -> None:
    """Run every step of one type that has work in the file."""
    staged = set()
    for step in STAGING:
        if step.resource == resource:
            connection.execute(_statement(step, path))
            staged.add(step.target)
    if "staged_dosage" in staged:
        sig.read_staged(connection)
    for step in FILLING:
        if step.resource == resource and _has_work(step, path, state):
            connection.execute(_statement(step, path))
    empty_staging(connection, staged)


def _has_work(step: Step, path: Path, state: Session) -> bool:
    """Whether the file holds one of the texts without which a step makes no row; far faster than a pass."""
    if not step.needs or step.needs == DOSAGE:
        return True
    wanted = none_known() if step.needs == NONE_KNOWN else step.needs
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as held:
        return any(held.find(text.encode()) >= 0 for text in wanted)


def _statement(step: Step, path: Path) -> str:
    if not step.view:
        return statement(step, "")
    compiled = compile_view(view(step.view), Files([path]))
    return statement(step, f"SELECT * FROM ({compiled.sql}) AS w WHERE {_sound(compiled)}")


# Columns of the views that hold amounts with limits, by name.
AMOUNTS = {
    "dose_value": "dose",
    "dose_low_value": "dose",
    "dose_high_value": "dose",
    "rate_value": "dose",
    "most_value": "dose",
    "frequency": "times",
    "frequency_max": "times",
    "refills": "times",
    "period": "days",
    "period_max": "days",
    "bounds_value": "days",
    "bounds_high_value": "days",
    "supply_value": "days",
}


def _sound(compiled: CompiledView) -> str:
    """A condition that is true, or ends the statement at the first value that needs the careful way."""
    from lenitive.record.read.limits import LONGEST_TEXT, limits

    faults = []
    for column in compiled.columns:
        name = f'"{column.name}"'
        if column.name in AMOUNTS:
            faults.append(f"{name} NOT BETWEEN 0 AND {getattr(limits(), AMOUNTS[column.name])}")
        elif column.type == "VARCHAR":
            faults.append(f"(ord({name}) IN (123, 91) AND json_valid({name}))")
            if is_date(column.fhir_type):
                faults.append(f"({name} IS NOT NULL AND NOT is_time({name}))")
            elif column.name == "product":
                faults.append(f"starts_with({name}, '#')")
            elif column.name not in ("id", "subject", "system", "code", "status"):
                faults.append(f"length({name}) > {LONGEST_TEXT}")
    return f"CASE WHEN {' OR '.join(faults)} THEN error('read it by line') ELSE true END"


def _raw_sql(path: Path, resource: str) -> str:
    """The raw resources of a file, with the number of their line."""
    first = PERSON.get(resource, "subject")
    shape = orjson.dumps(
        {
            "id": "VARCHAR",
            first: {"reference": "VARCHAR"},
            "patient": {"reference": "VARCHAR"},
            "meta": {"versionId": "VARCHAR"},
        }
    ).decode()
    return f"""
      INSERT INTO resource BY NAME
      SELECT {_person(resource)} AS patient_id, '{resource}/' || id || '#1' AS row_id, '{resource}' AS type,
             id, meta.versionId AS version, json, $1 || ' ' || '{resource}/' || id AS source,
             $2::TIMESTAMP AS loaded_at
      FROM (SELECT json, unnest(from_json(json, '{shape}')) FROM (
        SELECT json::VARCHAR AS json FROM read_ndjson_objects({_quoted(path)},
        maximum_object_size={LONGEST_LINE})))"""


def _take_back(connection: DuckDBPyConnection, path: Path, resource: str) -> None:
    """Take out the rows that a file gave before it failed."""
    empty_staging(connection, STAGED)
    if resource == "Medication":
        empty_products(connection)
    tables = {step.target for step in FILLING if step.resource == resource and step.target} | {"resource"}
    for table in tables:
        connection.execute(
            f"DELETE FROM \"{table}\" WHERE split_part(row_id, '#', 1) IN "
            f"(SELECT '{resource}/' || id FROM {_objects(path, 'id')[:-1]}, ignore_errors=true))"
        )
