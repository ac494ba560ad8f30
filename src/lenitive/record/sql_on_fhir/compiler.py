"""Selects become rows: one row of columns, or a list of rows, until the whole view is one SELECT.

A list of rows is an SQL list of structs. forEach is list_transform, unionAll is list_concat, and selects side
by side are joined each with each. So a view needs no joins, is read in one pass, and keeps the order of the
elements.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from lenitive.record.sql_on_fhir import elements
from lenitive.record.sql_on_fhir.definition import ColumnOf, Definition, Select, read_definition
from lenitive.record.sql_on_fhir.elements import UNKNOWN
from lenitive.record.sql_on_fhir.expressions import Scope, condition, evaluate
from lenitive.record.sql_on_fhir.fields import Field, quoted, text
from lenitive.record.sql_on_fhir.problems import ViewError
from lenitive.record.sql_on_fhir.repeat import repeated
from lenitive.record.sql_on_fhir.sources import Files, Rows
from lenitive.record.sql_on_fhir.values import Names, Value, each, native, present, single, sql_type


@dataclass(frozen=True)
class Column:
    """One column of a compiled view; `type` is its DuckDB type, `fhir_type` what its path gives."""

    name: str
    type: str
    fhir_type: str = field(default=UNKNOWN, compare=False)


@dataclass(frozen=True)
class CompiledView:
    """A view as SQL.

    sql : one SELECT. columns : in the order of the SELECT.
    unknown : elements the view names that R4 does not have; they are always empty.
    """

    sql: str
    columns: tuple[Column, ...]
    unknown: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Made:
    """Rows in the making: `values` of one row, or `rows`, a list of structs."""

    columns: tuple[Column, ...]
    values: tuple[str, ...] = ()
    rows: str = ""


def compile_view(view: Mapping[str, Any], source: Rows | Files) -> CompiledView:
    """One DuckDB SELECT for a ViewDefinition (SQL on FHIR v2, R4) over a source.

    Only resources of the view's type give rows. Raises ViewError, with the reason, for a view that has no
    meaning. A value that does not fit its column ends the query: nothing is dropped.
    """
    definition = read_definition(view)
    try:
        compiled, names = _compile(definition, source, frozenset())
        if names.used_json:
            compiled, _ = _compile(definition, source, frozenset(names.used_json))
    except ViewError as error:
        where = f"view {definition.name}" if definition.name else f"view of {definition.resource}"
        raise ViewError(
            error.what, where=f"{where}: {error.where}" if error.where else where, do=error.do
        ) from None
    return compiled


def _compile(
    definition: Definition, source: Rows | Files, json_paths: frozenset[str]
) -> tuple[CompiledView, Names]:
    names = Names(json_paths=json_paths)
    fields = Field(definition.resource)
    resource = Value("r", definition.resource, field=fields)
    fields.child("resourceType", many=False, json=False)
    scope = Scope(resource, resource, "0::BIGINT", definition.constants, names)
    conditions = [f"r.{quoted('resourceType')} = {text(definition.resource)}"]
    conditions += [condition(node, scope) for node in definition.where]
    made = _together([_select(select, scope) for select in definition.selects], names)
    _refuse_doubles(made.columns)
    body = f"FROM {source.sql(fields, digits=names.needs_digits)} WHERE {' AND '.join(conditions)}"
    sql = names.finished(_selected(made, body))
    return CompiledView(sql, made.columns, tuple(sorted(names.unknown))), names


def _selected(made: _Made, body: str) -> str:
    if not made.rows:
        listed = ", ".join(
            f"{value} AS {quoted(column.name)}"
            for column, value in zip(made.columns, made.values, strict=True)
        )
        return f"SELECT {listed} {body}"
    listed = ", ".join(f"w.{quoted(column.name)} AS {quoted(column.name)}" for column in made.columns)
    return f"SELECT {listed} FROM (SELECT unnest({made.rows}) AS w {body})"


def _refuse_doubles(columns: tuple[Column, ...]) -> None:
    seen: set[str] = set()
    for column in columns:
        if column.name.lower() in seen:
            raise ViewError(f'two columns have the name "{column.name}"')
        seen.add(column.name.lower())


def _select(select: Select, scope: Scope) -> _Made:
    """The rows of one select in its context."""
    if select.repeat:
        over = repeated(select.repeat, scope)
    elif select.for_each is not None:
        over = evaluate(select.for_each, scope)
    else:
        return _parts(select, scope)
    if over.choice is not None:
        single(over, "")
    return _for_each(select, over, scope)


def _for_each(select: Select, over: Value, scope: Scope) -> _Made:
    """The rows of a select for each item of a value, one after the other."""
    names = scope.names
    item, index = names.new("e"), names.new("n")
    this = replace(over, sql=item, many=False)
    made = _parts(select, replace(scope, this=this, row_index=f"({index} - 1)"))
    if over.type == UNKNOWN:
        items = "[NULL]" if select.or_null else "[]::VARCHAR[]"
    else:
        items = over.sql if over.many else present(f"[{over.sql}]", names)
        if select.or_null:
            items = f"CASE WHEN len({items}) > 0 THEN {items} ELSE [NULL] END"
    row = made.rows or _struct(made)
    rows = f"list_transform({items}, lambda {item}, {index}: {row})"
    return replace(made, values=(), rows=f"flatten({rows})" if made.rows else rows)


def _parts(select: Select, scope: Scope) -> _Made:
    """Columns, selects and unionAll of one select: side by side."""
    parts = [_columns(select.columns, scope)] if select.columns else []
    parts += [_select(one, scope) for one in select.selects]
    if select.union:
        parts.append(_union([_select(one, scope) for one in select.union]))
    return _together(parts, scope.names)


def _union(branches: list[_Made]) -> _Made:
    first = branches[0].columns
    for number, branch in enumerate(branches[1:], start=2):
        if branch.columns != first:
            raise ViewError(
                f"the branches of unionAll must have the same columns in the same order; branch 1 has "
                f"{_listed(first)}, branch {number} has {_listed(branch.columns)}"
            )
    rows = [branch.rows or f"[{_struct(branch)}]" for branch in branches]
    return _Made(first, rows=rows[0] if len(rows) == 1 else f"flatten([{', '.join(rows)}])")


def _listed(columns: tuple[Column, ...]) -> str:
    return ", ".join(f"{column.name} {column.type}" for column in columns)


def _together(parts: list[_Made], names: Names) -> _Made:
    """Parts side by side: every row of one with every row of the others."""
    columns = tuple(column for part in parts for column in part.columns)
    values: list[str] = []
    lists: list[tuple[str, str]] = []
    for part in parts:
        if part.rows:
            row = names.new("w")
            lists.append((row, part.rows))
            values += [f"{row}.{quoted(column.name)}" for column in part.columns]
        else:
            values += part.values
    made = _Made(columns, tuple(values))
    if not lists:
        return made
    if len(parts) == 1:
        return replace(made, values=(), rows=lists[0][1])
    rows = _struct(made)
    for depth, (row, listed) in enumerate(reversed(lists)):
        rows = f"list_transform({listed}, lambda {row}: {rows})"
        rows = rows if depth == 0 else f"flatten({rows})"
    return replace(made, values=(), rows=rows)


def _struct(made: _Made) -> str:
    pairs = zip(made.columns, made.values, strict=True)
    return "{" + ", ".join(f"{text(column.name)}: {value}" for column, value in pairs) + "}"


def _columns(columns: tuple[ColumnOf, ...], scope: Scope) -> _Made:
    made = [_column(column, scope) for column in columns]
    return _Made(tuple(column for column, _ in made), tuple(value for _, value in made))


def _column(column: ColumnOf, scope: Scope) -> tuple[Column, str]:
    value = evaluate(column.tree, scope)
    if value.choice is not None:
        single(value, "")
    if value.type != UNKNOWN and not elements.is_primitive(value.type):
        raise ViewError(f'column "{column.name}": {column.path} is a {value.type}, which no column can hold')
    type_ = sql_type(column.type or value.type)
    if not column.collection:
        value = single(value, f'column "{column.name}" ({column.path})')
        return Column(column.name, type_, value.type), _converted(value, type_)
    if not value.many:
        value = replace(value, sql=present(f"[{value.sql}]", scope.names), many=True)
    listed = each(value, lambda one: replace(one, sql=_converted(one, type_)), scope.names).sql
    return Column(column.name, f"{type_}[]", value.type), f"coalesce({listed}, [])"


def _converted(value: Value, type_: str) -> str:
    """One value in the SQL type of its column."""
    if value.sql == "NULL":
        return f"CAST(NULL AS {type_})"
    own = sql_type(value.type)
    if own == type_:
        return native(value)
    if type_ == "BIGINT" and not value.native:
        return native(replace(value, type="integer"))
    return f"CAST({value.sql} AS {type_})"
