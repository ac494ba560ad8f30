"""What a plan asks about a person, as one program: hazards, indications, and what else must hold."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from lenitive.knowledge import planning, treatments
from lenitive.knowledge.rules import rules
from lenitive.knowledge.rules.model import Rule, rules_read
from lenitive.reason.engine.program import Program, compile_rules

EMERGENCY = "emergency"


@lru_cache(maxsize=1)
def plan_program() -> Program:
    """Every hazard, indication and rule of planning, with the guideline rules that they read.

    All rules of urgency emergency are among them, since an open emergency comes before any plan.
    """
    asked = (*treatments.as_rules(), *planning.as_rules())
    return compile_rules(sorted((*_read_by(asked), *asked), key=lambda rule: rule.layer))


@lru_cache(maxsize=1)
def _numbers() -> dict[str, int]:
    return {each.rule.id: each.number for each in plan_program().judgements}


def number_of(rule: str) -> int:
    """The number of a rule in the program."""
    return _numbers()[rule]


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
