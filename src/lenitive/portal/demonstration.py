"""Accounts of invented people for the demonstration: shown at the door only where the clinic's are."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.utils import timezone

from lenitive.desk import facts
from lenitive.desk.models import Patient, Staff
from lenitive.desk.policy import Helper
from lenitive.portal.models import Account, Tie

_MADE = "portal_demonstration"
# user name, name, then for whom, as what, and in whose words
_ACCOUNTS = (
    ("rosa", "Rosa Lindqvist", (("rosa-lindqvist", Helper.SELF, ""),)),
    ("nils", "Nils Lindqvist", (("rosa-lindqvist", Helper.CARER, "brother"),)),
    ("petra", "Petra Lindholm", (("maya-lindholm", Helper.PARENT, "mother"),)),
)


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
    facts.remember(_MADE, ",".join(made))
    return [f"The portal at /me/ is open to {', '.join(made)}, with the same password."] if made else []


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
