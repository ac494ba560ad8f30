"""Who did what, about whom, when, and why it was allowed: rows that are added and never changed."""

from __future__ import annotations

import hashlib
from datetime import UTC
from typing import Any, NoReturn

import orjson
from django.db import models

BEFORE_THE_FIRST = "0" * 64


class AppendOnlyQuerySet(models.QuerySet["AuditEvent"]):
    """Refuses what would change history; the database refuses it as well (a trigger)."""

    def update(self, **_: Any) -> NoReturn:
        raise TypeError("the audit trail is only ever added to")

    def delete(self) -> NoReturn:
        raise TypeError("the audit trail is only ever added to")


class AuditEvent(models.Model):
    """One thing that someone did, or tried to do.

    Names stand here as they were at the time. `hash` covers every other field and the hash of the event
    before, so that a change to any event breaks the chain from there on.
    """

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField()
    actor = models.TextField(help_text="user name; what was typed, when a sign-in failed")
    actor_name = models.TextField(blank=True)
    role = models.TextField(blank=True)
    address = models.TextField(blank=True, help_text="network address the request came from")
    action = models.TextField()
    what = models.TextField(blank=True, help_text="the thing: summary, list, ...")
    patient_id = models.TextField(null=True, blank=True)
    allowed = models.BooleanField()
    why = models.TextField(help_text="why it was allowed or refused")
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        indexes = (
            models.Index(fields=["patient_id", "at"], name="audit_person_at"),
            models.Index(fields=["actor", "at"], name="audit_actor_at"),
            models.Index(fields=["action", "at"], name="audit_action_at"),
        )

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.actor} {self.action} {self.patient_id or ''}"

    def own_hash(self) -> str:
        """The hash that this event must carry."""
        fields = [
            self.at.astimezone(UTC).isoformat(timespec="microseconds"),
            self.actor,
            self.actor_name,
            self.role,
            self.address,
            self.action,
            self.what,
            self.patient_id,
            self.allowed,
            self.why,
            self.previous,
        ]
        return hashlib.sha256(orjson.dumps(fields)).hexdigest()

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Add the event; one that stands already is never written again."""
        if not self._state.adding:
            raise TypeError("the audit trail is only ever added to")
        super().save(*args, **kwargs)

    def delete(self, *_: Any, **__: Any) -> NoReturn:
        raise TypeError("the audit trail is only ever added to")
