"""The most of an ingredient a day that holds for one person: of several limits the lowest counts."""

from __future__ import annotations

from lenitive.knowledge.treatments.model import Limit, Treatment
from lenitive.plan.facts import MET
from lenitive.plan.person import Person


def lowest_limits(person: Person, treatment: Treatment) -> dict[str, tuple[Limit, str]]:
    """Ingredient -> the lowest limit that holds for this person, and why."""
    found: dict[str, tuple[Limit, str]] = {}
    for caution in treatment.cautions:
        if caution.limit is None or person.truth(caution.rule).value != MET:
            continue
        known = found.get(caution.limit.ingredient)
        if known is None or caution.limit.max_mg_per_day < known[0].max_mg_per_day:
            found[caution.limit.ingredient] = (caution.limit, caution.title)
    return found
