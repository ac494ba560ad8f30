"""A person is asked questionnaires: on the clinic's tablet after a code, or read out by a member of staff."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Way(models.TextChoices):
    """How the questions reach the person."""

    TABLET = "tablet", _("on the tablet")
    READ_OUT = "read_out", _("read out by staff")
    PORTAL = "portal", _("from home")


class Asking(models.Model):
    """One time that one person is asked; the answers themselves are rows of the record.

    Neither the code nor the cookie of the tablet is kept, only what proves them.
    """

    patient_id = models.TextField(db_index=True)
    way = models.CharField(max_length=8, choices=Way.choices)
    # Any: {"instrument", "language", "response", "finished", "instead"} of each form, in the order of asking.
    forms: models.JSONField[Any, Any] = models.JSONField(help_text="the forms, in the order of asking")
    alarms: models.JSONField[Any, Any] = models.JSONField(
        default=list, help_text="[flag, instrument, item] that an answer raised, also one that was changed"
    )
    made_at = models.DateTimeField()
    staff = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL)
    who = models.TextField(help_text="name of the member of staff, as it was then")
    code_hash = models.CharField(max_length=64, null=True, unique=True, help_text="empty once it was used")
    code_until = models.DateTimeField(null=True)
    key_hash = models.CharField(max_length=64, null=True, unique=True, help_text="of the tablet's cookie")
    opened_at = models.DateTimeField(null=True)
    used_at = models.DateTimeField(null=True, help_text="when something was last answered or opened")
    ended_at = models.DateTimeField(null=True)
    ended_why = models.TextField(blank=True)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"asking {self.pk}, {self.way}"
