"""Relations: each operation of Ibis on tables as Python text that makes a list of tuples.

What reads knowledge alone is written into the part that is done once a process, with its indexes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import ibis.expr.operations as ops

from lenitive.reason.rowwise import joins, reductions, windows
from lenitive.reason.rowwise.appending import append
from lenitive.reason.rowwise.sheet import Block, Sheet
from lenitive.reason.rowwise.values import Node, Scope, parts

FIXED = "knowledge_"


class Relations:
    """The relations of one expression, each written once."""

    def __init__(self, sheet: Sheet) -> None:
        """Nothing is written yet."""
        self.sheet = sheet
        self._names: dict[Node, str] = {}
        self._fixed: dict[Node, bool] = {}

    def is_fixed(self, node: Node) -> bool:
        """Whether a relation reads knowledge alone."""
        if node not in self._fixed:
            if isinstance(node, ops.UnboundTable):
                self._fixed[node] = node.name.startswith(FIXED)
            else:
                self._fixed[node] = all(self.is_fixed(each) for each in _sources(node))
        return self._fixed[node]

    def rows(self, node: Node) -> str:
        """The name of the list of a relation's rows."""
        if node not in self._names:
            write = _WRITERS.get(type(node))
            if write is None:
                raise NotImplementedError(f"rows cannot be made through {type(node).__name__}")
            for source in _sources(node):
                self.rows(source)
            name = write(self, node, self.sheet.block(self.is_fixed(node)))
            self._names[node] = name
            if self.is_fixed(node):
                self.sheet.keep(name)
        return self._names[node]


Write = Callable[[Relations, Node, Block], str]


def _sources(node: Node) -> list[Node]:
    """The relations that one is made from."""
    if isinstance(node, ops.JoinChain):
        return [node.first.parent, *(link.table.parent for link in node.rest)]
    if isinstance(node, ops.Set):
        return [node.left, node.right]
    if isinstance(node, ops.UnboundTable):
        return []
    if parts([each for each in node.__children__ if isinstance(each, ops.Value)], ops.Subquery):
        raise NotImplementedError("a subquery")
    return [node.parent]


def _unbound(made: Relations, node: Node, block: Block) -> str:
    name = made.sheet.fresh("t")
    block.line(f"{name} = tables[{node.name!r}]")
    return name


def _project(made: Relations, node: Node, block: Block) -> str:
    values, rows = list(node.values.values()), made.rows(node.parent)
    cells = _plain(node.parent, values)
    if cells == list(range(len(node.parent.schema.names))):
        return rows
    name = made.sheet.fresh("t")
    if cells is not None:
        block.line(f"{name} = [({''.join(f'r[{cell}], ' for cell in cells)}) for r in {rows}]")
        return name
    computed = windows.columns(made.sheet, block, node.parent, rows, values)
    number, row = made.sheet.fresh("n"), made.sheet.fresh("r")
    block.line(f"{name} = []")
    with block.under(f"for {number}, {row} in enumerate({rows}):"):
        scope = windows.scope_of(made.sheet, block, node.parent, row, number, computed)
        append(scope, name, values)
    return name


def _plain(parent: Node, values: Sequence[Node]) -> list[int] | None:
    """The cells of a projection that computes nothing."""
    if not all(isinstance(each, ops.Field) for each in values):
        return None
    names = parent.schema.names
    return [names.index(each.name) for each in values]


def _filter(made: Relations, node: Node, block: Block) -> str:
    rows, name = made.rows(node.parent), made.sheet.fresh("t")
    computed = windows.columns(made.sheet, block, node.parent, rows, node.predicates)
    number, row = made.sheet.fresh("n"), made.sheet.fresh("r")
    block.line(f"{name} = []")
    with block.under(f"for {number}, {row} in enumerate({rows}):"):
        scope = windows.scope_of(made.sheet, block, node.parent, row, number, computed)
        for predicate in node.predicates:
            with block.under(f"if not {scope.value(predicate).text}:"):
                block.line("continue")
        block.line(f"{name}.append({row})")
    return name


def _sort(made: Relations, node: Node, block: Block) -> str:
    rows, name, row = made.rows(node.parent), made.sheet.fresh("t"), made.sheet.fresh("r")
    block.line(f"{name} = []")
    with block.under(f"for {row} in {rows}:"):
        scope = Scope(made.sheet, block, {node.parent: (row, 0)})
        cells = "".join(f"{scope.value(key.arg).text}, " for key in node.keys)
        block.line(f"{name}.append(({cells}{row}))")
    order = ", ".join(repr((n, key.ascending, key.nulls_first)) for n, key in enumerate(node.keys))
    block.line(f"{name} = [x[-1] for x in ordered({name}, {order})]")
    return name


def _union(made: Relations, node: Node, block: Block) -> str:
    left, right, name = made.rows(node.left), made.rows(node.right), made.sheet.fresh("t")
    if node.left.schema.names != node.right.schema.names:
        raise NotImplementedError("Union of columns in another order")
    both = f"{left} + {right}"
    block.line(f"{name} = list(dict.fromkeys({both}))" if node.distinct else f"{name} = {both}")
    return name


def _limit(made: Relations, node: Node, block: Block) -> str:
    if not isinstance(node.n, int) or not isinstance(node.offset, int):
        raise NotImplementedError("Limit to a number that is computed")
    name = made.sheet.fresh("t")
    block.line(f"{name} = {made.rows(node.parent)}[{node.offset}:{node.offset + node.n}]")
    return name


def _distinct(made: Relations, node: Node, block: Block) -> str:
    name = made.sheet.fresh("t")
    block.line(f"{name} = list(dict.fromkeys({made.rows(node.parent)}))")
    return name


def _drop(made: Relations, node: Node, block: Block) -> str:
    name, parent = made.sheet.fresh("t"), node.parent.schema.names
    cells = "".join(f"r[{parent.index(each)}], " for each in node.schema.names)
    block.line(f"{name} = [({cells}) for r in {made.rows(node.parent)}]")
    return name


def _aggregate(made: Relations, node: Node, block: Block) -> str:
    rows, sheet, metrics = made.rows(node.parent), made.sheet, list(node.metrics.values())
    groups, row, items, name = (sheet.fresh(each) for each in ("g", "r", "p", "t"))
    found = parts(metrics, *reductions.KINDS)
    block.line(f"{groups} = {{}}" if node.groups else f"{groups} = {{(): []}}")
    with block.under(f"for {row} in {rows}:"):
        scope = Scope(sheet, block, {node.parent: (row, 0)})
        cells = reductions.Cells(scope)
        writers = {each: reductions.prepare(each, cells) for each in found}
        keys = "".join(f"{scope.value(each).text}, " for each in node.groups.values())
        block.line(f"{groups}.setdefault(({keys}), []).append({cells.row()})")
    block.line(f"{name} = []")
    with block.under(f"for k, {items} in {groups}.items():"):
        outer = Scope(sheet, block, {})
        for each, write in writers.items():
            atom = write(items)
            outer.made[each] = outer.put(atom.text, atom.maybe)
        cells_made = "".join(f"{outer.value(each).text}, " for each in metrics)
        block.line(f"{name}.append((*k, {cells_made}))")
    return name


def _join(made: Relations, node: Node, block: Block) -> str:
    return joins.write(made, node, block)


_WRITERS: dict[type, Write] = {
    ops.UnboundTable: _unbound,
    ops.Project: _project,
    ops.Filter: _filter,
    ops.Sort: _sort,
    ops.Limit: _limit,
    ops.Union: _union,
    ops.Distinct: _distinct,
    ops.DropColumns: _drop,
    ops.Aggregate: _aggregate,
    ops.JoinChain: _join,
}
