"""Plan how an opioid or a benzodiazepine is reduced slowly: a calendar in pieces that can be handed out.

It is never faster than the guideline's limit by accident, has its checks and its way back, and is not made
where a reason to wait is met.
"""

from lenitive.plan.taper.model import Check, Medicine, Piece, Step, Taper, TaperRefused, Weighed, Wish
from lenitive.plan.taper.planner import plan_taper
from lenitive.plan.taper.words import step_words, taper_text

__all__ = [
    "Check",
    "Medicine",
    "Piece",
    "Step",
    "Taper",
    "TaperRefused",
    "Weighed",
    "Wish",
    "plan_taper",
    "step_words",
    "taper_text",
]
