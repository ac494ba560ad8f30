"""`repeat`: the elements of a tree, to any depth, with its root first and each branch whole before the next.

The depth is not known when the view is compiled, so the branches are kept as JSON and walked level by level:
a step of `list_reduce` moves the last level to what is done and looks up its children. A child lies in the
text of its parent under the last name of one of the paths, so that name, counted in the text, bounds the
number of levels.
"""

from __future__ import annotations

from dataclasses import dataclass

from lenitive.record.sql_on_fhir.elements import UNKNOWN
from lenitive.record.sql_on_fhir.expressions import Scope
from lenitive.record.sql_on_fhir.fhirpath import Member, Node
from lenitive.record.sql_on_fhir.fields import Field, text
from lenitive.record.sql_on_fhir.problems import ViewError
from lenitive.record.sql_on_fhir.values import NOTHING, Names, Value, json_member, member

_BRANCH = "STRUCT(place BIGINT[], json JSON)[]"
_LEVELS = f"STRUCT(done {_BRANCH}, level {_BRANCH})"


@dataclass(frozen=True)
class _Path:
    """One path of `repeat` as the names of its elements."""

    names: tuple[str, ...]

    @classmethod
    def of(cls, node: Node) -> _Path:
        names: list[str] = []
        at: Node | None = node
        while isinstance(at, Member):
            names.insert(0, at.name)
            at = at.of
        if at is not None or not names:
            raise ViewError("a path of repeat may only name elements")
        return cls(tuple(names))


def repeated(paths: tuple[Node, ...], scope: Scope) -> Value:
    """All elements that the paths reach from the context, and from what they reach, in order.

    Raises ViewError when the paths lead to elements of different types.
    """
    named = [_Path.of(path) for path in paths]
    names = scope.names
    starts = [_json_of(path, scope.this, scope) for path in named]
    type_ = _type(starts)
    if type_ == UNKNOWN:
        return NOTHING
    children = names.new_field(type_)
    branch = names.new("b")
    below = _branches(_children(named, type_, branch, children, scope), f"{branch}.place", names)
    first = _branches(starts, "[]::BIGINT[]", names)
    walked = _walked(first, below, branch, [path.names[-1] for path in named], names)
    found = names.new_field(type_)
    one = names.new("b")
    sql = f"list_transform(list_sort({walked}), lambda {one}: {names.parsed(f'{one}.json', found)})"
    return Value(sql, type_, many=True, field=found)


def _json_of(path: _Path, this: Value, scope: Scope) -> Value:
    """What a path names, as JSON."""
    value = this
    for name in path.names[:-1]:
        value = member(value, name, scope.names)
    return json_member(value, path.names[-1], scope.names)


def _type(values: list[Value]) -> str:
    types = sorted({value.type for value in values if value.type != UNKNOWN})
    if len(types) > 1:
        raise ViewError(f"the paths of repeat lead to different types: {', '.join(types)}")
    return types[0] if types else UNKNOWN


def _children(named: list[_Path], type_: str, branch: str, field: Field, scope: Scope) -> list[Value]:
    parsed = Value(scope.names.parsed(f"{branch}.json", field), type_, field=field)
    found = [_json_of(path, parsed, scope) for path in named]
    if _type(found) not in (type_, UNKNOWN):
        raise ViewError(f"repeat leads from {type_} to {_type(found)}")
    return found


def _branches(values: list[Value], place: str, names: Names) -> str:
    """JSON lists as one list of branches.

    The place of each is that of its parent, the number of the path and the number on it.
    """
    parts = []
    for number, value in enumerate(values):
        if value.type == UNKNOWN:
            continue
        listed = value.sql if value.many else f"list_filter([{value.sql}], lambda x: x IS NOT NULL)"
        one, at = names.new("x"), names.new("i")
        parts.append(
            f"list_transform({listed}, lambda {one}, {at}: "
            f"{{'place': list_concat({place}, [{number}::BIGINT, {at}::BIGINT]), 'json': {one}}})"
        )
    joined = parts[0] if len(parts) == 1 else f"flatten([{', '.join(parts)}])"
    return f"coalesce(CAST({joined} AS {_BRANCH}), [])"


def _walked(first: str, below: str, branch: str, keys: list[str], names: Names) -> str:
    start, state, step, one = names.new("s"), names.new("a"), names.new("z"), names.new("x")
    levels = " + ".join(_times_in(key, f"CAST({one}.json AS VARCHAR)") for key in sorted(set(keys)))
    most = f"1 + coalesce(list_max(list_transform({start}, lambda {one}: {levels})), 0)"
    reduced = (
        f"list_reduce(list_transform(range({most}), lambda {step}: NULL::{_LEVELS}), lambda {state}, {step}: "
        f"{{'done': list_concat({state}.done, {state}.level), "
        f"'level': flatten(list_transform({state}.level, lambda {branch}: {below}))}}, "
        f"{{'done': []::{_BRANCH}, 'level': {start}}}).done"
    )
    return f"list_transform([{first}], lambda {start}: {reduced})[1]"


def _times_in(key: str, json: str) -> str:
    """How often a key stands in a JSON text."""
    written = f'"{key}"'
    return f"(len({json}) - len(replace({json}, {text(written)}, ''))) // {len(written)}"
