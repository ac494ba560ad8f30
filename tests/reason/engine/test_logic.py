"""Kleene's logic over trees, and what must hold of every person's findings."""

from __future__ import annotations

from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from lenitive.knowledge.rules.model import All, AnyOf, Count, Leaf, Node, Not, Take
from lenitive.reason.engine.person import Judged, Truth, judge
from lenitive.reason.engine.program import SETTING, program
from lenitive.reason.engine.trees import Item, normal_form
from tests.reason.engine.drawing import AS_OF, random_rows

LEAVES = [Leaf(f"t{n}", (), None, Take(), None, "no") for n in range(4)]


def trees() -> st.SearchStrategy[Node]:
    return st.recursive(
        st.sampled_from(LEAVES),
        lambda parts: st.one_of(
            st.lists(parts, min_size=1, max_size=3).map(lambda of: All(tuple(of))),
            st.lists(parts, min_size=1, max_size=3).map(lambda of: AnyOf(tuple(of))),
            parts.map(lambda one: Not((one,))),
            st.lists(parts, min_size=2, max_size=3).flatmap(
                lambda of: st.integers(1, len(of)).map(lambda n: Count(tuple(of), n))
            ),
        ),
        max_leaves=8,
    )


def kleene(node: Node, values: list[int]) -> int:
    """The plain reading of the grammar, written once more."""
    if isinstance(node, Leaf):
        return values[LEAVES.index(node)]
    parts = [kleene(part, values) for part in node.of]
    if isinstance(node, Not):
        return 2 - parts[0]
    if isinstance(node, All):
        return min(parts)
    if isinstance(node, AnyOf):
        return max(parts)
    if sum(part == 2 for part in parts) >= node.at_least:
        return 2
    return 1 if sum(part >= 1 for part in parts) >= node.at_least else 0


@settings(deadline=None)  # the first example waits for the rules to be compiled
@given(trees(), st.lists(st.integers(0, 2), min_size=4, max_size=4))
def test_a_tree_in_normal_form_has_the_value_of_the_rule_as_written(node, values):
    judged = Judged(program(), {n: Truth(value) for n, value in enumerate(values)})
    tree = normal_form(node, lambda leaf: Item(LEAVES.index(leaf)))
    assert judged.value(tree) == kleene(node, values)


@settings(deadline=None)  # the first example waits for the rules to be compiled
@given(trees(), st.lists(st.integers(0, 2), min_size=4, max_size=4))
def test_what_decides_is_enough_to_decide(node, values):
    judged = Judged(program(), {n: Truth(value) for n, value in enumerate(values)})
    tree = normal_form(node, lambda leaf: Item(LEAVES.index(leaf)))
    deciding = set(judged.deciding(tree))
    assert deciding
    whole = judged.value(tree)
    for others in (0, 2):
        kept = {n: Truth(value if n in deciding else others) for n, value in enumerate(values)}
        if whole != 1:
            assert Judged(program(), kept).value(tree) == whole


def _rows(seed: int) -> dict[str, list[dict[str, object]]]:
    rows = random_rows(program(), Random(seed), "p")
    rows[SETTING.name] = [
        {"of": "order", "setting": row["setting"], "row_ids": row["row_ids"]} for row in rows["event"]
    ]
    return rows


def _said(rows: dict[str, list[dict[str, object]]]) -> dict[str, tuple[int, tuple[str, ...]]]:
    judged = judge(program(), rows, AS_OF)
    return {each.judgement.rule.id: (each.truth.value, each.truth.row_ids) for each in judged.rules}


@settings(deadline=None)  # the first example waits for the rules to be compiled
@given(st.integers(0, 2**32))
def test_the_order_of_rows_changes_nothing(seed):
    rows = _rows(seed)
    turned = {name: list(reversed(own)) for name, own in rows.items()}
    assert _said(rows) == _said(turned)


@settings(deadline=None)  # the first example waits for the rules to be compiled
@given(st.integers(0, 2**32))
def test_a_medicine_of_no_class_that_is_asked_about_changes_nothing_in_a_held_list(seed):
    rows = _rows(seed)
    rows["held"] = [{"domain": "medicines", "row_ids": []}]
    more = dict(rows["use"][0]) if rows["use"] else None
    if more is None:
        return
    more |= {"drug_class": "contrast_medium", "ingredient": "iohexol", "row_ids": ["p/use#more"]}
    assert _said(rows) == _said({**rows, "use": [*rows["use"], more]})
