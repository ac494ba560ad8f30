"""A summary that a person shares by a link, for a while."""

from __future__ import annotations

from django.db import models

from lenitive.portal.models.account import Account


class Share(models.Model):
    """One link: for whom, until when, and how often it was opened. The link itself is not kept."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="shares")
    patient_id = models.TextField(db_index=True)
    secret_hash = models.CharField(max_length=64, unique=True)
    whom = models.CharField(max_length=120, help_text="for whom it is, in the person's words")
    made_at = models.DateTimeField()
    until = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    opened = models.PositiveIntegerField(default=0)
    opened_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"shared with {self.whom}"
