"""What happened to a referral: each change is a step with who, when and why, and the newest can be undone."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lenitive.clinic.models import Referral, ReferralStep
from lenitive.errors import InputError

if TYPE_CHECKING:
    from lenitive.desk.models import Staff

# Decisions of a clinician, and what coordinators do; both can be taken back while nothing came after them.
DECISIONS = frozenset({"accept", "accept_changed", "ask", "redirect", "decline"})
OTHERS = frozenset({"matched", "withdrawn", "seen", "education"})
UNDOABLE = DECISIONS | OTHERS
_DAYS = frozenset({"due", "triage_due", "came_on"})
_MOMENTS = frozenset({"education_at"})
THE_SENDER = "The sender"


# Any: a field of the referral: text, day or moment.
def change(
    referral: Referral,
    values: Mapping[str, Any],
    did: str,
    words: str,
    staff: Staff | None,
    *,
    who: str = "",
    reason: str = "",
    advice: str = "",
    token: str | None = None,
) -> tuple[ReferralStep, bool]:
    """Give a referral new values and keep the step; the step, and whether this call made it.

    token : of the form; a form that is sent twice counts once.
    """
    with transaction.atomic():
        now = Referral.objects.select_for_update().get(pk=referral.pk)
        again = token and ReferralStep.objects.filter(token=token).first()
        if again:
            return again, False
        before = {name: _kept(getattr(now, name)) for name in values}
        for name, value in values.items():
            setattr(now, name, value)
            setattr(referral, name, value)
        now.save(update_fields=[*values, "changed_at"])
        step = ReferralStep.objects.create(
            referral=now,
            at=timezone.now(),
            staff=staff,
            who=staff.name if staff else who,
            did=did,
            words=words,
            reason=reason,
            advice=advice,
            suggested=now.suggested,
            before=before,
            token=token,
        )
    return step, True


def note(
    referral: Referral, did: str, words: str, staff: Staff | None, *, who: str = "", reason: str = ""
) -> ReferralStep:
    """Keep that something happened which changed no field of the referral."""
    return change(referral, {}, did, words, staff, who=who, reason=reason)[0]


def last_undoable(referral: Referral) -> ReferralStep | None:
    """The newest step that can be taken back; None where there is none, or it is taken back already."""
    steps = ReferralStep.objects.filter(referral=referral, undone_at=None, did__in=UNDOABLE)
    found: ReferralStep | None = steps.order_by("-at", "-pk").first()
    return found


def undo(step_id: int, staff: Staff) -> ReferralStep:
    """Put back what the newest change did, and mark its letters as taken back; twice changes nothing.

    Raises : InputError where a later change rests on it.
    """
    with transaction.atomic():
        step = ReferralStep.objects.select_for_update().select_related("referral").get(pk=step_id)
        if step.undone_at is not None:
            return step
        newest = last_undoable(step.referral)
        if newest is None or newest.pk != step.pk:
            raise InputError(
                _("something else was decided about it since"),
                where=step.words,
                do=_("Undo the later decision first."),
            )
        _put_back(step)
        step.undone_at, step.undone_by = timezone.now(), staff.name
        step.save(update_fields=["undone_at", "undone_by"])
        step.letters.filter(taken_back_at=None).update(taken_back_at=step.undone_at)
    return step


def _put_back(step: ReferralStep) -> None:
    referral = Referral.objects.select_for_update().get(pk=step.referral_id)
    for name, value in step.before.items():
        setattr(referral, name, _as_field(name, value))
    referral.save(update_fields=[*step.before, "changed_at"])
    step.referral = referral


def _kept(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date | datetime) else value


def _as_field(name: str, value: Any) -> Any:
    if value is None:
        return None
    if name in _DAYS:
        return date.fromisoformat(value)
    return datetime.fromisoformat(value) if name in _MOMENTS else value
