"""Runs a view over resources, by both sources, for the tests beside it."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import duckdb

from lenitive.record.plain import support
from lenitive.record.plain.sheet import Sheet
from lenitive.record.sql_on_fhir import CompiledView, Files, Rows, compile_view

Row = dict[str, Any]


def from_rows(view: Row, resources: list[Row]) -> list[Row]:
    """The rows of a view over JSON in a column."""
    with duckdb.connect() as connection:
        connection.execute("CREATE TABLE arrived (json VARCHAR)")
        for resource in resources:
            connection.execute("INSERT INTO arrived VALUES (?)", [_json(resource)])
        return _run(connection, compile_view(view, Rows("arrived")))


def from_file(view: Row, resources: list[Row], folder: Path) -> list[Row]:
    """The rows of a view over an NDJSON file, which holds the resources of the view's type."""
    path = folder / "resources.ndjson"
    lines = [_json(one) for one in resources if one["resourceType"] == view.get("resource")]
    path.write_text("\n".join(lines), encoding="utf-8")
    with duckdb.connect() as connection:
        return _run(connection, compile_view(view, Files([path])))


def from_parsed(view: Row, resources: list[Row]) -> list[Row]:
    """The rows of a view over parsed JSON, without a database.

    Raises NotImplementedError or Unlike where that is left to the database.
    """
    compiled = compile_view(view, Rows("arrived"))
    sheet = Sheet("", {"arrived": ("json",)})
    names = sheet.function("rows", compiled.sql)
    assert names == tuple(one.name for one in compiled.columns)
    space = {**vars(support), "re": re}
    exec(sheet.text(), space)  # noqa: S102 our own text
    rows = space["rows"]({"arrived": [(json.loads(_json(resource)),) for resource in resources]})
    return [dict(zip(names, row, strict=True)) for row in rows]


def column(resource: str, path: str, **column: Any) -> Row:
    """A view of one column, `v`."""
    return {"resource": resource, "select": [{"column": [{"name": "v", "path": path, **column}]}]}


def _json(resource: Row) -> str:
    # A resource may bring its own JSON, where how a number is written matters.
    return resource["json"] if "json" in resource else json.dumps(resource)


def _run(connection: duckdb.DuckDBPyConnection, compiled: CompiledView) -> list[Row]:
    names = [one.name for one in compiled.columns]
    described = connection.execute(f"DESCRIBE {compiled.sql}").fetchall()
    assert [(row[0], row[1]) for row in described] == [(one.name, one.type) for one in compiled.columns]
    return [dict(zip(names, row, strict=True)) for row in connection.execute(compiled.sql).fetchall()]
