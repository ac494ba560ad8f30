"""Match a referral that came without a person: likely people, one of them, or a new one; and the way back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from lenitive.clinic.models import Referral
from lenitive.clinic.referrals import facts, steps
from lenitive.clinic.referrals.judging import judge
from lenitive.desk.access import decide, visible_people
from lenitive.desk.models import Patient
from lenitive.desk.people import corrections
from lenitive.desk.people.duplicates import Likely, duplicates
from lenitive.desk.people.identity import Identity, of
from lenitive.desk.search import suggested
from lenitive.errors import InputError

if TYPE_CHECKING:
    from lenitive.desk.models import Clinic, Staff

_MOST = 8


def identity_of(referral: Referral) -> Identity:
    """Who the person is, as far as it was written."""
    known = referral.person
    return Identity(**{name: str(known.get(name) or "") for name in Identity.__dataclass_fields__})


def likely(referral: Referral, staff: Staff, search: str = "") -> list[Likely]:
    """People whom one may see and who may be meant, the likeliest first; names with typing errors are found.

    search : what somebody typed; empty: what the referral says.
    """
    who = identity_of(referral)
    found = {} if search else {each.patient_id: each for each in duplicates(who, staff) if _is_found(who)}
    words = search or who.name
    if words:
        for row in suggested(visible_people(staff, "take_in"), words, _MOST):
            found.setdefault(
                row.patient_id, Likely(row.patient_id, of(row), _("a name or number like it"), 0.5)
            )
    may = set(
        visible_people(staff, "take_in").filter(patient_id__in=found).values_list("patient_id", flat=True)
    )
    return [each for each in found.values() if each.patient_id in may][:_MOST]


def _is_found(who: Identity) -> bool:
    return bool(who.name or who.identifier)


def match(referral: Referral, patient_id: str, staff: Staff) -> None:
    """Say whose referral it is; what was confirmed of its letter goes into that person's record.

    Raises : InputError where it has a person already, or one may not take referrals in for that person.
    """
    with transaction.atomic():
        now = Referral.objects.select_for_update().get(pk=referral.pk)
        if now.patient_id:
            if now.patient_id == patient_id:
                return
            raise InputError(
                _("this referral has a person already"),
                do=_("Open it, and take the match back first."),
            )
        if not decide(staff, "take_in", patient_id).allowed:
            raise InputError(_("you cannot take in a referral for this person"), do=_("Choose another one."))
        name = Patient.objects.filter(patient_id=patient_id).values_list("name", flat=True).first()
        words = _("Matched to %s") % (name or patient_id)
        steps.change(referral, {"patient_id": patient_id}, "matched", words, staff)
        referral.patient_id = patient_id
        facts.write_waiting(referral, staff)
        judge(referral)


def make_and_match(
    referral: Referral, who: Identity, staff: Staff, *, clinic: Clinic | None, token: str
) -> str:
    """Make a new person from what was written, and match the referral to them; returns the person's id."""
    with transaction.atomic():
        patient_id, _is_new = corrections.make(who, clinic=clinic, staff=staff, token=token)
        match(referral, patient_id, staff)
    return patient_id


def unmatch(referral: Referral, staff: Staff) -> None:
    """Take a match back: what the letter wrote leaves that person's record, and the referral waits again.

    Raises : InputError where something was decided since.
    """
    with transaction.atomic():
        step = steps.last_undoable(referral)
        if step is None or step.did != "matched":
            raise InputError(
                _("something was decided about this referral since it was matched"),
                do=_("Undo the later decision first."),
            )
        facts.unwrite(referral, staff)
        steps.undo(step.pk, staff)
        referral.refresh_from_db()
        judge(referral)
