"""Window functions: a value for each row from the rows that share its partition."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import ibis.expr.operations as ops

from lenitive.reason.rowwise import reductions
from lenitive.reason.rowwise.sheet import Atom, Block, Sheet
from lenitive.reason.rowwise.values import Node, Scope, parts

_RUNNING = {ops.Max: "max", ops.Min: "min", ops.Sum: "plus"}
_MOVES = (ops.Lag, ops.Lead)
Write = Callable[[str, int], str]
"""The list of values of rows in order: from the name of the list of rows, and the cell of the first key."""


def columns(sheet: Sheet, block: Block, parent: Node, rows: str, values: Iterable[Node]) -> dict[Node, str]:
    """Write every window function of the values over the rows; function -> name of the list of its values."""
    return {
        window: _column(sheet, block, parent, rows, window) for window in parts(values, ops.WindowFunction)
    }


def _column(sheet: Sheet, block: Block, parent: Node, rows: str, window: Node) -> str:
    name, groups, number, row, items = (sheet.fresh(each) for each in ("w", "g", "n", "r", "p"))
    block.line(f"{name} = [None] * len({rows})")
    block.line(f"{groups} = {{}}")
    with block.under(f"for {number}, {row} in enumerate({rows}):"):
        scope = Scope(sheet, block, {parent: (row, 0)})
        keys = "".join(f"{scope.value(each).text}, " for each in window.group_by)
        cells = reductions.Cells(scope, texts=[number])
        write = _writer(window, cells)
        first = len(cells.texts)
        cells.texts += [scope.value(key.arg).text for key in window.order_by]
        block.line(f"{groups}.setdefault(({keys}), []).append({cells.row()})")
    with block.under(f"for {items} in {groups}.values():"):
        if window.order_by:
            order = [(first + n, key.ascending, key.nulls_first) for n, key in enumerate(window.order_by)]
            block.line(f"{items} = ordered({items}, {', '.join(map(repr, order))})")
        made = write(items, first)
        with block.under(f"for x, y in zip({items}, {made}):"):
            block.line(f"{name}[x[0]] = y")
    return name


def _writer(window: Node, cells: reductions.Cells) -> Write:
    """What writes, for a list of rows in order, the list of values."""
    function = window.func
    if window.start is not None:
        raise NotImplementedError("a window that starts at a row")
    if isinstance(function, _MOVES):
        if function.offset is not None or function.default is not None:
            raise NotImplementedError(f"{type(function).__name__} with an offset or a default")
        place = cells.place(function.arg)
        before = type(function) is ops.Lag
        return lambda rows, _: (
            f"[None, *(x[{place}] for x in {rows}[:-1])]"
            if before
            else f"[*(x[{place}] for x in {rows}[1:]), None]"
        )
    if not isinstance(function, reductions.KINDS):
        raise NotImplementedError(f"a window function {type(function).__name__}")
    if window.end is None:
        whole = reductions.prepare(function, cells)
        return lambda rows, _: f"[{whole(rows).text}] * len({rows})"
    return _running(window, cells)


def _running(window: Node, cells: reductions.Cells) -> Write:
    """From the first row to this one, or to one before it; a range goes on to the rows that are equal."""
    function, end = window.func, window.end
    if type(function) not in _RUNNING or function.where is not None or not isinstance(end.value, ops.Literal):
        raise NotImplementedError(f"{type(function).__name__} over a part of a window")
    place, join = cells.place(function.arg), _RUNNING[type(function)]
    offset = end.value.value * (-1 if end.preceding else 1)
    keys = window.order_by
    distant = window.how == "range" and offset != 0
    if distant and (len(keys) > 1 or not keys[0].ascending or not keys[0].arg.dtype.is_numeric()):
        raise NotImplementedError("a range that ends at a distance in another order than of one number")

    def write(rows: str, first: int) -> str:
        ends = f"range({1 + offset}, len({rows}) + {1 + offset})"
        if distant:
            ends = f"distant_ends([x[{first}] for x in {rows}], {offset})"
        elif window.how == "range":
            ends = f"peers_end({rows}, {first})"
        elif offset > 0:
            raise NotImplementedError("a window that ends after its row")
        return f"running([x[{place}] for x in {rows}], {join}, {ends})"

    return write


def scope_of(sheet: Sheet, block: Block, parent: Node, row: str, number: str, made: dict[Node, str]) -> Scope:
    """The scope of a row, in which its window functions are made."""
    given = {window: Atom(f"{name}[{number}]") for window, name in made.items()}
    return Scope(sheet, block, {parent: (row, 0)}, given)
