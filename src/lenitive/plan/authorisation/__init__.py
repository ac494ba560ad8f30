"""Authorisation readiness: what an insurer asks for before a procedure, what is there, what is missing."""

from __future__ import annotations

from lenitive.plan.authorisation.model import (
    Authorisation,
    Benefit,
    CareLine,
    Evidence,
    Item,
    LimitState,
    NotNeeded,
    ReferralState,
)
from lenitive.plan.authorisation.readiness import authorise

__all__ = [
    "Authorisation",
    "Benefit",
    "CareLine",
    "Evidence",
    "Item",
    "LimitState",
    "NotNeeded",
    "ReferralState",
    "authorise",
]
