"""Every rule against its drawn cases, and every change of a rule against them: a case must notice."""

from __future__ import annotations

from pathlib import Path

import pytest

from lenitive.knowledge.rules import rules
from lenitive.reason.engine.program import program
from tests.spec.rules.drawn import Case, read_cases, status
from tests.spec.rules.mutants import mutants, of_rule

CASES = [case for path in sorted(Path(__file__).parent.glob("*.cases")) for case in read_cases(path)]
SURVIVORS = {
    line.split("#")[0].strip()
    for line in (Path(__file__).parent / "survivors.txt").read_text(encoding="utf-8").splitlines()
    if line.strip() and not line.startswith("#")
}


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.rule} {case.status} {case.place}")
def test_the_rule_says_what_its_source_says(case: Case):
    assert status(program(), case) == case.status, f"{case.place}: {case.facts} # {case.shows}"


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: rule.id)
def test_every_rule_has_a_case_that_meets_it_one_that_does_not_and_one_that_is_not_known(rule):
    drawn = {case.status for case in CASES if case.rule == rule.id}
    assert drawn == {"met", "not_met", "unknown"}


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: rule.id)
def test_a_change_of_a_rule_fails_one_of_its_cases(rule):
    own = [case for case in CASES if case.rule == rule.id]
    unnoticed = [
        mutant.name
        for mutant in mutants(rule)
        if mutant.name not in SURVIVORS
        and all(status(of_rule(mutant.rule), case) == case.status for case in own)
    ]
    assert not unnoticed
