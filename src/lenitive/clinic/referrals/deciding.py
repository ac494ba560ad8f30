"""Triage: the clinician decides over the suggestion; who, when and why are kept, and it can be undone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lenitive.clinic.evaluation.opening import open_for
from lenitive.clinic.models import Referral, ReferralStep
from lenitive.clinic.referrals import steps
from lenitive.clinic.referrals.judging import judge
from lenitive.clinic.referrals.letters import write_letter
from lenitive.clinic.summary import refresh
from lenitive.desk.models import Role
from lenitive.desk.policy import POLICY
from lenitive.errors import InputError
from lenitive.knowledge.visits.referrals import URGENCIES, Decision, referrals

if TYPE_CHECKING:
    from lenitive.desk.models import Staff

_ACCEPTS = ("accept", "accept_changed")


@dataclass(frozen=True)
class Said:
    """What the clinician said.

    urgency : what was chosen, or what was suggested on their page. seen : the newest step on that page.
    opens : whether accepting opens the evaluation.
    """

    decision: str
    token: str
    urgency: str = ""
    reason: str = ""
    advice: str = ""
    opens: bool = True
    seen: int | None = None


def decide(referral: Referral, said: Said, staff: Staff) -> tuple[ReferralStep, bool]:
    """Keep the decision, write its letter, and open the evaluation where it was accepted.

    Raises : InputError for a missing reason, urgency, advice or person, or where somebody decided meanwhile.
    """
    wanted = referrals().decisions.get(said.decision)
    if wanted is None:
        raise InputError(_("this cannot be decided"), do=_("Choose one of the decisions."))
    with transaction.atomic():
        now = Referral.objects.select_for_update().get(pk=referral.pk)
        again = ReferralStep.objects.filter(token=said.token).first()
        if again is not None:
            return again, False
        _refuse(now, wanted, said)
        urgency = _urgency(now, wanted, said)
        values = {"state": wanted.state, "urgency": urgency, "due": _due(now, urgency) if urgency else None}
        step, is_new = steps.change(
            referral,
            values,
            said.decision,
            _words(wanted, urgency),
            staff,
            reason=said.reason,
            advice=said.advice,
            token=said.token,
        )
        write_letter(referral, wanted.letter, staff.name, step=step, reason=said.reason, advice=said.advice)
        if said.decision in _ACCEPTS and said.opens and referral.patient_id:
            open_for(staff, referral.patient_id, reason=_reason(referral))
    if referral.patient_id:
        refresh([referral.patient_id])
    return step, is_new


def _refuse(referral: Referral, wanted: Decision, said: Said) -> None:
    newest = newest_step(referral)
    if said.seen is not None and newest and said.seen != newest:
        raise InputError(
            _("somebody did something with this referral meanwhile; nothing of yours is lost"),
            do=_("Look at what happened, and decide again."),
        )
    if not referrals().states[referral.state].open:
        raise InputError(_("this referral is closed"), do=_("Undo what closed it first."))
    if wanted.id != "ask" and not referral.patient_id:
        raise InputError(
            _("whose referral this is has to be known first"),
            do=_("Match it to a person, or make a new one."),
        )
    if wanted.id != "ask" and referral.alarming and referral.suggested != URGENCIES[0]:
        raise InputError(
            _("the letter may tell of an emergency, and nobody has said whether it is so"),
            do=_("Confirm or reject those words first."),
        )
    if wanted.reason and not said.reason.strip():
        raise InputError(_("why is missing"), do=_("Write a sentence; the referrer reads it."))
    if wanted.advice and not said.advice.strip():
        raise InputError(
            _("the advice is missing"), do=_("Write what helps the person meanwhile, and where to turn.")
        )


def newest_step(referral: Referral) -> int:
    """The number of the newest decision or change, as a form carries it; 0 where there is none."""
    last = steps.last_undoable(referral)
    return last.pk if last else 0


def _urgency(referral: Referral, wanted: Decision, said: Said) -> str:
    if wanted.id == "accept":
        judge(referral)
        if said.urgency and said.urgency != referral.suggested:
            raise InputError(
                _("what is suggested has changed since the page was opened"),
                do=_("Look at the reasons, and decide again."),
            )
        return referral.suggested
    if wanted.id != "accept_changed":
        return referral.urgency
    if said.urgency not in URGENCIES:
        raise InputError(_("the urgency is missing"), do=_("Choose how soon the person is seen."))
    return said.urgency


def _due(referral: Referral, urgency: str) -> date:
    """The day by which the person is seen: counted from the day that the referral came."""
    if urgency == URGENCIES[0]:
        return timezone.localdate()
    return referral.came_on + timedelta(days=referrals().urgencies[urgency].days)


def _words(wanted: Decision, urgency: str) -> str:
    if wanted.id in _ACCEPTS:
        return _("Accepted: %s") % referrals().urgencies[urgency].label.lower()
    return wanted.label


def _reason(referral: Referral) -> str:
    return referral.question or _("Referral of %(day)s") % {"day": referral.came_on}


def may_confirm(staff: Staff) -> bool:
    """Whether the role triages: only then may what a letter tells go into a record."""
    return bool(POLICY["triage"].get(Role(staff.role)))


def undo(step_id: int, referral: Referral, staff: Staff) -> ReferralStep:
    """Take the newest decision back; the letter of it is marked, and an evaluation that was opened stays.

    Raises : InputError where a later one rests on it.
    """
    step = steps.undo(step_id, staff)
    referral.refresh_from_db()
    judge(referral)
    if referral.patient_id:
        refresh([referral.patient_id])
    return step
