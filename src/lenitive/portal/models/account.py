"""Who comes into the portal, for whom, by which door. Nothing that opens a door is kept, only its proof."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from lenitive.desk.policy import Helper

HELPERS: list[tuple[str, Any]] = [
    (Helper.SELF, _("the person")),
    (Helper.PARENT, _("parent or guardian")),
    (Helper.CARER, _("somebody who helps")),
    (Helper.READER, _("somebody who may look")),
]


class Account(models.Model):
    """Somebody who may come in: the person, or a helper in their own name."""

    # Any: the managers of rows that point here, which Django makes.
    ties: Any
    passkeys: Any
    sessions: Any
    mailed_codes: Any
    name = models.CharField(_("name"), max_length=120)
    login = models.CharField(
        _("e-mail address or user name"), max_length=254, unique=True, null=True, help_text="in small letters"
    )
    email = models.EmailField(_("e-mail address"), blank=True)
    password = models.CharField(max_length=128, blank=True, help_text="its hash; empty where there is none")
    language = models.CharField(_("language"), max_length=8, blank=True)
    country = models.CharField(
        _("country"), max_length=2, blank=True, help_text="ISO 3166, for numbers to call"
    )
    made_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return self.name


class TieQuerySet(models.QuerySet["Tie"]):
    def on(self, when: datetime) -> TieQuerySet:
        """The ties that hold at an instant."""
        return self.filter(models.Q(until=None) | models.Q(until__gt=when), since__lte=when)


class Tie(models.Model):
    """For whom an account may come in, and as what; from, and until when (empty: until further notice)."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="ties")
    patient_id = models.TextField(db_index=True)
    helper = models.CharField(max_length=8, choices=HELPERS)
    words = models.CharField(max_length=80, blank=True, help_text="daughter, neighbour, ...")
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)

    objects: TieQuerySet = TieQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.account} as {self.helper} of {self.patient_id}"


class Invitation(models.Model):
    """A link or a code that lets somebody in once."""

    patient_id = models.TextField(db_index=True)
    helper = models.CharField(max_length=8, choices=HELPERS, default=Helper.SELF)
    name = models.CharField(max_length=120, blank=True)
    words = models.CharField(max_length=80, blank=True)
    email = models.EmailField(blank=True)
    link_hash = models.CharField(max_length=64, unique=True)
    code_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    made_by = models.TextField(help_text="name of whoever invited, as it was then")
    until = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"invitation {self.pk}, as {self.helper}"


class Passkey(models.Model):
    """A passkey of an account: the public part alone."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="passkeys")
    credential_id = models.CharField(max_length=1500, unique=True, help_text="base64url")
    public = models.BinaryField(help_text="attested credential data")
    name = models.CharField(max_length=80)
    made_at = models.DateTimeField(auto_now_add=True)
    used_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return self.name


class MailedCode(models.Model):
    """A code that was mailed to let an account in once."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="mailed_codes")
    code_hash = models.CharField(max_length=64)
    until = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"code {self.pk}"


class Session(models.Model):
    """One device on which somebody is in, and whose page it shows."""

    key_hash = models.CharField(max_length=64, unique=True)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="sessions")
    patient_id = models.TextField()
    own_device = models.BooleanField(default=False, help_text="stays in on this device")
    device = models.CharField(max_length=200, blank=True)
    way = models.CharField(max_length=20, help_text="password, passkey, code, invitation")
    made_at = models.DateTimeField()
    used_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"session {self.pk} of {self.account}"
