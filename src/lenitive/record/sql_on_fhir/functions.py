"""The functions of FHIRPath, and the two of SQL on FHIR, that views may use."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from lenitive.record.sql_on_fhir import elements
from lenitive.record.sql_on_fhir.elements import UNKNOWN
from lenitive.record.sql_on_fhir.fhirpath import Call, Literal, Member, Node
from lenitive.record.sql_on_fhir.fields import text
from lenitive.record.sql_on_fhir.moments import boundary
from lenitive.record.sql_on_fhir.problems import ViewError
from lenitive.record.sql_on_fhir.values import (
    NOTHING,
    Value,
    each,
    exists,
    member,
    native,
    of_type,
    single,
)

if TYPE_CHECKING:
    from lenitive.record.sql_on_fhir.expressions import Scope


@dataclass(frozen=True)
class Called:
    """One call: its node, what it is called on, where, and how its arguments are read."""

    node: Call
    of: Value
    scope: Scope
    evaluate: Callable[[Node, Scope], Value]
    condition: Callable[[Node, Scope], str]

    def within(self, item: Value) -> Scope:
        """The scope of an argument that is read for each item."""
        return replace(self.scope, this=item)


@dataclass(frozen=True)
class Function:
    """What makes the value of a call, and how many arguments it takes."""

    make: Callable[[Called], Value]
    least: int = 0
    most: int = 0


def _boolean(sql: str) -> Value:
    return Value(sql, "boolean", native=True)


def _where(call: Called) -> Value:
    of = call.of
    if of.choice is not None:
        single(of, "where()")
    if not of.many:
        return replace(
            of, sql=f"CASE WHEN {call.condition(call.node.arguments[0], call.within(of))} THEN {of.sql} END"
        )
    name = call.scope.names.new("x")
    kept = call.condition(call.node.arguments[0], call.within(replace(of, sql=name, many=False)))
    return replace(of, sql=f"list_filter({of.sql}, lambda {name}: {kept})")


def _exists(call: Called) -> Value:
    of = _where(call) if call.node.arguments else call.of
    return _boolean(exists(of, call.scope.names))


def _empty(call: Called) -> Value:
    return _boolean(f"(NOT {exists(call.of, call.scope.names)})")


def _not(call: Called) -> Value:
    if call.of.type not in ("boolean", UNKNOWN):
        raise ViewError(f"not() needs true or false, and this is a {call.of.type}")
    return _boolean(f"(NOT {native(single(call.of, 'not()'))})")


def _first(call: Called) -> Value:
    if not call.of.many:
        return call.of if call.of.choice is None else single(call.of, "")
    return replace(call.of, sql=f"({call.of.sql})[1]", many=False)


def _last(call: Called) -> Value:
    return replace(call.of, sql=f"({call.of.sql})[-1]", many=False) if call.of.many else _first(call)


def _count(call: Called) -> Value:
    of = call.of
    sql = f"coalesce(len({of.sql}), 0)" if of.many else f"CAST({exists(of, call.scope.names)} AS BIGINT)"
    return Value(sql, "integer", native=True)


def _join(call: Called) -> Value:
    separator = "''"
    if call.node.arguments:
        given = call.evaluate(call.node.arguments[0], call.scope)
        if not elements.is_text(given.type):
            raise ViewError(f"join() needs a text between the values, and this is a {given.type}")
        separator = single(given, "join()").sql
    of = call.of
    if of.choice is not None or not (elements.is_primitive(of.type) or of.type == UNKNOWN):
        raise ViewError(f"join() joins texts, and this is a {of.type}")
    listed = of.sql if of.many else f"[{of.sql}]"
    if of.sql == "NULL":
        return Value("''", "string", native=True)
    return Value(f"coalesce(array_to_string({listed}, {separator}), '')", "string", native=True)


def _of_type(call: Called) -> Value:
    return of_type(call.of, _type_name(call), call.scope.names)


def _type_name(call: Called) -> str:
    node = call.node.arguments[0]
    if isinstance(node, Member) and (node.of is None or isinstance(node.of, Member)):
        return node.name
    if isinstance(node, Literal):
        return node.value
    raise ViewError(f"{call.node.name}() needs the name of a type")


def _extension(call: Called) -> Value:
    url = call.evaluate(call.node.arguments[0], call.scope)
    if not elements.is_text(url.type):
        raise ViewError(f"extension() needs a URL, and this is a {url.type}")
    if elements.is_primitive(call.of.type):
        raise ViewError(f"the extensions of a {call.of.type} are not supported")
    names = call.scope.names
    found = member(call.of, "extension", names)
    if found.type == UNKNOWN:
        return NOTHING
    name = names.new("x")
    kept = member(replace(found, sql=name, many=False), "url", names).sql
    return replace(found, sql=f"list_filter({found.sql}, lambda {name}: {kept} = {url.sql})")


def _resource_key(call: Called) -> Value:
    if call.of.type != call.scope.resource.type:
        raise ViewError("getResourceKey() belongs to the whole resource")
    return member(call.of, "id", call.scope.names)


def _reference_key(call: Called) -> Value:
    """The id that a reference ends in; none when it points to another type."""
    if call.of.type not in ("Reference", UNKNOWN):
        raise ViewError(f"getReferenceKey() needs a Reference, and this is a {call.of.type}")
    wanted = _type_name(call) if call.node.arguments else ""

    def key(item: Value) -> Value:
        sql = member(item, "reference", call.scope.names).sql
        whole = rf"regexp_extract({sql}, '([A-Za-z]*)[/:]?([A-Za-z0-9\-.]+)(?:/_history/[^/]*)?$', 2)"
        if wanted:
            pattern = rf"(^|/){wanted}/[A-Za-z0-9\-.]+(/_history/[^/]*)?$"
            return Value(f"CASE WHEN regexp_matches({sql}, {text(pattern)}) THEN {whole} END", "string")
        return Value(f"nullif({whole}, '')", "string")

    return each(call.of, key, call.scope.names)


def _boundary(call: Called, high: bool) -> Value:
    precision = None
    if call.node.arguments:
        given = call.node.arguments[0]
        if not isinstance(given, Literal) or given.type != "integer":
            raise ViewError(f"{call.node.name}() takes its precision as a whole number")
        precision = int(given.value)
    of = single(call.of, f"{call.node.name}()")
    if of.type == UNKNOWN:
        return NOTHING
    sql = boundary(of.type, of.sql, high=high, precision=precision)
    if sql is None:
        raise ViewError(f"{call.node.name}() has no meaning for a {of.type}")
    if elements.is_number(of.type):
        call.scope.names.needs_digits = True
        return Value(sql, "decimal", native=True)
    return Value(sql, of.type, native=True)


FUNCTIONS = {
    "where": Function(_where, 1, 1),
    "exists": Function(_exists, 0, 1),
    "empty": Function(_empty),
    "not": Function(_not),
    "first": Function(_first),
    "last": Function(_last),
    "count": Function(_count),
    "join": Function(_join, 0, 1),
    "ofType": Function(_of_type, 1, 1),
    "extension": Function(_extension, 1, 1),
    "getResourceKey": Function(_resource_key),
    "getReferenceKey": Function(_reference_key, 0, 1),
    "lowBoundary": Function(lambda call: _boundary(call, high=False), 0, 1),
    "highBoundary": Function(lambda call: _boundary(call, high=True), 0, 1),
}
