"""Rules with one thing changed: a threshold by one unit, a leaf, an exclusion or a window left out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from lenitive.knowledge.rules import rules
from lenitive.knowledge.rules.language import language
from lenitive.knowledge.rules.model import Count, Leaf, Node, Not, Rule, Scope, Test, leaves, rules_named
from lenitive.reason.engine.program import Program, compile_rules

# Their one row decides, whatever `absent` says; a finding of a lower layer always has its row.
ONE_ROW = {name for name, table in language().tables.items() if table.one_row} | {"finding"}
# A rule that excludes by cdc22_general_exclusions leaves out everyone under 18 by that already.
_ADULTS_ALREADY = "cdc22_general_exclusions"


@dataclass(frozen=True)
class Mutant:
    """A changed rule, and in words what was changed."""

    name: str
    rule: Rule


@lru_cache(maxsize=256)
def of_rule(changed: Rule) -> Program:
    """A program of one rule and of those it reads."""
    by_id = {each.id: each for each in rules()}
    needed: dict[str, Rule] = {}

    def take(one: Rule) -> None:
        needed[one.id] = one
        for name in sorted(rules_named(one.when) | set(one.applies_to.excludes)):
            if name not in needed:
                take(by_id[name])

    take(changed)
    return compile_rules(sorted(needed.values(), key=lambda each: each.layer))


def mutants(rule: Rule) -> Iterator[Mutant]:
    """Every change of a rule."""
    for name, node in _changed(rule.when):
        yield Mutant(f"{rule.id}: {name}", replace(rule, when=node))
    for table in sorted({leaf.table for leaf in leaves(rule.when)} - ONE_ROW):
        for absent in sorted({leaf.absent for leaf in leaves(rule.when) if leaf.table == table}):
            turned = _turned(rule.when, table, absent)
            yield Mutant(f"{rule.id}: {table} no longer absent: {absent}", replace(rule, when=turned))
    for name, scope in _scopes(rule.applies_to):
        yield Mutant(f"{rule.id}: {name}", replace(rule, applies_to=scope))


def _scopes(scope: Scope) -> Iterator[tuple[str, Scope]]:
    if scope.age_min is not None:
        yield f"age_min {scope.age_min + 1}", replace(scope, age_min=scope.age_min + 1)
        if not (scope.age_min == 18 and _ADULTS_ALREADY in scope.excludes):
            yield f"age_min {scope.age_min - 1}", replace(scope, age_min=scope.age_min - 1)
    if scope.age_max is not None:
        yield f"age_max {scope.age_max + 1}", replace(scope, age_max=scope.age_max + 1)
        yield f"age_max {scope.age_max - 1}", replace(scope, age_max=scope.age_max - 1)
    for name in scope.excludes:
        rest = tuple(each for each in scope.excludes if each != name)
        yield f"without the exclusion {name}", replace(scope, excludes=rest)
    for setting in scope.not_settings:
        rest = tuple(each for each in scope.not_settings if each != setting)
        yield f"also {setting}", replace(scope, not_settings=rest)


def _changed(node: Node, path: str = "") -> Iterator[tuple[str, Node]]:
    """The node with one thing changed in it."""
    if isinstance(node, Leaf):
        if node.table != "finding":  # it names a rule and a status; the loader refuses it without either
            yield from ((f"{_short(node)}{path} {what}", leaf) for what, leaf in _leaves(node))
        return
    for number, part in enumerate(node.of):
        rest = (*node.of[:number], *node.of[number + 1 :])
        inside = f"{path}.{number}"
        if rest and not isinstance(node, Not):
            yield f"{_short(part)}{inside} left out", replace(node, of=rest)
        for name, changed in _changed(part, inside):
            yield name, replace(node, of=(*node.of[:number], changed, *node.of[number + 1 :]))
    if isinstance(node, Count):
        for more in (1, -1):
            yield f"count{path} at least {node.at_least + more}", replace(node, at_least=node.at_least + more)


def _turned(node: Node, table: str, absent: str) -> Node:
    """The node with what it means that no row matches turned round, in all leaves of a table that say so.

    One leaf alone often changes nothing: another over the same list is as unknown.
    """
    if isinstance(node, Leaf):
        if (node.table, node.absent) != (table, absent):
            return node
        return replace(node, absent="unknown" if absent == "no" else "no")
    return replace(node, of=tuple(_turned(part, table, absent) for part in node.of))


def _leaves(leaf: Leaf) -> Iterator[tuple[str, Leaf]]:
    for name, tests in _tests(leaf.where):
        yield name, replace(leaf, where=tests)
    for name, tests in _tests(leaf.take.tests, keep=True):
        yield name, replace(leaf, take=replace(leaf.take, tests=tests))
    if leaf.window:
        first, last = leaf.window
        yield "without its window", replace(leaf, window=None)
        yield f"window to {first + 1} days", replace(leaf, window=(first + 1, last))
        yield f"window to {first - 1} days", replace(leaf, window=(first - 1, last))
    if leaf.fresh_days is not None:
        yield "however old", replace(leaf, fresh_days=None)
        yield f"fresh for {leaf.fresh_days + 1} days", replace(leaf, fresh_days=leaf.fresh_days + 1)
        yield f"fresh for {leaf.fresh_days - 1} days", replace(leaf, fresh_days=leaf.fresh_days - 1)


def _tests(tests: tuple[Test, ...], *, keep: bool = False) -> Iterator[tuple[str, tuple[Test, ...]]]:
    """The tests with one left out (unless kept), one value left out, or one bound moved by a unit."""
    for number, test in enumerate(tests):
        before, after = tests[:number], tests[number + 1 :]
        if not keep:
            yield f"without {test.field}", (*before, *after)
        if len(test.one_of) > 1:
            for value in test.one_of:
                rest = tuple(each for each in test.one_of if each != value)
                yield f"{test.field} without {value}", (*before, replace(test, one_of=rest), *after)
        for place, (operator, value) in enumerate(test.bounds):
            if isinstance(value, str):
                continue
            for step in (1, -1):
                moved = (*test.bounds[:place], (operator, value + step), *test.bounds[place + 1 :])
                yield (
                    f"{test.field} {operator} {value + step:g}",
                    (*before, replace(test, bounds=moved), *after),
                )


def _short(node: Node) -> str:
    leaf = next(leaves(node))
    values = [str(value) for test in leaf.where for value in test.one_of[:1]]
    return f"{leaf.table} {values[0] if values else ''}".strip()
