"""What speaks for and against treatments, against drawn cases: met, not met, and not known."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import pytest

from lenitive.knowledge.rules import known_ids, rules
from lenitive.knowledge.rules.model import Rule, rules_read
from lenitive.knowledge.treatments import as_rules, hazards, indications, treatments
from lenitive.reason.engine.program import Program, compile_rules
from tests.spec.rules.drawn import Case, read_cases, status

CASES = [case for path in sorted(Path(__file__).parent.glob("*.cases")) for case in read_cases(path)]
BY_ID = {rule.id: rule for rule in (*rules(), *as_rules())}
OWN_ALLERGY = [each for each in hazards() if each.id.startswith("allergy_")]


@lru_cache(maxsize=512)
def program(name: str) -> Program:
    """The program of one rule and of all that it reads."""
    wanted: dict[str, Rule] = {}
    left = [name]
    while left:
        rule = BY_ID[left.pop()]
        wanted[rule.id] = rule
        left += rules_read(rule)
    return compile_rules(sorted(wanted.values(), key=lambda rule: rule.layer))


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.rule} {case.status} {case.place}")
def test_a_chart_says_what_it_says(case: Case):
    assert status(program(case.rule), case) == case.status, f"{case.place}: {case.facts} # {case.shows}"


@pytest.mark.parametrize(
    "hazard", [each for each in hazards() if each not in OWN_ALLERGY], ids=lambda one: one.id
)
def test_every_hazard_has_a_case_that_meets_it_one_that_does_not_and_one_that_is_not_known(hazard):
    assert {case.status for case in CASES if case.rule == hazard.rule} == {"met", "not_met", "unknown"}


@pytest.mark.parametrize("indication", indications(), ids=lambda one: one.id)
def test_every_indication_has_a_chart_that_meets_it_and_one_that_does_not(indication):
    assert {"met", "not_met"} <= {case.status for case in CASES if case.rule == indication.rule}


@pytest.mark.parametrize("hazard", OWN_ALLERGY, ids=lambda one: one.id)
def test_a_medicine_on_the_allergy_list_speaks_against_itself(hazard):
    own = next(each for each in treatments() if f"allergy_{each.id}" == hazard.id)
    readable = [each for each in own.ingredients if each in known_ids()["ingredient"]]

    def said(facts: str) -> str:
        return status(program(hazard.rule), Case(hazard.rule, "", facts, "", ""))

    assert readable
    assert {said(f"allergy ingredient={each}") for each in readable if " " not in each} <= {"met"}
    assert said("allergy snake_oil other") == "not_met"
    assert said("") == "not_met"
    assert said("open allergies") == "unknown"
    assert said("allergy ? ? ?") == "unknown"
