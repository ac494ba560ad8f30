"""Which pathway a plan follows: acute, chronic, cancer or palliative."""

from __future__ import annotations

from lenitive.reason.classify import Classification

PATHWAYS = ("acute", "chronic", "cancer", "palliative")


def pathway(classification: Classification) -> str:
    """The pathway of a person: the end of life before cancer, and cancer before how long it has lasted.

    A pain whose time course is not known is taken as chronic: that pathway assesses before it acts.
    """
    if classification.end_of_life:
        return "palliative"
    if classification.cancer:
        return "cancer"
    return "acute" if classification.time_course in ("acute", "subacute") else "chronic"
