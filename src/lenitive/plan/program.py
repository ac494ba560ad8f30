"""What a plan asks about a person, as one program: hazards, indications, and what else must hold."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from lenitive.knowledge import classification, planning, treatments
from lenitive.knowledge.rules import rules
from lenitive.knowledge.rules.model import Rule, rules_read
from lenitive.reason.engine.program import Program, compile_rules

EMERGENCY = "emergency"


@lru_cache(maxsize=1)
def plan_program() -> Program:
    """Every hazard, indication and rule of planning, with the guideline rules that they read.

    The grades of the mechanisms are among them, and all rules of urgency emergency, since an open emergency
    comes before any plan.
    """
    grades = {name for names in mechanism_grades().values() for name in names}
    graded = (rule for rule in classification.as_rules() if rule.id in grades)
    asked = (*graded, *treatments.as_rules(), *planning.as_rules())
    return compile_rules(sorted((*_read_by(asked), *asked), key=lambda rule: rule.layer))


@lru_cache(maxsize=1)
def _numbers() -> dict[str, int]:
    return {each.rule.id: each.number for each in plan_program().judgements}


def number_of(rule: str) -> int:
    """The number of a rule in the program."""
    return _numbers()[rule]


@lru_cache(maxsize=1)
def mechanism_grades() -> dict[str, tuple[str, ...]]:
    """Mechanism -> its grades as rules, the weakest first."""
    return {
        each.id: tuple(grade.id for grade in each.grades)
        for each in classification.subjects()
        if each.kind == "mechanism"
    }


def emergencies() -> tuple[int, ...]:
    """The numbers of the rules that are an emergency while they are met."""
    return tuple(each.number for each in plan_program().judgements if each.rule.urgency == EMERGENCY)


def _read_by(asked: Iterable[Rule]) -> list[Rule]:
    """The guideline rules that these read, directly or not, and those that are emergencies."""
    shipped = {rule.id: rule for rule in rules()}
    wanted: set[str] = set()
    open_names = [name for rule in asked for name in rules_read(rule)]
    open_names += [rule.id for rule in shipped.values() if rule.urgency == EMERGENCY]
    while open_names:
        name = open_names.pop()
        if name in shipped and name not in wanted:
            wanted.add(name)
            open_names += rules_read(shipped[name])
    return [rule for rule in rules() if rule.id in wanted]
