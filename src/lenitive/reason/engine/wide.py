"""The wide shape: one column a leaf, one row a person. Plain expressions over columns, for a population.

`steps` are tables to be made one after the other: the truth of the leaves; for each layer the value of every
branch, then its rules as columns; at last one row a person and rule. In one expression each would be written
out again wherever it is used.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import reduce
from itertools import combinations

import ibis
import ibis.expr.types as ir

from lenitive.reason.engine.hits import leaf_truth
from lenitive.reason.engine.program import Judgement, Program
from lenitive.reason.engine.questions import MET, NOT_MET, absent
from lenitive.reason.engine.rows import row_set
from lenitive.reason.engine.trees import Item, Tree
from lenitive.reason.tables import Tables, declared


def steps(program: Program, tables: Tables) -> Iterator[tuple[str, ir.Table]]:
    """The tables to make, by name, in order; each reads those before it.

    The last has one row a person and rule: patient_id, rule, value (0, 1 or 2), row_ids, age.
    """
    made = wide_truth(program, tables)
    yield "engine_leaves", made
    made = ibis.table(made.schema(), name="engine_leaves")
    for layer in program.layers:
        judgements = [each for each in program.judgements if each.rule.layer == layer]
        kept = made.columns
        made = made.mutate(**{name: value for each in judgements for name, value in _branches(made, each)})
        yield f"engine_branches_{layer}", made
        made = ibis.table(made.schema(), name=f"engine_branches_{layer}")
        rules = {name: value for each in judgements for name, value in _rule_columns(made, each).items()}
        made = made.select(*kept, **rules)
        yield f"engine_rules_{layer}", made
        made = ibis.table(made.schema(), name=f"engine_rules_{layer}")
    yield "engine_findings", ibis.union(*(_laid_out(made, judgement) for judgement in program.judgements))


def wide_truth(program: Program, tables: Tables) -> ir.Table:
    """One row a person: for each leaf its value `v`, its rows `r` and the age of the newest `a`."""
    hit = leaf_truth(program, tables)
    columns: dict[str, ir.Value] = {}
    for number, _ in enumerate(program.leaves, program.first_leaf):
        columns |= {
            f"{short}{number}": _of_leaf(hit, number, name)
            for short, name in (("c", "complete"), ("o", "open"), ("r", "row_ids"), ("a", "age"))
        }
    pivoted = hit.group_by("patient_id").agg(**columns)
    people = _people(tables).left_join(pivoted, "patient_id").drop("patient_id_right")
    return people.select("patient_id", **dict(_leaf_columns(program, people)))


def _of_leaf(hit: ir.Table, number: int, name: str) -> ir.Value:
    """A person's value of one leaf. There is one row a person and leaf, so the greatest is that row's.

    A condition inside costs a tenth of an aggregate with a filter, of which DuckDB sets each up by itself.
    """
    value = hit[name]
    return ibis.ifelse(hit["item"] == number, value, ibis.null(value.type())).max()


def _leaf_columns(program: Program, people: ir.Table) -> list[tuple[str, ir.Value]]:
    made: list[tuple[str, ir.Value]] = []
    for number, leaf in enumerate(program.leaves, program.first_leaf):
        none = absent(leaf, program.tables[leaf.table])
        complete = people[f"c{number}"].fill_null(none.complete)
        value = complete
        if none.may_be_open:
            opened = people[f"o{number}"].fill_null(none.open)
            held = people[none.held_list].fill_null(False) if none.held_list else ibis.literal(False)
            value = ibis.ifelse(held, complete, opened)
        made += [
            (f"v{number}", value.cast("int8")),
            (f"r{number}", people[f"r{number}"]),
            (f"a{number}", people[f"a{number}"]),
        ]
    return made


def _people(tables: Tables) -> ir.Table:
    """Each person, and which of their lists are held."""
    person, held = tables.record.patient, tables.derived.held
    domain = declared("held").field("domain")
    names = domain.values if domain is not None else ()
    lists = held.group_by("patient_id").agg(**{name: (held.domain == name).any() for name in names})
    joined = person.select("patient_id").distinct().left_join(lists, "patient_id")
    return joined.select("patient_id", *names)


def _laid_out(truth: ir.Table, judgement: Judgement) -> ir.Table:
    number = judgement.number
    return truth.select(
        "patient_id",
        rule=ibis.literal(judgement.rule.id),
        value=truth[f"v{number}"],
        row_ids=truth[f"r{number}"],
        age=truth[f"a{number}"],
    )


def _branches(truth: ir.Table, judgement: Judgement) -> Iterator[tuple[str, ir.Value]]:
    """The value of every branch of a rule's trees, as `b<tree>_<rule>_<path>`."""
    for name, tree in _trees(judgement):
        yield from _branch_values(truth, tree, name)


def _trees(judgement: Judgement) -> Iterator[tuple[str, Tree]]:
    yield f"bw_{judgement.number}", judgement.when_tree
    if judgement.scope_tree is not None:
        yield f"bs_{judgement.number}", judgement.scope_tree


def _branch_values(truth: ir.Table, tree: Tree, name: str) -> Iterator[tuple[str, ir.Value]]:
    yield name, _value(truth, tree)
    if not isinstance(tree, Item):
        for number, part in enumerate(tree.parts):
            yield from _branch_values(truth, part, f"{name}_{number}")


def _rule_columns(truth: ir.Table, judgement: Judgement) -> dict[str, ir.Value]:
    """The value, rows and age of a rule; see `person._decide`, which says the same for one person."""
    names = dict(_trees(judgement))
    when, scope = f"bw_{judgement.number}", f"bs_{judgement.number}"
    value: ir.Value = truth[when]
    rows, age = _resting(truth, judgement.when_tree, when)
    if judgement.review is not None:
        review = judgement.review
        reviewed = truth[f"a{review}"]
        covered = reviewed.notnull() & (age.isnull() | (reviewed <= age)).fill_null(False)
        closed = (value == MET) & (truth[f"v{review}"] == MET) & covered
        value = ibis.ifelse(closed, _truth(NOT_MET), value)
        rows = ibis.ifelse(closed, truth[f"r{review}"], rows)
        age = ibis.ifelse(closed, reviewed, age)
    if scope in names:
        outside = truth[scope] == NOT_MET
        scope_rows, scope_age = _resting(truth, names[scope], scope)
        value = ibis.ifelse(outside, _truth(NOT_MET), value)
        rows = ibis.ifelse(outside, scope_rows, rows)
        age = ibis.ifelse(outside, scope_age, age)
    number = judgement.number
    return {f"v{number}": value.cast("int8"), f"r{number}": row_set(rows), f"a{number}": age}


def _value(truth: ir.Table, tree: Tree) -> ir.Value:
    """The value of a tree: of its parts, the one that as many reach as are needed."""
    if isinstance(tree, Item):
        value = truth[f"v{tree.number}"]
        return (_truth(MET) - value).cast("int8") if tree.negated else value
    parts = [_value(truth, part) for part in tree.parts]
    if tree.kind == "all":
        return ibis.least(*parts) if len(parts) > 1 else parts[0]
    if tree.kind == "any":
        return ibis.greatest(*parts)
    return ibis.greatest(*(ibis.least(*chosen) for chosen in combinations(parts, tree.least)))


def _resting(truth: ir.Table, tree: Tree, root: str) -> tuple[ir.Value, ir.Value]:
    """The rows and youngest age of the items that, with every branch above, have the value of the root."""
    empty = ibis.literal([], "array<string>")
    found = list(_deciding(truth, tree, root, ()))
    rows = [ibis.ifelse(decides, truth[f"r{item}"].fill_null(empty), empty) for item, decides in found]
    ages = [ibis.ifelse(decides, truth[f"a{item}"], ibis.null("int64")) for item, decides in found]
    youngest = ibis.least(*ages) if len(ages) > 1 else ages[0]
    return (rows[0].concat(*rows[1:]) if len(rows) > 1 else rows[0]), youngest


def _deciding(
    truth: ir.Table, tree: Tree, name: str, above: tuple[str, ...]
) -> Iterator[tuple[int, ir.BooleanValue]]:
    if isinstance(tree, Item):
        root = truth[(*above, name)[0]]
        agreed = [truth[each] == root for each in (*above[1:], name)]
        yield tree.number, reduce(lambda one, other: one & other, agreed)
        return
    for number, part in enumerate(tree.parts):
        yield from _deciding(truth, part, f"{name}_{number}", (*above, name))


def _truth(value: int) -> ir.Value:
    return ibis.literal(value, "int8")
