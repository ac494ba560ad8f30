"""Take a referral in: by a form, by a letter typed or pasted, or as an electronic request."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lenitive.clinic.models import CameBy, Referral
from lenitive.clinic.referrals import facts, steps
from lenitive.clinic.referrals.judging import judge
from lenitive.clinic.referrals.letters import write_letter
from lenitive.knowledge.visits.referrals import URGENCIES, referrals

if TYPE_CHECKING:
    from lenitive.desk.models import Clinic, Staff


@dataclass(frozen=True)
class Arrived:
    """What came in, before it is kept. token : of the form or resource; person : as it was written."""

    token: str
    came_by: CameBy
    came_on: date
    person: dict[str, str] = field(default_factory=dict)
    patient_id: str | None = None
    source: str = ""
    service_row: str = ""
    resource: str = ""
    written_on: date | None = None
    referrer: str = ""
    practice: str = ""
    reach: str = ""
    pays: str = "unknown"
    question: str = ""
    letter: str = ""
    asked_urgency: str = ""


def take_in(
    arrived: Arrived, staff: Staff | None, *, who: str = "", clinic: Clinic | None = None
) -> tuple[Referral, bool]:
    """Keep a referral, read its letter, judge it, and write the letter that says it came.

    Returns : the referral, and whether this call made it; the same form or resource gives the same one.
    """
    name = staff.name if staff else who
    with transaction.atomic():
        referral, is_new = Referral.objects.get_or_create(
            token=arrived.token, defaults=_fields(arrived, name, clinic)
        )
        if not is_new:
            return referral, False
        steps.note(referral, "received", _received(arrived), staff, who=name)
        facts.propose(referral)
        judge(referral)
        write_letter(referral, "received", name)
    return referral, True


def _fields(arrived: Arrived, who: str, clinic: Clinic | None) -> dict[str, object]:
    looked = referrals().urgencies[arrived.asked_urgency or URGENCIES[-1]].triage_days
    return {
        **{name: value for name, value in vars(arrived).items() if name != "token"},
        "clinic": clinic,
        "taken_in_at": timezone.now(),
        "taken_in_by": who,
        "triage_due": arrived.came_on + timedelta(days=looked),
    }


def _received(arrived: Arrived) -> str:
    said = {
        CameBy.FORM: _("Taken in by the form"),
        CameBy.LETTER: _("Taken in as a letter"),
        CameBy.FHIR: _("Came as an electronic request"),
    }[arrived.came_by]
    return said if arrived.patient_id else _("%s; whose it is has to be found") % said


def same_letter(letter: str) -> Referral | None:
    """An open referral with exactly this letter: it was pasted before."""
    if not letter.strip():
        return None
    open_ = [each.id for each in referrals().states.values() if each.open]
    found: Referral | None = Referral.objects.filter(letter=letter, state__in=open_).first()
    return found
