"""A rule is explained branch by branch, in words, with its rows."""

from __future__ import annotations

from random import Random

import pytest

from lenitive.cli.rule_text import explanation_text
from lenitive.errors import KnowledgeError
from lenitive.knowledge.classification import as_rules, subjects
from lenitive.knowledge.rules import rules
from lenitive.knowledge.rules.model import leaves
from lenitive.reason.classify.explain import explain_classified
from lenitive.reason.classify.judged import Truths, criteria
from lenitive.reason.engine.findings import STATUS
from lenitive.reason.engine.person import judge
from lenitive.reason.engine.program import program
from lenitive.reason.engine.words import leaf_words
from lenitive.reason.explain import Explained, explain_judged, show
from tests.reason.engine.drawing import random_rows
from tests.spec.rules.drawn import AS_OF, facts


def nodes(node: Explained):
    yield node
    for child in node.children:
        yield from nodes(child)


def told(rule: str, drawn: str):
    return explain_judged(judge(program(), facts(drawn), AS_OF), rule)


def test_what_decides_is_marked_and_has_its_rows():
    made = told("cdc22_8", "use opioid oxycodone; exposure_now mme=60")
    assert made.status == "met"
    deciding = {node.words: node.evidence for node in nodes(made.when) if node.decides and not node.children}
    assert deciding == {
        "opioid (systemic, active or about to be signed) among the medicines": ("use#1",),
        "no naloxone rescue (active or about to be signed) among the medicines": (),
        "opioids (MME a day) at least 50": ("exposure_now#1",),
    }


def test_a_rule_that_does_not_apply_says_for_whom_it_is_not():
    made = told("cdc22_4", "use opioid oxycodone; exposure_now mme=60; concept sickle_cell_disease")
    assert made.status == "not_met"
    assert "Does not apply here" in made.reason
    assert "cdc22_general_exclusions" in made.reason
    assert made.scope is not None
    assert made.scope.truth == "not_met"


def test_what_was_not_ruled_out_is_named():
    made = told("cdc22_4", "use opioid oxycodone; exposure_now mme=60; open problems")
    assert made.status == "met"
    assert "Not ruled out" in made.reason


def test_what_is_unknown_says_what_would_settle_it():
    made = told("nsaid_egfr30", "use nsaid ibuprofen")
    assert made.status == "unknown"
    assert "eGFR" in made.settles_by


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: rule.id)
def test_every_rule_can_be_read_in_words(rule):
    text = explanation_text(show(rule.id))
    assert rule.title in text
    assert rule.source in text
    assert "_" not in "".join(leaf_words(leaf).met for leaf in leaves(rule.when) if leaf.table != "finding")


@pytest.mark.parametrize("rule", as_rules(), ids=lambda rule: rule.id)
def test_every_criterion_and_grade_can_be_read_in_words(rule):
    text = explanation_text(show(rule.id))
    assert text.startswith(f"{rule.title} ({rule.id})\n")
    assert rule.source in text
    assert "For whom" not in text
    assert "_" not in "".join(node.words for node in nodes(show(rule.id).when))


@pytest.mark.parametrize("seed", range(12))
def test_a_grade_is_explained_as_it_was_graded_and_what_decides_is_marked(seed):
    judged = judge(criteria(), random_rows(criteria(), Random(seed), "p"), AS_OF)
    truths = Truths({each.judgement.rule.id: each.truth for each in judged.rules})
    for grade in (grade for each in subjects() for grade in each.grades):
        made = explain_classified(judged, grade.id)
        assert made.status == made.when.truth == STATUS[truths.grade(grade.id)]
        deciding = {row for node in nodes(made.when) if node.decides for row in node.evidence}
        assert deciding >= set(truths.grade_rows(grade))
        assert bool(made.settles_by) == (made.status == "unknown")


def test_a_rule_that_is_not_there_is_named():
    with pytest.raises(KnowledgeError, match="no_such_rule"):
        show("no_such_rule")
