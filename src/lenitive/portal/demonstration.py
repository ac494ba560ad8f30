"""Accounts of invented people for the demonstration: shown at the door only where the clinic's are."""

from __future__ import annotations

from datetime import time

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.utils import timezone
from django.utils.translation import gettext as _

from lenitive.clinic.models import Way
from lenitive.clinic.tablet import sessions
from lenitive.desk import facts
from lenitive.desk.models import Patient, Staff
from lenitive.desk.policy import Helper
from lenitive.portal.models import Account, Tie, Watch

_MADE = "portal_demonstration"
# user name, name, then for whom, as what, and in whose words
_ACCOUNTS = (
    ("rosa", "Rosa Lindqvist", (("rosa-lindqvist", Helper.SELF, ""),)),
    ("nils", "Nils Lindqvist", (("rosa-lindqvist", Helper.CARER, "brother"),)),
    ("petra", "Petra Lindholm", (("maya-lindholm", Helper.PARENT, "mother"),)),
)
# Whose first page holds an adaptive questionnaire: the account, the person, and the bank that is shipped.
_ASKED, _ASKED_FROM = ("petra", "maya-lindholm"), "demo_activity"


def install() -> list[str]:
    """Make the accounts once, for those of the people who are in the store and invented; what to print."""
    secret = facts.recall(facts.DEMO_PASSWORD)
    if not secret or facts.recall(_MADE):
        return []
    now, made = timezone.now(), []
    for login, name, people in _ACCOUNTS:
        ids = [patient_id for patient_id, _helper, _words in people]
        if Patient.objects.filter(patient_id__in=ids, synthetic=True).count() < len(ids):
            continue
        account, new = Account.objects.get_or_create(
            login=login, defaults={"name": name, "password": make_password(secret)}
        )
        if new:
            made.append(login)
            for patient_id, helper, words in people:
                Tie.objects.create(
                    account=account, patient_id=patient_id, helper=helper, words=words, since=now
                )
    _watch()
    if _ASKED[0] in made:
        _ask(_ASKED[1])
    facts.remember(_MADE, ",".join(made))
    return [f"The portal at /me/ is open to {', '.join(made)}, with the same password."] if made else []


def _ask(patient_id: str) -> None:
    """Questions that follow from the answers wait on the first page."""
    nurse = Staff.objects.filter(username="nurse", demo=True).first()
    sessions.start(patient_id, [_ASKED_FROM], nurse, Way.PORTAL)


def _watch() -> None:
    """The nurse reads on working days, so that what cannot wait can be asked from home."""
    nurse = Staff.objects.filter(username="nurse", demo=True).first()
    if nurse is not None and not Watch.objects.standing().exists():
        Watch.objects.create(
            staff=nurse,
            days="01234",
            opens=time(8),
            closes=time(18),
            within_minutes=60,
            phone="555 0100",
            made_by=str(_("the demonstration")),
        )


def _is_shown() -> bool:
    here = bool(settings.ON_THIS_MACHINE_ONLY)
    return here and Staff.objects.filter(demo=True, is_active=True).exists()


def accounts() -> list[Account]:
    """The accounts to show at the door; none outside of a demonstration on this machine."""
    names = [name for name in facts.recall(_MADE).split(",") if name] if _is_shown() else []
    return list(Account.objects.filter(login__in=names, ended_at=None).order_by("pk"))


def password() -> str:
    """The password of these accounts, where they are shown."""
    return facts.recall(facts.DEMO_PASSWORD) if _is_shown() else ""
