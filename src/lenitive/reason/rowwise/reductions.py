"""Reductions: one value from the rows of a group. The rows are tuples of the cells that are needed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import ibis.expr.operations as ops

from lenitive.reason.rowwise.sheet import Atom
from lenitive.reason.rowwise.values import Node, Scope


@dataclass
class Cells:
    """The cells that are computed of each row before it goes to its group: value -> place."""

    scope: Scope
    places: dict[Node, int] = field(default_factory=dict)
    texts: list[str] = field(default_factory=list)

    def place(self, node: Node) -> int:
        """Where the value stands in the tuple of a row."""
        if node not in self.places:
            self.places[node] = len(self.texts)
            self.texts.append(self.scope.value(node).text)
        return self.places[node]

    def row(self) -> str:
        """The tuple of a row."""
        return f"({''.join(f'{text}, ' for text in self.texts)})"


_OF_KNOWN: dict[type, tuple[str, bool]] = {
    ops.Max: ("max([{0}], default=None)", True),
    ops.Min: ("min([{0}], default=None)", True),
    ops.Sum: ("total([{0}])", True),
    ops.Any: ("some([{0}])", True),
    ops.All: ("every([{0}])", True),
    ops.Count: ("sum(1 for _ in ({0}))", False),
    ops.CountDistinct: ("len({{{0}}})", False),
}
KINDS = (*_OF_KNOWN, ops.CountStar, ops.ArgMax, ops.ArgMin, ops.ArrayCollect, ops.Reduction)


def prepare(node: Node, cells: Cells) -> Callable[[str], Atom]:
    """Compute what a reduction needs of each row; the answer writes it for a list of rows of that name."""
    kept = f" if x[{cells.place(node.where)}]" if node.where is not None else ""
    if isinstance(node, ops.CountStar):
        return lambda rows: Atom(f"sum(1 for x in {rows}{kept})" if kept else f"len({rows})", False)
    if isinstance(node, (ops.ArgMax, ops.ArgMin)):
        name = "at_greatest" if isinstance(node, ops.ArgMax) else "at_least"
        pair = f"(x[{cells.place(node.arg)}], x[{cells.place(node.key)}])"
        return lambda rows: Atom(f"{name}([{pair} for x in {rows}{kept}])")
    if isinstance(node, ops.ArrayCollect):
        return _collected(node, cells, kept)
    if type(node) not in _OF_KNOWN:
        raise NotImplementedError(f"rows cannot be gathered through {type(node).__name__}")
    template, maybe = _OF_KNOWN[type(node)]
    known = _known(cells.place(node.arg), kept)
    return lambda rows: Atom(template.format(known.format(rows)), maybe)


def _collected(node: Node, cells: Cells, kept: str) -> Callable[[str], Atom]:
    """A list of what is known; of nothing, NULL. Where each member stands once, in an order of their own."""
    if node.include_null or node.order_by:
        raise NotImplementedError("ArrayCollect with NULL, or in an order: Spark has none")
    known = _known(cells.place(node.arg), kept)
    if node.distinct:
        return lambda rows: Atom(f"tuple(sorted({{{known.format(rows)}}})) or None")
    return lambda rows: Atom(f"tuple([{known.format(rows)}]) or None")


def _known(place: int, kept: str) -> str:
    return f"x[{place}] for x in {{0}} if x[{place}] is not None{kept.replace(' if ', ' and ')}"
