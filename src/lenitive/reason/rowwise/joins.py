"""Joins: equal values by an index, whatever else is asked by a look at each pair that the index gives.

An index over knowledge is made once a process, and the few rows of a person are looked up in it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import ibis.expr.operations as ops

from lenitive.reason.rowwise.appending import append
from lenitive.reason.rowwise.sheet import Block
from lenitive.reason.rowwise.values import Node, Scope, parts

if TYPE_CHECKING:
    from lenitive.reason.rowwise.relations import Relations


@dataclass
class Side:
    """One side of a join: the list of its rows, the references they serve (first cell), how wide they are."""

    rows: str
    places: dict[Node, int]
    width: int
    fixed: bool

    def at(self, row: str) -> dict[Node, tuple[str, int]]:
        """Where the values of a row of that name are found."""
        return {reference: (row, first) for reference, first in self.places.items()}


@dataclass
class Conditions:
    """Pairs of equal values (left, right), and what else is asked."""

    equal: list[tuple[Node, Node]]
    other: list[Node]


def write(made: Relations, node: Node, block: Block) -> str:
    """Write a chain of joins, one link after the other; the name of the list of its rows."""
    left = _side(made, node.first)
    for link in node.rest:
        right = _side(made, link.table)
        conditions = _conditions(link.predicates, left, right)
        left = _link(made, block, link.how, left, right, conditions)
    values = list(node.values.values())
    name, row = made.sheet.fresh("t"), made.sheet.fresh("r")
    block.line(f"{name} = []")
    with block.under(f"for {row} in {left.rows}:"):
        scope = Scope(made.sheet, block, left.at(row))
        append(scope, name, values)
    return name


def _side(made: Relations, reference: Node) -> Side:
    parent = reference.parent
    return Side(made.rows(parent), {reference: 0}, len(parent.schema.names), made.is_fixed(parent))


def _conditions(predicates: Sequence[Node], left: Side, right: Side) -> Conditions:
    conditions = Conditions([], [])
    for predicate in _flat(predicates):
        if isinstance(predicate, ops.Equals):
            sides = [_references(predicate.left), _references(predicate.right)]
            if sides[0] <= set(left.places) and sides[1] <= set(right.places) and all(sides):
                conditions.equal.append((predicate.left, predicate.right))
                continue
            if sides[1] <= set(left.places) and sides[0] <= set(right.places) and all(sides):
                conditions.equal.append((predicate.right, predicate.left))
                continue
        conditions.other.append(predicate)
    return conditions


def _flat(predicates: Sequence[Node]) -> Iterator[Node]:
    for predicate in predicates:
        if isinstance(predicate, ops.And):
            yield from _flat((predicate.left, predicate.right))
        else:
            yield predicate


def _references(node: Node) -> set[Node]:
    return {field.rel for field in parts([node], ops.Field)}


def _link(made: Relations, block: Block, how: str, left: Side, right: Side, conditions: Conditions) -> Side:
    """The rows of both, or those of the left that have (semi) or lack (anti) one on the right."""
    if how not in ("inner", "left", "semi", "anti", "cross"):
        raise NotImplementedError(f"a join {how}")
    if how == "inner" and left.fixed and not right.fixed:
        turned = Conditions([(b, a) for a, b in conditions.equal], conditions.other)
        return _paired(made, block, how, right, left, turned)
    return _paired(made, block, how, left, right, conditions)


def _paired(made: Relations, block: Block, how: str, probe: Side, held: Side, conditions: Conditions) -> Side:
    """Each row of `probe` with those of `held` that belong to it."""
    sheet = made.sheet
    source = _index(made, block, probe, held, [right for _, right in conditions.equal])
    name, row, other = sheet.fresh("t"), sheet.fresh("r"), sheet.fresh("o")
    block.line(f"{name} = []")
    with block.under(f"for {row} in {probe.rows}:"):
        scope = Scope(sheet, block, probe.at(row))
        found = source
        if conditions.equal:
            keys = [scope.value(left).text for left, _ in conditions.equal]
            found = f"{source}.get({_key(keys)}, ())"
        if how == "left":
            block.line("hit = False")
        with block.under(f"for {other} in {found}:"):
            inner = scope.inner(held.at(other))
            for predicate in conditions.other:
                with block.under(f"if not {inner.value(predicate).text}:"):
                    block.line("continue")
            _matched(block, how, name, row, other)
        if how == "anti":
            with block.under("else:"):
                block.line(f"{name}.append({row})")
        if how == "left":
            with block.under("if not hit:"):
                block.line(f"{name}.append({row} + {sheet.constant(f'(None,) * {held.width}')})")
    if how in ("semi", "anti"):
        return Side(name, probe.places, probe.width, probe.fixed and held.fixed)
    places = {**probe.places, **{each: probe.width + at for each, at in held.places.items()}}
    return Side(name, places, probe.width + held.width, probe.fixed and held.fixed)


def _matched(block: Block, how: str, name: str, row: str, other: str) -> None:
    if how == "semi":
        block.line(f"{name}.append({row})")
    if how in ("semi", "anti"):
        block.line("break")
        return
    if how == "left":
        block.line("hit = True")
    block.line(f"{name}.append({row} + {other})")


def _index(made: Relations, block: Block, probe: Side, held: Side, keys: list[Node]) -> str:
    """The name of what gives the rows to a key; without a key, of the list of them all."""
    if not keys:
        return held.rows
    name, row = made.sheet.fresh("i"), made.sheet.fresh("r")
    place = made.sheet.block(held.fixed)
    place.line(f"{name} = {{}}")
    rows = held.rows if held.fixed else f"{held.rows} if {probe.rows} else ()"
    with place.under(f"for {row} in {rows}:"):
        scope = Scope(made.sheet, place, held.at(row))
        atoms = [scope.value(key) for key in keys]
        with place.under(f"if {' and '.join(f'{atom.text} is not None' for atom in atoms)}:"):
            place.line(f"{name}.setdefault({_key([atom.text for atom in atoms])}, []).append({row})")
    if held.fixed and place is not block:
        made.sheet.keep(name)
    return name


def _key(texts: list[str]) -> str:
    return texts[0] if len(texts) == 1 else f"({', '.join(texts)})"
