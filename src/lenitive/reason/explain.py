"""One rule's truth for a person, branch by branch, each with its words and the rows it rests on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Literal

from lenitive.knowledge.rules import rule as rule_of
from lenitive.knowledge.rules.model import Rule
from lenitive.reason.engine.findings import STATUS, finding, item_words, phrase
from lenitive.reason.engine.person import Judged
from lenitive.reason.engine.program import Judgement, Program, program
from lenitive.reason.engine.trees import Branch, Item, Tree
from lenitive.reason.judgement import judge_person, the_person
from lenitive.reason.tables import unchanged_record

if TYPE_CHECKING:
    import duckdb

Kind = Literal["all", "any", "count", "leaf", "rule"]


@dataclass(frozen=True)
class Explained:
    """One node of a rule.

    kind : all, any or count of its children; or a leaf, or another rule.
    words : what it says; where a person was asked about, as it is for that person.
    truth : met, not_met or unknown; empty where nobody was asked about.
    decides : whether the whole has its truth because of this node.
    evidence : row ids.
    """

    kind: Kind
    words: str
    truth: str = ""
    decides: bool = False
    evidence: tuple[str, ...] = ()
    children: tuple[Explained, ...] = ()


@dataclass(frozen=True)
class Explanation:
    """A rule, whole: its logic and for whom it speaks; status and reason where a person was asked about."""

    rule: Rule
    when: Explained
    scope: Explained | None
    status: str = ""
    reason: str = ""
    settles_by: str = ""


def explain(
    connection: duckdb.DuckDBPyConnection,
    rule_id: str,
    *,
    patient_id: str | None = None,
    as_of: date,
    orders: Sequence[str] = (),
) -> Explanation:
    """A rule's truth for the person whose record it is; parameters and errors as in `assess`."""
    rule_of(rule_id)
    person = the_person(connection, patient_id)
    with unchanged_record(connection):
        judged = judge_person(connection, patient_id=person, as_of=as_of, orders=orders)
    return explain_judged(judged, rule_id)


def explain_judged(judged: Judged, rule_id: str) -> Explanation:
    """A rule's truth for a person who has been judged already."""
    judgement = _judgement(judged.program, rule_id)
    scope = judgement.scope_tree
    told = finding(judged, judged.rules[judgement.number])
    return Explanation(
        judgement.rule,
        _node(judged.program, judgement.when_tree, judged),
        None if scope is None else _node(judged.program, scope, judged),
        told.status,
        told.reason,
        told.settles_by,
    )


def show(rule_id: str) -> Explanation:
    """A rule's logic in plain words, for nobody in particular."""
    compiled = program()
    judgement = _judgement(compiled, rule_id)
    scope = judgement.scope_tree
    return Explanation(
        judgement.rule,
        _node(compiled, judgement.when_tree),
        None if scope is None else _node(compiled, scope),
    )


def _judgement(compiled: Program, rule_id: str) -> Judgement:
    named = rule_of(rule_id)
    return next(each for each in compiled.judgements if each.rule.id == named.id)


def _node(compiled: Program, tree: Tree, judged: Judged | None = None, *, decides: bool = True) -> Explained:
    if isinstance(tree, Item):
        return _item(compiled, tree, judged, decides=decides)
    whole = None if judged is None else judged.value(tree)
    children = tuple(
        _node(
            compiled,
            part,
            judged,
            decides=decides and (judged is None or judged.value(part) == whole),
        )
        for part in tree.parts
    )
    truth = "" if whole is None else STATUS[whole]
    return Explained(tree.kind, _joined(tree), truth, decides and judged is not None, (), children)


def _item(compiled: Program, item: Item, judged: Judged | None, *, decides: bool) -> Explained:
    words = item_words(compiled, item.number)
    kind: Kind = "rule" if compiled.is_rule(item.number) else "leaf"
    if judged is None:
        return Explained(kind, words.not_met if item.negated else words.met)
    truth = judged.items[item.number]
    return Explained(kind, phrase(words, truth.value), STATUS[judged.value(item)], decides, truth.row_ids)


def _joined(branch: Branch) -> str:
    if branch.kind == "count":
        return f"at least {branch.least} of these {len(branch.parts)}"
    return "all of these" if branch.kind == "all" else "any of these"
