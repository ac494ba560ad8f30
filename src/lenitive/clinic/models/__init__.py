"""What the clinic keeps beside the record: lines of lists, pieces of work, saved views, decisions."""

from lenitive.clinic.models.entry import Entry, Kind, PlanTask, RuleAnswer, RuleLook, RuleShown
from lenitive.clinic.models.summary import NOTHING, PersonSummary
from lenitive.clinic.models.work import SavedView, State, WorkItem, WorkStep

__all__ = [
    "NOTHING",
    "Entry",
    "Kind",
    "PersonSummary",
    "PlanTask",
    "RuleAnswer",
    "RuleLook",
    "RuleShown",
    "SavedView",
    "State",
    "WorkItem",
    "WorkStep",
]
