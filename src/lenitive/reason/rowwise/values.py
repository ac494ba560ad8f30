"""Values of one row: each operation of Ibis as Python text that does what DuckDB does, NULL included.

A writer takes the operation and the scope it stands in, and gives the atom that holds its value. An operation
without a writer stops the compilation: nothing is guessed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import ibis.expr.operations as ops

from lenitive.reason.rowwise.sheet import NULL, Atom, Block, Sheet

# Any: the operations of Ibis are typed by their annotations, which mypy does not see.
Node = Any
Write = Callable[[Node, "Scope"], Atom]
WRITERS: dict[type, Write] = {}


@dataclass
class Scope:
    """Where values are written: the block, the rows in reach (name and first cell), what is made already."""

    sheet: Sheet
    block: Block
    rows: Mapping[Node, tuple[str, int]]
    made: dict[Node, Atom] = field(default_factory=dict)

    def inner(self, rows: Mapping[Node, tuple[str, int]] | None = None) -> Scope:
        """A scope under this one, which sees what is made here and hands nothing back."""
        return Scope(self.sheet, self.block, {**self.rows, **(rows or {})}, dict(self.made))

    def value(self, node: Node) -> Atom:
        """The atom of a value, written where it is not made yet."""
        if node not in self.made:
            writer = WRITERS.get(type(node))
            if writer is None:
                raise NotImplementedError(f"rows cannot be computed one by one through {type(node).__name__}")
            self.made[node] = writer(node, self)
        return self.made[node]

    def put(self, text: str, maybe: bool = True) -> Atom:
        """A new name for a text."""
        name = self.sheet.fresh("v")
        self.block.line(f"{name} = {text}")
        return Atom(name, maybe)

    def strict(self, template: str, *nodes: Node) -> Atom:
        """A function of values that is NULL where one of them is."""
        atoms = [self.value(node) for node in nodes]
        if NULL in atoms:
            return NULL
        text = template.format(*(atom.text for atom in atoms))
        unknown = " or ".join(dict.fromkeys(f"{atom.text} is None" for atom in atoms if atom.maybe))
        return self.put(f"None if {unknown} else {text}" if unknown else text, bool(unknown))


def writes(*kinds: type) -> Callable[[Write], Write]:
    """Register the writer of operations."""

    def register(write: Write) -> Write:
        WRITERS.update(dict.fromkeys(kinds, write))
        return write

    return register


def parts(nodes: Iterable[Node], *kinds: type) -> list[Node]:
    """The operations of these kinds in values, in order, without looking into relations or into one found."""
    found: dict[Node, None] = {}
    seen: set[Node] = set()

    def visit(node: Node) -> None:
        if node in seen or isinstance(node, ops.Relation):
            return
        seen.add(node)
        if isinstance(node, kinds):
            found[node] = None
            return
        for child in node.__children__:
            visit(child)

    for node in nodes:
        visit(node)
    return list(found)


def constant(value: object, sheet: Sheet) -> Atom:
    """A literal; days and lists are made once."""
    if value is None:
        return NULL
    if isinstance(value, date):
        return Atom(sheet.constant(f"date({value.year}, {value.month}, {value.day})"), False)
    if isinstance(value, (list, tuple)):
        return Atom(sheet.constant(repr(tuple(value))), False)
    if isinstance(value, (str, bool, int, float)):
        return Atom(repr(value), False)
    raise NotImplementedError(f"a literal {type(value).__name__}")


@writes(ops.Literal)
def _literal(node: Node, scope: Scope) -> Atom:
    return constant(node.value, scope.sheet)


@writes(ops.Field)
def _field(node: Node, scope: Scope) -> Atom:
    row, first = scope.rows[node.rel]
    return scope.put(f"{row}[{first + node.rel.schema.names.index(node.name)}]")


_STRICT: dict[type, str] = {
    ops.Equals: "{0} == {1}",
    ops.NotEquals: "{0} != {1}",
    ops.Less: "{0} < {1}",
    ops.LessEqual: "{0} <= {1}",
    ops.Greater: "{0} > {1}",
    ops.GreaterEqual: "{0} >= {1}",
    ops.Not: "not {0}",
    ops.Add: "{0} + {1}",
    ops.Subtract: "{0} - {1}",
    ops.Multiply: "{0} * {1}",
    ops.Divide: "divided({0}, {1})",
    ops.FloorDivide: "floor(divided({0}, {1}))",
    ops.Negate: "-{0}",
    ops.Abs: "abs({0})",
    ops.Floor: "floor({0})",
    ops.Ceil: "ceil({0})",
}


@writes(*_STRICT)
def _strict(node: Node, scope: Scope) -> Atom:
    return scope.strict(_STRICT[type(node)], *node.args)


@writes(ops.Round)
def _round(node: Node, scope: Scope) -> Atom:
    if node.digits is None or not isinstance(node.digits, ops.Literal):
        raise NotImplementedError("Round to a whole number, or to a number of digits that is computed")
    return scope.strict("rounded({0}, {1})", node.arg, node.digits)


@writes(ops.And)
def _and(node: Node, scope: Scope) -> Atom:
    return _kleene([scope.value(node.left), scope.value(node.right)], scope, "False", "True")


@writes(ops.Between)
def _between(node: Node, scope: Scope) -> Atom:
    """Both comparisons, so that one that fails settles it where the other is unknown."""
    bounds = [
        scope.strict("{0} >= {1}", node.arg, node.lower_bound),
        scope.strict("{0} <= {1}", node.arg, node.upper_bound),
    ]
    return _kleene(bounds, scope, "False", "True")


@writes(ops.Or)
def _or(node: Node, scope: Scope) -> Atom:
    return _kleene([scope.value(node.left), scope.value(node.right)], scope, "True", "False")


def _kleene(atoms: list[Atom], scope: Scope, settles: str, other: str) -> Atom:
    """The value that settles it, wherever it stands; else NULL if one is unknown."""
    settled = " or ".join(f"{atom.text} is {settles}" for atom in atoms)
    unknown = " or ".join(f"{atom.text} is None" for atom in atoms if atom.maybe)
    rest = f"None if {unknown} else {other}" if unknown else other
    return scope.put(f"{settles} if {settled} else {rest}", bool(unknown))


@writes(ops.IsNull)
def _is_null(node: Node, scope: Scope) -> Atom:
    atom = scope.value(node.arg)
    return scope.put(f"{atom.text} is None", False) if atom.maybe else Atom("False", False)


@writes(ops.NotNull)
def _not_null(node: Node, scope: Scope) -> Atom:
    atom = scope.value(node.arg)
    return scope.put(f"{atom.text} is not None", False) if atom.maybe else Atom("True", False)


@writes(ops.NullIf)
def _null_if(node: Node, scope: Scope) -> Atom:
    value, other = scope.value(node.arg), scope.value(node.null_if_expr)
    return scope.put(f"None if {value.text} == {other.text} else {value.text}")


@writes(ops.Coalesce)
def _coalesce(node: Node, scope: Scope) -> Atom:
    atoms = [scope.value(arg) for arg in node.arg]
    text, maybe = "None", True
    for atom in reversed(atoms):
        if not atom.maybe:
            text, maybe = atom.text, False
        elif atom != NULL:
            text = f"{atom.text} if {atom.text} is not None else {text}"
    return scope.put(text, maybe)


@writes(ops.IfElse)
def _if_else(node: Node, scope: Scope) -> Atom:
    return _cases([(node.bool_expr, node.true_expr)], node.false_null_expr, scope)


@writes(ops.SearchedCase)
def _searched_case(node: Node, scope: Scope) -> Atom:
    return _cases(list(zip(node.cases, node.results, strict=True)), node.default, scope)


def _cases(cases: list[tuple[Node, Node]], default: Node, scope: Scope) -> Atom:
    """The result of the first case that is true; a division is not tried before its case is."""
    if parts([*(result for _, result in cases), default], ops.Divide, ops.FloorDivide):
        name = scope.sheet.fresh("v")
        _guarded(name, cases, default, scope)
        return Atom(name)
    last = scope.value(default)
    text, maybe = last.text, last.maybe
    for condition, result in reversed(cases):
        then = scope.value(result)
        text = f"{then.text} if {scope.value(condition).text} else {text}"
        maybe |= then.maybe
    return scope.put(text, maybe)


def _guarded(name: str, cases: list[tuple[Node, Node]], default: Node, scope: Scope) -> None:
    if not cases:
        scope.block.line(f"{name} = {scope.value(default).text}")
        return
    (condition, result), *others = cases
    with scope.block.under(f"if {scope.value(condition).text}:"):
        scope.block.line(f"{name} = {scope.inner().value(result).text}")
    with scope.block.under("else:"):
        _guarded(name, others, default, scope.inner())


@writes(ops.InValues)
def _in_values(node: Node, scope: Scope) -> Atom:
    """An unknown option makes "not found" unknown."""
    if not all(isinstance(each, ops.Literal) for each in node.options):
        raise NotImplementedError("InValues of options that are computed")
    options = [each.value for each in node.options]
    known = scope.sheet.constant(f"frozenset({sorted({each for each in options if each is not None})!r})")
    return scope.strict(f"{{0}} in {known}" + (" or None" if None in options else ""), node.value)


@writes(ops.Greatest)
def _greatest(node: Node, scope: Scope) -> Atom:
    return _of_known("greatest", node, scope)


@writes(ops.Least)
def _least(node: Node, scope: Scope) -> Atom:
    return _of_known("least", node, scope)


def _of_known(name: str, node: Node, scope: Scope) -> Atom:
    atoms = [scope.value(arg) for arg in node.arg]
    return scope.put(f"{name}({', '.join(atom.text for atom in atoms)})", all(atom.maybe for atom in atoms))


_CASTS = {
    ("boolean", "float64"): "float({0})",
    ("boolean", "int64"): "int({0})",
    ("int64", "float64"): "float({0})",
    ("float64", "int64"): "round({0})",
    ("date", "string"): "{0}.isoformat()",
    ("int64", "string"): "str({0})",
}


@writes(ops.Cast)
def _cast(node: Node, scope: Scope) -> Atom:
    before, after = (kind(nullable=True) for kind in (node.arg.dtype, node.to))
    if before.is_null() or before == after:
        return scope.value(node.arg)
    if after.is_floating() and before.is_numeric():
        return scope.strict("float({0})", node.arg)
    if after.is_integer() and before.is_integer():
        return scope.value(node.arg)
    template = _CASTS.get((str(before), str(after)))
    if template is None:
        raise NotImplementedError(f"Cast from {before} to {after}")
    return scope.strict(template, node.arg)


@writes(ops.TryCast)
def _try_cast(node: Node, scope: Scope) -> Atom:
    before, after = str(node.arg.dtype(nullable=True)), str(node.to(nullable=True))
    made = {("string", "float64"): "number_or_null", ("string", "date"): "day_or_null"}.get((before, after))
    if made is None:
        raise NotImplementedError(f"TryCast from {before} to {after}")
    return Atom(scope.strict(f"{made}({{0}})", node.arg).text)
