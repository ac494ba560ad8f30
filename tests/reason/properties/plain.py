"""The grammar of language.yaml read once more, plainly: which rows a leaf selects, what a tree amounts to.

Slow and short on purpose, so that the engine is not held to itself.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator
from datetime import date
from random import Random

from lenitive.knowledge.rules.language import DerivedTable
from lenitive.knowledge.rules.model import Leaf
from lenitive.knowledge.rules.model import Test as Asked
from lenitive.reason.engine.program import SETTING, Program
from lenitive.reason.engine.trees import Item, Tree
from tests.reason.engine.drawing import AS_OF, random_rows

Row = dict[str, object]
Rows = dict[str, list[Row]]
_HOLDS = {"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge, "!=": operator.ne}


def drawn(program: Program, seed: int, person: str = "p") -> Rows:
    """The rows of a random person, the settings of the draft orders among them."""
    rows = random_rows(program, Random(seed), person)
    rows[SETTING.name] = [
        {"of": "order", "setting": row["setting"], "row_ids": row["row_ids"]} for row in rows["event"]
    ]
    return rows


def may_select(leaf: Leaf, row: Row, table: DerivedTable, as_of: date = AS_OF) -> bool:
    """Whether a row surely or perhaps is one of those that a leaf asks about."""
    return all(_may_pass(test, row, table) for test in leaf.where) and _may_lie(leaf, row, table, as_of)


def _may_pass(test: Asked, row: Row, table: DerivedTable) -> bool:
    field = table.field(test.field)
    assert field is not None
    if field.kind != "bounds":
        value = row[test.field]
        if value is None:
            return True
        return (not test.one_of or value in test.one_of) and all(
            _HOLDS[op](value, bound) for op, bound in test.bounds
        )
    low, high = row[f"{test.field}_low"], row[f"{test.field}_high"]
    ends = [float("-inf") if low is None else low, float("inf") if high is None else high]
    upper = [bound for op, bound in test.bounds if op in ("<", "<=")]
    lower = [bound for op, bound in test.bounds if op in (">", ">=")]
    # A value between the ends passes: the least is not over an upper limit, the greatest not under a lower.
    return not (any(ends[0] > bound for bound in upper) or any(ends[1] < bound for bound in lower))


def _may_lie(leaf: Leaf, row: Row, table: DerivedTable, as_of: date) -> bool:
    if leaf.window is None or table.field("at") is None:
        return True
    low, high = row["at_low"], row["at_high"]
    if low is None and high is None:
        return False
    first, last = leaf.window
    oldest = None if low is None else (as_of - low).days  # type: ignore[operator]
    youngest = None if high is None else (as_of - high).days  # type: ignore[operator]
    return not ((youngest is not None and youngest > first) or (oldest is not None and oldest < last))


def value_of(tree: Tree, item: Callable[[Item], int]) -> int:
    """The truth of a tree: of its parts, the one that as many reach as are needed."""
    if isinstance(tree, Item):
        return item(tree)
    return sorted((value_of(part, item) for part in tree.parts), reverse=True)[tree.least - 1]


def items_of(tree: Tree) -> Iterator[Item]:
    """The items of a tree, repeats included."""
    if isinstance(tree, Item):
        yield tree
    else:
        for part in tree.parts:
            yield from items_of(part)
