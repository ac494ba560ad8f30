"""What the clinic keeps beside the record: lists, work, saved views, decisions, askings."""

from lenitive.clinic.models.entry import Entry, Kind, PlanTask, RuleAnswer, RuleLook, RuleShown
from lenitive.clinic.models.summary import NOTHING, PersonSummary
from lenitive.clinic.models.tablet import Asking, Way
from lenitive.clinic.models.work import SavedView, State, WorkItem, WorkStep

__all__ = [
    "NOTHING",
    "Asking",
    "Entry",
    "Kind",
    "PersonSummary",
    "PlanTask",
    "RuleAnswer",
    "RuleLook",
    "RuleShown",
    "SavedView",
    "State",
    "Way",
    "WorkItem",
    "WorkStep",
]
