"""FHIRPath trees become SQL: paths, literals, constants, indexes, operators; see `functions` for calls."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from lenitive.record.sql_on_fhir import elements, functions
from lenitive.record.sql_on_fhir.elements import UNKNOWN
from lenitive.record.sql_on_fhir.fhirpath import (
    Binary,
    Call,
    Constant,
    Index,
    Literal,
    Member,
    Node,
    This,
    Unary,
)
from lenitive.record.sql_on_fhir.fields import text
from lenitive.record.sql_on_fhir.moments import microseconds
from lenitive.record.sql_on_fhir.problems import ViewError
from lenitive.record.sql_on_fhir.values import NOTHING, Names, Value, each, member, native, single

_COMPARED = {"<": "<", ">": ">", "<=": "<=", ">=": ">="}
_ARITHMETIC = frozenset({"+", "-", "*", "/", "div", "mod"})
_LOGICAL = {"and": "({} AND {})", "or": "({} OR {})", "xor": "({} <> {})", "implies": "(NOT {} OR {})"}


@dataclass(frozen=True)
class Scope:
    """Where a path is read.

    this : the context. resource : the whole resource. row_index : SQL of `%rowIndex`.
    """

    this: Value
    resource: Value
    row_index: str
    constants: Mapping[str, Literal]
    names: Names


def evaluate(node: Node, scope: Scope) -> Value:
    """A tree as a value. Raises ViewError for what has no meaning."""
    match node:
        case This():
            return scope.this
        case Literal():
            return _literal(node)
        case Constant():
            return _constant(node.name, scope)
        case Member():
            return _member(node, scope)
        case Index():
            return _index(evaluate(node.of, scope), node.at, scope)
        case Unary():
            return _signed(node, scope)
        case Binary():
            return _binary(node, scope)
        case Call():
            return _call(node, scope)


def condition(node: Node, scope: Scope) -> str:
    """A tree as SQL of true, false or NULL. Raises ViewError when it is no boolean."""
    value = evaluate(node, scope)
    if value.choice is None and value.type in ("boolean", UNKNOWN):
        return native(single(value, "a condition"))
    raise ViewError(f"a condition must be true or false, and this is a {value.type}")


def _literal(node: Literal) -> Value:
    sql = node.value if node.type in ("boolean", "integer", "decimal") else text(node.value)
    if node.type == "decimal":
        sql = f"CAST({text(node.value)} AS DOUBLE)"
    return Value(sql, node.type, native=True)


def _constant(name: str, scope: Scope) -> Value:
    if name == "rowIndex":
        return Value(scope.row_index, "integer", native=True)
    if name in ("resource", "rootResource"):
        return scope.resource
    if name == "context":
        return scope.this
    if name not in scope.constants:
        raise ViewError(f'the constant "%{name}" is not defined')
    return _literal(scope.constants[name])


def _member(node: Member, scope: Scope) -> Value:
    if node.of is None:
        # A path may begin with the type of its context: `Patient.name`.
        if node.name == scope.this.type and scope.this.type == scope.resource.type:
            return scope.this
        return member(scope.this, node.name, scope.names)
    return member(evaluate(node.of, scope), node.name, scope.names)


def _index(value: Value, at: Node, scope: Scope) -> Value:
    place = single(evaluate(at, scope), "an index")
    if not elements.is_integer(place.type):
        raise ViewError(f"an index must be a whole number, and this is a {place.type}")
    if value.choice is not None:
        raise ViewError(
            f'"{value.choice.element.name}" may be of several types', do="Say which, with ofType()."
        )
    if value.many:
        return replace(value, sql=f"{_bracketed(value.sql)}[{native(place)} + 1]", many=False)
    return replace(value, sql=f"CASE WHEN {native(place)} = 0 THEN {value.sql} END")


def _bracketed(sql: str) -> str:
    return sql if sql.endswith(")") and not sql.startswith("CASE") else f"({sql})"


def _signed(node: Unary, scope: Scope) -> Value:
    value = single(evaluate(node.operand, scope), f'"{node.operator}"')
    if not elements.is_number(value.type) and value.type != UNKNOWN:
        raise ViewError(f'"{node.operator}" needs a number, and this is a {value.type}')
    return replace(value, sql=f"({node.operator}{native(value)})", native=True)


def _binary(node: Binary, scope: Scope) -> Value:
    operator = node.operator
    if operator in _LOGICAL:
        sql = _LOGICAL[operator].format(condition(node.left, scope), condition(node.right, scope))
        return Value(sql, "boolean", native=True)
    left, right = evaluate(node.left, scope), evaluate(node.right, scope)
    if operator in ("=", "!="):
        return Value(_equal(left, right, operator, scope), "boolean", native=True)
    left, right = single(left, f'the left of "{operator}"'), single(right, f'the right of "{operator}"')
    if operator in _COMPARED:
        return Value(_compared(left, right, operator), "boolean", native=True)
    if operator == "&":
        return Value(f"({_text_of(left)} || {_text_of(right)})", "string", native=True)
    return _calculated(left, right, operator)


def _equal(left: Value, right: Value, operator: str, scope: Scope) -> str:
    """`=`: NULL when either side is empty, false when the counts differ."""
    if left.choice is not None or right.choice is not None:
        single(left if left.choice else right, "")
    if not left.many and not right.many:
        return _same(left, right, operator)
    lists = [
        value if value.many else replace(value, sql=f"[{value.sql}]", many=True) for value in (left, right)
    ]
    if left.type != right.type and UNKNOWN not in (left.type, right.type):
        pair = _kind(left, right)
        if pair is None:
            return _both(f"{operator == '!='}".lower(), *(f"len({value.sql}) > 0" for value in lists))
    plain = [
        each(value, lambda one: replace(one, sql=native(one), native=True), scope.names).sql
        for value in lists
    ]
    sides = [f"list_filter({sql}, lambda x: x IS NOT NULL)" for sql in plain]
    compared = f"{sides[0]} {'=' if operator == '=' else '<>'} {sides[1]}"
    return _both(compared, *(f"len({side}) > 0" for side in sides))


def _both(then: str, *conditions: str) -> str:
    return f"CASE WHEN {' AND '.join(conditions)} THEN {then} END"


def _kind(left: Value, right: Value) -> str | None:
    """How two types are compared: as the kind that both belong to."""
    types = (left.type, right.type)
    if UNKNOWN in types:
        return "empty"
    if all(elements.is_number(one) for one in types):
        return "number"
    dated = [one for one in types if elements.is_date(one) or one == "time"]
    if len(dated) == 2 and ("time" in dated) == (dated[0] == dated[1] == "time"):
        return "moment"
    if all(elements.is_text(one) or one in dated for one in types):
        return "text"
    return "boolean" if types == ("boolean", "boolean") else None


def _same(left: Value, right: Value, operator: str) -> str:
    kind, sign = _kind(left, right), "=" if operator == "=" else "<>"
    if kind == "moment":
        return _moments(left, right, operator)
    if kind is None:
        differs = "true" if operator == "!=" else "false"
        return _both(differs, f"{left.sql} IS NOT NULL", f"{right.sql} IS NOT NULL")
    return f"({native(left)} {sign} {native(right)})"


def _compared(left: Value, right: Value, operator: str) -> str:
    kind = _kind(left, right)
    if kind == "moment":
        return _moments(left, right, operator)
    if kind in (None, "boolean"):
        raise ViewError(f'"{operator}" cannot compare a {left.type} with a {right.type}')
    return f"({native(left)} {operator} {native(right)})"


_DECIDED = {
    "=": ("a1 = b1 AND a2 = b2", "a2 < b1 OR b2 < a1"),
    "!=": ("a2 < b1 OR b2 < a1", "a1 = b1 AND a2 = b2"),
    "<": ("a2 < b1", "a1 >= b2 OR (a1 = b1 AND a2 = b2)"),
    ">": ("a1 > b2", "a2 <= b1 OR (a1 = b1 AND a2 = b2)"),
    "<=": ("a2 <= b1 OR (a1 = b1 AND a2 = b2)", "a1 > b2"),
    ">=": ("a1 >= b2 OR (a1 = b1 AND a2 = b2)", "a2 < b1"),
}


def _moments(left: Value, right: Value, operator: str) -> str:
    """Moments of any precision: decided where their ranges allow it, else NULL."""
    kind = "time" if left.type == "time" else "dateTime"
    ends = [
        f"{name}: {microseconds(kind, side.sql, high=high)}"
        for side, name, high in (
            (left, "a1", False),
            (left, "a2", True),
            (right, "b1", False),
            (right, "b2", True),
        )
    ]
    yes, no = _DECIDED[operator]
    for name in ("a1", "a2", "b1", "b2"):
        yes, no = yes.replace(name, f"m.{name}"), no.replace(name, f"m.{name}")
    decided = f"CASE WHEN {yes} THEN true WHEN {no} THEN false END"
    return f"list_transform([{{{', '.join(ends)}}}], lambda m: {decided})[1]"


def _text_of(value: Value) -> str:
    return f"coalesce(CAST({native(value)} AS VARCHAR), '')"


def _calculated(left: Value, right: Value, operator: str) -> Value:
    if UNKNOWN in (left.type, right.type):
        return NOTHING
    if operator == "+" and elements.is_text(left.type) and elements.is_text(right.type):
        return Value(f"({left.sql} || {right.sql})", "string", native=True)
    if not (elements.is_number(left.type) and elements.is_number(right.type)):
        raise ViewError(f'"{operator}" cannot join a {left.type} and a {right.type}')
    whole = elements.is_integer(left.type) and elements.is_integer(right.type)
    type_ = "integer" if operator == "div" or (whole and operator != "/") else "decimal"
    sides = native(left), native(right)
    if operator in ("/", "div", "mod"):
        sides = f"CAST({sides[0]} AS DOUBLE)", f"nullif(CAST({sides[1]} AS DOUBLE), 0)"
    written = {"div": "trunc({} / {})", "mod": "({} % {})"}.get(operator, f"({{}} {operator} {{}})").format(
        *sides
    )
    return Value(f"CAST({written} AS BIGINT)" if type_ == "integer" else written, type_, native=True)


def _call(node: Call, scope: Scope) -> Value:
    of = scope.this if node.of is None else evaluate(node.of, scope)
    function = functions.FUNCTIONS.get(node.name)
    if function is None:
        raise ViewError(f'the function "{node.name}()" is not supported')
    call = functions.Called(node, of, scope, evaluate, condition)
    if not function.least <= len(node.arguments) <= function.most:
        raise ViewError(f'"{node.name}()" takes {function.least} to {function.most} arguments')
    return function.make(call)
