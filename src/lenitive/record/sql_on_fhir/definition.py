"""A ViewDefinition as it was meant: read from its JSON and checked, before anything is compiled.

Source: SQL on FHIR v2, StructureDefinition ViewDefinition.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lenitive.record.sql_on_fhir import elements
from lenitive.record.sql_on_fhir.fhirpath import Literal, Node, parse
from lenitive.record.sql_on_fhir.problems import ViewError

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*", re.ASCII)
_DEEPEST = 50


@dataclass(frozen=True)
class ColumnOf:
    """One column; with no `type` declared it has that of its path. collection : it holds a list."""

    name: str
    path: str
    tree: Node
    type: str
    collection: bool


@dataclass(frozen=True)
class Select:
    """One select: at most one of for_each, for_each_or_null and repeat is given."""

    columns: tuple[ColumnOf, ...]
    selects: tuple[Select, ...]
    union: tuple[Select, ...]
    for_each: Node | None
    or_null: bool
    repeat: tuple[Node, ...]


@dataclass(frozen=True)
class Definition:
    """A whole view."""

    name: str
    resource: str
    selects: tuple[Select, ...]
    where: tuple[Node, ...]
    constants: Mapping[str, Literal]


def read_definition(view: Mapping[str, Any]) -> Definition:
    """The definition in the JSON of a view. Raises ViewError for the first thing that is wrong with it."""
    resource = view.get("resource")
    if not isinstance(resource, str) or not resource:
        raise ViewError('the view does not say its "resource"')
    if resource not in elements.resource_types():
        raise ViewError(f'R4 has no resource "{resource}"')
    selects = tuple(_select(one, 0) for one in _list(view, "select"))
    if not selects:
        raise ViewError('the view has no "select"')
    return Definition(
        name=str(view.get("name", "")),
        resource=resource,
        selects=selects,
        where=tuple(_path(one, "path") for one in _list(view, "where")),
        constants=dict(_constant(one) for one in _list(view, "constant")),
    )


# The JSON of a view may hold anything, which is why these take Any.
def _list(of: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
    found = of.get(key, [])
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        raise ViewError(f'"{key}" must be a list of objects')
    return found


def _text(of: Mapping[str, Any], key: str) -> str:
    found = of.get(key)
    if not isinstance(found, str) or not found.strip():
        raise ViewError(f'"{key}" must be a text, and this is {found!r}')
    return found


def _path(of: Mapping[str, Any], key: str) -> Node:
    return parse(_text(of, key))


def _constant(of: Mapping[str, Any]) -> tuple[str, Literal]:
    name = _text(of, "name")
    values = [
        (key, value) for key, value in of.items() if key.startswith("value") and len(key) > len("value")
    ]
    if len(values) != 1:
        raise ViewError(f'the constant "{name}" must have one value, and has {len(values)}')
    key, value = values[0]
    type_ = key.removeprefix("value")
    type_ = type_[0].lower() + type_[1:]
    if not elements.is_primitive(type_) or isinstance(value, (dict, list)):
        raise ViewError(f'the constant "{name}" must have a simple value')
    written = str(value).lower() if isinstance(value, bool) else str(value)
    return name, Literal(written, "integer" if elements.is_integer(type_) else type_)


def _select(of: Mapping[str, Any], depth: int) -> Select:
    if depth > _DEEPEST:
        raise ViewError("its selects are nested too deeply")
    given = [key for key in ("forEach", "forEachOrNull", "repeat") if key in of]
    if len(given) > 1:
        raise ViewError(f"a select has {' and '.join(given)}; only one of them may stand there")
    select = Select(
        columns=tuple(_column(one) for one in _list(of, "column")),
        selects=tuple(_select(one, depth + 1) for one in _list(of, "select")),
        union=tuple(_select(one, depth + 1) for one in _list(of, "unionAll")),
        for_each=_path(of, given[0]) if given and given[0] != "repeat" else None,
        or_null="forEachOrNull" in of,
        repeat=_repeat(of),
    )
    if not (select.columns or select.selects or select.union):
        raise ViewError("a select has no column, no select and no unionAll")
    return select


def _repeat(of: Mapping[str, Any]) -> tuple[Node, ...]:
    paths = of.get("repeat", [])
    if not isinstance(paths, list) or not all(isinstance(path, str) for path in paths):
        raise ViewError('"repeat" must be a list of paths')
    if "repeat" in of and not paths:
        raise ViewError('"repeat" has no path')
    return tuple(parse(path) for path in paths)


def _column(of: Mapping[str, Any]) -> ColumnOf:
    name = _text(of, "name")
    if not _NAME.fullmatch(name):
        raise ViewError(f'"{name}" is no column name: letters, digits and _ , beginning with a letter')
    type_ = of.get("type", "")
    if not isinstance(type_, str):
        raise ViewError(f'the type of column "{name}" must be a text')
    type_ = type_.rsplit("/", 1)[-1].removeprefix("System.")
    type_ = type_ if type_ in elements.PRIMITIVES else type_[:1].lower() + type_[1:]
    if type_ and not elements.is_primitive(type_):
        raise ViewError(f'column "{name}" has the type "{of["type"]}", which no column can have')
    return ColumnOf(name, _text(of, "path"), _path(of, "path"), type_, of.get("collection") is True)
