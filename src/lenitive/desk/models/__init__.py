"""What the store holds: the record's tables, the people who work here, their relations, and who did what."""

from lenitive.desk.models.audit import AuditEvent
from lenitive.desk.models.fact import SiteFact
from lenitive.desk.models.record import RECORD, RecordRow, SearchWord
from lenitive.desk.models.staff import CareTeam, Role, Staff

Patient = RECORD["patient"]
Resource = RECORD["resource"]

__all__ = [
    "RECORD",
    "AuditEvent",
    "CareTeam",
    "Patient",
    "RecordRow",
    "Resource",
    "Role",
    "SearchWord",
    "SiteFact",
    "Staff",
]
