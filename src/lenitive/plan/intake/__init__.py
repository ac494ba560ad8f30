"""A referral before a person reads it: how soon, why, what is there, and what a letter may tell."""

from lenitive.plan.intake.letter import Proposal, read_letter
from lenitive.plan.intake.prior import There, prior_records
from lenitive.plan.intake.triage import Reason, Suggestion, suggest

__all__ = ["Proposal", "Reason", "Suggestion", "There", "prior_records", "read_letter", "suggest"]
