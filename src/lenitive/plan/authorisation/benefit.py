"""What is known of the benefit of a procedure, whoever pays for it."""

from __future__ import annotations

from lenitive.knowledge.treatments import indication, treatment
from lenitive.plan.authorisation.model import Benefit

_SAYS = {
    "benefit": "benefit",
    "little_or_no_benefit": "little or no benefit",
    "mixed": "studies disagree",
    "uncertain": "uncertain",
    "harm": "harm",
}


def benefit_of(procedure: str) -> Benefit:
    """The evidence of benefit for each indication, and the expected effect on pain and on function."""
    known = treatment(procedure)
    statements = [
        f"{indication(each.indication).title}: {_SAYS[each.direction]} ({each.certainty} certainty)"
        for each in known.evidence
    ]
    effects = (("function", known.effect.function), ("pain", known.effect.pain))
    statements += [f"Expected effect on {what}: {text}" for what, text in effects if text]
    statements += [known.note] if known.note else []
    return Benefit(tuple(statements), "; ".join(known.sources), known.verified)
