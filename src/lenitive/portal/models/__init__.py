"""What the portal keeps beside the record."""

from lenitive.portal.models.account import Account, Invitation, MailedCode, Passkey, Session, Tie
from lenitive.portal.models.correction import About, Correction, Verdict
from lenitive.portal.models.diary import DiaryEntry, DiaryVersion, Reminder
from lenitive.portal.models.goal import GoalMark, MyGoal, Unit
from lenitive.portal.models.lesson import LessonPlace, LessonWord, LessonWork
from lenitive.portal.models.moving import FlareCard, Paced, PacedDay
from lenitive.portal.models.night import Night, SleepAgreement
from lenitive.portal.models.share import Share
from lenitive.portal.models.team import DoctorPage, Request, Seen, Wish
from lenitive.portal.models.watch import Watch

__all__ = [
    "About",
    "Account",
    "Correction",
    "DiaryEntry",
    "DiaryVersion",
    "DoctorPage",
    "FlareCard",
    "GoalMark",
    "Invitation",
    "LessonPlace",
    "LessonWord",
    "LessonWork",
    "MailedCode",
    "MyGoal",
    "Night",
    "Paced",
    "PacedDay",
    "Passkey",
    "Reminder",
    "Request",
    "Seen",
    "Session",
    "Share",
    "SleepAgreement",
    "Tie",
    "Unit",
    "Verdict",
    "Watch",
    "Wish",
]
