"""The plan for the person as a paper, in plain words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from lenitive.knowledge.plain import plain_words
from lenitive.plan.papers.press import Head
from lenitive.plan.papers.words import head_of
from lenitive.plan.words import PlainPlan
from lenitive.reason.story import Person


@dataclass(frozen=True)
class PlanPaper:
    """The words of `templates/plan.typ`."""

    head: Head
    titles: dict[str, str]
    plan: PlainPlan


def plan_paper(plan: PlainPlan, person: Person, as_of: date, knowledge: str) -> PlanPaper:
    """The paper of a plan in plain words."""
    return PlanPaper(head_of(person, as_of, "My plan", knowledge), dict(plain_words().sections), plan)
