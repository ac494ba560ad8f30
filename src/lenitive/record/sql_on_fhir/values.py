"""A FHIRPath value as SQL: an expression, its FHIR type, and whether it is one value or a list."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from lenitive.record.sql_on_fhir import elements
from lenitive.record.sql_on_fhir.elements import UNKNOWN, Element
from lenitive.record.sql_on_fhir.fields import Field, quoted, text
from lenitive.record.sql_on_fhir.problems import ViewError

_SIMPLE = re.compile(r'[\w."]+')


@dataclass(frozen=True)
class Value:
    """A collection of FHIRPath in SQL.

    sql : the value (NULL when empty), or a list (NULL or empty when empty) where `many`.
    type : FHIR type of each. field : where its elements are noted; None when it is no part of the resource.
    native : already of the SQL type that belongs to `type`; else it is the text that stood in the JSON.
    choice : the element was named without saying which of its types is meant.
    """

    sql: str
    type: str
    many: bool = False
    field: Field | None = None
    native: bool = False
    choice: Choice | None = None


@dataclass(frozen=True)
class Choice:
    """A choice element whose type is not said yet: `value`, before `ofType`."""

    owner: Value
    element: Element


NOTHING = Value("NULL", UNKNOWN)


@dataclass
class Names:
    """What one compilation hands out and collects: names of lambda variables, JSON structures, unknown names.

    json_paths : fields that `repeat` reads as JSON, from the pass before.
    structures : mark in the SQL -> the field whose structure belongs there.
    """

    json_paths: frozenset[str] = frozenset()
    used_json: set[str] = field(default_factory=set)
    unknown: set[str] = field(default_factory=set)
    structures: dict[str, Field] = field(default_factory=dict)
    needs_digits: bool = False
    _count: int = 0
    _repeats: int = 0

    def new(self, letter: str) -> str:
        """A name that no other lambda uses."""
        self._count += 1
        return f"{letter}{self._count}"

    def new_field(self, type_: str) -> Field:
        """A tree of its own, for what `repeat` parses; its path is the same in each pass."""
        self._repeats += 1
        return Field(f"{type_} of repeat {self._repeats}")

    def parsed(self, json: str, of: Field) -> str:
        """JSON text parsed to the structure that `of` has at the end."""
        mark = f"$$structure{len(self.structures)}$$"
        self.structures[mark] = of
        return f"from_json({json}, {mark})"

    def finished(self, sql: str) -> str:
        """The SQL with each structure put in."""
        for mark, of in self.structures.items():
            plain = replace(of, many=False, json=False)
            sql = sql.replace(mark, text(plain.structure()))
        return sql


def each(value: Value, make: Callable[[Value], Value], names: Names) -> Value:
    """`make` of every item, in one collection."""
    if not value.many:
        return make(value)
    name = names.new("x")
    made = make(replace(value, sql=name, many=False))
    if made.sql == "NULL":
        return replace(made, many=False)
    if made.sql == name:
        return replace(made, sql=value.sql, many=True)
    listed = f"list_transform({value.sql}, lambda {name}: {made.sql})"
    if made.many:
        return replace(made, sql=f"flatten({listed})")
    return replace(made, sql=present(listed, names), many=True)


def present(listed: str, names: Names) -> str:
    """A list without its empty places."""
    name = names.new("x")
    return f"list_filter({listed}, lambda {name}: {name} IS NOT NULL)"


def member(value: Value, name: str, names: Names) -> Value:
    """The element `name` of every item of a value."""
    if value.type == UNKNOWN:
        return NOTHING
    if value.choice is not None:
        raise ViewError(
            f'"{value.choice.element.name}" may be of several types', do="Say which, with ofType()."
        )
    element = elements.element(value.type, name)
    if element is None:
        names.unknown.add(f"{value.type}.{name}")
        return NOTHING
    if element.choice:
        return replace(NOTHING, type=element.types[0], choice=Choice(value, element))
    return typed_member(value, name, element.types[0], element.many, names)


def typed_member(value: Value, key: str, type_: str, many: bool, names: Names) -> Value:
    """What stands under a key of JSON, of a known type."""
    if value.field is None:
        raise ViewError(f'a {value.type} that is written in the view has no element "{key}"')
    path = f"{value.field.path}.{key}"
    as_json = path in names.json_paths
    below = value.field.child(key, many, as_json)
    is_plain = elements.is_primitive(type_)

    def under(item: Value) -> Value:
        sql = extracted(item.sql, key)
        if many and is_plain:
            sql = present(sql, names)
        if as_json:
            name = names.new("x")
            parsed = names.parsed(name if many else sql, below)
            sql = f"list_transform({sql}, lambda {name}: {parsed})" if many else parsed
        return Value(sql, type_, many, None if is_plain else below)

    return each(value, under, names)


def json_member(value: Value, name: str, names: Names) -> Value:
    """The element `name` of every item of a value, each as JSON; for `repeat`."""
    if value.type == UNKNOWN:
        return NOTHING
    element = elements.element(value.type, name)
    if element is None:
        names.unknown.add(f"{value.type}.{name}")
        return NOTHING
    if value.field is None or element.choice or elements.is_primitive(element.types[0]):
        raise ViewError(f'"{name}" has no elements below it')
    names.used_json.add(value.field.child(name, element.many, json=True).path)
    return each(value, lambda item: Value(extracted(item.sql, name), element.types[0], element.many), names)


def extracted(sql: str, key: str) -> str:
    """One field of a struct."""
    if _SIMPLE.fullmatch(sql):
        return f"{sql}.{quoted(key)}"
    return f"struct_extract({sql}, {text(key)})"


def of_type(value: Value, type_: str, names: Names) -> Value:
    """The items of a value that have a type."""
    if not elements.is_type(type_):
        raise ViewError(f'R4 has no type "{type_}"')
    if value.choice is None:
        return value if type_ in (value.type, UNKNOWN) else NOTHING
    owner, element = value.choice.owner, value.choice.element
    if type_ not in element.types:
        names.unknown.add(f"{owner.type}.{element.name}.ofType({type_})")
        return NOTHING
    return typed_member(owner, elements.json_name(element.name, type_), type_, element.many, names)


def exists(value: Value, names: Names) -> str:
    """Whether a value has any item, as SQL that is never NULL."""
    if value.choice is not None:
        options = [of_type(value, type_, names) for type_ in value.choice.element.types]
        return "(" + " OR ".join(exists(option, names) for option in options) + ")"
    if value.many:
        return f"(coalesce(len({value.sql}), 0) > 0)"
    return f"({value.sql} IS NOT NULL)"


def single(value: Value, what: str) -> Value:
    """The one item of a value; more than one ends the query with a sentence."""
    if value.choice is not None:
        raise ViewError(
            f'"{value.choice.element.name}" may be of several types', do="Say which, with ofType()."
        )
    if not value.many:
        return value
    message = text(f"{what} gives more than one value where one is expected")
    one = f"CASE WHEN len(l) > 1 THEN error({message}) ELSE l[1] END"
    sql = f"list_transform([{value.sql}], lambda l: {one})[1]"
    return replace(value, sql=sql, many=False)


def native(value: Value) -> str:
    """The SQL of one value in the SQL type of its FHIR type; a text that is none of it ends the query."""
    if value.native or value.sql == "NULL":
        return value.sql
    if value.type == "boolean":
        return f"CAST({value.sql} AS BOOLEAN)"
    if elements.is_integer(value.type):
        return (
            f"CASE WHEN {value.sql} IS NULL OR regexp_full_match({value.sql}, '-?\\d+(\\.0+)?') "
            f"THEN CAST({value.sql} AS BIGINT) ELSE error({value.sql} || ' is no whole number') END"
        )
    if value.type == "decimal":
        return f"CAST({value.sql} AS DOUBLE)"
    return value.sql


def sql_type(type_: str) -> str:
    """The SQL type that belongs to a FHIR type."""
    if type_ == "boolean":
        return "BOOLEAN"
    if elements.is_integer(type_):
        return "BIGINT"
    return "DOUBLE" if type_ == "decimal" else "VARCHAR"
