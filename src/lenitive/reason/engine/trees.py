"""Trees of rules in negation normal form, and what each of their nodes needs to be met.

`not` is pushed down to the leaves, so that a tree has only `all`, `any` and `count` over items. In Kleene's
logic this changes no value: negation turns the least into the greatest, and "at least n of m" into "at
least m - n + 1 of the opposites".
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from lenitive.knowledge.rules.model import All, AnyOf, Count, Leaf, Node, Not


@dataclass(frozen=True)
class Item:
    """A leaf of the program, or an earlier rule, by its number; negated or not."""

    number: int
    negated: bool = False


@dataclass(frozen=True)
class Branch:
    """Met when at least `least` of its parts are: all of them, one of them, or a count.

    source : the node of the rule that it was made from.
    """

    kind: Literal["all", "any", "count"]
    least: int
    parts: tuple[Tree, ...]
    source: Node


Tree = Branch | Item


def normal_form(node: Node, number: Callable[[Leaf], Node | Item], *, negated: bool = False) -> Tree:
    """The tree of a node in negation normal form.

    number : the item of a leaf, or a node of further leaves that says the same.
    """
    if isinstance(node, Leaf):
        made = number(node)
        if isinstance(made, Item):
            return Item(made.number, made.negated != negated)
        return normal_form(made, number, negated=negated)
    if isinstance(node, Not):
        return normal_form(node.of[0], number, negated=not negated)
    parts = tuple(normal_form(part, number, negated=negated) for part in node.of)
    least = _least(node)
    if negated:
        least = len(parts) - least + 1
    return Branch(_kind(least, len(parts)), least, parts, node)


def _least(node: All | AnyOf | Count) -> int:
    if isinstance(node, All):
        return len(node.of)
    return 1 if isinstance(node, AnyOf) else node.at_least


def _kind(least: int, parts: int) -> Literal["all", "any", "count"]:
    if least == parts:
        return "all"
    return "any" if least == 1 else "count"
