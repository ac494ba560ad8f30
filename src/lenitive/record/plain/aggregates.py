"""Values from several rows: aggregates of a group, and windows beside each row."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from sqlglot import exp

from lenitive.record.plain.values import Scope, value

if TYPE_CHECKING:
    from lenitive.record.plain.sheet import Sheet

# Any: sqlglot's nodes are not typed.
Node = Any

_OF_ONE: dict[type, str] = {
    exp.Min: "least_of",
    exp.Max: "greatest_of",
    exp.LogicalAnd: "every",
    exp.LogicalOr: "some",
    exp.AnyValue: "any_of",
    exp.Sum: "total",
    exp.ArrayAgg: "list",
}
KINDS = (*_OF_ONE, exp.Count, exp.GroupConcat, exp.ArgMax)


def found(expressions: Iterable[Node]) -> bool:
    """Whether a SELECT gathers its rows, other than in windows."""
    return any(
        isinstance(each, KINDS)
        for node in expressions
        for each in node.walk(prune=lambda inner: isinstance(inner, (exp.Window, exp.Select)))
    )


def reduced(node: Node, scope: Scope, names: str) -> str:
    """The text of an aggregate over the joined rows in `p`."""

    def of(each: Node) -> str:
        return f"[{value(each, scope)} for ({names}) in p]"

    if type(node) in _OF_ONE:
        inner = node.this
        if isinstance(inner, exp.Cast) and isinstance(node, (exp.LogicalAnd, exp.LogicalOr)):
            inner = inner.this
        return f"{_OF_ONE[type(node)]}({of(inner)})"
    if isinstance(node, exp.Count):
        if isinstance(node.this, exp.Star):
            return "len(p)"
        if not isinstance(node.this, exp.Distinct):
            raise NotImplementedError("count of a column")
        return f"len(set({of(node.this.expressions[0])}) - {{None}})"
    if isinstance(node, exp.ArgMax):
        pair = f"({value(node.this, scope)}, {value(node.expression, scope)})"
        return f"at_greatest([{pair} for ({names}) in p])"
    order = node.this
    if not isinstance(order, exp.Order):
        raise NotImplementedError("string_agg without an order")
    pair = f"({value(order.expressions[0].this, scope)}, {value(order.this, scope)})"
    return f"strung([{pair} for ({names}) in p], {value(node.args['separator'], scope)})"


def window(sheet: Sheet, node: Node, tree: Node, scope: Scope, rows: str) -> str:
    """Write a window; the name of the list of its values, one a joined row."""
    names = "".join(f"{source.row}, " for source in scope.sources.values())
    declared = _declared(node, tree)
    partition = "".join(f"{value(each, scope)}, " for each in declared.args.get("partition_by") or ())
    order = declared.args.get("order")
    keys = [each.this for each in order.expressions] if order is not None else []
    if order is not None and any(each.args.get("desc") for each in order.expressions):
        raise NotImplementedError("a window in an order downwards")
    by = f"lambda {names}: ({''.join(f'{value(key, scope)}, ' for key in keys)})" if keys else "None"
    start = f"{rows}, lambda {names}: ({partition}), {by}"
    if isinstance(node.this, exp.RowNumber):
        return sheet.once(f"row_numbers({start})")
    spec = declared.args.get("spec")
    if spec is None and keys:
        raise NotImplementedError("a window that runs without saying how far")
    text = reduced(node.this, scope, names)
    return sheet.once(f"windowed({start}, lambda p: {text}, {_is_before(spec)})")


def _declared(node: Node, tree: Node) -> Node:
    """The window itself, or the one of its name."""
    name = node.alias
    if not name:
        return node
    return next(each for each in tree.args["windows"] if each.this.name == name)


def _is_before(spec: Node | None) -> bool:
    if spec is None:
        return False
    said = (spec.args["kind"], spec.args["start"], spec.args["end"].sql(), spec.args["end_side"])
    if said != ("GROUPS", "UNBOUNDED", "1", "PRECEDING"):
        raise NotImplementedError("a window of other rows than those before")
    return True
