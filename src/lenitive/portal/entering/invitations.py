"""An invitation into the portal: made once, opened once, and only with a second fact about the person."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from lenitive.desk import audit
from lenitive.desk.models import AuditEvent, Patient
from lenitive.desk.policy import Helper
from lenitive.portal.entering.picture import picture
from lenitive.portal.models import Account, Invitation, Tie
from lenitive.portal.sessions import proof

LASTS = timedelta(days=14)
# Wrong birth dates for one invitation, in all, before it ends: a date could be guessed.
TRIES = 5
# Nothing that looks or sounds like another one, and no vowels, so that no code is a word.
_LETTERS, _LENGTH = "BCDFGHJKLMNPQRSTVWXZ23456789", 8


class NotOpen(Exception):
    """The invitation opens nothing, in words for whoever holds it."""


@dataclass(frozen=True)
class Made:
    """What is shown once: the invitation with what opens it."""

    invitation: Invitation
    link: str
    code: str
    picture: str
    mailed: bool = False


def make(
    request: HttpRequest, patient_id: str, helper: str, *, name: str, words: str, email: str, by: str
) -> Made:
    """Invite somebody; an earlier invitation of the same kind and name, still unused, ends with it."""
    secret, now = secrets.token_urlsafe(24), timezone.now()
    code = "".join(secrets.choice(_LETTERS) for _each in range(_LENGTH))
    with transaction.atomic():
        waiting(patient_id).filter(helper=helper, name=name).update(ended_at=now)
        made = Invitation.objects.create(
            patient_id=patient_id,
            helper=helper,
            name=name,
            words=words,
            email=email,
            link_hash=proof(secret),
            code_hash=proof(code),
            made_at=now,
            made_by=by,
            until=now + LASTS,
        )
    link = request.build_absolute_uri(reverse("portal:invited_link", args=[secret]))
    mailed = bool(email and settings.MAIL_IS_SET_UP and _mail(email, link))
    return Made(made, link, f"{code[:4]} {code[4:]}", picture(link), mailed)


def _mail(email: str, link: str) -> bool:
    text = (
        _("You are invited into the portal of the pain clinic. Open this link within 14 days:")
        + f"\n\n{link}\n"
    )
    return bool(send_mail(_("Your invitation"), text, None, [email], fail_silently=True))


def waiting(patient_id: str) -> Any:
    """The invitations of a person that still open something."""
    open_ones = Invitation.objects.filter(used_at=None, ended_at=None, until__gt=timezone.now())
    return open_ones.filter(patient_id=patient_id).order_by("-made_at")


def by_secret(secret: str) -> Invitation:
    """The invitation of a link.

    Raises : NotOpen, in words, where it is unknown, used, too old, or was taken back.
    """
    return _checked(Invitation.objects.filter(link_hash=proof(secret)).first())


def by_code(request: HttpRequest, typed: str) -> Invitation:
    """The invitation of a typed code, in any case and with any spaces.

    Raises : NotOpen
    """
    plain = "".join(each for each in typed.upper() if each.isalnum())[: 2 * _LENGTH]
    found = Invitation.objects.filter(code_hash=proof(plain)).first()
    if found is None:
        refused(request, "no such invitation")
    return _checked(found)


def by_pk(pk: int) -> Invitation:
    """An invitation that was opened before on this device. Raises : NotOpen"""
    return _checked(Invitation.objects.filter(pk=pk).first())


def _checked(found: Invitation | None) -> Invitation:
    ask = _("Ask the clinic for a new one, or whoever invited you.")
    if found is None:
        raise NotOpen(_("We do not know this invitation. Look for a typing error.") + f" {ask}")
    if found.used_at:
        raise NotOpen(_("This invitation was used already. If it was you, come in at the door.") + f" {ask}")
    if found.ended_at:
        raise NotOpen(_("This invitation was taken back.") + f" {ask}")
    if found.until <= timezone.now():
        raise NotOpen(_("This invitation is too old.") + f" {ask}")
    if not Patient.objects.filter(patient_id=found.patient_id).exists():
        raise NotOpen(_("This invitation was taken back.") + f" {ask}")
    return found


def birth_of(patient_id: str) -> date | None:
    """The day on which a person was born; None where the record does not know the very day."""
    days = Patient.objects.filter(patient_id=patient_id).values_list("birth_date_low", "birth_date_high")
    low, high = days.first() or (None, None)
    return low if low is not None and low == high else None


def check_birth(request: HttpRequest, invitation: Invitation, said: date) -> bool:
    """Whether the second fact is right; too many wrong ones end the invitation."""
    if birth_of(invitation.patient_id) == said:
        return True
    what = f"invitation {invitation.pk}"
    refused(request, "wrong date of birth", what=what, patient_id=invitation.patient_id)
    wrong = AuditEvent.objects.filter(action="own_entered", allowed=False, what=what).count()
    if wrong >= TRIES:
        Invitation.objects.filter(pk=invitation.pk, used_at=None).update(ended_at=timezone.now())
    return False


def refused(
    request: HttpRequest, why: str, *, who: str = "", what: str = "", patient_id: str | None = None
) -> None:
    """Put a try that failed into the trail, where tries are counted."""
    audit.record(
        request,
        "own_entered",
        allowed=False,
        why=why,
        what=what,
        patient_id=patient_id,
        actor=f"door:{who}",
        actor_name=who or str(_("somebody with an invitation")),
    )


def accept(invitation: Invitation, account: Account) -> Tie:
    """Use the invitation, once, for this account; within the caller's transaction.

    Raises : NotOpen when another device was faster.
    """
    now: datetime = timezone.now()
    open_still = Invitation.objects.filter(pk=invitation.pk, used_at=None, ended_at=None, until__gt=now)
    if not open_still.update(used_at=now):
        _checked(Invitation.objects.filter(pk=invitation.pk).first())
        raise NotOpen(_("This invitation was used already. If it was you, come in at the door."))
    held = account.ties.on(now).filter(patient_id=invitation.patient_id).first()
    if held is not None:
        return held
    return Tie.objects.create(
        account=account,
        patient_id=invitation.patient_id,
        helper=invitation.helper,
        words=invitation.words,
        since=now,
    )


def take_back(patient_id: str, pk: int) -> bool:
    """Take an unused invitation back; whether there was one."""
    return bool(waiting(patient_id).filter(pk=pk).update(ended_at=timezone.now()))


def ties_of(patient_id: str) -> Any:
    """Who comes in for a person now."""
    return (
        Tie.objects.on(timezone.now()).filter(patient_id=patient_id).select_related("account").order_by("pk")
    )


def end_tie(patient_id: str, pk: int, *, keep: tuple[str, ...] = ()) -> Tie | None:
    """End that somebody comes in for a person, except for these kinds; the tie, if one ended."""
    tie: Tie | None = ties_of(patient_id).filter(pk=pk).exclude(helper__in=keep).first()
    if tie is not None:
        Tie.objects.filter(pk=tie.pk).update(until=timezone.now())
        tie.account.sessions.filter(patient_id=patient_id, ended_at=None).update(ended_at=timezone.now())
    return tie


def kinds(allowed: tuple[str, ...]) -> list[tuple[str, Any]]:
    """Kinds of helpers to choose from, with their words."""
    from lenitive.portal.models.account import HELPERS

    return [(str(Helper(value).value), words) for value, words in HELPERS if value in allowed]
