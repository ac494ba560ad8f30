"""One rule's truth for a person, branch by branch, each with its words and the rows it rests on.

The criteria and grades of the classification are explained in the same form, by their ids `subject.name`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

from lenitive.knowledge.classification import as_rules
from lenitive.knowledge.rules import rule as rule_of
from lenitive.knowledge.rules import rules
from lenitive.knowledge.rules.site import chosen_rule, site_choice
from lenitive.reason.classify.explain import explain_classified, show_classified
from lenitive.reason.classify.judged import criteria
from lenitive.reason.engine.findings import finding
from lenitive.reason.engine.person import Judged
from lenitive.reason.engine.program import Judgement, Program, compile_rules, program
from lenitive.reason.explained import Explained, Explanation, node
from lenitive.reason.judgement import judge_person, the_person
from lenitive.reason.tables import unchanged_record

if TYPE_CHECKING:
    from lenitive.record.rows import Record

__all__ = ["Explained", "Explanation", "explain", "explain_judged", "is_classification", "known", "show"]


def is_classification(rule_id: str) -> bool:
    """Whether an id is that of a criterion or grade of the classification."""
    return any(each.id == rule_id for each in as_rules())


def known(rule_id: str) -> None:
    """Raise KnowledgeError where an id is no rule that is on here, and no criterion or grade."""
    if not is_classification(rule_id):
        chosen_rule(rule_id)


def explain(
    connection: Record,
    rule_id: str,
    *,
    patient_id: str | None = None,
    as_of: date,
    orders: Sequence[str] = (),
) -> Explanation:
    """A rule's truth for the person whose record it is; parameters as in `assess`.

    Raises : as `assess`; KnowledgeError for a rule that is not there, or switched off at this site.
    """
    known(rule_id)
    person = the_person(connection, patient_id)
    classified = is_classification(rule_id)
    compiled = criteria() if classified else program()
    with unchanged_record(connection):
        judged = judge_person(connection, patient_id=person, as_of=as_of, orders=orders, compiled=compiled)
    return explain_classified(judged, rule_id) if classified else explain_judged(judged, rule_id)


def explain_judged(judged: Judged, rule_id: str) -> Explanation:
    """A rule's truth for a person who has been judged already."""
    judgement = _judgement(judged.program, rule_id)
    scope = judgement.scope_tree
    told = finding(judged, judged.rules[judgement.number])
    return Explanation(
        judgement.rule,
        node(judged.program, judgement.when_tree, judged),
        None if scope is None else node(judged.program, scope, judged),
        told.status,
        told.reason,
        told.settles_by,
    )


def show(rule_id: str) -> Explanation:
    """A rule's logic in plain words, for nobody in particular; a rule that is switched off is shown too."""
    if is_classification(rule_id):
        return show_classified(rule_id)
    compiled = _shipped() if site_choice().off else program()
    judgement = _judgement(compiled, rule_id)
    scope = judgement.scope_tree
    return Explanation(
        judgement.rule,
        node(compiled, judgement.when_tree),
        None if scope is None else node(compiled, scope),
    )


@lru_cache(maxsize=1)
def _shipped() -> Program:
    return compile_rules(rules())


def _judgement(compiled: Program, rule_id: str) -> Judgement:
    named = rule_of(rule_id)
    return next(each for each in compiled.judgements if each.rule.id == named.id)
