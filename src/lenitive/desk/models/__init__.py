"""What the store holds: the record's tables, the people who work here, their relations, and who did what."""

from lenitive.desk.models.audit import AuditEvent
from lenitive.desk.models.clinic import Clinic, Organisation, PersonClinic
from lenitive.desk.models.fact import SiteFact
from lenitive.desk.models.person import Merge, PersonChange
from lenitive.desk.models.record import RECORD, RecordRow, SearchSlip, SearchWord
from lenitive.desk.models.staff import BrokenGlass, CareTeam, Role, Staff

Patient = RECORD["patient"]
Resource = RECORD["resource"]

__all__ = [
    "RECORD",
    "AuditEvent",
    "BrokenGlass",
    "CareTeam",
    "Clinic",
    "Merge",
    "Organisation",
    "Patient",
    "PersonChange",
    "PersonClinic",
    "RecordRow",
    "Resource",
    "Role",
    "SearchSlip",
    "SearchWord",
    "SiteFact",
    "Staff",
]
