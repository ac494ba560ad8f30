"""The rules as frozen dataclasses: a tree of nodes whose leaves are questions to one derived table."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

Value = str | float | bool
Operator = Literal["<", "<=", ">", ">=", "!="]
Absent = Literal["no", "unknown"]
TakeKind = Literal["any", "latest", "count", "distinct", "sum"]


@dataclass(frozen=True)
class Test:
    """One test of one field: all `bounds` hold and, where `one_of` is given, the value is one of them."""

    field: str
    one_of: tuple[Value, ...] = ()
    bounds: tuple[tuple[Operator, Value], ...] = ()


@dataclass(frozen=True)
class Take:
    """What is asked of the rows that `where` selects; `tests` belong to latest, count, distinct or sum."""

    kind: TakeKind = "any"
    tests: tuple[Test, ...] = ()


@dataclass(frozen=True)
class Leaf:
    """One question to one derived table; see the grammar in language.yaml.

    window : (days ago from, days ago to), or nothing.
    """

    table: str
    where: tuple[Test, ...]
    window: tuple[int, int] | None
    take: Take
    fresh_days: int | None
    absent: Absent


@dataclass(frozen=True)
class All:
    """Met when every part is."""

    of: tuple[Node, ...]


@dataclass(frozen=True)
class AnyOf:
    """Met when some part is."""

    of: tuple[Node, ...]


@dataclass(frozen=True)
class Not:
    """Met when its part is not."""

    of: tuple[Node, ...]


@dataclass(frozen=True)
class Count:
    """Met when at least `at_least` of its parts are."""

    of: tuple[Node, ...]
    at_least: int


Node = All | AnyOf | Not | Count | Leaf


@dataclass(frozen=True)
class Scope:
    """For whom a rule speaks; ages in years, both ends included."""

    age_min: int | None = None
    age_max: int | None = None
    excludes: tuple[str, ...] = ()
    not_settings: tuple[str, ...] = ()


@dataclass(frozen=True)
class Rule:
    """One rule of a guideline; `place` is its file and line."""

    id: str
    set: str
    layer: int
    title: str
    applies_to: Scope
    urgency: str
    when: Node
    action: str
    settles_by: tuple[str, ...]
    strength: str
    source: str
    verified: bool
    verified_scope: str
    note: str
    version: str
    place: str


@dataclass(frozen=True)
class GuidelineSet:
    """The rules of one file, which a site switches together.

    version : of the content. status : how far it has been reviewed.
    """

    id: str
    title: str
    version: str
    status: str
    place: str


def leaves(node: Node) -> Iterator[Leaf]:
    """The leaves of a tree, from left to right, repeats included."""
    if isinstance(node, Leaf):
        yield node
    else:
        for part in node.of:
            yield from leaves(part)


def rules_read(rule: Rule) -> set[str]:
    """The rules that a rule depends on: those it reads, and those that say for whom it does not speak."""
    return rules_named(rule.when) | set(rule.applies_to.excludes)


def rules_named(node: Node) -> set[str]:
    """The rules whose findings a tree reads."""
    tests = (test for leaf in leaves(node) if leaf.table == "finding" for test in leaf.where)
    return {str(value) for test in tests if test.field == "rule" for value in test.one_of}
