"""What the clinic keeps beside the record: lists, work, saved views, decisions, askings."""

from lenitive.clinic.models.appointment import (
    AHEAD,
    Appointment,
    AppointmentStatus,
    AppointmentStep,
    Attendance,
    Hold,
    MeetBy,
    Room,
)
from lenitive.clinic.models.calendar import (
    Feed,
    OtherDays,
    Reminder,
    ReminderState,
    Route,
    Waiting,
    Weekday,
    Wishes,
    WorkHours,
)
from lenitive.clinic.models.entry import Entry, Kind, PlanTask, RuleAnswer, RuleLook, RuleShown
from lenitive.clinic.models.evaluation import (
    Evaluation,
    EvaluationEdit,
    EvaluationPart,
    EvaluationPresence,
)
from lenitive.clinic.models.note import DraftPart, Note, NoteChange, NoteDraft, NoteVersion
from lenitive.clinic.models.referral import (
    CameBy,
    Referral,
    ReferralFact,
    ReferralLetter,
    ReferralRecord,
    ReferralStep,
    Said,
)
from lenitive.clinic.models.summary import NOTHING, PersonSummary
from lenitive.clinic.models.tablet import Asking, Way
from lenitive.clinic.models.visit import AdverseEvent, Visit, VisitChange, VisitValue
from lenitive.clinic.models.work import SavedView, State, WorkItem, WorkStep

__all__ = [
    "AHEAD",
    "NOTHING",
    "AdverseEvent",
    "Appointment",
    "AppointmentStatus",
    "AppointmentStep",
    "Asking",
    "Attendance",
    "CameBy",
    "DraftPart",
    "Entry",
    "Evaluation",
    "EvaluationEdit",
    "EvaluationPart",
    "EvaluationPresence",
    "Feed",
    "Hold",
    "Kind",
    "MeetBy",
    "Note",
    "NoteChange",
    "NoteDraft",
    "NoteVersion",
    "OtherDays",
    "PersonSummary",
    "PlanTask",
    "Referral",
    "ReferralFact",
    "ReferralLetter",
    "ReferralRecord",
    "ReferralStep",
    "Reminder",
    "ReminderState",
    "Room",
    "Route",
    "RuleAnswer",
    "RuleLook",
    "RuleShown",
    "Said",
    "SavedView",
    "State",
    "Visit",
    "VisitChange",
    "VisitValue",
    "Waiting",
    "Way",
    "Weekday",
    "Wishes",
    "WorkHours",
    "WorkItem",
    "WorkStep",
]
