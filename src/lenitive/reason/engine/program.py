"""The rules as a program: numbered leaves, and for each rule its logic and its scope as numbered trees."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from lenitive.errors import KnowledgeError
from lenitive.knowledge.rules.language import DerivedTable, Field, language
from lenitive.knowledge.rules.model import All, AnyOf, Leaf, Node, Not, Rule, Scope, Take, Test
from lenitive.knowledge.rules.site import Choice, chosen_rules, site_choice
from lenitive.reason.engine.questions import Slots, slots
from lenitive.reason.engine.trees import Item, Tree, normal_form

CLOSED_BY_REVIEW = frozenset({"emergency", "urgent"})
SETTING = DerivedTable(
    "setting",
    "the setting of each order about to be signed (empty when not said), and of a stay that is open",
    (
        Field("of", "text", "of an order, or of a stay", ("order", "stay")),
        Field("setting", "text", "where", ("outpatient", "inpatient")),
    ),
)


@dataclass(frozen=True)
class Judgement:
    """One rule of the program.

    number : its item. when, scope : its logic, and for whom it speaks (or nothing: for everyone).
    review : the leaf that a person's review of it is, for a rule that does not close by time.
    """

    number: int
    rule: Rule
    when_tree: Tree
    scope_tree: Tree | None
    review: int | None


@dataclass(frozen=True, eq=False)
class Program:
    """All rules, compiled once a process. Items are numbered: first the rules, then the leaves."""

    judgements: tuple[Judgement, ...]
    leaves: tuple[Leaf, ...]
    tables: dict[str, DerivedTable]
    slots: Slots

    @property
    def first_leaf(self) -> int:
        """The number of the first leaf."""
        return len(self.judgements)

    @property
    def layers(self) -> tuple[int, ...]:
        """The layers, lowest first."""
        return tuple(sorted({each.rule.layer for each in self.judgements}))

    def leaf(self, number: int) -> Leaf:
        """The leaf of that number."""
        return self.leaves[number - self.first_leaf]

    def is_rule(self, number: int) -> bool:
        """Whether an item is a rule; else it is a leaf."""
        return number < self.first_leaf


def program() -> Program:
    """The program of the rules that this site uses, compiled once a process for each choice of sets."""
    return _chosen(site_choice())


@lru_cache(maxsize=4)
def _chosen(choice: Choice) -> Program:
    return compile_rules(chosen_rules(choice))


def compile_rules(given: Iterable[Rule], tables: Mapping[str, DerivedTable] | None = None) -> Program:
    """The program of these rules; lower layers must come first.

    tables : the derived tables that they read, where these are not those of the language alone.
    """
    return _Compiler(tuple(given), language().tables if tables is None else tables).program()


class _Compiler:
    def __init__(self, given: tuple[Rule, ...], tables: Mapping[str, DerivedTable]) -> None:
        self._rules = given
        self._numbers = {rule.id: number for number, rule in enumerate(given)}
        self._leaves: dict[Leaf, int] = {}
        self._tables = {**tables, SETTING.name: SETTING}

    def program(self) -> Program:
        made = tuple(self._judgement(number, rule) for number, rule in enumerate(self._rules))
        leaves = tuple(self._leaves)
        return Program(made, leaves, self._tables, slots(leaves, self._tables))

    def _judgement(self, number: int, rule: Rule) -> Judgement:
        when = normal_form(rule.when, self._item)
        scope = _scope(rule.applies_to)
        scope_tree = None if scope is None else normal_form(scope, self._item)
        review = self._leaf(_review(rule)) if rule.urgency in CLOSED_BY_REVIEW else None
        return Judgement(number, rule, when, scope_tree, review)

    def _leaf(self, leaf: Leaf) -> int:
        return self._leaves.setdefault(leaf, len(self._rules) + len(self._leaves))

    def _item(self, leaf: Leaf) -> Node | Item:
        if leaf.table != "finding":
            return Item(self._leaf(leaf))
        tests = {test.field: test.one_of for test in leaf.where}
        named, status = tests.get("rule", ()), tests.get("status", ())
        if not named or len(status) != 1 or leaf.take.kind != "any" or leaf.window:
            raise KnowledgeError(
                "a leaf over `finding` says which rules and one status, and nothing else",
                do="Write where: {rule: ID, status: met}",
            )
        if len(named) > 1:
            return AnyOf(tuple(_finding(str(name), str(status[0])) for name in named))
        return Item(self._numbers[str(named[0])], negated=status[0] == "not_met")


def _finding(rule_id: str, status: str) -> Leaf:
    where = (Test("rule", (rule_id,)), Test("status", (status,)))
    return Leaf("finding", where, None, Take(), None, "no")


def _review(rule: Rule) -> Leaf:
    """Whether a person has cleared the finding of a rule, at any time."""
    where = (Test("finding", (rule.id,)), Test("outcome", ("cleared",)))
    return Leaf("review", where, None, Take(), None, "no")


def _scope(scope: Scope) -> Node | None:
    """For whom a rule speaks, as a tree: age, no excluding finding, not in a setting that is left out."""
    parts: list[Node] = []
    if scope.age_min is not None:
        parts.append(_age(Test("age_years", bounds=((">=", scope.age_min),))))
    if scope.age_max is not None:
        parts.append(_age(Test("age_years", bounds=(("<=", scope.age_max),))))
    parts += [Not((_finding(rule_id, "met"),)) for rule_id in scope.excludes]
    parts += [Not((_in_setting(setting),)) for setting in scope.not_settings]
    return All(tuple(parts)) if parts else None


def _age(test: Test) -> Leaf:
    return Leaf("patient", (test,), None, Take(), None, "unknown")


def _in_setting(setting: str) -> Node:
    """All orders about to be signed are for that setting; where none says, the open stay is."""
    others = tuple(value for value in SETTING.fields[1].values if value != setting)
    return All((_setting(setting), Not((_setting(*others),))))


def _setting(*settings: str) -> Leaf:
    return Leaf(SETTING.name, (Test("setting", settings),), None, Take(), None, "no")
